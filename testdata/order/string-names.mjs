import { createRequire, register } from 'node:module';
import * as data from 'data:text/javascript,const a = 1, b = 2; export { a as "a name", b as "ünï" }; export default 3';
import { 'a name' as a, 'ünï' as b } from 'data:text/javascript,const a = 1, b = 2; export { a as "a name", b as "ünï" }; export default 3';

console.log(Object.keys(data), a, b);
const fs = await import('node:fs');
console.log(typeof fs.readFile, fs.default.readFile === fs.readFile);
const json = await import('data:application/json,{"x": 1}', { with: { type: 'json' } });
console.log(json.default, createRequire(import.meta.url)('fs') === fs.default);

register('data:text/javascript,' + encodeURIComponent(`
  export function initialize(data) { globalThis.given = data; }
  export async function resolve(specifier, context, next) {
    if (specifier === 'virtual:x') return { url: specifier, shortCircuit: true };
    return next(specifier, context);
  }
  export async function load(url, context, next) {
    if (url === 'virtual:x') return { format: 'module', source: 'export default "virtual"', shortCircuit: true };
    return next(url, context);
  }
`), import.meta.url, { data: 42 });
console.log((await import('virtual:x')).default);
