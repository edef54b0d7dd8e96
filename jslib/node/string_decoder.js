'use strict';

// A string decoder turns chunks of bytes into text without breaking characters
// apart. The host keeps no state for it: what is held over is in a few bytes
// of the decoder's own (hostcalls/buffer, decoder.go).

const {
  ArrayBufferIsView,
  ObjectDefineProperties,
  Symbol,
  TypedArrayPrototypeSubarray,
} = primordials;

const { byteLengthOf } = require('internal/util/views');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_UNKNOWN_ENCODING } } = require('internal/errors');
const { normalizeEncoding } = require('internal/util');
const { FastBuffer } = require('internal/buffer');
const { getEncoding } = require('internal/buffer/encodings');
const { checkStringLength } = require('internal/buffer/text');
require('buffer'); // gives FastBuffer its methods

const { decode, flush } = internalBinding('buffer');

const kNativeDecoder = Symbol('kNativeDecoder');

const HELD_END = 4;
const MISSING = 4;
const BUFFERED = 5;
const ENCODING = 6;
const SIZE = 7;

function StringDecoder(encoding) {
  this.encoding = normalizeEncoding(encoding);
  if (this.encoding === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  const state = new FastBuffer(SIZE);
  state[ENCODING] = getEncoding(this.encoding).code;
  this[kNativeDecoder] = state;
}

StringDecoder.prototype.write = function write(buf) {
  if (typeof buf === 'string') return buf;
  if (!ArrayBufferIsView(buf)) throw new ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray', 'DataView'], buf);
  const state = this[kNativeDecoder];
  if (!state) throw new ERR_INVALID_THIS('StringDecoder');
  checkStringLength(state[ENCODING], byteLengthOf(buf));
  return decode(state, buf);
};

StringDecoder.prototype.end = function end(buf) {
  const text = buf === undefined ? '' : this.write(buf);
  const state = this[kNativeDecoder];
  return state[BUFFERED] > 0 ? text + flush(state) : text;
};

// What follows is not documented, but old packages use it.
StringDecoder.prototype.text = function text(buf, offset) {
  const state = this[kNativeDecoder];
  state[MISSING] = 0;
  state[BUFFERED] = 0;
  return this.write(buf.slice(offset));
};

ObjectDefineProperties(StringDecoder.prototype, {
  lastChar: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return TypedArrayPrototypeSubarray(this[kNativeDecoder], 0, HELD_END);
    },
  },
  lastNeed: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return this[kNativeDecoder][MISSING];
    },
  },
  lastTotal: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return this[kNativeDecoder][BUFFERED] + this[kNativeDecoder][MISSING];
    },
  },
});

module.exports = { StringDecoder };
