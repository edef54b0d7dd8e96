// What import and import.meta.resolve find, and what they say when they do not.
import fs, { readFileSync } from 'node:fs';
import { syncBuiltinESMExports, createRequire } from 'node:module';
import * as probe from './pkg/probe.mjs';
import data from './pkg/sub/d.json' with { type: 'json' };

const dir = import.meta.dirname;
const show = (x) => String(x).replaceAll(`file://${dir}`, '').replaceAll(dir, '');
const attempt = async (f) => {
  try {
    const value = await f();
    console.log('  ', value?.[Symbol.toStringTag] !== 'Module' ? show(value) :
      `module ${Object.keys(value).filter((k) => k !== 'module.exports')} ${show(JSON.stringify(value.default))}`);
  } catch (e) {
    console.log('  ', e.name, e.code, show(e.message), show(Object.keys(e)), show(e.url));
  }
};
for (const s of [
  'cjs', 'cjs/b', 'cjs/b.js', 'esm', 'dual', 'dual/sub/q', 'dual/sub/none', 'dual/array', 'dual/pkg', 'dual/nested', 'dual/out', 'dual/modules',
  'dual/number', 'dual/zip', '@s/p', '@s/p/lib', '@s/p/lib/index.js', '@s', 'badmain', 'nomain', 'broken', 'onlyidx', 'self', 'self/x', 'self/zip',
  '#int', '#dep', '#p/x', '#c', '#zip', '#p/zip', './sub/x', './sub/x.js', './sub', './sub/', './sub/d.json', './sub/y.mjs', './sub/tla.mjs',
  '.', './', '../pkg/self.js', 'node:nope', './sub/detected.js', './sub/flagged.mjs', './sub/interop.cjs', './sub/ea.mjs',
  'data:text/javascript,export default 1;export const u=typeof import.meta.url', 'data:application/json,{"a":1}', 'data:text/plain,1',
  'http://x/y.mjs', 'nope', '@nope/x', './sub/x%2fy.js', './sub/x.js?q=1', './sub/x.js#h', 'file:///nope', 'foo:bar', 'a%b', '.hidden',
  './sub/throws.js', './sub/syntax.mjs', './sub/missing.mjs', './sub/missingcjs.mjs', './sub/cycle.mjs', './sub/x.foo',
]) {
  console.log(JSON.stringify(s));
  await attempt(() => probe.load(s));
  await attempt(() => probe.resolve(s));
}
console.log('--- attributes');
for (const [s, options] of [
  ['./sub/d.json', { with: { type: 'json' } }], ['./sub/x.js', { with: { type: 'json' } }], ['./sub/d.json', { with: { type: 'css' } }],
  ['./sub/d.json', { with: { foo: 'bar' } }], ['data:application/json,[1]', { with: { type: 'json' } }], ['fs', { with: { type: 'json' } }], ['./sub/x.js', {}],
]) {
  console.log(s, JSON.stringify(options));
  await attempt(() => probe.load(s, options));
}
console.log('--- meta');
console.log(show(data.j), createRequire(import.meta.url)('./pkg/sub/d.json') === data);
console.log(Object.keys(import.meta), import.meta.main, show(import.meta.filename), show(import.meta.url), probe.main);
console.log(typeof require, typeof module, typeof __filename, this);
const a = await probe.load('./sub/y.mjs'), b = await probe.load('./sub/y.mjs'), c = await probe.load('./sub/y.mjs?x');
console.log(a === b, a === c);
fs.readFileSync = () => 'patched';
console.log(readFileSync === fs.readFileSync);
syncBuiltinESMExports();
console.log(readFileSync === fs.readFileSync);
