'use strict';
// Groups of one name in different alternatives, and what each turn forgets.
const date = /(?<year>\d{4})-(?<month>\d\d)|(?<month>\d\d)\/(?<year>\d{4})/d;
for (const text of ['2024-05', '05/2024', 'none']) {
  const match = date.exec(text);
  console.log(match?.groups, match?.indices.groups);
}
console.log('x1y2'.replace(/(?<l>x)|(?<l>y)/g, '<$<l>>'), ['xx', 'yy', 'xy'].map((s) => /^(?:(?<a>x)|(?<a>y))\k<a>$/.test(s)));
for (const source of ['(?<a>x)(?<a>y)', '(?:(?<a>x)|y)(?<a>z)', '(?<a>(?<a>y))']) {
  try { new RegExp(source); } catch (error) { console.log(error.name, error.message); }
}
console.log(/(?:(x)|(y)|z)*/.exec('xyz'), /(?:(x)|(y)){2}/.exec('xy'), /(?:(?<a>x)|(?<a>y)\k<a>)+/.exec('xyyx').groups);
