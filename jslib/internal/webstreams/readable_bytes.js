'use strict';

// The byte controller: bytes, which readers may have put into views of theirs
// (BYOB). Buffers travel by transfer, so that nobody sees them change.
//
// pendingPullIntos holds descriptors of buffers to be filled: the reader's
// ('byob'), ours for default readers ('default', with autoAllocateChunkSize),
// or one whose reader has left ('none').

const {
  ArrayBuffer,
  ArrayBufferPrototypeGetByteLength,
  ArrayBufferPrototypeGetDetached,
  ArrayBufferPrototypeSlice,
  ArrayBufferPrototypeTransfer,
  DataView,
  FunctionPrototypeCall,
  MathMin,
  ObjectDefineProperties,
  SymbolToStringTag,
  Uint8Array,
} = primordials;
const { Buffer } = require('buffer');
const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS } } =
  require('internal/errors');
const { isDataView, isSharedArrayBuffer } = require('internal/util/types');
const { customInspectSymbol: kInspect, kEnumerableProperty } = require('internal/util');
const { validateBuffer } = require('internal/validators');
const {
  ArrayBufferViewGetBuffer,
  ArrayBufferViewGetByteLength,
  ArrayBufferViewGetByteOffset,
  Queue,
  canCopyArrayBuffer,
  copyArrayBuffer,
  createPromiseCallback,
  createRawCallback1Param,
  customInspect,
  getNonWritablePropertyDescriptor,
  isBrandCheck,
  kState,
  kType,
  nop,
  resetQueue,
  resolveNothing,
  runAlgorithm,
  stateError,
} = require('internal/webstreams/util');
const {
  isReadableByteStreamController,
  kCancel,
  kChunk,
  kClose,
  kError,
  kPull,
  kRelease,
  pendingReads,
  readableStreamAddReadRequest,
  readableStreamClose,
  readableStreamError,
  readableStreamFulfillReadRequest,
  readableStreamHasBYOBReader,
  readableStreamHasDefaultReader,
} = require('internal/webstreams/readable_core');
const { afterStart, kSkipThrow } = require('internal/webstreams/readable_default');
const assert = require('internal/assert');

const isReadableStreamBYOBRequest = isBrandCheck('ReadableStreamBYOBRequest');

class ReadableStreamBYOBRequest {
  [kType] = 'ReadableStreamBYOBRequest';

  constructor(token = undefined) {
    if (token !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get view() {
    if (!isReadableStreamBYOBRequest(this)) throw new ERR_INVALID_THIS('ReadableStreamBYOBRequest');
    return this[kState].view;
  }

  respond(bytesWritten) {
    if (!isReadableStreamBYOBRequest(this)) throw new ERR_INVALID_THIS('ReadableStreamBYOBRequest');
    const { controller, view } = this[kState];
    if (controller === undefined) throw stateError('This BYOB request has been invalidated');
    if (ArrayBufferPrototypeGetDetached(ArrayBufferViewGetBuffer(view))) {
      throw stateError('Viewed ArrayBuffer is detached');
    }
    readableByteStreamControllerRespond(controller, bytesWritten);
  }

  respondWithNewView(view) {
    if (!isReadableStreamBYOBRequest(this)) throw new ERR_INVALID_THIS('ReadableStreamBYOBRequest');
    const { controller } = this[kState];
    if (controller === undefined) throw stateError('This BYOB request has been invalidated');
    validateBuffer(view, 'view');
    if (ArrayBufferPrototypeGetDetached(view.buffer)) throw stateError('Viewed ArrayBuffer is detached');
    readableByteStreamControllerRespondWithNewView(controller, view);
  }

  [kInspect](depth, options) {
    return customInspect(depth, options, this[kType], { view: this.view, controller: this[kState].controller });
  }
}

ObjectDefineProperties(ReadableStreamBYOBRequest.prototype, {
  view: kEnumerableProperty,
  respond: kEnumerableProperty,
  respondWithNewView: kEnumerableProperty,
  [SymbolToStringTag]: getNonWritablePropertyDescriptor(ReadableStreamBYOBRequest.name),
});

class ReadableByteStreamController {
  [kType] = 'ReadableByteStreamController';
  [kState] = {};

  constructor(token = undefined) {
    if (token !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get byobRequest() {
    if (!isReadableByteStreamController(this)) throw new ERR_INVALID_THIS('ReadableByteStreamController');
    const state = this[kState];
    if (state.byobRequest === null && state.pendingPullIntos.length) {
      const { buffer, byteOffset, bytesFilled, byteLength } = state.pendingPullIntos.peek();
      state.byobRequest = new ReadableStreamBYOBRequest(kSkipThrow);
      state.byobRequest[kState] = {
        controller: this,
        view: new Uint8Array(buffer, byteOffset + bytesFilled, byteLength - bytesFilled),
      };
    }
    return state.byobRequest;
  }

  get desiredSize() {
    if (!isReadableByteStreamController(this)) throw new ERR_INVALID_THIS('ReadableByteStreamController');
    const { highWaterMark, queueTotalSize, stream } = this[kState];
    switch (stream[kState].state) {
      case 'errored': return null;
      case 'closed': return 0;
      default: return highWaterMark - queueTotalSize;
    }
  }

  close() {
    checkOpen(this);
    readableByteStreamControllerClose(this);
  }

  enqueue(chunk) {
    if (!isReadableByteStreamController(this)) throw new ERR_INVALID_THIS('ReadableByteStreamController');
    validateBuffer(chunk);
    const buffer = ArrayBufferViewGetBuffer(chunk);
    if (isSharedArrayBuffer(buffer)) {
      throw new ERR_INVALID_ARG_VALUE('chunk', chunk, 'must not be backed by a SharedArrayBuffer');
    }
    if (ArrayBufferViewGetByteLength(chunk) === 0 || ArrayBufferPrototypeGetByteLength(buffer) === 0) {
      throw stateError('chunk ArrayBuffer is zero-length or detached');
    }
    checkOpen(this);
    readableByteStreamControllerEnqueue(this, chunk);
  }

  error(error = undefined) {
    if (!isReadableByteStreamController(this)) throw new ERR_INVALID_THIS('ReadableByteStreamController');
    readableByteStreamControllerError(this, error);
  }

  [kCancel](reason) {
    const state = this[kState];
    clearPendingPullIntos(state);
    resetQueue(state);
    const result = state.cancelAlgorithm(reason);
    clearAlgorithms(state);
    return result;
  }

  [kPull](request) {
    const state = this[kState];
    if (state.queueTotalSize) {
      request[kChunk](takeChunk(this));
      return;
    }
    if (state.autoAllocateChunkSize !== undefined) {
      let buffer;
      try {
        buffer = new ArrayBuffer(state.autoAllocateChunkSize);
      } catch (error) {
        request[kError](error);
        return;
      }
      state.pendingPullIntos.push(pullIntoDescriptor(
        buffer, 0, state.autoAllocateChunkSize, 1, 1, Uint8Array, 'default'));
    }
    readableStreamAddReadRequest(state.stream, request);
    callPullIfNeeded(this);
  }

  [kRelease]() {
    const state = this[kState];
    if (state.pendingPullIntos.length > 0) {
      const first = state.pendingPullIntos.peek();
      first.type = 'none';
      state.pendingPullIntos = new Queue();
      state.pendingPullIntos.push(first);
    }
  }

  [kInspect](depth, options) {
    return customInspect(depth, options, this[kType], {});
  }
}

ObjectDefineProperties(ReadableByteStreamController.prototype, {
  byobRequest: kEnumerableProperty,
  desiredSize: kEnumerableProperty,
  close: kEnumerableProperty,
  enqueue: kEnumerableProperty,
  error: kEnumerableProperty,
  [SymbolToStringTag]: getNonWritablePropertyDescriptor(ReadableByteStreamController.name),
});

function checkOpen(controller) {
  if (!isReadableByteStreamController(controller)) throw new ERR_INVALID_THIS('ReadableByteStreamController');
  if (controller[kState].closeRequested) throw stateError('Controller is already closed');
  if (controller[kState].stream[kState].state !== 'readable') throw stateError('ReadableStream is already closed');
}

function pullIntoDescriptor(buffer, byteOffset, byteLength, minimumFill, elementSize, ctor, type) {
  return {
    buffer,
    bufferByteLength: ArrayBufferPrototypeGetByteLength(buffer),
    byteOffset,
    byteLength,
    bytesFilled: 0,
    minimumFill,
    elementSize,
    ctor,
    type,
  };
}

function clearAlgorithms(state) {
  state.pullAlgorithm = undefined;
  state.cancelAlgorithm = undefined;
}

function invalidateBYOBRequest(state) {
  if (state.byobRequest === null) return;
  state.byobRequest[kState] = { controller: undefined, view: null };
  state.byobRequest = null;
}

function clearPendingPullIntos(state) {
  invalidateBYOBRequest(state);
  state.pendingPullIntos = new Queue();
}

// --- closing, failing ----------------------------------------------------

function readableByteStreamControllerClose(controller) {
  const state = controller[kState];
  if (state.closeRequested || state.stream[kState].state !== 'readable') return;
  if (state.queueTotalSize) {
    state.closeRequested = true;
    return;
  }
  if (state.pendingPullIntos.length) {
    const first = state.pendingPullIntos.peek();
    if (first.bytesFilled % first.elementSize !== 0) {
      const error = stateError('Partial read');
      readableByteStreamControllerError(controller, error);
      throw error;
    }
  }
  clearAlgorithms(state);
  readableStreamClose(state.stream);
}

function readableByteStreamControllerError(controller, error) {
  const state = controller[kState];
  if (state.stream[kState].state !== 'readable') return;
  clearPendingPullIntos(state);
  resetQueue(state);
  clearAlgorithms(state);
  readableStreamError(state.stream, error);
}

// --- pulling -------------------------------------------------------------

function shouldCallPull(state) {
  const { stream } = state;
  if (!state.started || state.closeRequested || stream[kState].state !== 'readable') return false;
  if (stream[kState].reader !== undefined && pendingReads(stream)) return true;
  return state.highWaterMark - state.queueTotalSize > 0;
}

function callPullIfNeeded(controller) {
  const state = controller[kState];
  if (!shouldCallPull(state)) return;
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
  state.pullRejected ??= (error) => readableByteStreamControllerError(controller, error);
  runAlgorithm(state.pullAlgorithm, controller, undefined, state.pullFulfilled, state.pullRejected);
}

function handleQueueDrain(controller) {
  const state = controller[kState];
  if (!state.queueTotalSize && state.closeRequested) {
    clearAlgorithms(state);
    readableStreamClose(state.stream);
  } else {
    callPullIfNeeded(controller);
  }
}

// --- the queue -----------------------------------------------------------

function enqueueChunk(state, buffer, byteOffset, byteLength) {
  state.queue.push({ buffer, byteOffset, byteLength });
  state.queueTotalSize += byteLength;
}

// The first chunk of a queue that is not empty, for a default reader.
function takeChunk(controller) {
  const state = controller[kState];
  const { buffer, byteOffset, byteLength } = state.queue.shift();
  state.queueTotalSize -= byteLength;
  handleQueueDrain(controller);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function readableByteStreamControllerEnqueue(controller, chunk) {
  const state = controller[kState];
  const { stream } = state;
  if (state.closeRequested || stream[kState].state !== 'readable') return;
  const byteOffset = ArrayBufferViewGetByteOffset(chunk);
  const byteLength = ArrayBufferViewGetByteLength(chunk);
  const buffer = ArrayBufferPrototypeTransfer(ArrayBufferViewGetBuffer(chunk));

  if (state.pendingPullIntos.length) {
    const first = state.pendingPullIntos.peek();
    if (ArrayBufferPrototypeGetDetached(first.buffer)) throw stateError('Destination ArrayBuffer is detached');
    invalidateBYOBRequest(state);
    first.buffer = ArrayBufferPrototypeTransfer(first.buffer);
    if (first.type === 'none') enqueueDetachedPullInto(controller, first);
  }

  if (readableStreamHasDefaultReader(stream)) {
    const { requests } = stream[kState].reader[kState];
    while (requests.length && state.queueTotalSize > 0) {
      const request = requests.shift(); // no longer a reason to pull
      request[kChunk](takeChunk(controller));
    }
    if (pendingReads(stream)) {
      if (state.pendingPullIntos.length) state.pendingPullIntos.shift(); // it is served by this chunk
      readableStreamFulfillReadRequest(stream, new Uint8Array(buffer, byteOffset, byteLength), false);
    } else {
      enqueueChunk(state, buffer, byteOffset, byteLength);
    }
  } else {
    enqueueChunk(state, buffer, byteOffset, byteLength);
    if (readableStreamHasBYOBReader(stream)) commitAll(stream, fillPullIntosFromQueue(state));
  }
  callPullIfNeeded(controller);
}

// What was filled of a buffer whose reader has left goes to the next reader.
function enqueueDetachedPullInto(controller, descriptor) {
  const state = controller[kState];
  if (descriptor.bytesFilled > 0) {
    let copy;
    try {
      copy = ArrayBufferPrototypeSlice(descriptor.buffer, descriptor.byteOffset,
                                       descriptor.byteOffset + descriptor.bytesFilled);
    } catch (error) {
      readableByteStreamControllerError(controller, error);
      throw error;
    }
    enqueueChunk(state, copy, 0, descriptor.bytesFilled);
  }
  state.pendingPullIntos.shift();
}

// --- filling buffers -----------------------------------------------------

// Moves queued bytes into the buffer; true when it has enough for its reader.
function fillFromQueue(state, descriptor) {
  const room = MathMin(state.queueTotalSize, descriptor.byteLength - descriptor.bytesFilled);
  const reachable = descriptor.bytesFilled + room;
  const aligned = reachable - (reachable % descriptor.elementSize);
  const ready = aligned >= descriptor.minimumFill;
  let left = ready ? aligned - descriptor.bytesFilled : room;

  while (left > 0) {
    const head = state.queue.peek();
    const count = MathMin(left, head.byteLength);
    const start = descriptor.byteOffset + descriptor.bytesFilled;
    assert(canCopyArrayBuffer(descriptor.buffer, start, head.buffer, head.byteOffset, count));
    copyArrayBuffer(descriptor.buffer, start, head.buffer, head.byteOffset, count);
    if (head.byteLength === count) {
      state.queue.shift();
    } else {
      head.byteOffset += count;
      head.byteLength -= count;
    }
    state.queueTotalSize -= count;
    descriptor.bytesFilled += count;
    left -= count;
  }
  return ready;
}

// The descriptors that the queue can satisfy, taken off the list.
function fillPullIntosFromQueue(state) {
  const filled = [];
  while (state.pendingPullIntos.length && state.queueTotalSize) {
    const descriptor = state.pendingPullIntos.peek();
    if (!fillFromQueue(state, descriptor)) break;
    state.pendingPullIntos.shift();
    filled.push(descriptor);
  }
  return filled;
}

function filledView({ buffer, byteOffset, byteLength, bytesFilled, elementSize, ctor }) {
  if (bytesFilled > byteLength) throw new ERR_INVALID_STATE.RangeError('The buffer size is invalid');
  assert(bytesFilled % elementSize === 0);
  const transferred = ArrayBufferPrototypeTransfer(buffer);
  return ctor === Buffer ? Buffer.from(transferred, byteOffset, bytesFilled) :
    new ctor(transferred, byteOffset, bytesFilled / elementSize);
}

function commit(stream, descriptor) {
  readableStreamFulfillReadRequest(stream, filledView(descriptor), stream[kState].state === 'closed');
}

// All of them left the list first: a read's continuation may call back in.
function commitAll(stream, descriptors) {
  for (let i = 0; i < descriptors.length; i++) commit(stream, descriptors[i]);
}

function readableByteStreamControllerPullInto(controller, view, min, request) {
  const state = controller[kState];
  const { stream } = state;
  const ctor = isDataView(view) ? DataView : view.constructor;
  const elementSize = isDataView(view) ? 1 : ctor.BYTES_PER_ELEMENT;
  const byteOffset = ArrayBufferViewGetByteOffset(view);
  const byteLength = ArrayBufferViewGetByteLength(view);

  let buffer;
  try {
    buffer = ArrayBufferPrototypeTransfer(ArrayBufferViewGetBuffer(view));
  } catch (error) {
    request[kError](error);
    return;
  }
  const descriptor = pullIntoDescriptor(buffer, byteOffset, byteLength, min * elementSize, elementSize, ctor, 'byob');

  if (state.pendingPullIntos.length) {
    state.pendingPullIntos.push(descriptor);
    readableStreamAddReadRequest(stream, request);
    return;
  }
  if (stream[kState].state === 'closed') {
    request[kClose](new ctor(buffer, byteOffset, 0));
    return;
  }
  if (state.queueTotalSize) {
    if (fillFromQueue(state, descriptor)) {
      const filled = filledView(descriptor);
      handleQueueDrain(controller);
      request[kChunk](filled);
      return;
    }
    if (state.closeRequested) {
      const error = stateError('ReadableStream closed');
      readableByteStreamControllerError(controller, error);
      request[kError](error);
      return;
    }
  }
  state.pendingPullIntos.push(descriptor);
  readableStreamAddReadRequest(stream, request);
  callPullIfNeeded(controller);
}

// --- responding ----------------------------------------------------------

function readableByteStreamControllerRespond(controller, bytesWritten) {
  const state = controller[kState];
  const first = state.pendingPullIntos.peek();
  if (state.stream[kState].state === 'closed') {
    if (bytesWritten !== 0) throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
  } else {
    if (!bytesWritten) throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
    if (first.bytesFilled + bytesWritten > first.byteLength) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('bytesWritten', bytesWritten);
    }
  }
  first.buffer = ArrayBufferPrototypeTransfer(first.buffer);
  respond(controller, bytesWritten);
}

function readableByteStreamControllerRespondWithNewView(controller, view) {
  const state = controller[kState];
  const first = state.pendingPullIntos.peek();
  const byteLength = ArrayBufferViewGetByteLength(view);
  const buffer = ArrayBufferViewGetBuffer(view);
  if (state.stream[kState].state === 'closed') {
    if (byteLength !== 0) throw stateError('View is not zero-length');
  } else if (byteLength === 0) {
    throw stateError('View is zero-length');
  }
  if (first.byteOffset + first.bytesFilled !== ArrayBufferViewGetByteOffset(view) ||
      first.bytesFilled + byteLength > first.byteLength ||
      first.bufferByteLength !== ArrayBufferPrototypeGetByteLength(buffer)) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('view', view);
  }
  first.buffer = ArrayBufferPrototypeTransfer(buffer);
  respond(controller, byteLength);
}

function respond(controller, bytesWritten) {
  const state = controller[kState];
  const first = state.pendingPullIntos.peek();
  invalidateBYOBRequest(state);
  if (state.stream[kState].state === 'closed') respondClosed(state, first);
  else respondReadable(controller, bytesWritten, first);
  callPullIfNeeded(controller);
}

function respondClosed(state, first) {
  if (first.type === 'none') state.pendingPullIntos.shift();
  if (!readableStreamHasBYOBReader(state.stream)) return;
  const filled = [];
  const count = pendingReads(state.stream);
  while (filled.length < count) filled.push(state.pendingPullIntos.shift());
  commitAll(state.stream, filled);
}

function respondReadable(controller, bytesWritten, descriptor) {
  const state = controller[kState];
  descriptor.bytesFilled += bytesWritten;
  if (descriptor.type === 'none') {
    enqueueDetachedPullInto(controller, descriptor);
    commitAll(state.stream, fillPullIntosFromQueue(state));
    return;
  }
  if (descriptor.bytesFilled < descriptor.minimumFill) return;
  state.pendingPullIntos.shift();
  // Part of an element stays for the next read.
  const remainder = descriptor.bytesFilled % descriptor.elementSize;
  if (remainder > 0) {
    const end = descriptor.byteOffset + descriptor.bytesFilled;
    enqueueChunk(state, ArrayBufferPrototypeSlice(descriptor.buffer, end - remainder, end), 0, remainder);
    descriptor.bytesFilled -= remainder;
  }
  const filled = fillPullIntosFromQueue(state);
  commit(state.stream, descriptor);
  commitAll(state.stream, filled);
}

// --- setting up ----------------------------------------------------------

function setupReadableByteStreamController(
  stream, startAlgorithm, pullAlgorithm, cancelAlgorithm, highWaterMark, autoAllocateChunkSize) {
  const controller = new ReadableByteStreamController(kSkipThrow);
  const state = controller[kState] = {
    autoAllocateChunkSize,
    byobRequest: null,
    cancelAlgorithm,
    closeRequested: false,
    highWaterMark,
    pendingPullIntos: new Queue(),
    pullAgain: false,
    pullAlgorithm,
    pulling: false,
    pullFulfilled: undefined,
    pullRejected: undefined,
    queue: undefined,
    queueTotalSize: 0,
    started: false,
    stream,
  };
  resetQueue(state);
  stream[kState].controller = controller;
  afterStart(startAlgorithm(controller), () => {
    state.started = true;
    callPullIfNeeded(controller);
  }, (error) => readableByteStreamControllerError(controller, error));
}

function setupReadableByteStreamControllerFromSource(stream, source, highWaterMark) {
  const start = source?.start;
  const pull = source?.pull;
  const cancel = source?.cancel;
  const autoAllocateChunkSize = source?.autoAllocateChunkSize;
  if (autoAllocateChunkSize === 0) {
    throw new ERR_INVALID_ARG_VALUE('source.autoAllocateChunkSize', autoAllocateChunkSize);
  }
  setupReadableByteStreamController(
    stream,
    start ? (controller) => FunctionPrototypeCall(start, source, controller) : nop,
    pull ? createRawCallback1Param('source.pull', pull, source) : nop,
    cancel ? createPromiseCallback('source.cancel', cancel, source) : resolveNothing,
    highWaterMark,
    autoAllocateChunkSize);
}

module.exports = {
  ReadableByteStreamController,
  ReadableStreamBYOBRequest,
  readableByteStreamControllerClose,
  readableByteStreamControllerEnqueue,
  readableByteStreamControllerError,
  readableByteStreamControllerPullInto,
  readableByteStreamControllerRespond,
  readableByteStreamControllerRespondWithNewView,
  setupReadableByteStreamController,
  setupReadableByteStreamControllerFromSource,
  takeChunk,
};
