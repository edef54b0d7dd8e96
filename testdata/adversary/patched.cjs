// Intrinsics patched before and during calls: the library does what it did, and
// gives nothing of its own to the patches.
const fs = require('fs'), path = require('path'), util = require('util'), { EventEmitter } = require('events');
const expected = () => [
  path.join('a', '..', 'b'), util.inspect({ a: [1, new Map([[1, 2]])] }), fs.existsSync(__filename), fs.readFileSync(__filename, 'utf8').length > 0,
  Buffer.from('aGk=', 'base64').toString(), new URL('http://x/?a=1').searchParams.get('a'), util.format('%s %d', 'x', 1), String(fs.statSync(__filename).isFile()),
];
const before = expected();
const leaks = [];
const { apply } = Reflect;
const suspicious = (v) => {
  if (typeof v !== 'object' && typeof v !== 'function' || v === null) return false;
  try { return typeof v.readFileUtf8 === 'function' || typeof v.getBinding === 'function' || typeof v.internalBinding === 'function' || v.JSONParse !== undefined || v.uncurryThis !== undefined; } catch { return false; }
};
// Without spreading or iterating, which are patched too.
function note(where, it, values) {
  if (suspicious(it)) leaks[leaks.length] = where;
  for (let i = 0; i < values.length; i++) if (suspicious(values[i])) leaks[leaks.length] = where;
}
function patch(owner, name) {
  const original = owner[name];
  owner[name] = function () { note(name, this, arguments); return apply(original, this, arguments); };
  return () => { owner[name] = original; };
}
const undo = [];
for (const [owner, names] of [
  [Array.prototype, ['push', 'pop', 'shift', 'unshift', 'slice', 'splice', 'map', 'filter', 'forEach', 'join', 'concat', 'indexOf', 'includes', 'reduce', 'some', 'every', 'find', 'sort', 'keys', 'values', 'entries', Symbol.iterator]],
  [String.prototype, ['slice', 'split', 'replace', 'indexOf', 'startsWith', 'charCodeAt', 'toString', 'trim', 'toLowerCase', Symbol.iterator]],
  [Function.prototype, ['call', 'apply', 'bind']], [Map.prototype, ['get', 'set', 'has', 'forEach']], [Set.prototype, ['add', 'has']], [WeakMap.prototype, ['get', 'set']],
  [RegExp.prototype, ['exec', 'test', Symbol.replace, Symbol.split]], [Promise.prototype, ['then', 'catch', 'finally']], [Object, ['keys', 'defineProperty', 'assign', 'create', 'freeze']], [Reflect, ['apply', 'get', 'ownKeys']], [JSON, ['parse', 'stringify']], [Number, ['isInteger']], [Math, ['min', 'max', 'floor']],
]) for (const name of names) undo.push(patch(owner, name));
let after;
const setters = [];
for (const key of ['0', '1', 'then', 'value', 'get', 'set', 'oncomplete', 'code', 'path', 'flags', 'mode', 'encoding', 'signal', 'constructor']) {
  if (key === 'constructor' || key === 'then') continue;
  const owner = /\d/.test(key) ? Array.prototype : Object.prototype;
  Object.defineProperty(owner, key, { __proto__: null, configurable: true, get() { return undefined; }, set(v) { note('set ' + key, this, [v]); Object.defineProperty(this, key, { __proto__: null, value: v, writable: true, configurable: true, enumerable: true }); } });
  setters.push(() => delete owner[key]);
}
try { after = expected(); } catch (e) { after = ['threw ' + e.message]; }
for (const f of setters) f();
for (const f of undo) f();
if (JSON.stringify(after) !== JSON.stringify(before)) console.log('changed', JSON.stringify(after), JSON.stringify(before));
for (const l of new Set(leaks)) console.log('leaked to', String(l));
// Arguments that change between check and use.
let turns = 0;
const shifty = { toString() { return turns++ ? '/etc/passwd' : __filename; } };
for (const use of [() => fs.readFileSync(shifty), () => fs.readFileSync(new Proxy({}, { get: () => '/etc/passwd' })), () => fs.readFileSync({ ...new URL('file:///etc/passwd') }), () => fs.readFileSync(Object.assign(new URL('file://' + __filename), {}))]) {
  try { const text = String(use()); if (text.startsWith('root:')) console.log('read', text.slice(0, 20)); } catch {}
}
const moving = Buffer.from(__filename);
fs.promises.readFile(moving).then((b) => { if (String(b).startsWith('root:')) console.log('moved'); }, () => {});
moving.fill(0); moving.write('/etc/passwd');
process.on('exit', () => console.log('patched'));
