'use strict';
console.log(/^[\p{L}--[a-z]]+$/v.test('ÄÖ'), /^[\p{L}--[a-z]]+$/v.test('äb'), 'a1b2'.replace(/[\w&&\d]/gv, '#'));
console.log(/^[\q{abc|d|ab}x]$/v.exec('ab')?.[0], /[\q{abc|d}]/v.exec('abcd')[0], /^[^[a-c][x-z]]$/v.test('b'));
const re = /[[a-z]--[aeiou]]/gv;
console.log(re.source, re.flags, re.unicode, re.unicodeSets, 'hello'.match(re).join(''), [...'a😀'.matchAll(/./gv)].length);
console.log(new RegExp('[\\p{Lu}&&[A-F]]', 'v').test('G'), /[\p{Lu}]/iv.test('ä'));
for (const source of ['[a--b&&c]', '[(]', '[a']) {
  try {
    new RegExp(source, 'v');
    console.log('no error', source);
  } catch (err) {
    console.log(err.name, source);
  }
}
