'use strict';
// What a program is told of its mistakes, and where.
const { writeFileSync, mkdtempSync, readFileSync } = require('fs');
const path = require('path');
const o = { a: {}, q() {} }, k = 'z', u = undefined, n = null, f = () => {}, frozen = Object.freeze({ a: 1 });
const mistakes = [
  () => { o.q.x() },
  () => { o.zz(k, o.a) },
  () => { u() },
  () => { u(o, k) },
  () => { new o.X(k) },
  () => { new u },
  () => { o.a.b.c.d() },
  () => { o.a.b.c = k },
  () => { n.x },
  () => { n[k] },
  () => { zzz },
  () => { f(zzz, k) },
  () => { this.foo() },
  () => { (function () {}).foo() },
  () => { "abc".foo() },
  () => { require('fs').nope() },
  () => { const c = 1; c = 2 },
  () => { x1; let x1 },
  () => { for (const x of 5) ; },
  () => { const [z] = u },
  () => { [...o] },
  () => { frozen.a = 2 },
  () => { class A { constructor() {} } A() },
  () => { throw new Error('thrown') },
  () => { throw new TypeError(k) },
  () => { throw Error('called') },
  () => { [1].map(() => { throw new RangeError('inside') }) },
  () => { 1n + 1 },
  () => { Symbol() + '' },
];
const lines = readFileSync(__filename, 'utf8').split('\n');
for (const mistake of mistakes) {
  try {
    mistake();
    console.log('no error', String(mistake));
  } catch (e) {
    const [, line, column] = /mistakes\.cjs:(\d+):(\d+)/.exec(e.stack);
    console.log(lines[line - 1]);
    const exact = !/iterable|constructor|constant|initialization|read only|Class|BigInt|Symbol|lazy/.test(e.message);
    console.log(`${exact ? ' '.repeat(column - 1) : ''}^ ${e.name}: ${e.message}`);
  }
}
console.log('--- syntax');
const dir = mkdtempSync(path.join(process.env.MODULES_TMP, 'syntax-'));
const wrong = [
  'a b', 'let z1 = ;', 'if (', '"abc', 'let let = 1', 'let d1; let d1;', 'function(){}', 'class { }', '({a:1,)', '[1,2', 'foo(1,',
  'for (let i of) {}', 'x = {a b}', 'a.;', '() => {', 'a ? b', 'switch(x){ foo }', 'const {a = }', 'f(a b)', '[a b]', 'for (;;', 'while', 'var a = function',
  'new', '}', ')', 'enum', 'else', 'case 1:', 'var a; let a; ', 'const a=1; const a=2', 'import.meta', 'export const a = 1', 'break', 'continue', 'a => { } ()', '1 = 2',
];
wrong.forEach((text, i) => {
  const file = path.join(dir, `${i}.cjs`);
  writeFileSync(file, text);
  try {
    require(file);
    console.log(JSON.stringify(text), 'no error');
  } catch (e) {
    console.log(JSON.stringify(text), `${e.name}: ${e.message}`);
  }
});
