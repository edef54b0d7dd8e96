'use strict';

// The state of the readable side: a word of bits, a queue of chunks, and the
// properties by which the world sees them.

const { ObjectDefineProperties, Symbol } = primordials;
const { Buffer } = require('buffer');
const { StringDecoder } = require('string_decoder');
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

const kErroredValue = Symbol('kErroredValue');
const kDefaultEncodingValue = Symbol('kDefaultEncodingValue');
const kDecoderValue = Symbol('kDecoderValue');
const kEncodingValue = Symbol('kEncodingValue');

const kEnded = 1 << 9; // push(null) was seen
const kEndEmitted = 1 << 10;
const kReading = 1 << 11; // _read() was called and has not pushed yet
const kSync = 1 << 12; // inside _read(): what it pushes is queued, not emitted
const kNeedReadable = 1 << 13; // a reader was left without data
const kEmittedReadable = 1 << 14; // 'readable' is scheduled or out
const kReadableListening = 1 << 15;
const kResumeScheduled = 1 << 16;
const kMultiAwaitDrain = 1 << 17; // awaitDrainWriters is a set, not one writer
const kReadingMore = 1 << 18; // maybeReadMore's tick is scheduled
const kDataEmitted = 1 << 19;
const kDefaultUTF8Encoding = 1 << 20;
const kDecoder = 1 << 21;
const kEncoding = 1 << 22;
const kHasFlowing = 1 << 23; // without it `flowing` is null
const kFlowing = 1 << 24;
const kHasPaused = 1 << 25; // without it pause() and resume() were never called
const kPaused = 1 << 26;
const kDataListening = 1 << 27;
const kEndScheduled = 1 << 28;

const isUtf8 = (enc) => enc === undefined || enc === null || enc === 'utf8' || enc === 'utf-8';

function ReadableState(options, stream, isDuplex) {
  let bits = kEmitClose | kAutoDestroy | kConstructed | kSync | kDefaultUTF8Encoding;
  if (!options) {
    this[kState] = bits;
    this.highWaterMark = getDefaultHighWaterMark(false);
  } else {
    if (options.objectMode || (isDuplex && options.readableObjectMode)) bits |= kObjectMode;
    if (options.emitClose === false) bits &= ~kEmitClose;
    if (options.autoDestroy === false) bits &= ~kAutoDestroy;
    this[kState] = bits;
    this.highWaterMark = getHighWaterMark((bits & kObjectMode) !== 0, options, 'readableHighWaterMark', isDuplex);
  }
  // Chunks before bufferIndex are read already; shifting each would be slow.
  this.buffer = [];
  this.bufferIndex = 0;
  this.length = 0;
  this.pipes = [];
  if (options && !isUtf8(options.defaultEncoding)) {
    if (!Buffer.isEncoding(options.defaultEncoding)) throw new ERR_UNKNOWN_ENCODING(options.defaultEncoding);
    this.defaultEncoding = options.defaultEncoding;
  }
  this.awaitDrainWriters = null;
  if (options?.encoding) {
    this.decoder = new StringDecoder(options.encoding);
    this.encoding = options.encoding;
  }
}

ObjectDefineProperties(ReadableState.prototype, {
  objectMode: flag(kObjectMode),
  ended: flag(kEnded),
  endEmitted: flag(kEndEmitted),
  reading: flag(kReading),
  constructed: flag(kConstructed),
  sync: flag(kSync),
  needReadable: flag(kNeedReadable),
  emittedReadable: flag(kEmittedReadable),
  readableListening: flag(kReadableListening),
  resumeScheduled: flag(kResumeScheduled),
  errorEmitted: flag(kErrorEmitted),
  emitClose: flag(kEmitClose),
  autoDestroy: flag(kAutoDestroy),
  destroyed: flag(kDestroyed),
  closed: flag(kClosed),
  closeEmitted: flag(kCloseEmitted),
  multiAwaitDrain: flag(kMultiAwaitDrain),
  readingMore: flag(kReadingMore),
  dataEmitted: flag(kDataEmitted),
  errored: optional(kErrored, kErroredValue, null),
  defaultEncoding: encodingFlag(kDefaultUTF8Encoding, kDefaultEncodingValue),
  decoder: optional(kDecoder, kDecoderValue, null),
  encoding: optional(kEncoding, kEncodingValue, null),
  flowing: tristate(kHasFlowing, kFlowing, null),
  // Not a tristate: unset reads as false, and writing always sets it.
  paused: {
    __proto__: null,
    get() { return (this[kState] & kPaused) !== 0; },
    set(value) {
      if (value) this[kState] |= kHasPaused | kPaused;
      else this[kState] = (this[kState] | kHasPaused) & ~kPaused;
    },
  },
  pipesCount: {
    __proto__: null,
    get() { return this.pipes.length; },
  },
});

module.exports = {
  ReadableState,
  kDataEmitted,
  kDataListening,
  kDecoder,
  kDecoderValue,
  kEmittedReadable,
  kEndEmitted,
  kEndScheduled,
  kEnded,
  kFlowing,
  kHasFlowing,
  kHasPaused,
  kMultiAwaitDrain,
  kNeedReadable,
  kPaused,
  kReadableListening,
  kReading,
  kReadingMore,
  kResumeScheduled,
  kSync,
};
