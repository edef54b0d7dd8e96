'use strict';

// The cachedData of scripts. Compiled code is never taken from a program: it
// could make the engine do anything. What a cache holds is what V8 checks before
// it takes one, the version and the source; a program that keeps caches finds
// out in the same way whether its own is of use.

const { MathImul, StringPrototypeCharCodeAt } = primordials;

const { Buffer } = require('buffer');
const { isAnyArrayBuffer } = require('internal/util/types');

const kSize = 16;

// FNV-1a, twice with different seeds.
function hash(text, seed) {
  let h = seed;
  for (let i = 0; i < text.length; i++) h = MathImul(h ^ StringPrototypeCharCodeAt(text, i), 0x01000193);
  return h >>> 0;
}

function codeCache(source) {
  const data = Buffer.alloc(kSize);
  data.writeUInt32LE(require('v8').cachedDataVersionTag(), 0);
  data.writeUInt32LE(source.length >>> 0, 4);
  data.writeUInt32LE(hash(source, 0x811c9dc5), 8);
  data.writeUInt32LE(hash(source, 0x2545f491), 12);
  return data;
}

function matchesCache(cachedData, source) {
  const given = isAnyArrayBuffer(cachedData) ? Buffer.from(cachedData) :
    Buffer.from(cachedData.buffer, cachedData.byteOffset, cachedData.byteLength);
  return codeCache(source).equals(given);
}

module.exports = { codeCache, matchesCache };
