const test = require('node:test');
test('in the first file', (t) => { console.log('printed by the first'); t.diagnostic('told by the first'); });
test('fails in the first file', () => { throw new TypeError('first', { cause: 5 }); });
