const postcss = require('postcss');
const scss = `@charset "utf-8";
@import url("foo.css") screen;
:root { --main: #06c; --accent: calc(var(--main) * 2) }
a, a:hover > b::before { color : red !important; /* note */ background: url(data:image/png;base64,AA==) }
@media (min-width: 100px) and (max-width: 200px) { .x { margin: 0 auto; .y & { top: 1px } } }
@font-face { font-family: "Open \\"Sans\\""; src: local("x") }
.u\\:escaped[data-x="a;b"] { width: 1e3px }
`;
const root = postcss.parse(scss, { from: 'in.css' });
root.walkDecls((d) => console.log(d.source.start.line, d.source.start.column, d.prop, '=', d.value, d.important || ''));
root.walkAtRules((r) => console.log('@' + r.name, r.params));
root.walkRules((r) => console.log(r.selectors, r.nodes.length));
console.log(root.toString() === scss, root.nodes.map((n) => n.type));

const double = (opts = {}) => ({ postcssPlugin: 'double', Once(r, { result }) { result.warn('once', { node: r.first }); }, Declaration: { width(d, { Declaration }) { if (d.processed) return; d.processed = true; d.cloneBefore({ prop: '-x-width' }); d.value = d.value.replace(/\d+/, (n) => n * opts.by); } }, AtRule: { media(r) { if (!r.params.includes('seen')) r.params += ' /* seen */'; } }, RuleExit(r) { if (r.selector === 'a, a:hover > b::before' && r.last.prop !== 'top') r.append({ prop: 'top', value: '0' }); }, OnceExit(r) { r.append(postcss.comment({ text: 'end' })); } });
double.postcss = true;
(async () => {
  const result = await postcss([double({ by: 3 }), { postcssPlugin: 'later', async Rule(r) { await null; if (r.selector === '.x') r.selector = '.X'; } }]).process(scss, { from: 'in.css', to: 'out.css', map: { inline: false, annotation: 'out.css.map' } });
  console.log(result.css);
  console.log(result.map.toJSON(), result.warnings().map((w) => [w.plugin, w.type, w.text, w.line, w.column]), result.messages.length);
  const again = await postcss([]).process(result.css, { from: 'out.css', map: { prev: result.map.toString(), inline: true } });
  console.log(again.css.length, Buffer.from(again.css.split("base64,").pop().split(" ")[0], "base64").toString().slice(0, 60));
  for (const bad of ['a { color: red', 'a { b }', '@media { } }', 'a { "unclosed', 'a { /* x']) {
    try { postcss.parse(bad, { from: 'bad.css' }); console.log('ok', bad); } catch (e) { console.log(e.name, e.reason, e.line, e.column, '\n' + e.showSourceCode(false)); }
  }
  const node = postcss.rule({ selector: 'p' }).append(postcss.decl({ prop: 'a', value: 'b' }));
  console.log(node.toString(), node.clone({ selector: 'q' }).toString(), JSON.stringify(node.toJSON()), postcss.list.comma('a, b(c, d), "e,f"'), postcss.list.space('1px  calc(a + b)'));
  console.log(postcss.fromJSON(JSON.parse(JSON.stringify(root.toJSON()))).toString() === scss);
})();
