import { init, parse } from 'es-module-lexer';
await init;
console.log(parse(`import { name } from 'mod'; import json from './a.json' with { type: 'json' }; export const p = 5; export { q as r }; import('x'); import.meta.url`));
try { parse('export const = 1 "'); } catch (e) { console.log(e.name, e.message); }
