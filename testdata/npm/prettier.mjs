import * as prettier from 'prettier';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import fs from 'node:fs/promises';

const dir = path.join(path.dirname(fileURLToPath(import.meta.url)), 'work', 'prettier');
await fs.mkdir(dir, { recursive: true });
await fs.writeFile(path.join(dir, '.prettierrc'), '{ "singleQuote": true, "overrides": [{ "files": "*.ts", "options": { "semi": false } }] }');
await fs.writeFile(path.join(dir, '.editorconfig'), 'root = true\n[*]\nindent_style = tab\nmax_line_length = 60\n');
const source = `const {a,b:{c}} = await import("x") ; export default class A extends B{ static async *#p(x=1,...y){ return x?.y??z } get [k](){return \`t\${a+b}\`}}
// comment
const longCall = someFunction(argumentNumberOne, (err, data) => { if(err) throw err; else { return data.map(x=>x*2).filter(Boolean).reduce((a,b)=>a+b,0) } }, {key:'value',"other-key":"it's"});
for(const x of y) if (x) continue; else { do { x-- } while(x) }
const jsx = <div className="x" {...props}>{list.map(i=><Item key={i} onClick={()=>go(i)}/>)} text that is long enough to be wrapped by the printer of JSX</div>;
`;
const file = path.join(dir, 'a.js');
await fs.writeFile(file, source);
const options = await prettier.resolveConfig(file, { editorconfig: true });
console.log(options, await prettier.getFileInfo(file));
console.log(await prettier.format(await fs.readFile(file, 'utf8'), { ...options, filepath: file }));
const samples = {
  typescript: 'interface A<T extends keyof U=string>{readonly a?:T[];b(x:number):asserts x is 1} enum E{A=1,B="x"} type M={[K in keyof T]?:T[K] extends infer U?U:never}; @dec() abstract class C<T> implements A<T>{constructor(private readonly x:number){} declare y:unique symbol} function f<const T>(this:Window,...a:[...T,x?:number]):a is string {return a satisfies T as any}',
  css: '@media (max-width:100px){a{color:RED;background:URL(x.png)}.a>.b~c::before{content:"\\201C"}} :root{--x:{a:b}}',
  scss: '$map:(key:value,other:1px); .a{&:hover{@include m($x...);} @if $a==1{b:c}@else{d:e} @each $k,$v in $map{.#{$k}{w:$v}}}',
  less: '.m(@a;@b:2){color:fade(@a,@b)} .x{.m(#fff;1);&-y{width:~"calc(1px + @{w})"}}',
  json: '{"a":1,"b":[1,2,{"c":null}],"long":["aaaaaaaaaaaaaaaaaaaaaaa","bbbbbbbbbbbbbbbbbbbbbbbbbbbb","cccccccccccccccccc"]}',
  markdown: '# Title\n* a\n* b\n    1. c\n\n| a | b |\n|--|:-:|\n| longer cell | x |\n\n```js\nlet  x=1\n```\nSome __bold__ and *it* text\nSetext\n===\n',
  yaml: 'a:   1\nb:\n    - x\n    -   y: {c: d,   e: [1,2]}\n# c\nlong: >\n   folded\n   text\n---\nnext: doc\n',
  html: '<!doctype html><html><head><style>a{b:c}</style><script>let x=1</script></head><body><p>some <b>bold</b> text<br>more</p><ul><li>1</li><li>2</li></ul><pre>\n keep </pre></body></html>',
  vue: '<template><div v-for="x in y" :key="x.id" @click="go(x)">{{x|f}}</div></template><script>export default {data(){return {a:1}}}</script>',
  graphql: 'query Q($a:Int=1){user(id:$a){...F name @include(if:$b)}} fragment F on User{id} type T implements A&B{f(x:[Int!]!):String}',
  glimmer: '{{#if a}}<p class="{{b}}">{{c}}</p>{{else}}x{{/if}}',
};
for (const [parser, text] of Object.entries(samples)) console.log(`--- ${parser}\n${await prettier.format(text, { parser })}`);
console.log(await prettier.check('const a = 1;\n', { parser: 'babel' }), await prettier.check('const a=1', { parser: 'babel' }));
console.log(await prettier.formatWithCursor('let  x = [1,2]', { parser: 'babel', cursorOffset: 5 }));
for (const bad of [['let x = ;', 'babel'], ['a {', 'css'], ['type A = ', 'typescript'], ['<div>', 'html']]) {
  try { await prettier.format(bad[0], { parser: bad[1] }); console.log('ok', bad); } catch (e) { console.log(e.name, e.message, e.loc); }
}
console.log((await prettier.getSupportInfo()).languages.length);
