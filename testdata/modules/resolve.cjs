'use strict';
// What require() and require.resolve() find, and what they say when they do not.
const path = require('path');
const Module = require('module');
const root = path.join(__dirname, 'pkg');
const require_ = Module.createRequire(path.join(root, 'main.cjs'));
const show = (x) => (typeof x === 'string' ? x : require('util').inspect(x)).replaceAll(`file://${__dirname}`, '').replaceAll(__dirname, '');
const attempt = (f) => {
  try {
    const value = f();
    console.log('  ', value?.[Symbol.toStringTag] === 'Module' ? `module ${Object.keys(value)}` : show(value));
  } catch (e) {
    console.log('  ', e.name, e.code, show(e.message), show(Object.keys(e)));
  }
};
for (const s of [
  'cjs', 'cjs/b', 'cjs/nope', 'esm', 'dual', 'dual/sub/q', 'dual/sub/none', 'dual/array', 'dual/pkg', 'dual/nested', 'dual/out',
  'dual/modules', 'dual/number', 'dual/zip', '@s/p', '@s/p/lib', '@s', 'badmain', 'nomain', 'broken', 'onlyidx', 'self', 'self/x', 'self/zip',
  '#int', '#dep', '#p/x', '#c', '#zip', '#p/zip', './sub/x', './sub', './sub/', './sub/d', './sub/d.json', './sub/bad.json',
  './sub/y.mjs', './sub/tla.mjs', '.', './', '../pkg/self.js', path.join(root, 'self'), '/nope', 'node:path', 'node:nope', '',
  './sub/detected.js', './sub/flagged.mjs', './sub/interop.cjs', './sub/ea.mjs', './sub/ca', './sub/throws', './sub/syntax.cjs', './sub/cycle.cjs',
]) {
  console.log(JSON.stringify(show(s)));
  if (s !== 'node:path') attempt(() => require_(s));
  attempt(() => require_.resolve(s));
}
console.log('--- paths');
attempt(() => require_.resolve('x', { paths: ['/a', root] }));
attempt(() => require_.resolve('./x', { paths: [path.join(root, 'sub')] }));
attempt(() => require_.resolve.paths('path'));
attempt(() => require_.resolve.paths('./x'));
attempt(() => Module._nodeModulePaths('/a/node_modules/b/c'));
attempt(() => require_.resolve(1));
attempt(() => require_.resolve('x', { paths: 1 }));
attempt(() => Module.createRequire('x'));
attempt(() => Module.createRequire(new URL('pkg/', `file://${__dirname}/`))('./self'));
attempt(() => Module.findPackageJSON('cjs', path.join(root, 'x.js')));
attempt(() => [module.id, module.loaded, module.path === __dirname, require.main === module, this === exports, arguments.length]);
attempt(() => [Module.isBuiltin('fs'), Module.isBuiltin('node:fs'), Module.isBuiltin('sqlite'), Module.isBuiltin('nope')]);
