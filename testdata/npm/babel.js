const babel = require('@babel/core');
const fs = require('node:fs');
const path = require('node:path');

const dir = path.join(__dirname, 'work', 'babel');
fs.mkdirSync(dir, { recursive: true });
const file = path.join(dir, 'input.js');
fs.writeFileSync(file, `import def, { named as other } from './mod';
export default class Counter extends Base {
  #count = 0;
  static instances = new Set();
  static { Counter.instances.add(null); }
  get value() { return this.#count; }
  async add(n = 1, ...rest) { this.#count += n ?? 0; for await (const x of rest) this.#count += x?.n?.[0] ?? 1; return this; }
  *[Symbol.iterator]() { yield* [this.#count]; }
}
export const { a, b: [c = 2, ...d], ...e } = def;
const tagged = other\`x\${a ** 2}y\`;
label: for (const [k, v] of Object.entries(e)) { if (!v) continue label; setTimeout(() => console.log(k, v, tagged)); }
a ||= /(?<year>\\d{4})/su.exec(String(c));
export * as ns from 'ns';
export const big = 1_000n, lazy = () => import('./lazy');
`);

(async () => {
  const modern = await babel.transformFileAsync(file, { babelrc: false, configFile: false, cwd: dir, sourceMaps: true, presets: [[require('@babel/preset-env'), { targets: { node: '24' }, modules: 'commonjs' }]] });
  console.log(modern.code);
  console.log(modern.map.sources, modern.map.mappings.length, modern.map.names);
  const old = babel.transformFileSync(file, { babelrc: false, configFile: false, cwd: dir, compact: false, presets: [[require('@babel/preset-env'), { targets: { ie: '11' } }]] });
  console.log(old.code);

  // A plugin of one's own: the visitor, scopes, templates, types.
  const plugin = ({ types: t, template }) => ({
    name: 'trace',
    visitor: {
      FunctionDeclaration(p, state) {
        p.get('body').unshiftContainer('body', template.statement('log(NAME, ARGS);')({ NAME: t.stringLiteral(p.node.id.name), ARGS: t.arrayExpression(p.node.params.map((x) => t.cloneNode(x))) }));
        for (const name of Object.keys(p.scope.bindings)) p.scope.rename(name, state.opts.prefix + name);
      },
      BinaryExpression(p) { const r = p.evaluate(); if (r.confident) p.replaceWith(t.valueToNode(r.value)); },
    },
  });
  console.log(babel.transformSync('/* head */ function f(x, y) { let z = x + y; return z * (1 + 2 * 3); } // tail', { configFile: false, plugins: [[plugin, { prefix: '$' }]] }).code);
  console.log(babel.transformSync('const x = <div a={1} {...p}>t {y}<></></div>;', { configFile: false, parserOpts: { plugins: ['jsx'] }, retainLines: true }).code);
  const ast = await babel.parseAsync('let a = 1;\nfoo(a)', { configFile: false, sourceType: 'script' });
  const names = [];
  babel.traverse(ast, { enter(p) { names.push(p.type); }, Identifier(p) { names.push(p.node.name, p.scope.hasBinding(p.node.name)); } });
  console.log(names.join(' '));
  for (const bad of ['let x = ;', 'class { }', 'await 1; const a; const a = 2', 'return']) {
    try { babel.transformSync(bad, { configFile: false, filename: path.join(dir, 'bad.js'), highlightCode: false }); console.log('ok', bad); } catch (e) { console.log(e.name, e.code, e.reasonCode, e.loc, '\n' + e.message.replaceAll(dir, 'DIR')); }
  }
  console.log(Object.keys(babel.loadPartialConfig({ configFile: false, filename: file, presets: [] }).options).sort().join());
})();
