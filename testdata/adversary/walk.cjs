// Everything that can be reached from the globals, all public modules, and the
// errors and promises that they give: is there a native of the host among it? The
// names of natives come in argv; the language's own functions are told apart by
// where they hang.
const natives = new Set(process.argv[2].split(','));
const language = new Set();
for (const made of [(function* () {}).prototype, (async function* () {}).prototype]) {
  const proto = Object.getPrototypeOf(made); // its methods are own methods of the library's generators
  for (const key of Reflect.ownKeys(proto)) language.add(proto[key]);
}
const seen = new Map();
const queue = [];
function push(v, path) {
  if ((typeof v === 'object' && v !== null || typeof v === 'function') && !seen.has(v)) { seen.set(v, path); queue.push(v); }
}
push(process, 'process'); push(module, 'module'); push(require, 'require');
const { builtinModules } = require('module');
for (const name of builtinModules) { try { push(require(name), name); } catch (e) { push(e, `${name}!`); } }
for (const fail of [() => require('fs').readFileSync('/etc/passwd'), () => new URL('x'), () => require('net').connect(1, '10.0.0.1').on('error', () => {}), () => Buffer.alloc(-1), () => structuredClone(() => {}), () => require('/etc/passwd'), () => eval('('), () => new Blob([Symbol()])]) {
  try { push(fail(), 'made'); } catch (e) { push(e, 'error'); }
}
push(require('fs').promises.readFile('/etc/passwd').catch((e) => e), 'promise');
for (const name of ['fs', 'os', 'uv', 'buffer', 'util', 'constants', 'config', 'zlib', 'natives']) { try { push(process.binding(name), `binding ${name}`); } catch {} }
push(globalThis, 'globalThis');
let objects = 0;
while (queue.length) {
  const o = queue.shift();
  const path = seen.get(o);
  objects++;
  if (ArrayBuffer.isView(o)) continue;
  let keys;
  try { keys = Reflect.ownKeys(o); push(Reflect.getPrototypeOf(o), `${path}.__proto__`); } catch { continue; }
  for (const key of keys) {
    const d = Reflect.getOwnPropertyDescriptor(o, key);
    if (!d) continue;
    push(d.value, `${path}.${String(key)}`); push(d.get, `${path}.${String(key)}<get>`); push(d.set, `${path}.${String(key)}<set>`);
  }
  if (typeof o !== 'function' || language.has(o) || /^globalThis\.[A-Z]\w+\.(prototype\.)?|__proto__/.test(path)) continue;
  if (/\{\s*\[native code\]\s*\}/.test(Function.prototype.toString.call(o)) && natives.has(o.name) && !o.name.startsWith('bound') &&
      !/^(console|globalThis)\b/.test(path) && !/^function bound /.test(Function.prototype.toString.call(o))) console.log('a native of the host:', path, o.name);
}
console.log(objects > 3000 ? 'walked' : `only ${objects} objects`);
