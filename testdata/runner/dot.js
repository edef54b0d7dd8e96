// More tests than a line has dots.
const { test } = require('node:test');
for (let i = 0; i < 45; i++) {
  test(`number ${i}`, () => { if (i % 20 === 19) throw new Error(`${i}`); });
}
