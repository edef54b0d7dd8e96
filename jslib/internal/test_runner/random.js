'use strict';

// A random order that a seed gives again: the generator Mulberry32, as in Node,
// so that a seed means the same order.

const { MathFloor, MathImul, MathRandom } = primordials;

function randomSeed() {
  return MathFloor(MathRandom() * 0x1_0000_0000);
}

function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6D2B79F5) | 0;
    let mixed = MathImul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + MathImul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

module.exports = { randomSeed, seededRandom };
