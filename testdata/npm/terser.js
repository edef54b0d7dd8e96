const { minify } = require('terser');
(async () => {
  const r = await minify({ 'a.js': 'function add(first, second) { const unused = 1; if (false) { console.log("dead"); } return first + second; }\nconst value = add(1, 2) + add(3, 4); console.log(value ? "yes" : "no");' }, { toplevel: true, sourceMap: { filename: 'out.js' } });
  console.log(r.code); console.log(r.map);
  console.log((await minify('class A { constructor(x) { this.x = x; } get y() { return this.x ** 2; } } export default A; export const z = async () => { await null; };', { module: true, format: { beautify: true } })).code);
  try { await minify('let x = ;'); } catch (e) { console.log(e.name, e.message, e.line, e.col); }
})();
