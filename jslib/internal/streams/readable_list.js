'use strict';

// Taking bytes, characters or objects off the queue of a readable state.

const { TypedArrayPrototypeSet } = primordials;

const { lengthOf } = require('internal/util/views');
const { Buffer } = require('buffer');
const { FastBuffer } = require('internal/buffer');
const { kObjectMode, kState } = require('internal/streams/utils');
const { kDecoder } = require('internal/streams/readable_state');

// Queued chunks are dropped lazily; past this many read ones the array is cut.
const MAX_READ_PREFIX = 1024;

// Takes n units (bytes, characters; one object in object mode; everything for
// 0 or a large n). state.length is the caller's to adjust.
function fromList(n, state) {
  const available = state.length;
  if (available === 0) return null;
  const list = state.buffer;
  const count = list.length;
  const bits = state[kState];
  let i = state.bufferIndex;
  let taken;

  if ((bits & kObjectMode) !== 0) {
    taken = list[i];
    list[i++] = null;
  } else if (!n || n >= available) {
    if ((bits & kDecoder) !== 0) {
      taken = '';
      for (; i < count; i++) {
        taken += list[i];
        list[i] = null;
      }
    } else if (count - i === 1) {
      taken = list[i];
      list[i++] = null;
    } else if (count === i) {
      taken = new FastBuffer();
    } else {
      taken = Buffer.allocUnsafe(available);
      for (let at = 0; i < count; i++) {
        TypedArrayPrototypeSet(taken, list[i], at);
        at += lengthOf(list[i]);
        list[i] = null;
      }
    }
  } else {
    const first = list[i];
    const size = lengthOf(first);
    if (n < size) {
      taken = first.slice(0, n);
      list[i] = first.slice(n);
    } else if (n === size) {
      taken = first;
      list[i++] = null;
    } else {
      const isText = (bits & kDecoder) !== 0;
      taken = isText ? '' : Buffer.allocUnsafe(n);
      let missing = n;
      for (; missing > 0 && i < count; i++) {
        let chunk = list[i];
        if (missing < chunk.length) {
          if (isText) {
            list[i] = chunk.slice(missing);
            chunk = chunk.slice(0, missing);
          } else {
            list[i] = new FastBuffer(chunk.buffer, chunk.byteOffset + missing, chunk.length - missing);
            chunk = new FastBuffer(chunk.buffer, chunk.byteOffset, missing);
          }
          i--; // the rest stays
        } else {
          list[i] = null;
        }
        if (isText) taken += chunk;
        else TypedArrayPrototypeSet(taken, chunk, n - missing);
        missing -= chunk.length;
      }
    }
  }

  if (i === count) {
    list.length = 0;
    state.bufferIndex = 0;
  } else if (i > MAX_READ_PREFIX) {
    list.splice(0, i);
    state.bufferIndex = 0;
  } else {
    state.bufferIndex = i;
  }
  return taken;
}

module.exports = { fromList };
