'use strict';

// Readable. Two ways to consume it share one queue: 'readable' with read()
// (pull), and 'data' (flowing, push). `reading` is the promise that _read()
// will push; `needReadable` the promise that somebody will be told when it has.

const {
  ArrayPrototypePush,
  FunctionPrototypeCall,
  NumberIsInteger,
  NumberParseInt,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  Promise,
  ReflectApply,
  SymbolAsyncDispose,
} = primordials;

const { lengthOf } = require('internal/util/views');
module.exports = Readable;

const EventEmitter = require('events');
const { Stream } = require('internal/streams/legacy');
const { Buffer } = require('buffer');
const { StringDecoder } = require('string_decoder');
const { addAbortSignal } = require('internal/streams/add-abort-signal');
const { eos } = require('internal/streams/end-of-stream');
const destroyImpl = require('internal/streams/destroy');
const {
  kCloseEmitted,
  kConstructed,
  kDestroyed,
  kErrorEmitted,
  kErrored,
  kObjectMode,
  kOnConstructed,
  kState,
} = require('internal/streams/utils');
const {
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
} = require('internal/streams/readable_state');
const { fromList } = require('internal/streams/readable_list');
const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_OUT_OF_RANGE,
    ERR_STREAM_PUSH_AFTER_EOF,
    ERR_STREAM_UNSHIFT_AFTER_END_EVENT,
  },
} = require('internal/errors');

const { errorOrDestroy } = destroyImpl;

ObjectSetPrototypeOf(Readable.prototype, Stream.prototype);
ObjectSetPrototypeOf(Readable, Stream);
Readable.ReadableState = ReadableState;
Readable._fromList = fromList;

function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);

  // One shape for all readables, whatever is listened to first.
  this._events ??= { close: undefined, error: undefined, data: undefined, end: undefined, readable: undefined };
  this._readableState = new ReadableState(options, this, false);
  if (options) {
    if (typeof options.read === 'function') this._read = options.read;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal) addAbortSignal(options.signal, this);
  }
  FunctionPrototypeCall(Stream, this, options);
  if (this._construct !== undefined && this._construct !== null) {
    destroyImpl.construct(this, () => this._readableState[kOnConstructed](this));
  }
}

ReadableState.prototype[kOnConstructed] = function(stream) {
  if ((this[kState] & kNeedReadable) !== 0) maybeReadMore(stream, this);
};

Readable.prototype.destroy = destroyImpl.destroy;
Readable.prototype._undestroy = destroyImpl.undestroy;
Readable.prototype._destroy = function(err, cb) {
  cb(err);
};

Readable.prototype[EventEmitter.captureRejectionSymbol] = function(err) {
  this.destroy(err);
};

Readable.prototype[SymbolAsyncDispose] = async function() {
  let error;
  if (!this.destroyed) {
    error = this.readableEnded ? null : new AbortError();
    this.destroy(error);
  }
  await new Promise((resolve, reject) => eos(this, (err) => (err && err !== error ? reject(err) : resolve(null))));
};

// --- producing -----------------------------------------------------------

Readable.prototype.push = function(chunk, encoding) {
  const state = this._readableState;
  if (chunk === null) return end(this, state);
  if ((state[kState] & kObjectMode) === 0) {
    if (typeof chunk === 'string') {
      encoding ||= state.defaultEncoding;
      if (state.encoding !== encoding) {
        chunk = Buffer.from(chunk, encoding);
        encoding = '';
      }
    } else if (chunk instanceof Buffer) {
      encoding = '';
    } else if (Stream._isArrayBufferView(chunk)) {
      chunk = Stream._uint8ArrayToBuffer(chunk);
      encoding = '';
    } else if (chunk !== undefined) {
      return badChunk(this, chunk);
    }
    if (!chunk || lengthOf(chunk) <= 0) {
      state[kState] &= ~kReading;
      maybeReadMore(this, state);
      return wantsMore(state);
    }
  }

  const bits = state[kState];
  if ((bits & (kEnded | kDestroyed | kErrored)) !== 0) {
    if ((bits & kEnded) !== 0) errorOrDestroy(this, new ERR_STREAM_PUSH_AFTER_EOF());
    return false;
  }
  state[kState] = bits & ~kReading;
  if ((bits & kDecoder) !== 0 && !encoding) {
    chunk = state[kDecoderValue].write(chunk);
    if (chunk.length === 0 && (bits & kObjectMode) === 0) {
      // Part of a character: nothing to show yet.
      maybeReadMore(this, state);
      return wantsMore(state);
    }
  }
  addChunk(this, state, chunk, false);
  return wantsMore(state);
};

// Puts a chunk back at the front.
Readable.prototype.unshift = function(chunk, encoding) {
  const state = this._readableState;
  if (chunk === null) return end(this, state);
  if ((state[kState] & kObjectMode) === 0) {
    if (typeof chunk === 'string') {
      encoding ||= state.defaultEncoding;
      if (state.encoding !== encoding) {
        chunk = Buffer.from(chunk, encoding);
        if (state.encoding) chunk = chunk.toString(state.encoding);
      }
    } else if (Stream._isArrayBufferView(chunk)) {
      chunk = Stream._uint8ArrayToBuffer(chunk);
    } else if (chunk !== undefined && !(chunk instanceof Buffer)) {
      return badChunk(this, chunk);
    }
    if (!chunk || !(chunk.length > 0)) return wantsMore(state);
  }
  if ((state[kState] & kEndEmitted) !== 0) {
    errorOrDestroy(this, new ERR_STREAM_UNSHIFT_AFTER_END_EVENT());
  } else if ((state[kState] & (kDestroyed | kErrored)) !== 0) {
    return false;
  } else {
    addChunk(this, state, chunk, true);
  }
  return wantsMore(state);
};

function badChunk(stream, chunk) {
  errorOrDestroy(stream, new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk));
  return false;
}

function wantsMore(state) {
  const { length } = state;
  return (length === 0 || length < state.highWaterMark) && (state[kState] & kEnded) === 0;
}

function forgetDrainWaiters(state) {
  if (state.awaitDrainWriters === null) return;
  if ((state[kState] & kMultiAwaitDrain) !== 0) state.awaitDrainWriters.clear();
  else state.awaitDrainWriters = null;
}

function addChunk(stream, state, chunk, front) {
  const bits = state[kState];
  // An asynchronous push into a flowing stream with nothing queued needs no queue.
  if ((bits & (kFlowing | kSync | kDataListening)) === (kFlowing | kDataListening) && state.length === 0) {
    forgetDrainWaiters(state);
    state[kState] = bits | kDataEmitted;
    stream.emit('data', chunk);
  } else {
    state.length += (bits & kObjectMode) !== 0 ? 1 : lengthOf(chunk);
    if (!front) ArrayPrototypePush(state.buffer, chunk);
    else if (state.bufferIndex > 0) state.buffer[--state.bufferIndex] = chunk;
    else state.buffer.unshift(chunk);
    if ((state[kState] & kNeedReadable) !== 0) emitReadable(stream);
  }
  maybeReadMore(stream, state);
}

// push(null)
function end(stream, state) {
  state[kState] &= ~kReading;
  if ((state[kState] & kEnded) !== 0) return false;
  if ((state[kState] & kDecoder) !== 0) {
    const rest = state[kDecoderValue].end();
    if (rest?.length) {
      state.buffer.push(rest);
      state.length += (state[kState] & kObjectMode) !== 0 ? 1 : rest.length;
    }
  }
  state[kState] |= kEnded;
  if ((state[kState] & kSync) !== 0) {
    // Inside _read(): the read() around it may take the data first.
    emitReadable(stream);
  } else {
    state[kState] = (state[kState] & ~kNeedReadable) | kEmittedReadable;
    emitReadableNow(stream);
  }
  return false;
}

function emitReadable(stream) {
  const state = stream._readableState;
  state[kState] &= ~kNeedReadable;
  if ((state[kState] & kEmittedReadable) === 0) {
    state[kState] |= kEmittedReadable;
    process.nextTick(emitReadableNow, stream);
  }
}

function emitReadableNow(stream) {
  const state = stream._readableState;
  if ((state[kState] & (kDestroyed | kErrored)) === 0 && (state.length || (state[kState] & kEnded) !== 0)) {
    stream.emit('readable');
    state[kState] &= ~kEmittedReadable;
  }
  // Flowing needs no 'readable'; a full queue has enough for now.
  if ((state[kState] & (kFlowing | kEnded)) === 0 && state.length <= state.highWaterMark) {
    state[kState] |= kNeedReadable;
  }
  flow(stream);
}

// Fills the queue up to the high water mark, a tick later, so that a
// synchronous push() in _read() does not recurse.
function maybeReadMore(stream, state) {
  if ((state[kState] & (kReadingMore | kReading | kConstructed)) === kConstructed) {
    state[kState] |= kReadingMore;
    process.nextTick(readMore, stream, state);
  }
}

function readMore(stream, state) {
  let bits;
  while (((bits = state[kState]) & (kReading | kEnded)) === 0 &&
         (state.length < state.highWaterMark || (state.length === 0 && (bits & kFlowing) !== 0))) {
    const before = state.length;
    stream.read(0);
    if (state.length === before) break; // _read() has nothing now
  }
  state[kState] &= ~kReadingMore;
}

Readable.prototype._read = function(n) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_read()');
};

// --- consuming -----------------------------------------------------------

const MAX_HIGH_WATER_MARK = 0x40000000;

// The next power of two, so that slowly growing reads do not reallocate often.
function raisedHighWaterMark(n) {
  if (n > MAX_HIGH_WATER_MARK) throw new ERR_OUT_OF_RANGE('size', '<= 1GiB', n);
  n--;
  for (let shift = 1; shift <= 16; shift *= 2) n |= n >>> shift;
  return n + 1;
}

// How much of what was asked for (NaN: whatever there is) the queue can give.
function readableNow(n, state) {
  if (n <= 0 || (state.length === 0 && (state[kState] & kEnded) !== 0)) return 0;
  if ((state[kState] & kObjectMode) !== 0) return 1;
  if (n !== n) {
    // Flowing: one queued chunk at a time.
    return (state[kState] & kFlowing) !== 0 && state.length ?
      lengthOf(state.buffer[state.bufferIndex]) : state.length;
  }
  if (n <= state.length) return n;
  return (state[kState] & kEnded) !== 0 ? state.length : 0;
}

Readable.prototype.read = function(size) {
  const state = this._readableState;
  if (size === undefined) size = NaN;
  else if (!NumberIsInteger(size)) size = NumberParseInt(size, 10);

  if (size > state.highWaterMark) state.highWaterMark = raisedHighWaterMark(size);
  let bits = state[kState]; // as far as nobody else can have changed it
  if (size !== 0) {
    state[kState] = bits &= ~kEmittedReadable;
  } else if ((bits & kNeedReadable) !== 0 &&
             ((bits & kEnded) !== 0 ||
              (state.highWaterMark !== 0 ? state.length >= state.highWaterMark : state.length > 0))) {
    // read(0) only asks to be told, and there is something to tell.
    if (state.length === 0 && (bits & kEnded) !== 0) endReadable(this);
    else emitReadable(this);
    return null;
  }

  let n = size === 0 ? 0 : readableNow(size, state);
  if (n === 0 && (bits & kEnded) !== 0) {
    if (state.length === 0) endReadable(this);
    return null;
  }

  // What this read leaves below the mark is filled up from the source, before
  // anything is taken: _read() may push synchronously and satisfy this call.
  if ((bits & (kReading | kEnded | kDestroyed | kErrored | kConstructed)) === kConstructed &&
      ((bits & kNeedReadable) !== 0 || state.length === 0 || state.length - n < state.highWaterMark)) {
    state[kState] = bits | (state.length === 0 ? kReading | kSync | kNeedReadable : kReading | kSync);
    try {
      this._read(state.highWaterMark);
    } catch (err) {
      errorOrDestroy(this, err);
    }
    bits = state[kState] &= ~kSync;
    if ((bits & kReading) === 0) n = readableNow(size, state);
  }

  const data = n > 0 ? fromList(n, state) : null;
  bits = state[kState];
  if (data === null) {
    if (state.length <= state.highWaterMark) bits |= kNeedReadable;
    n = 0;
  } else {
    state.length -= n;
    forgetDrainWaiters(state);
  }
  if (state.length === 0 && (bits & kEnded) === 0) bits |= kNeedReadable;

  const shows = data !== null && (bits & (kErrorEmitted | kCloseEmitted)) === 0;
  state[kState] = shows ? bits | kDataEmitted : bits;
  // A reader that goes for more than there is has come to the end.
  if ((bits & kEnded) !== 0 && size !== n && state.length === 0) endReadable(this);
  if (shows) this.emit('data', data);
  return data;
};

function endReadable(stream) {
  const state = stream._readableState;
  if ((state[kState] & (kEndEmitted | kEndScheduled)) === 0) {
    state[kState] |= kEnded | kEndScheduled;
    process.nextTick(emitEnd, state, stream);
  }
}

function emitEnd(state, stream) {
  state[kState] &= ~kEndScheduled;
  // unshift() may have come in between.
  if ((state[kState] & (kErrored | kCloseEmitted | kEndEmitted)) !== 0 || state.length !== 0) return;
  state[kState] |= kEndEmitted;
  stream.emit('end');

  if (stream.writable && stream.allowHalfOpen === false) {
    process.nextTick(endWritable, stream);
  } else if (state.autoDestroy) {
    const w = stream._writableState;
    // A duplex goes only when its other side is through as well.
    if (!w || (w.autoDestroy && (w.finished || w.writable === false))) stream.destroy();
  }
}

function endWritable(stream) {
  if (stream.writable && !stream.writableEnded && !stream.destroyed) stream.end();
}

Readable.prototype.setEncoding = function(encoding) {
  const state = this._readableState;
  const decoder = new StringDecoder(encoding);
  state.decoder = decoder;
  state.encoding = decoder.encoding;
  // What is queued was not decoded yet.
  let text = '';
  for (let i = state.bufferIndex; i < state.buffer.length; i++) text += decoder.write(state.buffer[i]);
  if ((state[kState] & kEnded) !== 0) text += decoder.end();
  state.buffer.length = 0;
  state.bufferIndex = 0;
  if (text !== '') state.buffer.push(text);
  state.length = text.length;
  return this;
};

// --- flowing -------------------------------------------------------------

function flow(stream) {
  const state = stream._readableState;
  while ((state[kState] & kFlowing) !== 0 && stream.read() !== null);
}

Readable.prototype.isPaused = function() {
  const bits = this._readableState[kState];
  return (bits & kPaused) !== 0 || (bits & (kHasFlowing | kFlowing)) === kHasFlowing;
};

Readable.prototype.resume = function() {
  const state = this._readableState;
  let bits = state[kState];
  const schedule = (bits & (kFlowing | kResumeScheduled)) === 0;
  if ((bits & kFlowing) === 0) {
    // A 'readable' listener decides by itself when to read.
    bits |= (bits & kReadableListening) === 0 ? kHasFlowing | kFlowing | kResumeScheduled : kHasFlowing | kResumeScheduled;
  }
  state[kState] = (bits | kHasPaused) & ~kPaused;
  if (schedule) process.nextTick(startFlowing, this, state);
  return this;
};

function startFlowing(stream, state) {
  if ((state[kState] & kReading) === 0) stream.read(0);
  state[kState] &= ~kResumeScheduled;
  stream.emit('resume');
  flow(stream);
  if ((state[kState] & (kFlowing | kReading)) === kFlowing) stream.read(0);
}

Readable.prototype.pause = function() {
  const state = this._readableState;
  const bits = state[kState];
  if ((bits & (kHasFlowing | kFlowing)) !== kHasFlowing) {
    state[kState] = (bits | kHasFlowing) & ~kFlowing;
    this.emit('pause');
  }
  state[kState] |= kHasPaused | kPaused;
  return this;
};

Readable.prototype.on = function(event, listener) {
  const result = FunctionPrototypeCall(Stream.prototype.on, this, event, listener);
  const state = this._readableState;
  if (event === 'data') {
    state[kState] |= kDataListening;
    if (this.listenerCount('readable') > 0) state[kState] |= kReadableListening;
    // Listening starts the flow, unless it was paused on purpose.
    if ((state[kState] & (kHasFlowing | kFlowing)) !== kHasFlowing) this.resume();
  } else if (event === 'readable' && (state[kState] & (kEndEmitted | kReadableListening)) === 0) {
    state[kState] = (state[kState] | kReadableListening | kNeedReadable | kHasFlowing) & ~(kFlowing | kEmittedReadable);
    if (state.length) emitReadable(this);
    else if ((state[kState] & kReading) === 0) process.nextTick(startReading, this);
  }
  return result;
};
Readable.prototype.addListener = Readable.prototype.on;

function startReading(stream) {
  stream.read(0);
}

Readable.prototype.removeListener = function(event, listener) {
  const result = FunctionPrototypeCall(Stream.prototype.removeListener, this, event, listener);
  if (event === 'readable') {
    // A tick later: once() removes its listener before calling it, and that
    // listener may add itself again.
    process.nextTick(readableListenersChanged, this);
  } else if (event === 'data' && this.listenerCount('data') === 0) {
    this._readableState[kState] &= ~kDataListening;
  }
  return result;
};
Readable.prototype.off = Readable.prototype.removeListener;

Readable.prototype.removeAllListeners = function(event) {
  const result = ReflectApply(Stream.prototype.removeAllListeners, this, arguments);
  if (event === 'readable' || event === undefined) process.nextTick(readableListenersChanged, this);
  return result;
};

function readableListenersChanged(stream) {
  const state = stream._readableState;
  if (stream.listenerCount('readable') > 0) state[kState] |= kReadableListening;
  else state[kState] &= ~kReadableListening;

  const bits = state[kState];
  if ((bits & (kHasPaused | kPaused | kResumeScheduled)) === (kHasPaused | kResumeScheduled)) {
    state[kState] |= kHasFlowing | kFlowing; // resume() was held back by the listener
  } else if ((bits & kDataListening) !== 0) {
    stream.resume();
  } else if ((bits & kReadableListening) === 0) {
    state[kState] &= ~(kHasFlowing | kFlowing);
  }
}

// --- properties ----------------------------------------------------------

// A getter over the state, if the subclass has called the constructor yet.
const view = (read, absent) => ({
  __proto__: null,
  enumerable: false,
  get() {
    const state = this._readableState;
    return state ? read(state) : absent;
  },
});

ObjectDefineProperties(Readable.prototype, {
  readable: {
    __proto__: null,
    get() {
      const state = this._readableState;
      // `readable` becomes the state's own property when a program sets it,
      // or an option switches this side of a duplex off.
      return !!state && state.readable !== false &&
        (state[kState] & (kDestroyed | kErrorEmitted | kEndEmitted)) === 0;
    },
    set(value) {
      if (this._readableState) this._readableState.readable = !!value;
    },
  },
  readableDidRead: { __proto__: null, enumerable: false, get() { return this._readableState.dataEmitted; } },
  readableAborted: {
    __proto__: null,
    enumerable: false,
    get() {
      const state = this._readableState;
      return !!(state.readable !== false && (state.destroyed || state.errored) && !state.endEmitted);
    },
  },
  readableHighWaterMark: { __proto__: null, enumerable: false, get() { return this._readableState.highWaterMark; } },
  readableBuffer: view((state) => state.buffer, undefined),
  readableFlowing: {
    __proto__: null,
    enumerable: false,
    get() { return this._readableState.flowing; },
    set(value) {
      if (this._readableState) this._readableState.flowing = value;
    },
  },
  readableLength: { __proto__: null, enumerable: false, get() { return this._readableState.length; } },
  readableObjectMode: view((state) => state.objectMode, false),
  readableEncoding: view((state) => state.encoding, null),
  errored: view((state) => state.errored, null),
  closed: view((state) => state.closed, false),
  destroyed: {
    __proto__: null,
    enumerable: false,
    get() { return this._readableState ? this._readableState.destroyed : false; },
    set(value) {
      if (this._readableState) this._readableState.destroyed = value;
    },
  },
  readableEnded: view((state) => state.endEmitted, false),
});

require('internal/streams/readable_pipe').install(Readable);
require('internal/streams/readable_iterator').install(Readable);
