const ejs = require('ejs');
const fs = require('node:fs');
const path = require('node:path');

const page = `<%# a comment %><h1><%= title %></h1>
<% if (items.length) { -%>
<ul>
<%_ items.forEach((item, i) => { _%>
  <li class="<%= i % 2 ? 'odd' : 'even' %>"><%- item.html %> <%= item.text %></li>
<%_ }) _%>
</ul>
<% } else { %>
none
<% } %>
<%% literal %%>`;
console.log(ejs.render(page, { title: 'A & B', items: [{ html: '<b>x</b>', text: '<i>' }, { html: 'y', text: '"q"' }] }));
console.log(ejs.render('<?= a ?>', { a: 1 }, { delimiter: '?' }), ejs.render('[[= a ]]'.replace('[[', '[%').replace(']]', '%]'), { a: 2 }, { openDelimiter: '[', closeDelimiter: ']' }));

const dir = path.join(__dirname, 'work', 'ejs');
fs.mkdirSync(path.join(dir, 'parts'), { recursive: true });
fs.writeFileSync(path.join(dir, 'main.ejs'), '<%- include("parts/head", { title: "T" }) %>\n<p><%= user.name %></p>\n<%- include("parts/list.ejs", { list: [1, 2, 3] }) -%>\n');
fs.writeFileSync(path.join(dir, 'parts', 'head.ejs'), '<head><%= title %></head>');
fs.writeFileSync(path.join(dir, 'parts', 'list.ejs'), '<% for (const n of list) { %><li><%= n * n %></li><% } %>\n');
(async () => {
  console.log(await ejs.renderFile(path.join(dir, 'main.ejs'), { user: { name: 'Ann <3' } }));
  ejs.renderFile(path.join(dir, 'none.ejs'), {}, (err) => console.log(err.code, err.syscall));
  console.log(await ejs.render('<%= await later %>, <%= (await Promise.all([1, 2])).join("+") %>', { later: Promise.resolve('soon') }, { async: true }));
  const fn = ejs.compile('<%= a %>|<%= locals.b %>', { strict: false, localsName: 'locals', _with: true });
  console.log(fn({ a: 1, b: 2 }), typeof fn, fn.length);
  console.log(ejs.compile('Hello <%= name %>', { client: true }).toString().includes('escapeFn'));
  try { ejs.render('line one\n<% const x = 1; %>\n<%= missing.name %>\nline four', {}); } catch (e) { console.log(e.name + ': ' + e.message); }
  try { ejs.render('<% if (x) { %>', { x: 1 }); } catch (e) { console.log(e.name, e.message.split('\n')[0].slice(0, 30)); }
  try { ejs.render('<% open', {}); } catch (e) { console.log(e.message); }
  const cache = new Map();
  ejs.cache = { set: (k, v) => cache.set(k, v), get: (k) => cache.get(k), reset: () => cache.clear() };
  console.log(ejs.render('<%= n %>', { n: 1 }, { cache: true, filename: 'x' }), ejs.render('ignored', { n: 2 }, { cache: true, filename: 'x' }), [...cache.keys()]);
  console.log(ejs.escapeXML(`<a href="x">'&'</a>`));
})();
