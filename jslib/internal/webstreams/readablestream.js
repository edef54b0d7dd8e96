'use strict';

// ReadableStream and its readers: the classes that programs see.

const {
  AsyncIteratorPrototype,
  NumberIsInteger,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  PromiseWithResolvers,
  SymbolAsyncIterator,
  SymbolToStringTag,
  TypedArrayPrototypeGetLength,
} = primordials;
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { isDataView, isSharedArrayBuffer } = require('internal/util/types');
const { customInspectSymbol: kInspect, kEmptyObject, kEnumerableProperty } = require('internal/util');
const {
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
  validateAbortSignal,
  validateBuffer,
  validateNumber,
  validateObject,
} = require('internal/validators');
const {
  kControllerErrorFunction,
  kIsClosedPromise,
  kIsDisturbed,
  kIsErrored,
  kIsReadable,
} = require('internal/streams/utils');
const {
  kDeserialize,
  kTransfer,
  kTransferable,
  kTransferList,
  kTransferMode,
} = require('internal/worker/js_transferable');
const util = require('internal/webstreams/util');
const core = require('internal/webstreams/readable_core');
const defaults = require('internal/webstreams/readable_default');
const bytes = require('internal/webstreams/readable_bytes');

const {
  ArrayBufferViewGetBuffer,
  ArrayBufferViewGetByteLength,
  customInspect,
  defaultSizeAlgorithm,
  extractHighWaterMark,
  extractSizeAlgorithm,
  getNonWritablePropertyDescriptor,
  kState,
  kType,
  pendingRecord,
  rejectedHandledRecord,
  resolvedRecord,
  setPromiseHandled,
  stateError,
} = util;
const {
  isReadableStream,
  isReadableStreamBYOBReader,
  isReadableStreamDefaultController,
  isReadableStreamDefaultReader,
  isReadableStreamLocked,
  kChunk,
  kClose,
  kError,
  readableStreamCancel,
  readableStreamReaderGenericCancel,
  readableStreamReaderGenericRelease,
  readableStreamReaderRelease,
  readerClosedPromise,
} = core;

const transfer = () => require('internal/webstreams/transfer');
const writables = () => require('internal/webstreams/writable_core');

class ReadableStream {
  [kType] = 'ReadableStream';

  constructor(source = kEmptyObject, strategy = kEmptyObject) {
    validateObject(source, 'source', kValidateObjectAllowObjects);
    validateObject(strategy, 'strategy', kValidateObjectAllowObjectsAndNull);
    this[kState] = core.createReadableStreamState();
    // In this order: programs may have getters.
    const size = strategy?.size;
    const highWaterMark = strategy?.highWaterMark;
    const { type } = source;
    if (`${type}` === 'bytes') {
      if (size !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.size', size);
      bytes.setupReadableByteStreamControllerFromSource(this, source, extractHighWaterMark(highWaterMark, 0));
    } else {
      if (type !== undefined) throw new ERR_INVALID_ARG_VALUE('source.type', type);
      defaults.setupReadableStreamDefaultControllerFromSource(
        this, source, extractHighWaterMark(highWaterMark, 1), extractSizeAlgorithm(size));
    }
  }

  static from(iterable) {
    return require('internal/webstreams/readable_from').readableStreamFromIterable(iterable);
  }

  get locked() {
    if (!isReadableStream(this)) throw new ERR_INVALID_THIS('ReadableStream');
    return isReadableStreamLocked(this);
  }

  cancel(reason = undefined) {
    if (!isReadableStream(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStream'));
    if (isReadableStreamLocked(this)) return PromiseReject(stateError('ReadableStream is locked'));
    return readableStreamCancel(this, reason);
  }

  getReader(options = kEmptyObject) {
    if (!isReadableStream(this)) throw new ERR_INVALID_THIS('ReadableStream');
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const mode = options?.mode;
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` !== 'byob') throw new ERR_INVALID_ARG_VALUE('options.mode', mode);
    return new ReadableStreamBYOBReader(this);
  }

  pipeThrough(transform, options = kEmptyObject) {
    if (!isReadableStream(this)) throw new ERR_INVALID_THIS('ReadableStream');
    const readable = transform?.readable;
    if (!isReadableStream(readable)) {
      throw new ERR_INVALID_ARG_TYPE('transform.readable', 'ReadableStream', readable);
    }
    const writable = transform?.writable;
    if (!writables().isWritableStream(writable)) {
      throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', writable);
    }
    setPromiseHandled(startPipe(this, writable, options));
    return readable;
  }

  pipeTo(destination, options = kEmptyObject) {
    try {
      if (!isReadableStream(this)) throw new ERR_INVALID_THIS('ReadableStream');
      if (!writables().isWritableStream(destination)) {
        throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', destination);
      }
      return startPipe(this, destination, options);
    } catch (error) {
      return PromiseReject(error);
    }
  }

  tee() {
    if (!isReadableStream(this)) throw new ERR_INVALID_THIS('ReadableStream');
    return require('internal/webstreams/readable_tee').readableStreamTee(this, false);
  }

  values(options = kEmptyObject) {
    if (!isReadableStream(this)) throw new ERR_INVALID_THIS('ReadableStream');
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    return makeIterator(new ReadableStreamDefaultReader(this), !!options?.preventCancel);
  }

  get [kIsDisturbed]() { return this[kState].disturbed; }
  get [kIsErrored]() { return this[kState].state === 'errored'; }
  get [kIsReadable]() { return this[kState].state === 'readable'; }

  get [kIsClosedPromise]() {
    const state = this[kState];
    if (state.closedPromise === undefined) {
      if (state.state === 'readable') state.closedPromise = pendingRecord();
      else if (state.state === 'closed') state.closedPromise = resolvedRecord();
      else state.closedPromise = rejectedHandledRecord(state.storedError);
    }
    return state.closedPromise;
  }

  [kControllerErrorFunction](error) {
    const { controller } = this[kState];
    if (isReadableStreamDefaultController(controller)) controller.error(error);
  }

  [kTransferList](owner) {
    return [transfer().prepareReadable(this, owner)];
  }

  [kTransfer]() {
    return {
      data: { port: transfer().giveReadable(this) },
      deserializeInfo: 'internal/webstreams/readablestream:TransferredReadableStream',
    };
  }

  [kDeserialize]({ port }) {
    transfer().portSource(port, true, (...algorithms) => {
      defaults.setupReadableStreamDefaultController(this, ...algorithms);
      return this;
    });
  }

  [kInspect](depth, options) {
    return customInspect(depth, options, this[kType], {
      locked: this.locked,
      state: this[kState].state,
      supportsBYOB: this[kState].controller instanceof bytes.ReadableByteStreamController,
    });
  }
}

ObjectDefineProperties(ReadableStream.prototype, {
  [SymbolAsyncIterator]: {
    __proto__: null,
    configurable: true,
    enumerable: false,
    writable: true,
    value: ReadableStream.prototype.values,
  },
  locked: kEnumerableProperty,
  cancel: kEnumerableProperty,
  getReader: kEnumerableProperty,
  pipeThrough: kEnumerableProperty,
  pipeTo: kEnumerableProperty,
  tee: kEnumerableProperty,
  values: kEnumerableProperty,
  [kTransferMode]: { __proto__: null, value: kTransferable },
  [SymbolToStringTag]: getNonWritablePropertyDescriptor(ReadableStream.name),
});
ObjectDefineProperties(ReadableStream, { from: kEnumerableProperty });

function startPipe(source, dest, options) {
  validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
  const preventAbort = !!options?.preventAbort;
  const preventCancel = !!options?.preventCancel;
  const preventClose = !!options?.preventClose;
  const signal = options?.signal;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  if (isReadableStreamLocked(source)) throw stateError('The ReadableStream is locked');
  if (writables().isWritableStreamLocked(dest)) throw stateError('The WritableStream is locked');

  const { WritableStreamDefaultWriter } = require('internal/webstreams/writablestream');
  return require('internal/webstreams/readable_pipe').readableStreamPipeTo(
    source, dest, new ReadableStreamDefaultReader(source), new WritableStreamDefaultWriter(dest),
    { preventAbort, preventCancel, preventClose, signal });
}

// --- reading -------------------------------------------------------------

// A chunk that is there already, as a promise, or undefined.
function readQueued(stream) {
  const { controller, state } = stream[kState];
  if (state !== 'readable' || controller[kState].queue.length === 0) return undefined;
  stream[kState].disturbed = true;
  const value = isReadableStreamDefaultController(controller) ?
    defaults.takeQueued(controller) : bytes.takeChunk(controller);
  return PromiseResolve({ done: false, value });
}

// One read() in flight.
class ReadRequest {
  constructor() {
    this.record = PromiseWithResolvers();
  }
  [kChunk](value) { this.record.resolve({ value, done: false }); }
  [kClose](value) { this.record.resolve({ value, done: true }); }
  [kError](error) { this.record.reject(error); }
}

function readerOf(BrandCheck, reader, name) {
  if (!BrandCheck(reader)) throw new ERR_INVALID_THIS(name);
  if (reader[kState].stream === undefined) throw stateError('The reader is not attached to a stream');
  return reader[kState].stream;
}

function inspectReader(reader, depth, options, requests) {
  return customInspect(depth, options, reader[kType], {
    stream: reader[kState].stream,
    [requests]: reader[kState].requests.length,
    close: readerClosedPromise(reader).promise,
  });
}

class ReadableStreamDefaultReader {
  [kType] = 'ReadableStreamDefaultReader';

  constructor(stream) {
    if (!isReadableStream(stream)) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
    core.setupReadableStreamDefaultReader(this, stream);
  }

  get closed() {
    if (!isReadableStreamDefaultReader(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    return readerClosedPromise(this).promise;
  }

  read() {
    let stream;
    try {
      stream = readerOf(isReadableStreamDefaultReader, this, 'ReadableStreamDefaultReader');
    } catch (error) {
      return PromiseReject(error);
    }
    const ready = readQueued(stream);
    if (ready !== undefined) return ready;
    const request = new ReadRequest();
    core.readableStreamDefaultReaderRead(this, request);
    return request.record.promise;
  }

  releaseLock() {
    if (!isReadableStreamDefaultReader(this)) throw new ERR_INVALID_THIS('ReadableStreamDefaultReader');
    if (this[kState].stream !== undefined) readableStreamReaderRelease(this);
  }

  cancel(reason = undefined) {
    try {
      readerOf(isReadableStreamDefaultReader, this, 'ReadableStreamDefaultReader');
    } catch (error) {
      return PromiseReject(error);
    }
    return readableStreamReaderGenericCancel(this, reason);
  }

  [kInspect](depth, options) {
    return inspectReader(this, depth, options, 'readRequests');
  }
}

class ReadableStreamBYOBReader {
  [kType] = 'ReadableStreamBYOBReader';

  constructor(stream) {
    if (!isReadableStream(stream)) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
    core.setupReadableStreamBYOBReader(this, stream);
  }

  get closed() {
    if (!isReadableStreamBYOBReader(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStreamBYOBReader'));
    return readerClosedPromise(this).promise;
  }

  async read(view, options = kEmptyObject) {
    if (!isReadableStreamBYOBReader(this)) throw new ERR_INVALID_THIS('ReadableStreamBYOBReader');
    validateBuffer(view, 'view');
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const byteLength = ArrayBufferViewGetByteLength(view);
    const buffer = ArrayBufferViewGetBuffer(view);
    if (isSharedArrayBuffer(buffer)) {
      throw new ERR_INVALID_ARG_VALUE('view', view, 'must not be backed by a SharedArrayBuffer');
    }
    if (byteLength === 0) throw stateError('View or Viewed ArrayBuffer is zero-length or detached');

    const min = options?.min ?? 1;
    validateNumber(min, 'options.min');
    if (!NumberIsInteger(min)) throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be an integer');
    if (min <= 0) throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be greater than 0');
    if (isDataView(view)) {
      if (min > byteLength) throw new ERR_OUT_OF_RANGE('options.min', '<= view.byteLength', min);
    } else if (min > TypedArrayPrototypeGetLength(view)) {
      throw new ERR_OUT_OF_RANGE('options.min', '<= view.length', min);
    }

    const state = readerOf(isReadableStreamBYOBReader, this, 'ReadableStreamBYOBReader')[kState];
    const request = new ReadRequest();
    state.disturbed = true;
    if (state.state === 'errored') request[kError](state.storedError);
    else bytes.readableByteStreamControllerPullInto(state.controller, view, min, request);
    return request.record.promise;
  }

  releaseLock() {
    if (!isReadableStreamBYOBReader(this)) throw new ERR_INVALID_THIS('ReadableStreamBYOBReader');
    if (this[kState].stream !== undefined) readableStreamReaderRelease(this);
  }

  cancel(reason = undefined) {
    try {
      readerOf(isReadableStreamBYOBReader, this, 'ReadableStreamBYOBReader');
    } catch (error) {
      return PromiseReject(error);
    }
    return readableStreamReaderGenericCancel(this, reason);
  }

  [kInspect](depth, options) {
    return inspectReader(this, depth, options, 'readIntoRequests');
  }
}

const readers = [ReadableStreamDefaultReader, ReadableStreamBYOBReader];
for (let i = 0; i < readers.length; i++) {
  ObjectDefineProperties(readers[i].prototype, {
    closed: kEnumerableProperty,
    read: kEnumerableProperty,
    releaseLock: kEnumerableProperty,
    cancel: kEnumerableProperty,
    [SymbolToStringTag]: getNonWritablePropertyDescriptor(readers[i].name),
  });
}

// --- iterating -----------------------------------------------------------

// As Web IDL makes them: next and return are own properties over a prototype
// whose prototype is %AsyncIteratorPrototype%.
const iteratorPrototype = { __proto__: AsyncIteratorPrototype, next: undefined, return: undefined };

function makeIterator(reader, preventCancel) {
  let done = false;
  let current; // the call that later ones wait for
  let started = false;

  const settleDone = () => {
    current = undefined;
    done = true;
    readableStreamReaderGenericRelease(reader);
  };
  let record;
  const request = {
    [kChunk](value) {
      current = undefined;
      record.resolve({ value, done: false });
    },
    [kClose]() {
      settleDone();
      record.resolve({ done: true, value: undefined });
    },
    [kError](error) {
      settleDone();
      record.reject(error);
    },
  };

  const nextSteps = () => {
    if (done) return PromiseResolve({ done: true, value: undefined });
    if (reader[kState].stream === undefined) {
      return PromiseReject(stateError('The reader is not bound to a ReadableStream'));
    }
    const own = record = PromiseWithResolvers();
    core.readableStreamDefaultReaderRead(reader, request);
    return own.promise;
  };
  const returnSteps = async (value) => {
    if (done) return { done: true, value };
    done = true;
    if (reader[kState].stream === undefined) throw stateError('The reader is not bound to a ReadableStream');
    const canceled = preventCancel ? undefined : readableStreamReaderGenericCancel(reader, value);
    readableStreamReaderGenericRelease(reader);
    if (canceled !== undefined) await canceled;
    return { done: true, value };
  };

  return ObjectSetPrototypeOf({
    next() {
      // The first call waits a turn, in which the source may still be cancelled.
      if (!started) {
        started = true;
        current = PromiseResolve();
      }
      if (current !== undefined) {
        current = PromisePrototypeThen(current, nextSteps, nextSteps);
        return current;
      }
      const { stream } = reader[kState];
      if (!done && stream !== undefined) {
        const ready = readQueued(stream);
        if (ready !== undefined) return ready;
      }
      current = nextSteps();
      return current;
    },
    return(value) {
      started = true;
      const steps = () => returnSteps(value);
      current = current !== undefined ? PromisePrototypeThen(current, steps, steps) : steps();
      return current;
    },
    [SymbolAsyncIterator]() { return this; },
  }, iteratorPrototype);
}

// --- streams made within -------------------------------------------------

// Without looking at the properties of a source object.
function bareStream() {
  const stream = { __proto__: ReadableStream.prototype };
  stream[kType] = 'ReadableStream';
  stream[kState] = core.createReadableStreamState();
  return stream;
}

function TransferredReadableStream() {
  return bareStream();
}
TransferredReadableStream.prototype[kDeserialize] = ReadableStream.prototype[kDeserialize];

function createReadableStream(start, pull, cancel, highWaterMark = 1, size = defaultSizeAlgorithm) {
  const stream = bareStream();
  defaults.setupReadableStreamDefaultController(stream, start, pull, cancel, highWaterMark, size);
  return stream;
}

function createReadableByteStream(start, pull, cancel) {
  const stream = bareStream();
  bytes.setupReadableByteStreamController(stream, start, pull, cancel, 0, undefined);
  return stream;
}

module.exports = {
  ReadableByteStreamController: bytes.ReadableByteStreamController,
  ReadableStream,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest: bytes.ReadableStreamBYOBRequest,
  ReadableStreamDefaultController: defaults.ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
  TransferredReadableStream,
  createReadableByteStream,
  createReadableStream,
  isReadableStream,
  isReadableStreamLocked,
  readableStreamCancel,
};
