import { marked, Marked } from 'marked';
console.log(marked.parse('# Title\n\nSome *emphasis*, **strong**, `code` and a [link](https://example.com "t").\n\n- a\n- b\n  1. c\n\n> quote\n\n```js\nlet x = 1 < 2;\n```\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n<div>html</div>\n\n![i](x.png)\n- [x] done\n'));
console.log(new Marked({ gfm: true, breaks: true }).parseInline('a\nb ~~c~~ https://example.com'));
console.log(marked.lexer('* x\n\ny').map((t) => t.type));
