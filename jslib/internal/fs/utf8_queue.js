'use strict';

// What a Utf8Stream still has to write, in pieces no longer than one write may
// be. Text is joined as it arrives; buffers are kept apart until they are
// written. Both kinds have the same methods, so the stream need not know which.

const { ArrayPrototypePush, ArrayPrototypeShift, ArrayPrototypeUnshift } = primordials;

const { Buffer } = require('buffer');
const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { validateString } = require('internal/validators');

const emptyBuffer = Buffer.alloc(0);

// How many characters of text the first n bytes of its UTF-8 form are; a
// character of which only a part was written does not count, and is written
// again as a whole.
function charactersIn(text, n) {
  const bytes = Buffer.from(text);
  if (n === undefined || n >= bytes.length) return text.length;
  while (n > 0 && (bytes[n] & 0xC0) === 0x80) n--;
  return bytes.utf8Slice(0, n).length;
}

class TextQueue {
  empty = '';
  mode = 'utf8';
  #pieces = [];

  get length() {
    return this.#pieces.length;
  }

  check(data) {
    validateString(data, 'data');
  }

  push(data, max) {
    const pieces = this.#pieces;
    const last = pieces.length - 1;
    if (last < 0 || pieces[last].length + data.length > max) {
      ArrayPrototypePush(pieces, data);
    } else {
      pieces[last] += data;
    }
  }

  pushEmpty() {
    ArrayPrototypePush(this.#pieces, '');
  }

  putBack(piece) {
    ArrayPrototypeUnshift(this.#pieces, piece);
  }

  // The next piece; it stays in the queue until shift().
  peek() {
    return this.#pieces[0] ?? '';
  }

  shift() {
    return ArrayPrototypeShift(this.#pieces) ?? '';
  }

  clear() {
    this.#pieces = [];
  }

  // By how much the piece shrinks when n bytes of it have been written.
  written(piece, n) {
    return charactersIn(piece, n);
  }

  rest(piece, from) {
    return piece.slice(from);
  }
}

class BufferQueue {
  empty = emptyBuffer;
  mode = 'buffer';
  #pieces = [];
  #lengths = [];

  get length() {
    return this.#pieces.length;
  }

  check(data) {
    if (!Buffer.isBuffer(data)) throw new ERR_INVALID_ARG_TYPE('data', 'Buffer', data);
  }

  push(data, max) {
    const last = this.#pieces.length - 1;
    if (last < 0 || this.#lengths[last] + data.length > max) {
      ArrayPrototypePush(this.#pieces, [data]);
      ArrayPrototypePush(this.#lengths, data.length);
    } else {
      ArrayPrototypePush(this.#pieces[last], data);
      this.#lengths[last] += data.length;
    }
  }

  pushEmpty() {
    ArrayPrototypePush(this.#pieces, []);
    ArrayPrototypePush(this.#lengths, 0);
  }

  putBack(piece) {
    ArrayPrototypeUnshift(this.#pieces, [piece]);
    ArrayPrototypeUnshift(this.#lengths, piece.length);
  }

  peek() {
    if (this.#pieces.length === 0) return emptyBuffer;
    const parts = this.#pieces[0];
    if (parts.length === 1) return parts[0];
    return Buffer.concat(parts, this.#lengths[0]);
  }

  shift() {
    const piece = this.peek();
    ArrayPrototypeShift(this.#pieces);
    ArrayPrototypeShift(this.#lengths);
    return piece;
  }

  clear() {
    this.#pieces = [];
    this.#lengths = [];
  }

  written(piece, n) {
    return n;
  }

  rest(piece, from) {
    return piece.subarray(from);
  }
}

module.exports = { BufferQueue, TextQueue };
