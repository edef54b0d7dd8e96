const yaml = require('js-yaml');
const doc = yaml.load('a: 1\nb: [x, y, 2.5, true, null]\nc: &anchor\n  d: |\n    multi\n    line\n  e: >\n    folded\n    text\nf: *anchor\ng: 2001-12-14t21:59:43.10-05:00\n? complex\n: value\nbin: !!binary aGVsbG8=\n');
console.log(doc);
console.log(yaml.dump({ list: [1, 'two', { three: [3] }], text: 'a\nb\n', date: new Date(0), empty: {}, nan: NaN, str: '123', quote: "it's: x" }));
console.log(yaml.loadAll('---\na: 1\n---\nb: 2\n'));
try { yaml.load('a: [1, 2'); } catch (e) { console.log(e.name, e.message); }
