'use strict';

// The state of the writable side.

const { ArrayPrototypeSlice, ObjectDefineProperties, Symbol } = primordials;
const { Buffer } = require('buffer');
const { codes: { ERR_UNKNOWN_ENCODING } } = require('internal/errors');
const {
  encodingFlag,
  flag,
  getDefaultHighWaterMark,
  getHighWaterMark,
  optional,
  tristate,
} = require('internal/streams/state');
const {
  kAutoDestroy,
  kCloseEmitted,
  kClosed,
  kConstructed,
  kDestroyed,
  kEmitClose,
  kErrorEmitted,
  kErrored,
  kObjectMode,
  kState,
} = require('internal/streams/utils');

const kOnFinishedValue = Symbol('kOnFinishedValue');
const kErroredValue = Symbol('kErroredValue');
const kDefaultEncodingValue = Symbol('kDefaultEncodingValue');
const kWriteCbValue = Symbol('kWriteCbValue');
const kAfterWriteTickInfoValue = Symbol('kAfterWriteTickInfoValue');
const kBufferedValue = Symbol('kBufferedValue');

const kSync = 1 << 9; // inside _write(): its callback came too early to be run
const kFinalCalled = 1 << 10;
const kNeedDrain = 1 << 11; // write() said false
const kEnding = 1 << 12; // end() was called
const kFinished = 1 << 13;
const kDecodeStrings = 1 << 14;
const kWriting = 1 << 15; // _write() has not called back
const kBufferProcessing = 1 << 16;
const kPrefinished = 1 << 17;
const kAllBuffers = 1 << 18; // no queued chunk is a string
const kAllNoop = 1 << 19; // no queued chunk has a callback
const kOnFinished = 1 << 20; // end() callbacks wait
const kHasWritable = 1 << 21;
const kWritable = 1 << 22;
const kCorked = 1 << 23;
const kDefaultUTF8Encoding = 1 << 24;
const kWriteCb = 1 << 25;
const kExpectWriteCb = 1 << 26;
const kAfterWriteTickInfo = 1 << 27;
const kAfterWritePending = 1 << 28;
const kBuffered = 1 << 29; // the queue exists
const kEnded = 1 << 30; // end() has returned

function nop() {}

const isUtf8 = (enc) => enc === undefined || enc === null || enc === 'utf8' || enc === 'utf-8';

function WritableState(options, isDuplex, onwrite) {
  let bits = kSync | kConstructed | kEmitClose | kAutoDestroy | kDecodeStrings | kDefaultUTF8Encoding;
  if (!options) {
    this[kState] = bits;
    this.highWaterMark = getDefaultHighWaterMark(false);
  } else {
    if (options.objectMode || (isDuplex && options.writableObjectMode)) bits |= kObjectMode;
    if (options.decodeStrings === false) bits &= ~kDecodeStrings;
    if (options.emitClose === false) bits &= ~kEmitClose;
    if (options.autoDestroy === false) bits &= ~kAutoDestroy;
    this[kState] = bits;
    this.highWaterMark = getHighWaterMark((bits & kObjectMode) !== 0, options, 'writableHighWaterMark', isDuplex);
    if (!isUtf8(options.defaultEncoding)) {
      if (!Buffer.isEncoding(options.defaultEncoding)) throw new ERR_UNKNOWN_ENCODING(options.defaultEncoding);
      this.defaultEncoding = options.defaultEncoding;
    }
  }
  this.length = 0;
  this.corked = 0;
  this.onwrite = onwrite;
  this.writelen = 0; // size of the chunk _write() has
  resetBuffer(this);
  this.pendingcb = 0; // callbacks to come before 'finish' may be emitted
}

// { chunk, encoding, callback } each; those before bufferedIndex are written.
function resetBuffer(state) {
  state[kBufferedValue] = null;
  state.bufferedIndex = 0;
  state[kState] = (state[kState] | kAllBuffers | kAllNoop) & ~kBuffered;
}

WritableState.prototype.getBuffer = function getBuffer() {
  return (this[kState] & kBuffered) === 0 ? [] : ArrayPrototypeSlice(this.buffered, this.bufferedIndex);
};

// Like optional(), but the value is kept even when it is falsy.
function stored(bit, key, absent) {
  return {
    __proto__: null,
    enumerable: false,
    get() { return (this[kState] & bit) !== 0 ? this[key] : absent(); },
    set(value) {
      this[key] = value;
      if (value) this[kState] |= bit;
      else this[kState] &= ~bit;
    },
  };
}

ObjectDefineProperties(WritableState.prototype, {
  objectMode: flag(kObjectMode),
  finalCalled: flag(kFinalCalled),
  needDrain: flag(kNeedDrain),
  ending: flag(kEnding),
  ended: flag(kEnded),
  finished: flag(kFinished),
  destroyed: flag(kDestroyed),
  decodeStrings: flag(kDecodeStrings),
  writing: flag(kWriting),
  sync: flag(kSync),
  bufferProcessing: flag(kBufferProcessing),
  constructed: flag(kConstructed),
  prefinished: flag(kPrefinished),
  errorEmitted: flag(kErrorEmitted),
  emitClose: flag(kEmitClose),
  autoDestroy: flag(kAutoDestroy),
  closed: flag(kClosed),
  closeEmitted: flag(kCloseEmitted),
  allBuffers: flag(kAllBuffers),
  allNoop: flag(kAllNoop),
  errored: optional(kErrored, kErroredValue, null),
  writable: tristate(kHasWritable, kWritable, undefined),
  defaultEncoding: encodingFlag(kDefaultUTF8Encoding, kDefaultEncodingValue),
  writecb: stored(kWriteCb, kWriteCbValue, () => nop),
  afterWriteTickInfo: stored(kAfterWriteTickInfo, kAfterWriteTickInfoValue, () => null),
  buffered: stored(kBuffered, kBufferedValue, () => []),
  bufferedRequestCount: {
    __proto__: null,
    get() { return (this[kState] & kBuffered) === 0 ? 0 : this[kBufferedValue].length - this.bufferedIndex; },
  },
});

module.exports = {
  WritableState,
  kAfterWritePending,
  kAfterWriteTickInfo,
  kAfterWriteTickInfoValue,
  kAllBuffers,
  kAllNoop,
  kBufferProcessing,
  kBuffered,
  kBufferedValue,
  kCorked,
  kDecodeStrings,
  kDefaultUTF8Encoding,
  kEnded,
  kEnding,
  kErroredValue,
  kExpectWriteCb,
  kFinalCalled,
  kFinished,
  kHasWritable,
  kNeedDrain,
  kOnFinished,
  kOnFinishedValue,
  kPrefinished,
  kSync,
  kWritable,
  kWriteCb,
  kWriteCbValue,
  kWriting,
  nop,
  resetBuffer,
};
