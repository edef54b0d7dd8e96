'use strict';

// Writable streams, their controller and the operations of writers.
//
// 'writable' → 'erroring' (an error is known, operations in flight are waited
// for) → 'errored'; or 'writable' → 'closed'.

const {
  FunctionPrototypeCall,
  ObjectDefineProperties,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  PromiseWithResolvers,
  Symbol,
  SymbolToStringTag,
} = primordials;
const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { customInspectSymbol: kInspect, kEnumerableProperty } = require('internal/util');
const { AbortController } = require('internal/abort_controller');
const {
  Queue,
  createPromiseCallback,
  createPromiseCallbackNoParams,
  createRawCallback2Params,
  customInspect,
  defaultSizeAlgorithm,
  dequeueValue,
  enqueueValueWithSize,
  getNonWritablePropertyDescriptor,
  isBrandCheck,
  isPromisePending,
  kState,
  kType,
  nop,
  pendingRecord,
  rejectHandled,
  rejectedHandledRecord,
  resetQueue,
  resolveNothing,
  resolvedRecord,
  runAlgorithm,
  setPromiseHandled,
  stateError,
} = require('internal/webstreams/util');
const { afterStart, kSkipThrow } = require('internal/webstreams/readable_default');

const kCloseSentinel = Symbol('kCloseSentinel');

const isWritableStream = isBrandCheck('WritableStream');
const isWritableStreamDefaultWriter = isBrandCheck('WritableStreamDefaultWriter');
const isWritableStreamDefaultController = isBrandCheck('WritableStreamDefaultController');

// Requests are promise records, or anything else with resolve() and reject()
// (see readable_pipe.js); undefined stands for none.
function createWritableStreamState() {
  return {
    __proto__: null,
    state: 'writable',
    storedError: undefined,
    backpressure: false,
    controller: undefined,
    writer: undefined,
    writeRequests: new Queue(),
    inFlightWrite: undefined,
    closeRequest: undefined,
    inFlightClose: undefined,
    pendingAbort: undefined, // { record, reason, wasAlreadyErroring }
    closedPromise: undefined, // for stream.finished()
  };
}

const isWritableStreamLocked = (stream) => stream[kState].writer !== undefined;

function closeQueuedOrInFlight(stream) {
  const state = stream[kState];
  return state.closeRequest !== undefined || state.inFlightClose !== undefined;
}

// --- the controller ------------------------------------------------------

class WritableStreamDefaultController {
  [kType] = 'WritableStreamDefaultController';

  constructor(token = undefined) {
    if (token !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get signal() {
    if (!isWritableStreamDefaultController(this)) throw new ERR_INVALID_THIS('WritableStreamDefaultController');
    return this[kState].abortController.signal;
  }

  error(error = undefined) {
    if (!isWritableStreamDefaultController(this)) throw new ERR_INVALID_THIS('WritableStreamDefaultController');
    writableStreamDefaultControllerErrorIfNeeded(this, error);
  }

  [kInspect](depth, options) {
    return customInspect(depth, options, this[kType], { stream: this[kState].stream });
  }
}

ObjectDefineProperties(WritableStreamDefaultController.prototype, {
  signal: kEnumerableProperty,
  error: kEnumerableProperty,
  [SymbolToStringTag]: getNonWritablePropertyDescriptor(WritableStreamDefaultController.name),
});

function setupWritableStreamDefaultController(
  stream, startAlgorithm, writeAlgorithm, closeAlgorithm, abortAlgorithm, highWaterMark, sizeAlgorithm) {
  const controller = new WritableStreamDefaultController(kSkipThrow);
  const state = controller[kState] = {
    abortAlgorithm,
    abortController: new AbortController(),
    closeAlgorithm,
    highWaterMark,
    queue: undefined,
    queueTotalSize: 0,
    sizeAlgorithm,
    started: false,
    stream,
    writeAlgorithm,
    writeFulfilled: undefined,
    writeRejected: undefined,
  };
  resetQueue(state);
  stream[kState].controller = controller;
  updateBackpressure(controller);
  afterStart(startAlgorithm(controller), () => {
    state.started = true;
    advanceQueue(controller);
  }, (error) => {
    state.started = true;
    dealWithRejection(stream, error);
  });
}

function setupWritableStreamDefaultControllerFromSink(stream, sink, highWaterMark, sizeAlgorithm) {
  const start = sink?.start;
  const write = sink?.write;
  const close = sink?.close;
  const abort = sink?.abort;
  setupWritableStreamDefaultController(
    stream,
    start ? (controller) => FunctionPrototypeCall(start, sink, controller) : nop,
    write ? createRawCallback2Params('sink.write', write, sink) : nop,
    close ? createPromiseCallbackNoParams('sink.close', close, sink) : resolveNothing,
    abort ? createPromiseCallback('sink.abort', abort, sink) : resolveNothing,
    highWaterMark,
    sizeAlgorithm);
}

function clearAlgorithms(state) {
  state.writeAlgorithm = undefined;
  state.closeAlgorithm = undefined;
  state.abortAlgorithm = undefined;
  state.sizeAlgorithm = undefined;
}

const desiredSize = ({ highWaterMark, queueTotalSize }) => highWaterMark - queueTotalSize;

function writableStreamDefaultControllerErrorIfNeeded(controller, error) {
  const state = controller[kState];
  if (state.stream[kState].state !== 'writable') return;
  clearAlgorithms(state);
  startErroring(state.stream, error);
}

// Tells the writer when there is room again, or none any more.
function updateBackpressure(controller) {
  const state = controller[kState].stream[kState];
  const backpressure = desiredSize(controller[kState]) <= 0;
  if (state.backpressure === backpressure) return;
  state.backpressure = backpressure; // first: who is told looks at it
  if (state.writer === undefined) return;
  const writer = state.writer[kState];
  if (backpressure) writer.ready = undefined; // a new promise, when asked for
  else writer.ready?.resolve();
}

function backpressureMayHaveChanged(controller) {
  const { stream } = controller[kState];
  if (stream[kState].state === 'writable' && !closeQueuedOrInFlight(stream)) updateBackpressure(controller);
}

function chunkSize(controller, chunk) {
  const { sizeAlgorithm } = controller[kState];
  if (sizeAlgorithm === undefined || sizeAlgorithm === defaultSizeAlgorithm) return 1;
  try {
    return FunctionPrototypeCall(sizeAlgorithm, undefined, chunk);
  } catch (error) {
    writableStreamDefaultControllerErrorIfNeeded(controller, error);
    return 1;
  }
}

function enqueueWrite(controller, chunk, size) {
  try {
    enqueueValueWithSize(controller[kState], chunk, size);
  } catch (error) {
    writableStreamDefaultControllerErrorIfNeeded(controller, error);
    return;
  }
  backpressureMayHaveChanged(controller);
  advanceQueue(controller);
}

// Starts the next operation, if none is in flight.
function advanceQueue(controller) {
  const state = controller[kState];
  const { stream } = state;
  if (!state.started || stream[kState].inFlightWrite !== undefined) return;
  if (stream[kState].state === 'erroring') {
    finishErroring(stream);
    return;
  }
  if (state.queue.length === 0) return;
  const value = state.queue.peek();
  if (value === kCloseSentinel) processClose(controller);
  else processWrite(controller, value);
}

function processWrite(controller, chunk) {
  const state = controller[kState];
  const { stream } = state;
  stream[kState].inFlightWrite = stream[kState].writeRequests.shift();
  state.writeFulfilled ??= () => {
    const request = stream[kState].inFlightWrite;
    stream[kState].inFlightWrite = undefined;
    request.resolve();
    dequeueValue(state);
    backpressureMayHaveChanged(controller);
    advanceQueue(controller);
  };
  state.writeRejected ??= (error) => {
    if (stream[kState].state === 'writable') clearAlgorithms(state);
    const request = stream[kState].inFlightWrite;
    stream[kState].inFlightWrite = undefined;
    request.reject(error);
    dealWithRejection(stream, error);
  };
  runAlgorithm(state.writeAlgorithm, chunk, controller, state.writeFulfilled, state.writeRejected);
}

function processClose(controller) {
  const state = controller[kState];
  const { stream } = state;
  stream[kState].inFlightClose = stream[kState].closeRequest;
  stream[kState].closeRequest = undefined;
  dequeueValue(state);
  const closed = state.closeAlgorithm();
  clearAlgorithms(state);
  PromisePrototypeThen(closed, () => finishClose(stream), (error) => finishCloseWithError(stream, error));
}

function finishClose(stream) {
  const state = stream[kState];
  state.inFlightClose.resolve();
  state.inFlightClose = undefined;
  if (state.state === 'erroring') {
    // The close came through before the error took effect.
    state.storedError = undefined;
    if (state.pendingAbort !== undefined) {
      state.pendingAbort.record.resolve();
      state.pendingAbort = undefined;
    }
  }
  state.state = 'closed';
  state.writer?.[kState].close?.resolve();
  state.closedPromise?.resolve();
}

function finishCloseWithError(stream, error) {
  const state = stream[kState];
  state.inFlightClose.reject(error);
  state.inFlightClose = undefined;
  if (state.pendingAbort !== undefined) {
    state.pendingAbort.record.reject(error);
    state.pendingAbort = undefined;
  }
  dealWithRejection(stream, error);
}

// --- errors --------------------------------------------------------------

function dealWithRejection(stream, error) {
  if (stream[kState].state === 'writable') startErroring(stream, error);
  else finishErroring(stream);
}

function startErroring(stream, reason) {
  const state = stream[kState];
  state.state = 'erroring';
  state.storedError = reason;
  if (state.writer !== undefined) rejectReady(state.writer, reason);
  if (state.inFlightWrite === undefined && state.inFlightClose === undefined && state.controller[kState].started) {
    finishErroring(stream);
  }
}

function finishErroring(stream) {
  const state = stream[kState];
  state.state = 'errored';
  resetQueue(state.controller[kState]);
  const { storedError, writeRequests } = state;
  while (writeRequests.length) writeRequests.shift().reject(storedError);

  const abort = state.pendingAbort;
  if (abort === undefined) {
    rejectCloseAndClosed(stream);
    return;
  }
  state.pendingAbort = undefined;
  if (abort.wasAlreadyErroring) {
    abort.record.reject(storedError);
    rejectCloseAndClosed(stream);
    return;
  }
  const { abortAlgorithm } = state.controller[kState];
  const aborted = abortAlgorithm(abort.reason);
  clearAlgorithms(state.controller[kState]);
  PromisePrototypeThen(aborted, () => {
    abort.record.resolve();
    rejectCloseAndClosed(stream);
  }, (error) => {
    abort.record.reject(error);
    rejectCloseAndClosed(stream);
  });
}

function rejectCloseAndClosed(stream) {
  const state = stream[kState];
  if (state.closeRequest !== undefined) {
    state.closeRequest.reject(state.storedError);
    state.closeRequest = undefined;
  }
  if (state.closedPromise !== undefined) rejectHandled(state.closedPromise, state.storedError);
  const closed = state.writer?.[kState].close;
  if (closed !== undefined) rejectHandled(closed, state.storedError);
}

// --- stream operations ---------------------------------------------------

function writableStreamAbort(stream, reason) {
  const state = stream[kState];
  if (state.state === 'closed' || state.state === 'errored') return PromiseResolve();
  state.controller[kState].abortController.abort(reason);
  // Listeners of the signal may have ended it.
  if (state.state === 'closed' || state.state === 'errored') return PromiseResolve();
  if (state.pendingAbort !== undefined) return state.pendingAbort.record.promise;

  const wasAlreadyErroring = state.state === 'erroring';
  const record = PromiseWithResolvers();
  state.pendingAbort = { record, reason: wasAlreadyErroring ? undefined : reason, wasAlreadyErroring };
  if (!wasAlreadyErroring) startErroring(stream, reason);
  return record.promise;
}

function writableStreamClose(stream) {
  const state = stream[kState];
  if (state.state === 'closed' || state.state === 'errored') {
    return PromiseReject(stateError('WritableStream is closed'));
  }
  const record = PromiseWithResolvers();
  state.closeRequest = record;
  // Nobody need wait for room any more.
  if (state.writer !== undefined && state.backpressure && state.state === 'writable') {
    state.writer[kState].ready?.resolve();
  }
  enqueueValueWithSize(state.controller[kState], kCloseSentinel, 0);
  advanceQueue(state.controller);
  return record.promise;
}

// --- writers -------------------------------------------------------------

function setupWritableStreamDefaultWriter(writer, stream) {
  if (isWritableStreamLocked(stream)) throw stateError('WritableStream is locked');
  writer[kState] = { stream, close: undefined, ready: undefined, releaseError: undefined };
  stream[kState].writer = writer;
}

// The records of writer.closed and writer.ready.
function writerClosedPromise(writer) {
  const state = writer[kState];
  if (state.close === undefined) {
    const of = state.stream?.[kState];
    if (of === undefined) state.close = rejectedHandledRecord(state.releaseError);
    else if (of.state === 'writable' || of.state === 'erroring') state.close = pendingRecord();
    else if (of.state === 'closed') state.close = resolvedRecord();
    else state.close = rejectedHandledRecord(of.storedError);
  }
  return state.close;
}

function writerReadyPromise(writer) {
  const state = writer[kState];
  if (state.ready === undefined) {
    const of = state.stream?.[kState];
    if (of === undefined) state.ready = rejectedHandledRecord(state.releaseError);
    else if (of.state === 'erroring' || of.state === 'errored') state.ready = rejectedHandledRecord(of.storedError);
    else if (of.state === 'writable' && of.backpressure && !closeQueuedOrInFlight(state.stream)) {
      state.ready = pendingRecord();
    } else {
      state.ready = resolvedRecord();
    }
  }
  return state.ready;
}

// A settled promise stays with who has it; later ones are rejected.
function rejectReady(writer, error) {
  const state = writer[kState];
  if (isPromisePending(state.ready?.promise)) {
    state.ready.reject(error);
    setPromiseHandled(state.ready.promise);
  } else {
    state.ready = undefined;
  }
}

function rejectClosed(writer, error) {
  const state = writer[kState];
  if (isPromisePending(state.close?.promise)) rejectHandled(state.close, error);
  else state.close = undefined;
}

function writableStreamDefaultWriterRelease(writer) {
  const error = stateError('Writer has been released');
  const { stream } = writer[kState];
  writer[kState].releaseError = error; // one for both promises
  rejectReady(writer, error);
  rejectClosed(writer, error);
  stream[kState].writer = undefined;
  writer[kState].stream = undefined;
}

function writableStreamDefaultWriterGetDesiredSize(writer) {
  const { stream } = writer[kState];
  switch (stream[kState].state) {
    case 'errored':
    case 'erroring': return null;
    case 'closed': return 0;
    default: return desiredSize(stream[kState].controller[kState]);
  }
}

// Queues a write under the request, or returns the error that forbids it in an
// array of one: the error may be anything.
function startWrite(writer, chunk, makeRequest) {
  const { stream } = writer[kState];
  const state = stream[kState];
  const size = chunkSize(state.controller, chunk);
  // The size algorithm may have released the writer.
  if (stream !== writer[kState].stream) return [stateError('Mismatched WritableStreams')];
  if (state.state === 'errored') return [state.storedError];
  if (closeQueuedOrInFlight(stream) || state.state === 'closed') return [stateError('WritableStream is closed')];
  if (state.state === 'erroring') return [state.storedError];
  state.writeRequests.push(makeRequest());
  enqueueWrite(state.controller, chunk, size);
  return undefined;
}

function writableStreamDefaultWriterWrite(writer, chunk) {
  let record;
  const refused = startWrite(writer, chunk, () => record = PromiseWithResolvers());
  return refused === undefined ? record.promise : PromiseReject(refused[0]);
}

// For pipes: request has resolve(), reject(error), fail(error) and a count of
// what is pending.
function writableStreamDefaultWriterWriteWithRequest(writer, chunk, request) {
  const refused = startWrite(writer, chunk, () => {
    request.pending++;
    return request;
  });
  if (refused !== undefined) request.fail(refused[0]);
}

function writableStreamDefaultWriterCloseWithErrorPropagation(writer) {
  const { stream } = writer[kState];
  const { state, storedError } = stream[kState];
  if (closeQueuedOrInFlight(stream) || state === 'closed') return PromiseResolve();
  if (state === 'errored') return PromiseReject(storedError);
  return writableStreamClose(stream);
}

module.exports = {
  WritableStreamDefaultController,
  closeQueuedOrInFlight,
  createWritableStreamState,
  isWritableStream,
  isWritableStreamDefaultController,
  isWritableStreamDefaultWriter,
  isWritableStreamLocked,
  setupWritableStreamDefaultController,
  setupWritableStreamDefaultControllerFromSink,
  setupWritableStreamDefaultWriter,
  writableStreamAbort,
  writableStreamClose,
  writableStreamDefaultControllerErrorIfNeeded,
  writableStreamDefaultWriterCloseWithErrorPropagation,
  writableStreamDefaultWriterGetDesiredSize,
  writableStreamDefaultWriterRelease,
  writableStreamDefaultWriterWrite,
  writableStreamDefaultWriterWriteWithRequest,
  writerClosedPromise,
  writerReadyPromise,
};
