// node:wasi, with a program that writes to standard output and exits.
import { createRequire } from 'node:module';
import { WASI } from 'node:wasi';
const { assemble } = createRequire(import.meta.url)('./assemble.js');
const show = (f) => { try { console.log(f()); } catch (e) { console.log(e.code ?? e.name, e.message); } };
const program = ({ start = '_start', memory = 'memory' } = {}) => new WebAssembly.Module(assemble({
  types: [[['i32', 'i32', 'i32', 'i32'], ['i32']], [['i32'], []], [[], []]],
  imports: [['wasi_snapshot_preview1', 'fd_write', 'func', 0], ['wasi_snapshot_preview1', 'proc_exit', 'func', 1]],
  funcs: [2], memories: [[0, 1]], exports: [[memory, 'memory', 0], [start, 'func', 2]],
  code: [[0x41, 1, 0x41, 0, 0x41, 1, 0x41, 32, 0x10, 0, 0x1a, 0x41, 3, 0x10, 1]],
  data: [[0, 0x41, 0, 0x0b, 14, 8, 0, 0, 0, 6, 0, 0, 0, ...Buffer.from('hello\n')]],
}));
const make = (options) => new WASI({ version: 'preview1', ...options });
const run = (wasi, module = program()) => [wasi, new WebAssembly.Instance(module, wasi.getImportObject())];
{
  const [wasi, instance] = run(make());
  console.log('code', wasi.start(instance));
  show(() => wasi.start(instance));
}
console.log(Object.keys(make().getImportObject()), Object.keys(new WASI({ version: 'unstable' }).getImportObject()), Object.keys(make().wasiImport).length >= 45, Object.keys(make()));
show(() => make().wasiImport.fd_write(1, 0, 1, 0));
show(() => { const [wasi, instance] = run(make(), program({ start: 'other' })); return wasi.start(instance); });
show(() => { const [wasi, instance] = run(make(), program({ memory: 'other' })); return wasi.start(instance); });
show(() => { const [wasi, instance] = run(make(), program({ start: '_initialize' })); try { return wasi.initialize(instance); } catch (e) { return typeof e; } });
show(() => { const [wasi, instance] = run(make()); return wasi.initialize(instance); });
show(() => { const [wasi, instance] = run(make(), program({ memory: 'other' })); wasi.finalizeBindings(instance, { memory: instance.exports.other }); try { instance.exports._start(); } catch (e) { return typeof e; } });
for (const options of [undefined, {}, { version: 1 }, { version: 'preview2' }, { version: 'preview1', args: 'x' }, { version: 'preview1', env: 1 }, { version: 'preview1', preopens: 1 }, { version: 'preview1', stdin: -1 }, { version: 'preview1', returnOnExit: 1 }]) show(() => new WASI(options));
{
  const memory = new WebAssembly.Memory({ initial: 1 });
  const wasi = make({ args: ['a', 'bc'], env: { X: '1', Y: undefined } });
  wasi.finalizeBindings({ exports: {} }, { memory });
  const { args_sizes_get, environ_sizes_get, args_get, clock_time_get, random_get, fd_prestat_get, sched_yield, fd_close } = wasi.wasiImport;
  const view = new DataView(memory.buffer);
  console.log(args_sizes_get(0, 4), view.getUint32(0, true), view.getUint32(4, true), environ_sizes_get(0, 4), view.getUint32(0, true), view.getUint32(4, true));
  console.log(args_get(0, 64), Buffer.from(memory.buffer, 64, 5).toString('latin1'), clock_time_get(0, 1n, 8), view.getBigUint64(8, true) > 0n, random_get(0, 16), sched_yield());
  console.log(fd_prestat_get(3, 0), fd_close(99), random_get(65530, 100));
}
process.exitCode = 0;
