// Stacks: no function or this of the library, no path of the host, nothing of Go.
Error.prepareStackTrace = (e, frames) => frames;
const fs = require('fs');
function look(label, frames) {
  if (!Array.isArray(frames)) return;
  for (const f of frames) {
    for (const m of ['getFunction', 'getThis']) {
      const v = f[m]?.();
      if (v !== undefined && v !== globalThis) console.log(label, m, typeof v);
    }
    for (const k of Reflect.ownKeys(f)) if (typeof f[k] === 'function' && k !== 'constructor' && Object.hasOwn(f, k)) console.log(label, String(k));
    for (const m of ['getFileName', 'getEvalOrigin', 'getScriptNameOrSourceURL', 'toString']) {
      const v = String(f[m]?.() ?? '');
      if (/goroutine|\.go:|wasm|hostcalls|engine\/|github\.com/.test(v)) console.log(label, m, v);
    }
  }
}
const here = () => new Error().stack;
const stackOf = (fn) => { try { fn(); } catch (e) { return e.stack; } };
look('sync', stackOf(() => fs.readFileSync('/etc/passwd')));
look('url', stackOf(() => new URL('x')));
[1].map(() => look('map', here()));
[2, 1].sort(() => { look('sort', here()); return 0; });
JSON.stringify({ toJSON() { look('json', here()); } });
require('util').inspect({ get x() { look('inspect', here()); return 1; } }, { getters: true });
new (require('events'))().on('x', () => look('event', here())).emit('x');
fs.readFile('/etc/passwd', (e) => look('callback', e.stack));
fs.promises.readFile('/etc/passwd').catch((e) => look('promise', e.stack));
setTimeout(() => look('timer', here()));
setImmediate(() => look('immediate', here()));
process.nextTick(() => look('tick', here()));
queueMicrotask(() => look('microtask', here()));
(function f() { if (f.caller || (() => { try { return f.arguments?.callee; } catch {} })()?.caller) console.log('caller'); })();
(function () { 'use strict'; try { arguments.callee; console.log('callee'); } catch {} })();
// An error whose parts lie.
for (const odd of [{ get name() { throw 1; } }, { get message() { return here(); } }, new Proxy(new Error('p'), { get() { throw new TypeError('trap'); } })]) {
  try { require('util').inspect(Object.assign(new Error('x'), odd)); } catch {}
}
process.on('exit', () => console.log('looked'));
