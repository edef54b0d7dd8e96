const acorn = require('acorn');
const ast = acorn.parse('const f = async ({a, ...b}, c = 1) => { for await (const x of y) yield_(x?.z ?? `t${c}`); class A { #p = 1; static { this.q = 2n; } } }; label: while (1) break label; /re(?<n>x)/v;', { ecmaVersion: 'latest', locations: true });
console.log(JSON.stringify(ast, (k, v) => (typeof v === 'bigint' ? String(v) : v)).length, ast.body.map((n) => n.type));
console.dir(ast.body[0].declarations[0].init.params, { depth: 3 });
console.log([...acorn.tokenizer('let x = 1 + 2;', { ecmaVersion: 2022 })].map((t) => t.type.label));
try { acorn.parse('let x = ;', { ecmaVersion: 2020 }); } catch (e) { console.log(e.name, e.message, e.pos, e.loc); }
