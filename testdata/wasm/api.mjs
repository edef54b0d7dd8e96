// What modules do, as seen from JavaScript.
import { createRequire } from 'node:module';
const { assemble, t } = createRequire(import.meta.url)('./assemble.js');
const show = (f) => { try { console.log(f()); } catch (e) { console.log(`${e.name}: ${e.message}`); } };
const instance = (spec, imports) => new WebAssembly.Instance(new WebAssembly.Module(assemble(spec)), imports);

// Values across the boundary.
const id = (type) => instance({ types: [[[type], [type]]], funcs: [0], exports: [['f', 'func', 0]], code: [[0x20, 0]] }).exports.f;
for (const v of [0, -0, 1.9, -1.9, 2 ** 31, 2 ** 32 + 5, -(2 ** 31), 1e20, NaN, Infinity, '7', true, null, undefined, [], {}, { valueOf: () => 9 }]) {
  show(() => [id('i32')(v), id('f32')(v), id('f64')(v)].map((x) => (Object.is(x, -0) ? '-0' : String(x))).join(' '));
}
for (const v of [0n, -1n, 2n ** 63n, 2n ** 64n + 3n, -(2n ** 70n), '5', true, 1, undefined, Symbol('s')]) show(() => String(id('i64')(v)));
for (const v of [undefined, null, 1, 'x', Symbol.iterator, console]) show(() => id('externref')(v) === v);
show(() => id('funcref')(null));
show(() => id('funcref')(() => 1));
show(() => { const f = id('i32'); return id('funcref')(f) === f; });

// Exported functions.
const add = instance({ types: [[['i32', 'i32'], ['i32']]], funcs: [0], exports: [['add', 'func', 0], ['again', 'func', 0]], code: [[0x20, 0, 0x20, 1, 0x6a]] }).exports;
console.log(add.add(2, 3), add.add(2), add.add(1, 2, 3), add.add.name, add.add.length, add.add === add.again, Object.isFrozen(add), typeof add.add.prototype);
show(() => new add.add(1, 2) && 'constructed');

// Imports: JavaScript, exported functions, several results.
const pair = { types: [[['i32'], ['i32', 'i64']], [[], ['i64', 'i32']]], imports: [['m', 'f', 'func', 0]], funcs: [1], exports: [['g', 'func', 1], ['f', 'func', 0]], code: [[0x41, 5, 0x10, 0, 0x42, 1, 0x7c, 0x41, 7]] };
const multi = { types: [[['i32'], ['i32', 'i32']]], imports: [['m', 'f', 'func', 0]], funcs: [0], exports: [['g', 'func', 1], ['f', 'func', 0]], code: [[0x20, 0, 0x10, 0]] };
for (const f of [(x) => [x, x + 1], function* (x) { yield x; yield 2.9; }, () => 1, () => [1], () => [1, 2, 3], () => { throw new Error('thrown inside'); }]) show(() => instance(multi, { m: { f } }).exports.g(4));
show(() => { const one = instance(multi, { m: { f: (x) => [x, 10 * x] } }).exports; const two = instance(multi, { m: { f: one.g } }).exports; return [two.f === one.g, two.g(3)]; });
show(() => instance(multi, { m: { f: add.add } }));
void pair;

// A start function runs at once; its trap is the instance's.
const started = { types: [[[], []]], imports: [['m', 'f', 'func', 0]], start: 0 };
show(() => { const seen = []; instance(started, { m: { f: () => seen.push('ran') } }); return seen; });
show(() => instance({ types: [[[], []]], funcs: [0], start: 0, code: [[0]] }));

// Memory is one, on both sides.
const mem = instance({ types: [[['i32'], ['i32']], [['i32', 'i32'], []]], funcs: [0, 1, 0], memories: [[1, 1, 3]], exports: [['memory', 'memory', 0], ['load', 'func', 0], ['store', 'func', 1], ['grow', 'func', 2]], code: [[0x20, 0, 0x2d, 0, 0], [0x20, 0, 0x20, 1, 0x3a, 0, 0], [0x20, 0, 0x40, 0]], data: [[0, 0x41, 3, 0x0b, 2, 65, 66]] }).exports;
let view = new Uint8Array(mem.memory.buffer);
console.log(view[3], view[4], mem.load(3)); view[9] = 77; mem.store(10, 78); console.log(mem.load(9), view[10]);
const before = mem.memory.buffer;
console.log(mem.grow(1), before.byteLength, before.detached, view.length, mem.memory.buffer.byteLength, mem.memory.buffer === mem.memory.buffer);
view = new Uint8Array(mem.memory.buffer); console.log(view[9], view[10], mem.load(3), view[65536 + 5]); mem.store(65536 + 5, 1); console.log(view[65536 + 5]);
console.log(mem.memory.grow(1), mem.grow(1), mem.memory.buffer.byteLength); show(() => mem.memory.grow(1)); show(() => mem.load(-1));
{ const b = mem.memory.buffer; mem.memory.grow(0); console.log(b.detached, mem.memory.buffer === b); }
const shared = new WebAssembly.Memory({ initial: 1, maximum: 2 });
const importing = { types: [[['i32'], ['i32']]], imports: [['m', 'memory', 'memory', 1, 1, 2]], funcs: [0], exports: [['load', 'func', 0], ['memory', 'memory', 0]], code: [[0x20, 0, 0x2d, 0, 0]] };
const [first, second] = [instance(importing, { m: { memory: shared } }).exports, instance(importing, { m: { memory: shared } }).exports];
new Uint8Array(shared.buffer)[7] = 42; console.log(first.load(7), second.load(7), first.memory === shared); shared.grow(1); new Uint8Array(shared.buffer)[70000] = 43; console.log(second.load(70000));

// Tables and references.
const tab = instance({ types: [[[], ['i32']], [['i32'], ['i32']]], funcs: [0, 0, 1], tables: [[t.funcref, 1, 4, 6]], exports: [['table', 'table', 0], ['a', 'func', 0], ['call', 'func', 2]], elements: [[0, 0x41, 1, 0x0b, 2, 0, 1]], code: [[0x41, 11], [0x41, 22], [0x20, 0, 0x11, 0, 0]] }).exports;
console.log(tab.table.length, tab.table.get(0), tab.table.get(1) === tab.a, tab.table.get(2) === tab.table.get(2), tab.table.get(2).name, tab.table.get(2)(), tab.call(1), tab.call(2));
show(() => tab.call(0));
tab.table.set(0, add.add); show(() => tab.call(0)); tab.table.set(0, tab.table.get(2)); console.log(tab.call(0), tab.table.grow(2), tab.table.length, tab.table.get(5)); show(() => tab.table.grow(1));
const refs = new WebAssembly.Table({ element: 'externref', initial: 2 }, 'filled'); refs.set(1); console.log(refs.get(0), refs.get(1), refs.grow(1, console) === 2, refs.get(2) === console);
show(() => instance({ types: [[[], []]], funcs: [0], tables: [[t.funcref, 0, 1]], elements: [[0, 0x41, 1, 0x0b, 1, 0]], code: [[]] }).exports && 'fits');

// Globals.
const g = new WebAssembly.Global({ value: 'i64', mutable: true }, 5n);
const glob = instance({ types: [[[], []], [[], ['i64']]], imports: [['m', 'g', 'global', t.i64, 1]], funcs: [0, 1], globals: [[t.f64, 0, 0x44, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0x0b]], exports: [['inc', 'func', 0], ['get', 'func', 1], ['g', 'global', 0], ['c', 'global', 1]], code: [[0x23, 0, 0x42, 1, 0x7c, 0x24, 0], [0x23, 0]] }, { m: { g } }).exports;
glob.inc(); console.log(g.value, glob.g === g, glob.c.value, glob.get()); g.value = 100n; glob.inc(); console.log(glob.get(), g.valueOf()); show(() => { glob.c.value = 1; });
for (const [type, v] of [['i32', 1.5], ['i64', 7n], ['f32', 0.1], ['externref', 'x'], ['anyfunc', add.add]]) { const x = new WebAssembly.Global({ value: type, mutable: true }, v); show(() => x.value); }

// Traps.
for (const code of [[0x00], [0x41, 1, 0x41, 0, 0x6d, 0x1a], [0x41, 0x80, 0x80, 0x80, 0x80, 0x78, 0x41, 0x7f, 0x6d, 0x1a], [0x44, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f, 0xaa, 0x1a]]) show(() => instance({ types: [[[], []]], funcs: [0], exports: [['f', 'func', 0]], code: [code] }).exports.f());
show(() => instance({ types: [[[], []]], funcs: [0], exports: [['f', 'func', 0]], code: [[0x10, 0]] }).exports.f());
show(() => { try { instance({ types: [[[], []]], funcs: [0], exports: [['f', 'func', 0]], code: [[0]] }).exports.f(); } catch (e) { return [e instanceof WebAssembly.RuntimeError, e instanceof Error, e.constructor.name]; } });

// Modules.
const bytes = assemble({ types: [[[], []]], imports: [['m', 'f', 'func', 0]], exports: [['f', 'func', 0]] });
console.log(await WebAssembly.compile(bytes) instanceof WebAssembly.Module, WebAssembly.validate(bytes), WebAssembly.validate(bytes.subarray(0, 9)));
const { module, instance: made } = await WebAssembly.instantiate(bytes, { m: { f() {} } });
console.log(WebAssembly.Module.imports(module), WebAssembly.Module.exports(module), made instanceof WebAssembly.Instance, (await WebAssembly.instantiate(module, { m: { f() {} } })) instanceof WebAssembly.Instance);
const answer = (type) => new Response(bytes, { headers: { 'content-type': type } });
console.log(await WebAssembly.compileStreaming(answer('application/wasm')) instanceof WebAssembly.Module, (await WebAssembly.instantiateStreaming(Promise.resolve(answer('application/wasm')), { m: { f() {} } })).instance.exports.f());
await WebAssembly.compileStreaming(answer('text/plain')).catch((e) => console.log(e.code, e.message));
console.log(WebAssembly.Module.exports(structuredClone(module)), structuredClone(module) instanceof WebAssembly.Module);
