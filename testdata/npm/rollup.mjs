// The native addon of rollup cannot be loaded; this build of it, by its authors, is WebAssembly.
import { rollup, VERSION } from '@rollup/wasm-node';
import { parseAst } from '@rollup/wasm-node/parseAst';
const files = {
  main: `import { used } from './lib'; import def, * as ns from './other'; export const a = used(1); console.log(def, ns.x); export { lazy } from './lazy'; export default () => import('./dynamic');`,
  './lib': `export const used = (x) => x + 1; export const unused = () => { throw 1; }; const dead = 5;`,
  './other': `import { circ } from './circle'; export const x = 1; export default class K { m() { return circ; } }`,
  './circle': `import { x } from './other'; export const circ = () => x;`,
  './lazy': `export const lazy = /*#__PURE__*/ make(); function make() { return 1; } if (false) { console.log('never'); }`,
  './dynamic': `export default 'dynamic'; export const z = 26;`,
};
const warnings = [];
const memory = { name: 'memory', resolveId: (id) => (id in files ? id : null), load: (id) => files[id], renderChunk(code, chunk) { this.info?.('x'); return null; }, transform(code, id) { return id === './lib' ? { code: code.replace('+ 1', '+ 2'), map: null } : null; } };
const bundle = await rollup({ input: 'main', plugins: [memory], onwarn: (w) => warnings.push([w.code, w.message]) });
for (const format of ['es', 'cjs', 'iife', 'system']) {
  const { output } = await bundle.generate({ format, name: 'lib', exports: 'named', inlineDynamicImports: format === 'iife', sourcemap: format === 'es' });
  for (const chunk of output) console.log(`--- ${format} ${chunk.fileName.replace(/-[\w-]{8}\./, '-HASH.')}\n${(chunk.code ?? chunk.source).replace(/-[\w-]{8}\.js/g, '-HASH.js')}`);
}
console.log(bundle.watchFiles, warnings);
await bundle.close();
console.log(parseAst('let x = 1n ** 2n;').body[0].declarations[0].init.type, VERSION);
for (const input of ['missing', 'main2']) {
  try { await rollup({ input, plugins: [{ ...memory, load: () => 'export default ;' , resolveId: (id) => (id === 'main2' ? id : null) }], logLevel: 'silent' }); } catch (e) { console.log(e.code, e.message, e.loc); }
}
