'use strict';

// The default controller: any values, counted by a size algorithm.

const {
  FunctionPrototypeCall,
  ObjectDefineProperties,
  Promise,
  PromisePrototypeThen,
  Symbol,
  SymbolToStringTag,
} = primordials;
const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');
const { customInspectSymbol: kInspect, kEnumerableProperty } = require('internal/util');
const {
  createPromiseCallback,
  createRawCallback1Param,
  customInspect,
  defaultSizeAlgorithm,
  dequeueValue,
  enqueueValueWithSize,
  getNonWritablePropertyDescriptor,
  isObjectLike,
  kResolvedPromise,
  kState,
  kType,
  nop,
  resetQueue,
  resolveNothing,
  runAlgorithm,
  stateError,
} = require('internal/webstreams/util');
const {
  kCancel,
  kChunk,
  kPull,
  kRelease,
  pendingReads,
  readableStreamAddReadRequest,
  readableStreamClose,
  readableStreamError,
  readableStreamFulfillReadRequest,
  readableStreamHasDefaultReader,
} = require('internal/webstreams/readable_core');

const kSkipThrow = Symbol('kSkipThrow');

class ReadableStreamDefaultController {
  [kType] = 'ReadableStreamDefaultController';
  [kState] = {};

  constructor(token = undefined) {
    if (token !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get desiredSize() {
    return readableStreamDefaultControllerGetDesiredSize(this);
  }

  close() {
    if (!canCloseOrEnqueue(this)) throw stateError('Controller is already closed');
    readableStreamDefaultControllerClose(this);
  }

  enqueue(chunk = undefined) {
    if (!canCloseOrEnqueue(this)) throw stateError('Controller is already closed');
    readableStreamDefaultControllerEnqueue(this, chunk);
  }

  error(error = undefined) {
    readableStreamDefaultControllerError(this, error);
  }

  [kCancel](reason) {
    const state = this[kState];
    resetQueue(state);
    const result = state.cancelAlgorithm(reason);
    clearAlgorithms(state);
    return result;
  }

  [kPull](request) {
    const state = this[kState];
    if (state.queue.length) {
      request[kChunk](takeQueued(this));
      return;
    }
    readableStreamAddReadRequest(state.stream, request);
    if (state.started) pull(this);
  }

  [kRelease]() {}

  [kInspect](depth, options) {
    return customInspect(depth, options, this[kType], {});
  }
}

ObjectDefineProperties(ReadableStreamDefaultController.prototype, {
  desiredSize: kEnumerableProperty,
  close: kEnumerableProperty,
  enqueue: kEnumerableProperty,
  error: kEnumerableProperty,
  [SymbolToStringTag]: getNonWritablePropertyDescriptor(ReadableStreamDefaultController.name),
});

function clearAlgorithms(state) {
  state.pullAlgorithm = undefined;
  state.cancelAlgorithm = undefined;
  state.sizeAlgorithm = undefined;
}

// The next chunk of a queue that is not empty. What follows from its leaving
// happens before the reader has it.
function takeQueued(controller) {
  const state = controller[kState];
  const chunk = dequeueValue(state);
  if (state.closeRequested) {
    if (!state.queue.length) {
      clearAlgorithms(state);
      readableStreamClose(state.stream);
    }
  } else {
    callPullIfNeeded(controller);
  }
  return chunk;
}

function canCloseOrEnqueue(controller) {
  const { closeRequested, stream } = controller[kState];
  return !closeRequested && stream[kState].state === 'readable';
}

function readableStreamDefaultControllerGetDesiredSize(controller) {
  const { highWaterMark, queueTotalSize, stream } = controller[kState];
  switch (stream[kState].state) {
    case 'errored': return null;
    case 'closed': return 0;
    default: return highWaterMark - queueTotalSize;
  }
}

function readableStreamDefaultControllerClose(controller) {
  if (!canCloseOrEnqueue(controller)) return;
  const state = controller[kState];
  state.closeRequested = true;
  if (!state.queue.length) {
    clearAlgorithms(state);
    readableStreamClose(state.stream);
  }
}

function readableStreamDefaultControllerEnqueue(controller, chunk) {
  if (!canCloseOrEnqueue(controller)) return;
  const state = controller[kState];
  const { stream } = state;
  if (readableStreamHasDefaultReader(stream) && pendingReads(stream)) {
    readableStreamFulfillReadRequest(stream, chunk, false);
  } else {
    try {
      const { sizeAlgorithm } = state;
      const size = sizeAlgorithm === defaultSizeAlgorithm ? 1 :
        FunctionPrototypeCall(sizeAlgorithm, undefined, chunk);
      enqueueValueWithSize(state, chunk, size);
    } catch (error) {
      readableStreamDefaultControllerError(controller, error);
      throw error;
    }
  }
  callPullIfNeeded(controller);
}

function readableStreamDefaultControllerError(controller, error) {
  const state = controller[kState];
  if (state.stream[kState].state !== 'readable') return;
  resetQueue(state);
  clearAlgorithms(state);
  readableStreamError(state.stream, error);
}

// --- pulling -------------------------------------------------------------

function shouldCallPull(controller) {
  const state = controller[kState];
  const { stream } = state;
  if (!state.started || !canCloseOrEnqueue(controller)) return false;
  if (readableStreamHasDefaultReader(stream) && pendingReads(stream)) return true;
  return state.highWaterMark - state.queueTotalSize > 0;
}

const readableStreamDefaultControllerHasBackpressure = (controller) => !shouldCallPull(controller);

function callPullIfNeeded(controller) {
  if (shouldCallPull(controller)) pull(controller);
}

// One pull at a time; a wish for another is kept until it is through.
function pull(controller) {
  const state = controller[kState];
  if (state.pulling) {
    state.pullAgain = true;
    return;
  }
  state.pulling = true;
  state.pullFulfilled ??= () => {
    state.pulling = false;
    if (state.pullAgain) {
      state.pullAgain = false;
      callPullIfNeeded(controller);
    }
  };
  state.pullRejected ??= (error) => readableStreamDefaultControllerError(controller, error);
  runAlgorithm(state.pullAlgorithm, controller, undefined, state.pullFulfilled, state.pullRejected);
}

// --- setting up ----------------------------------------------------------

// Calls back when the start algorithm is done.
function afterStart(result, onStarted, onFailed) {
  if (isObjectLike(result)) PromisePrototypeThen(new Promise((resolve) => resolve(result)), onStarted, onFailed);
  else PromisePrototypeThen(kResolvedPromise, onStarted);
}

function setupReadableStreamDefaultController(
  stream, startAlgorithm, pullAlgorithm, cancelAlgorithm, highWaterMark, sizeAlgorithm,
  controller = new ReadableStreamDefaultController(kSkipThrow)) {
  const state = controller[kState] = {
    cancelAlgorithm,
    closeRequested: false,
    highWaterMark,
    pullAgain: false,
    pullAlgorithm,
    pulling: false,
    pullFulfilled: undefined,
    pullRejected: undefined,
    queue: undefined,
    queueTotalSize: 0,
    started: false,
    sizeAlgorithm,
    stream,
  };
  resetQueue(state);
  stream[kState].controller = controller;
  afterStart(startAlgorithm(controller), () => {
    state.started = true;
    callPullIfNeeded(controller);
  }, (error) => readableStreamDefaultControllerError(controller, error));
}

function setupReadableStreamDefaultControllerFromSource(stream, source, highWaterMark, sizeAlgorithm) {
  const start = source?.start;
  const pullMethod = source?.pull;
  const cancel = source?.cancel;
  setupReadableStreamDefaultController(
    stream,
    start ? (controller) => FunctionPrototypeCall(start, source, controller) : nop,
    pullMethod ? createRawCallback1Param('source.pull', pullMethod, source) : nop,
    cancel ? createPromiseCallback('source.cancel', cancel, source) : resolveNothing,
    highWaterMark,
    sizeAlgorithm);
}

module.exports = {
  ReadableStreamDefaultController,
  afterStart,
  kSkipThrow,
  readableStreamDefaultControllerCallPullIfNeeded: callPullIfNeeded,
  readableStreamDefaultControllerCanCloseOrEnqueue: canCloseOrEnqueue,
  readableStreamDefaultControllerClearAlgorithms: (controller) => clearAlgorithms(controller[kState]),
  readableStreamDefaultControllerClose,
  readableStreamDefaultControllerEnqueue,
  readableStreamDefaultControllerError,
  readableStreamDefaultControllerGetDesiredSize,
  readableStreamDefaultControllerHasBackpressure,
  setupReadableStreamDefaultController,
  setupReadableStreamDefaultControllerFromSource,
  takeQueued,
};
