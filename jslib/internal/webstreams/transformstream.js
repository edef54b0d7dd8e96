'use strict';

// TransformStream: a writable whose sink enqueues into a readable. While the
// readable has no room (`backpressure`) writes wait for its next pull.

const {
  FunctionPrototypeCall,
  ObjectDefineProperties,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  PromiseWithResolvers,
  SymbolToStringTag,
} = primordials;
const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS } } = require('internal/errors');
const { customInspectSymbol: kInspect, kEmptyObject, kEnumerableProperty } = require('internal/util');
const {
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
  validateObject,
} = require('internal/validators');
const {
  createPromiseCallback,
  createRawCallback2Params,
  customInspect,
  extractHighWaterMark,
  extractSizeAlgorithm,
  getNonWritablePropertyDescriptor,
  isBrandCheck,
  isObjectLike,
  kResolvedPromise,
  kState,
  kType,
  resolveNothing,
  stateError,
} = require('internal/webstreams/util');
const {
  kDeserialize,
  kTransfer,
  kTransferable,
  kTransferList,
  kTransferMode,
} = require('internal/worker/js_transferable');
const {
  kSkipThrow,
  readableStreamDefaultControllerCanCloseOrEnqueue,
  readableStreamDefaultControllerClose,
  readableStreamDefaultControllerEnqueue,
  readableStreamDefaultControllerError,
  readableStreamDefaultControllerGetDesiredSize,
  readableStreamDefaultControllerHasBackpressure,
} = require('internal/webstreams/readable_default');
const { writableStreamDefaultControllerErrorIfNeeded } = require('internal/webstreams/writable_core');
const { createReadableStream } = require('internal/webstreams/readablestream');
const { createWritableStream } = require('internal/webstreams/writablestream');

const isTransformStream = isBrandCheck('TransformStream');
const isTransformStreamDefaultController = isBrandCheck('TransformStreamDefaultController');

class TransformStream {
  [kType] = 'TransformStream';

  constructor(transformer = kEmptyObject, writableStrategy = kEmptyObject, readableStrategy = kEmptyObject) {
    validateObject(transformer, 'transformer', kValidateObjectAllowObjects);
    validateObject(writableStrategy, 'writableStrategy', kValidateObjectAllowObjectsAndNull);
    validateObject(readableStrategy, 'readableStrategy', kValidateObjectAllowObjectsAndNull);
    const readableType = transformer?.readableType;
    const writableType = transformer?.writableType;
    const start = transformer?.start;
    if (readableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.readableType', readableType);
    }
    if (writableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.writableType', writableType);
    }
    // All four are read before any is checked.
    const readableHighWaterMark = readableStrategy?.highWaterMark;
    const readableSize = readableStrategy?.size;
    const writableHighWaterMark = writableStrategy?.highWaterMark;
    const writableSize = writableStrategy?.size;

    const started = PromiseWithResolvers();
    initialize(
      this, started.promise,
      extractHighWaterMark(readableHighWaterMark, 0), extractSizeAlgorithm(readableSize),
      extractHighWaterMark(writableHighWaterMark, 1), extractSizeAlgorithm(writableSize));
    const controller = setupController(this, transformer);
    started.resolve(start === undefined ? undefined : FunctionPrototypeCall(start, transformer, controller));
  }

  get readable() {
    if (!isTransformStream(this)) throw new ERR_INVALID_THIS('TransformStream');
    return this[kState].readable;
  }

  get writable() {
    if (!isTransformStream(this)) throw new ERR_INVALID_THIS('TransformStream');
    return this[kState].writable;
  }

  // Both halves travel.
  [kTransferList](owner) {
    const { prepareReadable, prepareWritable } = require('internal/webstreams/transfer');
    const { readable, writable } = this[kState];
    return [prepareReadable(readable, owner), prepareWritable(writable, owner)];
  }

  [kTransfer]() {
    const { giveReadable, giveWritable } = require('internal/webstreams/transfer');
    const { readable, writable } = this[kState];
    return {
      data: { readable: giveReadable(readable), writable: giveWritable(writable) },
      deserializeInfo: 'internal/webstreams/transformstream:TransferredTransformStream',
    };
  }

  [kDeserialize]({ readable, writable }) {
    const { portSink, portSource } = require('internal/webstreams/transfer');
    this[kState].readable = portSource(readable, true, createReadableStream);
    this[kState].writable = portSink(writable, true, createWritableStream);
  }

  [kInspect](depth, options) {
    return customInspect(depth, options, this[kType], {
      readable: this.readable,
      writable: this.writable,
      backpressure: this[kState].backpressure,
    });
  }
}

ObjectDefineProperties(TransformStream.prototype, {
  readable: kEnumerableProperty,
  writable: kEnumerableProperty,
  [kTransferMode]: { __proto__: null, value: kTransferable },
  [SymbolToStringTag]: getNonWritablePropertyDescriptor(TransformStream.name),
});

function TransferredTransformStream() {
  const stream = { __proto__: TransformStream.prototype };
  stream[kType] = 'TransformStream';
  stream[kState] = { __proto__: null, readable: undefined, writable: undefined, backpressure: undefined };
  return stream;
}
TransferredTransformStream.prototype[kDeserialize] = TransformStream.prototype[kDeserialize];

class TransformStreamDefaultController {
  [kType] = 'TransformStreamDefaultController';

  constructor(token = undefined) {
    if (token !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get desiredSize() {
    check(this);
    return readableStreamDefaultControllerGetDesiredSize(readableController(this[kState].stream));
  }

  enqueue(chunk = undefined) {
    check(this);
    enqueue(this, chunk);
  }

  error(reason = undefined) {
    check(this);
    errorBoth(this[kState].stream, reason);
  }

  terminate() {
    check(this);
    const { stream } = this[kState];
    readableStreamDefaultControllerClose(readableController(stream));
    errorWritable(stream, stateError('TransformStream has been terminated'));
  }

  [kInspect](depth, options) {
    return customInspect(depth, options, this[kType], { stream: this[kState].stream });
  }
}

ObjectDefineProperties(TransformStreamDefaultController.prototype, {
  desiredSize: kEnumerableProperty,
  enqueue: kEnumerableProperty,
  error: kEnumerableProperty,
  terminate: kEnumerableProperty,
  [SymbolToStringTag]: getNonWritablePropertyDescriptor(TransformStreamDefaultController.name),
});

function check(controller) {
  if (!isTransformStreamDefaultController(controller)) throw new ERR_INVALID_THIS('TransformStreamDefaultController');
}

const readableController = (stream) => stream[kState].readable[kState].controller;
const writableController = (stream) => stream[kState].writable[kState].controller;

// --- setting up ----------------------------------------------------------

function initialize(stream, started, readableHighWaterMark, readableSize, writableHighWaterMark, writableSize) {
  const start = () => started;
  const state = stream[kState] = {
    __proto__: null,
    readable: undefined,
    writable: undefined,
    controller: undefined,
    backpressure: true,
    backpressureChange: PromiseWithResolvers(),
  };
  state.writable = createWritableStream(
    start, (chunk) => write(stream, chunk), () => close(stream), (reason) => abort(stream, reason),
    writableHighWaterMark, writableSize);
  state.readable = createReadableStream(
    start, () => pull(stream), (reason) => cancel(stream, reason), readableHighWaterMark, readableSize);
}

function setupController(stream, transformer) {
  const transform = transformer?.transform;
  const flush = transformer?.flush;
  const cancelMethod = transformer?.cancel;
  const controller = new TransformStreamDefaultController(kSkipThrow);
  controller[kState] = {
    __proto__: null,
    stream,
    transformAlgorithm: transform ?
      createRawCallback2Params('transformer.transform', transform, transformer) :
      (chunk) => enqueue(controller, chunk),
    flushAlgorithm: flush ? createPromiseCallback('transformer.flush', flush, transformer) : resolveNothing,
    cancelAlgorithm: cancelMethod ?
      createPromiseCallback('transformer.cancel', cancelMethod, transformer) : resolveNothing,
    finishPromise: undefined,
    transformRejected: (error) => {
      errorBoth(stream, error);
      throw error;
    },
  };
  stream[kState].controller = controller;
  return controller;
}

function clearAlgorithms(state) {
  state.transformAlgorithm = undefined;
  state.flushAlgorithm = undefined;
  state.cancelAlgorithm = undefined;
}

// --- errors and backpressure ---------------------------------------------

function setBackpressure(stream, backpressure) {
  const state = stream[kState];
  state.backpressure = backpressure;
  const change = state.backpressureChange;
  state.backpressureChange = PromiseWithResolvers();
  change.resolve();
}

function unblockWrite(stream) {
  if (stream[kState].backpressure) setBackpressure(stream, false);
}

function errorBoth(stream, error) {
  readableStreamDefaultControllerError(readableController(stream), error);
  errorWritable(stream, error);
}

function errorWritable(stream, error) {
  clearAlgorithms(stream[kState].controller[kState]);
  writableStreamDefaultControllerErrorIfNeeded(writableController(stream), error);
  unblockWrite(stream);
}

function enqueue(controller, chunk) {
  const { stream } = controller[kState];
  const inner = readableController(stream);
  if (!readableStreamDefaultControllerCanCloseOrEnqueue(inner)) throw stateError('Unable to enqueue');
  try {
    readableStreamDefaultControllerEnqueue(inner, chunk);
  } catch (error) {
    errorWritable(stream, error);
    throw stream[kState].readable[kState].storedError;
  }
  if (readableStreamDefaultControllerHasBackpressure(inner) && !stream[kState].backpressure) {
    setBackpressure(stream, true);
  }
}

// --- the sink ------------------------------------------------------------

function transform(controller, chunk) {
  const { transformAlgorithm, transformRejected } = controller[kState];
  if (transformAlgorithm === undefined) return kResolvedPromise; // the stream has ended meanwhile
  let result;
  try {
    result = transformAlgorithm(chunk, controller);
  } catch (error) {
    result = PromiseReject(error);
  }
  return PromisePrototypeThen(
    isObjectLike(result) ? PromiseResolve(result) : kResolvedPromise, undefined, transformRejected);
}

function write(stream, chunk) {
  const { backpressure, backpressureChange, controller, writable } = stream[kState];
  if (!backpressure) return transform(controller, chunk);
  return PromisePrototypeThen(backpressureChange.promise, () => {
    if (writable[kState].state === 'erroring') throw writable[kState].storedError;
    return transform(controller, chunk);
  });
}

// Flush and cancel happen once, whichever side asks first. settle says how the
// other side is told.
function finish(stream, run, settle) {
  const state = stream[kState].controller[kState];
  if (state.finishPromise !== undefined) return state.finishPromise;
  const { promise, resolve, reject } = PromiseWithResolvers();
  state.finishPromise = promise;
  const result = run(state);
  clearAlgorithms(state);
  PromisePrototypeThen(result, () => settle(resolve, reject), (error) => {
    settle(undefined, reject, error);
  });
  return promise;
}

function close(stream) {
  const { readable } = stream[kState];
  const inner = readable[kState].controller;
  return finish(stream, (state) => state.flushAlgorithm(state.stream[kState].controller), (resolve, reject, error) => {
    if (resolve === undefined) {
      readableStreamDefaultControllerError(inner, error);
      reject(error);
    } else if (readable[kState].state === 'errored') {
      reject(readable[kState].storedError);
    } else {
      readableStreamDefaultControllerClose(inner);
      resolve();
    }
  });
}

async function abort(stream, reason) {
  const { readable } = stream[kState];
  const inner = readable[kState].controller;
  return finish(stream, (state) => state.cancelAlgorithm(reason), (resolve, reject, error) => {
    if (resolve === undefined) {
      readableStreamDefaultControllerError(inner, error);
      reject(error);
    } else if (readable[kState].state === 'errored') {
      reject(readable[kState].storedError);
    } else {
      readableStreamDefaultControllerError(inner, reason);
      resolve();
    }
  });
}

// --- the source ----------------------------------------------------------

function pull(stream) {
  setBackpressure(stream, false);
  return stream[kState].backpressureChange.promise;
}

function cancel(stream, reason) {
  const { writable } = stream[kState];
  const inner = writable[kState].controller;
  return finish(stream, (state) => state.cancelAlgorithm(reason), (resolve, reject, error) => {
    if (resolve !== undefined && writable[kState].state === 'errored') {
      reject(writable[kState].storedError);
      return;
    }
    writableStreamDefaultControllerErrorIfNeeded(inner, resolve === undefined ? error : reason);
    unblockWrite(stream);
    if (resolve === undefined) reject(error);
    else resolve();
  });
}

module.exports = {
  TransferredTransformStream,
  TransformStream,
  TransformStreamDefaultController,
  isTransformStream,
  isTransformStreamDefaultController,
};
