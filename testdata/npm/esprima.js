const esprima = require('esprima');
const source = `'use strict';
/* a comment */
import def, { a as b } from 'mod'; // trailing
export default class Point extends Base {
  constructor(x, y = 0, ...rest) { super(); [this.x, this.y] = [x, y]; }
  static get origin() { return new Point(0, 0); }
  *walk() { for (const p of this) yield* p; }
}
label: for (let i = 0, n = 10; i < n; i++) { if (i % 2) continue label; else break; }
const { q, others } = { q: 1, [\`k\${q}\`]: /re[/]x/gi, 'str\\n': 0x1F };
const f = async (x) => await x ** 2;
try { throw new Error("no"); } catch ({ message }) { void message; } finally { debugger; }
switch (f) { case 1: default: ; }
`;
const seen = {};
const ast = esprima.parseModule(source, { loc: true, range: true, comment: true, tokens: true }, (node, meta) => { seen[node.type] = (seen[node.type] || 0) + 1; });
console.log(seen);
console.log(ast.comments, ast.tokens.length, ast.body.length, ast.range, ast.loc);
console.log(JSON.stringify(ast.body.slice(0, 2)));
console.dir(ast.body[2].declaration.body.body[0], { depth: 4 });
console.log(esprima.tokenize('let a = `x${y}z` / 2;', { loc: true }).map((t) => `${t.type}:${t.value}@${t.loc.start.line}.${t.loc.start.column}`));
const tolerant = esprima.parseScript('return 1; var x = 08; delete y', { tolerant: true });
console.log(tolerant.errors.map((e) => [e.index, e.lineNumber, e.description]));
for (const bad of ['var = 1', 'let let = 1', 'a b', '"unterminated', '/(/', 'function* f() { yield = 1 }', '({a = 1})', 'class A { constructor() {} constructor() {} }']) {
  try { esprima.parseScript(bad); console.log('ok', bad); } catch (e) { console.log(e.name, e.index, e.lineNumber, e.column, e.message); }
}
console.log(JSON.stringify(esprima.parseScript('<a b="c" {...d}>text {e} <F.G/></a>', { jsx: true }).body[0].expression.openingElement), esprima.version);
