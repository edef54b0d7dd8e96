'use strict';

// Writable. One _write() at a time; what arrives meanwhile is queued. A
// callback that _write() calls before it returns (`sync`) is put off by a
// tick, so that write() never calls back into the program.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  Error,
  FunctionPrototypeCall,
  FunctionPrototypeSymbolHasInstance,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  Promise,
  StringPrototypeToLowerCase,
  SymbolAsyncDispose,
  SymbolHasInstance,
} = primordials;

const { lengthOf } = require('internal/util/views');
module.exports = Writable;

const EventEmitter = require('events');
const { Stream } = require('internal/streams/legacy');
const { Buffer } = require('buffer');
const { addAbortSignal } = require('internal/streams/add-abort-signal');
const { eos } = require('internal/streams/end-of-stream');
const destroyImpl = require('internal/streams/destroy');
const { assignFunctionName } = require('internal/util');
const {
  kAutoDestroy,
  kCloseEmitted,
  kClosed,
  kConstructed,
  kDestroyed,
  kErrorEmitted,
  kErrored,
  kObjectMode,
  kOnConstructed,
  kState,
} = require('internal/streams/utils');
const {
  WritableState: State,
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
} = require('internal/streams/writable_state');
const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_MULTIPLE_CALLBACK,
    ERR_STREAM_ALREADY_FINISHED,
    ERR_STREAM_CANNOT_PIPE,
    ERR_STREAM_DESTROYED,
    ERR_STREAM_NULL_VALUES,
    ERR_STREAM_WRITE_AFTER_END,
    ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');

const { errorOrDestroy } = destroyImpl;

ObjectSetPrototypeOf(Writable.prototype, Stream.prototype);
ObjectSetPrototypeOf(Writable, Stream);

function WritableState(options, stream, isDuplex) {
  FunctionPrototypeCall(State, this, options, isDuplex, (err) => onwrite(stream, err));
}
WritableState.prototype = State.prototype;
ObjectDefineProperty(WritableState.prototype, 'constructor', {
  __proto__: null, value: WritableState, writable: true, configurable: true,
});
Writable.WritableState = WritableState;

WritableState.prototype[kOnConstructed] = function(stream) {
  if ((this[kState] & kWriting) === 0) clearBuffer(stream, this);
  if ((this[kState] & kEnding) !== 0) finishMaybe(stream, this);
};

function Writable(options) {
  if (!(this instanceof Writable)) return new Writable(options);

  this._events ??= { close: undefined, error: undefined, prefinish: undefined, finish: undefined, drain: undefined };
  this._writableState = new WritableState(options, this, false);
  if (options) {
    if (typeof options.write === 'function') this._write = options.write;
    if (typeof options.writev === 'function') this._writev = options.writev;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.final === 'function') this._final = options.final;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal) addAbortSignal(options.signal, this);
  }
  FunctionPrototypeCall(Stream, this, options);
  if (this._construct !== undefined && this._construct !== null) {
    destroyImpl.construct(this, () => this._writableState[kOnConstructed](this));
  }
}

// A duplex inherits from Readable alone and is a Writable by its state.
ObjectDefineProperty(Writable, SymbolHasInstance, {
  __proto__: null,
  value: assignFunctionName(SymbolHasInstance, function(instance) {
    if (FunctionPrototypeSymbolHasInstance(this, instance)) return true;
    if (this !== Writable) return false;
    return instance && instance._writableState instanceof WritableState;
  }),
});

Writable.prototype.pipe = function() {
  errorOrDestroy(this, new ERR_STREAM_CANNOT_PIPE());
};

// --- writing -------------------------------------------------------------

// true or false as write() returns it, or the error that ruled the write out.
function writeChunk(stream, chunk, encoding, cb) {
  const state = stream._writableState;
  if (typeof cb !== 'function') cb = nop;
  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();

  if ((state[kState] & kObjectMode) === 0) {
    if (!encoding) {
      encoding = (state[kState] & kDefaultUTF8Encoding) !== 0 ? 'utf8' : state.defaultEncoding;
    } else if (encoding !== 'buffer' && !Buffer.isEncoding(encoding)) {
      throw new ERR_UNKNOWN_ENCODING(encoding);
    }
    if (typeof chunk === 'string') {
      if (encoding === 'buffer') throw new ERR_UNKNOWN_ENCODING(encoding);
      if ((state[kState] & kDecodeStrings) !== 0) {
        chunk = Buffer.from(chunk, encoding);
        encoding = 'buffer';
      }
    } else if (chunk instanceof Buffer) {
      encoding = 'buffer';
    } else if (Stream._isArrayBufferView(chunk)) {
      chunk = Stream._uint8ArrayToBuffer(chunk);
      encoding = 'buffer';
    } else {
      throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
    }
  }

  if ((state[kState] & (kEnding | kDestroyed)) !== 0) {
    const err = (state[kState] & kEnding) !== 0 ?
      new ERR_STREAM_WRITE_AFTER_END() : new ERR_STREAM_DESTROYED('write');
    process.nextTick(cb, err);
    errorOrDestroy(stream, err, true);
    return err;
  }
  state.pendingcb++;
  return writeOrBuffer(stream, state, chunk, encoding, cb);
}

Writable.prototype.write = function(chunk, encoding, cb) {
  if (typeof encoding === 'function') {
    cb = encoding;
    encoding = null;
  }
  return writeChunk(this, chunk, encoding, cb) === true;
};

function writeOrBuffer(stream, state, chunk, encoding, callback) {
  const len = (state[kState] & kObjectMode) !== 0 ? 1 : lengthOf(chunk);
  state.length += len;

  if ((state[kState] & (kWriting | kErrored | kCorked | kConstructed)) === kConstructed) {
    startWrite(state, len, callback);
    stream._write(chunk, encoding, state.onwrite);
    state[kState] &= ~kSync;
  } else {
    if ((state[kState] & kBuffered) === 0) {
      state[kState] |= kBuffered;
      state[kBufferedValue] = [];
    }
    ArrayPrototypePush(state[kBufferedValue], { chunk, encoding, callback });
    if (encoding !== 'buffer') state[kState] &= ~kAllBuffers;
    if (callback !== nop) state[kState] &= ~kAllNoop;
  }

  // Computed after _write(), which may have been done at once.
  const room = state.length < state.highWaterMark || state.length === 0;
  if (!room) state[kState] |= kNeedDrain;
  // A failed or destroyed stream takes no more.
  return room && (state[kState] & (kDestroyed | kErrored)) === 0;
}

function startWrite(state, len, callback) {
  state.writelen = len;
  if (callback === nop) {
    state[kState] |= kWriting | kSync | kExpectWriteCb;
  } else {
    state[kWriteCbValue] = callback;
    state[kState] |= kWriting | kSync | kExpectWriteCb | kWriteCb;
  }
}

// Writes from the queue: one chunk, or all of them when writev is set.
function writeQueued(stream, state, writev, len, chunk, encoding, callback) {
  startWrite(state, len, callback);
  if ((state[kState] & kDestroyed) !== 0) state.onwrite(new ERR_STREAM_DESTROYED('write'));
  else if (writev) stream._writev(chunk, state.onwrite);
  else stream._write(chunk, encoding, state.onwrite);
  state[kState] &= ~kSync;
}

// The callback that _write() and _writev() get.
function onwrite(stream, err) {
  const state = stream._writableState;
  const bits = state[kState];
  if ((bits & kExpectWriteCb) === 0) {
    errorOrDestroy(stream, new ERR_MULTIPLE_CALLBACK());
    return;
  }
  const sync = (bits & kSync) !== 0;
  let cb = nop;
  if ((bits & kWriteCb) !== 0) {
    cb = state[kWriteCbValue];
    state[kWriteCbValue] = null;
  }
  state[kState] = bits & ~(kWriteCb | kWriting | kExpectWriteCb);
  state.length -= state.writelen;
  state.writelen = 0;

  if (err) {
    if ((state[kState] & kErrored) === 0) {
      state[kErroredValue] = err;
      state[kState] |= kErrored;
    }
    // The readable side must not start another read either.
    if (stream._readableState && !stream._readableState.errored) stream._readableState.errored = err;
    if (sync) process.nextTick(onwriteError, stream, state, err, cb);
    else onwriteError(stream, state, err, cb);
    return;
  }

  if ((bits & kBuffered) !== 0) clearBuffer(stream, state);
  if (sync) afterSyncWrite(stream, state, cb);
  else afterWrite(stream, state, 1, cb);
}

// Puts the callback off by a tick. A run of writes with one callback shares a
// tick; without a callback only a drain needs one (and object mode always
// takes one: programs can see the order, and Node has it so).
function afterSyncWrite(stream, state, cb) {
  const bits = state[kState];
  if (cb !== nop) {
    if ((bits & kAfterWriteTickInfo) !== 0 && state[kAfterWriteTickInfoValue].cb === cb) {
      state[kAfterWriteTickInfoValue].count++;
    } else {
      const info = { count: 1, cb, stream, state };
      state[kAfterWriteTickInfoValue] = info;
      process.nextTick(afterWriteTick, info);
      state[kState] |= kAfterWritePending | kAfterWriteTickInfo;
    }
  } else if ((bits & kAfterWritePending) === 0 &&
             ((bits & kObjectMode) !== 0 || ((bits & kNeedDrain) !== 0 && state.length === 0))) {
    process.nextTick(afterWrite, stream, state, 1, cb);
    state[kState] |= kAfterWritePending;
  } else {
    state.pendingcb--;
    if ((bits & kEnding) !== 0) finishMaybe(stream, state, true);
  }
}

function afterWriteTick({ stream, state, count, cb }) {
  state[kState] &= ~kAfterWriteTickInfo;
  state[kAfterWriteTickInfoValue] = null;
  afterWrite(stream, state, count, cb);
}

function afterWrite(stream, state, count, cb) {
  const drains = (state[kState] & (kEnding | kNeedDrain | kDestroyed)) === kNeedDrain && state.length === 0;
  state[kState] &= drains ? ~(kAfterWritePending | kNeedDrain) : ~kAfterWritePending;
  if (drains) stream.emit('drain');
  while (count-- > 0) {
    state.pendingcb--;
    cb(null);
  }
  if ((state[kState] & kDestroyed) !== 0) errorBuffer(state);
  if ((state[kState] & kEnding) !== 0) finishMaybe(stream, state, true);
}

function onwriteError(stream, state, err, cb) {
  state.pendingcb--;
  cb(err);
  // Nothing that is queued will be written.
  errorBuffer(state);
  errorOrDestroy(stream, err);
}

// Calls back for everything that is queued, with the stream's error.
function errorBuffer(state) {
  if ((state[kState] & kWriting) !== 0) return; // its callback comes first
  if ((state[kState] & kBuffered) !== 0) {
    const objectMode = (state[kState] & kObjectMode) !== 0;
    for (let n = state.bufferedIndex; n < state.buffered.length; n++) {
      const { chunk, callback } = state[kBufferedValue][n];
      state.length -= objectMode ? 1 : chunk.length;
      callback(state.errored ?? new ERR_STREAM_DESTROYED('write'));
    }
  }
  callEndCallbacks(state, state.errored ?? new ERR_STREAM_DESTROYED('end'));
  resetBuffer(state);
}

// Writes what is queued, as far as it can be written now.
function clearBuffer(stream, state) {
  if ((state[kState] & (kDestroyed | kBufferProcessing | kCorked | kBuffered | kConstructed)) !==
      (kBuffered | kConstructed)) return;
  const list = state[kBufferedValue];
  let i = state.bufferedIndex;
  const count = list.length - i;
  if (count === 0) return;

  state[kState] |= kBufferProcessing;
  if (count > 1 && stream._writev) {
    state.pendingcb -= count - 1; // one callback for all
    const allNoop = (state[kState] & kAllNoop) !== 0;
    const first = i;
    const callback = allNoop ? nop : (err) => {
      for (let n = first; n < list.length; n++) list[n].callback(err);
    };
    // The list may be passed on as it is when nobody will look at it again.
    const chunks = allNoop && first === 0 ? list : ArrayPrototypeSlice(list, first);
    chunks.allBuffers = (state[kState] & kAllBuffers) !== 0;
    writeQueued(stream, state, true, state.length, chunks, '', callback);
    resetBuffer(state);
  } else {
    const objectMode = (state[kState] & kObjectMode) !== 0;
    do {
      const { chunk, encoding, callback } = list[i];
      list[i++] = null;
      writeQueued(stream, state, false, objectMode ? 1 : chunk.length, chunk, encoding, callback);
    } while (i < list.length && (state[kState] & kWriting) === 0);

    if (i === list.length) {
      resetBuffer(state);
    } else if (i > 256) {
      list.splice(0, i);
      state.bufferedIndex = 0;
    } else {
      state.bufferedIndex = i;
    }
  }
  state[kState] &= ~kBufferProcessing;
}

Writable.prototype._write = function(chunk, encoding, cb) {
  if (!this._writev) throw new ERR_METHOD_NOT_IMPLEMENTED('_write()');
  this._writev([{ chunk, encoding }], cb);
};
Writable.prototype._writev = null;

Writable.prototype.cork = function() {
  const state = this._writableState;
  state[kState] |= kCorked;
  state.corked++;
};

Writable.prototype.uncork = function() {
  const state = this._writableState;
  if (!state.corked) return;
  if (--state.corked === 0) state[kState] &= ~kCorked;
  if ((state[kState] & kWriting) === 0) clearBuffer(this, state);
};

Writable.prototype.setDefaultEncoding = function setDefaultEncoding(encoding) {
  if (typeof encoding === 'string') encoding = StringPrototypeToLowerCase(encoding);
  if (!Buffer.isEncoding(encoding)) throw new ERR_UNKNOWN_ENCODING(encoding);
  this._writableState.defaultEncoding = encoding;
  return this;
};

// --- ending --------------------------------------------------------------

Writable.prototype.end = function(chunk, encoding, cb) {
  const state = this._writableState;
  if (typeof chunk === 'function') {
    cb = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    cb = encoding;
    encoding = null;
  }

  let err;
  if (chunk !== undefined && chunk !== null) {
    const result = writeChunk(this, chunk, encoding);
    if (result instanceof Error) err = result;
  }
  // end() uncorks however often cork() was called.
  if ((state[kState] & kCorked) !== 0) {
    state.corked = 1;
    this.uncork();
  }

  if (!err) {
    if ((state[kState] & (kEnding | kErrored)) === 0) {
      // `ending` first: writes from here on are errors, and finishing may run
      // listeners that write.
      state[kState] |= kEnding;
      finishMaybe(this, state, true);
      state[kState] |= kEnded;
    } else if ((state[kState] & kFinished) !== 0) {
      err = new ERR_STREAM_ALREADY_FINISHED('end');
    } else if ((state[kState] & kDestroyed) !== 0) {
      err = new ERR_STREAM_DESTROYED('end');
    }
  }

  if (typeof cb === 'function') {
    if (err) {
      process.nextTick(cb, err);
    } else if ((state[kState] & kErrored) !== 0) {
      process.nextTick(cb, state[kErroredValue]);
    } else if ((state[kState] & kFinished) !== 0) {
      process.nextTick(cb, null);
    } else {
      state[kState] |= kOnFinished;
      state[kOnFinishedValue] ??= [];
      ArrayPrototypePush(state[kOnFinishedValue], cb);
    }
  }
  return this;
};

const FINISH_MASK = kEnding | kDestroyed | kConstructed | kFinished | kWriting |
  kErrorEmitted | kCloseEmitted | kErrored | kBuffered;

function needFinish(state) {
  return (state[kState] & FINISH_MASK) === (kEnding | kConstructed) && state.length === 0;
}

function finishMaybe(stream, state, sync) {
  if (!needFinish(state)) return;
  prefinish(stream, state);
  if (state.pendingcb !== 0) return;
  if (sync) {
    state.pendingcb++;
    process.nextTick(finishLater, stream, state);
  } else if (needFinish(state)) {
    state.pendingcb++;
    finish(stream, state);
  }
}

function finishLater(stream, state) {
  if (needFinish(state)) finish(stream, state);
  else state.pendingcb--;
}

function prefinish(stream, state) {
  if ((state[kState] & (kPrefinished | kFinalCalled)) !== 0) return;
  if (typeof stream._final !== 'function' || (state[kState] & kDestroyed) !== 0) {
    state[kState] |= kFinalCalled | kPrefinished;
    stream.emit('prefinish');
    return;
  }
  state[kState] |= kFinalCalled | kSync;
  state.pendingcb++;
  try {
    stream._final((err) => onFinal(stream, state, err));
  } catch (err) {
    onFinal(stream, state, err);
  }
  state[kState] &= ~kSync;
}

// The callback that _final() gets.
function onFinal(stream, state, err) {
  if ((state[kState] & kPrefinished) !== 0) {
    errorOrDestroy(stream, err ?? new ERR_MULTIPLE_CALLBACK());
    return;
  }
  state.pendingcb--;
  if (err) {
    callEndCallbacks(state, err);
    errorOrDestroy(stream, err, (state[kState] & kSync) !== 0);
  } else if (needFinish(state)) {
    state[kState] |= kPrefinished;
    stream.emit('prefinish');
    // Keeps others from finishing until the tick.
    state.pendingcb++;
    process.nextTick(finish, stream, state);
  }
}

function finish(stream, state) {
  state.pendingcb--;
  state[kState] |= kFinished;
  callEndCallbacks(state, null);
  stream.emit('finish');

  if ((state[kState] & kAutoDestroy) !== 0) {
    const r = stream._readableState;
    if (!r || (r.autoDestroy && (r.endEmitted || r.readable === false))) stream.destroy();
  }
}

function callEndCallbacks(state, err) {
  if ((state[kState] & kOnFinished) === 0) return;
  const callbacks = state[kOnFinishedValue];
  state[kOnFinishedValue] = null;
  state[kState] &= ~kOnFinished;
  for (let i = 0; i < callbacks.length; i++) callbacks[i](err);
}

// --- destroying ----------------------------------------------------------

Writable.prototype.destroy = function(err, cb) {
  const state = this._writableState;
  if ((state[kState] & kDestroyed) === 0 && (state[kState] & (kBuffered | kOnFinished)) !== 0) {
    process.nextTick(errorBuffer, state);
  }
  FunctionPrototypeCall(destroyImpl.destroy, this, err, cb);
  return this;
};
Writable.prototype._undestroy = destroyImpl.undestroy;
Writable.prototype._destroy = function(err, cb) {
  cb(err);
};

Writable.prototype[EventEmitter.captureRejectionSymbol] = function(err) {
  this.destroy(err);
};

Writable.prototype[SymbolAsyncDispose] = async function() {
  if (!this.destroyed) this.destroy(this.writableFinished ? null : new AbortError());
  await new Promise((resolve, reject) =>
    eos(this, (err) => (err && err.name !== 'AbortError' ? reject(err) : resolve(null))));
};

const adapters = () => require('internal/webstreams/adapters');

Writable.fromWeb = function(writableStream, options) {
  return adapters().newStreamWritableFromWritableStream(writableStream, options);
};
Writable.toWeb = function(streamWritable) {
  return adapters().newWritableStreamFromStreamWritable(streamWritable);
};

// --- properties ----------------------------------------------------------

// A getter over the state, if the subclass has called the constructor yet.
const view = (read, absent) => ({
  __proto__: null,
  get() {
    const state = this._writableState;
    return state ? read(state) : absent;
  },
});
const bitView = (bit) => view((state) => (state[kState] & bit) !== 0, false);

ObjectDefineProperties(Writable.prototype, {
  closed: bitView(kClosed),
  destroyed: {
    __proto__: null,
    get() { return this._writableState ? (this._writableState[kState] & kDestroyed) !== 0 : false; },
    set(value) {
      if (this._writableState) this._writableState.destroyed = value;
    },
  },
  writable: {
    __proto__: null,
    get() {
      const state = this._writableState;
      return !!state && state.writable !== false && (state[kState] & (kEnding | kEnded | kDestroyed | kErrored)) === 0;
    },
    set(value) {
      if (this._writableState) this._writableState.writable = !!value;
    },
  },
  writableFinished: bitView(kFinished),
  writableObjectMode: bitView(kObjectMode),
  writableBuffer: {
    __proto__: null,
    get() { return this._writableState && this._writableState.getBuffer(); },
  },
  writableEnded: bitView(kEnding),
  writableNeedDrain: view((state) => (state[kState] & (kDestroyed | kEnding | kNeedDrain)) === kNeedDrain, false),
  writableHighWaterMark: view((state) => state.highWaterMark, undefined),
  writableCorked: view((state) => state.corked, 0),
  writableLength: view((state) => state.length, undefined),
  errored: view((state) => state.errored, null),
  writableAborted: {
    __proto__: null,
    get() {
      const bits = this._writableState[kState];
      return (bits & (kHasWritable | kWritable)) !== kHasWritable &&
        (bits & (kDestroyed | kErrored)) !== 0 && (bits & kFinished) === 0;
    },
  },
});
