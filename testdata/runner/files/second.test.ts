import { describe, it } from 'node:test';

interface Shape { sides: number }

describe('typed', () => {
  it('has sides', (t) => {
    const square: Shape = { sides: 4 };
    t.assert.strictEqual(square.sides, 4);
  });
  it.skip('round');
});
