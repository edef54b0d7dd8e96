const pug = require('pug');
const fs = require('node:fs');
const path = require('node:path');

const source = `
doctype html
html(lang="en")
  head
    title= title
    script(type='text/javascript').
      if (foo) bar(1 + 5)
  body
    //- hidden
    // shown
    mixin pet(name, ...tags)
      li.pet(class={old: name.length > 3} data-tags=tags)= name
        if block
          block
    h1#top.big.bold(style={color: 'red', margin: 0}) Hello #{user} and !{raw} #[em inline #[b deep]]
    ul
      each name, i in ['cat', 'doggy']
        +pet(name, i, 'x'): span inner #{i}
      else
        li none
    - var n = 3
    while n--
      p= n
    case n
      when -1: p minus
      default: p other
    a(href='/?a=1&b=2', title!="<raw>" disabled checked=false) link
    p.
      text block
      over lines
    p
      | piped
      | text
    input(type='checkbox' name=\`t\${1 + 1}\`)
    &attributes({})
`.replace(/\n    &attributes.*\n/, '\n    div(a=1)&attributes({b: "2", "class": ["c", "d"]})\n');
const locals = { title: 'T & T', user: '<you>', raw: '<i>raw</i>' };
console.log(pug.render(source, locals));
console.log(pug.render(source, { ...locals, pretty: true }));

const dir = path.join(__dirname, 'work', 'pug');
fs.mkdirSync(dir, { recursive: true });
fs.writeFileSync(path.join(dir, 'layout.pug'), 'html\n  block head\n    title default\n  body\n    block content\n    block foot\n      p foot\n');
fs.writeFileSync(path.join(dir, 'page.pug'), 'extends layout\nblock content\n  include note.txt\n  include part\nappend foot\n  p more\nblock prepend head\n  meta(charset="utf8")\n');
fs.writeFileSync(path.join(dir, 'part.pug'), 'p part of #{6 * 7}\n');
fs.writeFileSync(path.join(dir, 'note.txt'), 'plain <text>\n');
console.log(pug.renderFile(path.join(dir, 'page.pug'), { filename: 'abc' }));
console.log(pug.compileClient('p= x', { name: 'view', compileDebug: false }).split('\n').length > 3, pug.compile('p= x')({ x: 1 }));
for (const bad of ['p\n   a\n  b', 'div(a=', 'p= x.y.z', 'if a\n  p\nelse if']) {
  try { console.log(pug.render(bad, { filename: 'bad.pug' })); } catch (e) { console.log(e.code, '|', e.message.replace(/\n[^]*?\n\n/, ' ~ ')); }
}
console.log(pug.render(':upper(x=1)\n  filtered text', { filters: { upper: (text, options) => text.toUpperCase() + options.x } }));
