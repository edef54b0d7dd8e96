'use strict';

// Readable streams as such and their readers, without the two kinds of
// controllers. A controller brings three methods: kCancel(reason), a promise;
// kPull(request), for default readers; kRelease().
//
// A read request is anything with kChunk(chunk), kClose(chunk?) and
// kError(error).

const { PromisePrototypeThen, PromiseReject, PromiseResolve, Symbol } = primordials;
const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const {
  Queue,
  isBrandCheck,
  kState,
  kType,
  nop,
  pendingRecord,
  rejectHandled,
  rejectedHandledRecord,
  resolvedRecord,
  stateError,
} = require('internal/webstreams/util');

const kCancel = Symbol('kCancel');
const kPull = Symbol('kPull');
const kRelease = Symbol('kRelease');
const kChunk = Symbol('kChunk');
const kClose = Symbol('kClose');
const kError = Symbol('kError');

const DEFAULT_READER = 'ReadableStreamDefaultReader';
const BYOB_READER = 'ReadableStreamBYOBReader';

const isReadableStream = isBrandCheck('ReadableStream');
const isReadableStreamDefaultReader = isBrandCheck(DEFAULT_READER);
const isReadableStreamBYOBReader = isBrandCheck(BYOB_READER);
const isReadableStreamDefaultController = isBrandCheck('ReadableStreamDefaultController');
const isReadableByteStreamController = isBrandCheck('ReadableByteStreamController');

function createReadableStreamState() {
  return {
    __proto__: null,
    state: 'readable', // 'closed', 'errored'
    storedError: undefined,
    disturbed: false,
    reader: undefined,
    controller: undefined,
    closedPromise: undefined, // for stream.finished()
  };
}

const isReadableStreamLocked = (stream) => stream[kState].reader !== undefined;

function hasReader(stream, type) {
  const { reader } = stream[kState];
  return reader !== undefined && reader[kType] === type;
}
const readableStreamHasDefaultReader = (stream) => hasReader(stream, DEFAULT_READER);
const readableStreamHasBYOBReader = (stream) => hasReader(stream, BYOB_READER);

// How many reads wait; only meaningful when the stream has that reader.
const pendingReads = (stream) => stream[kState].reader[kState].requests.length;

function readableStreamAddReadRequest(stream, request) {
  stream[kState].reader[kState].requests.push(request);
}

function readableStreamFulfillReadRequest(stream, chunk, done) {
  const request = stream[kState].reader[kState].requests.shift();
  if (done) request[kClose](chunk);
  else request[kChunk](chunk);
}

// --- ends ----------------------------------------------------------------

function readableStreamClose(stream) {
  const state = stream[kState];
  state.state = 'closed';
  state.closedPromise?.resolve();
  const { reader } = state;
  if (reader === undefined) return;
  reader[kState].close?.resolve();
  if (reader[kType] === DEFAULT_READER) {
    // Reads into a view of the reader's end with the view handed back.
    const { requests } = reader[kState];
    while (requests.length) requests.shift()[kClose]();
  }
}

function readableStreamError(stream, error) {
  const state = stream[kState];
  state.state = 'errored';
  state.storedError = error;
  if (state.closedPromise !== undefined) rejectHandled(state.closedPromise, error);
  const { reader } = state;
  if (reader === undefined) return;
  if (reader[kState].close !== undefined) rejectHandled(reader[kState].close, error);
  failReads(reader, error);
}

function readableStreamCancel(stream, reason) {
  const state = stream[kState];
  state.disturbed = true;
  if (state.state === 'closed') return PromiseResolve();
  if (state.state === 'errored') return PromiseReject(state.storedError);
  readableStreamClose(stream);
  if (readableStreamHasBYOBReader(stream)) {
    const { requests } = state.reader[kState];
    while (requests.length) requests.shift()[kClose]();
  }
  return PromisePrototypeThen(state.controller[kCancel](reason), nop);
}

function failReads(reader, error) {
  const { requests } = reader[kState];
  while (requests.length) requests.shift()[kError](error);
}

// --- readers -------------------------------------------------------------

function lockReader(reader, stream) {
  if (isReadableStreamLocked(stream)) throw stateError('ReadableStream is locked');
  reader[kState] = { stream, requests: new Queue(), close: undefined };
  stream[kState].reader = reader;
}

function setupReadableStreamDefaultReader(reader, stream) {
  lockReader(reader, stream);
}

function setupReadableStreamBYOBReader(reader, stream) {
  if (isReadableStreamLocked(stream)) throw stateError('ReadableStream is locked');
  if (!isReadableByteStreamController(stream[kState].controller)) {
    throw new ERR_INVALID_ARG_VALUE('stream', stream, 'must be a byte stream');
  }
  lockReader(reader, stream);
}

// The record of reader.closed.
function readerClosedPromise(reader) {
  const state = reader[kState];
  if (state.close === undefined) {
    const of = state.stream?.[kState];
    if (of === undefined) state.close = rejectedHandledRecord(stateError('Reader released'));
    else if (of.state === 'readable') state.close = pendingRecord();
    else if (of.state === 'closed') state.close = resolvedRecord();
    else state.close = rejectedHandledRecord(of.storedError);
  }
  return state.close;
}

const readableStreamReaderGenericCancel = (reader, reason) => readableStreamCancel(reader[kState].stream, reason);

function readableStreamReaderGenericRelease(reader) {
  const state = reader[kState];
  const { stream } = state;
  // A promise that is settled stays what it is for those who have it; who
  // asks from now on gets a rejected one.
  if (stream[kState].state !== 'readable') state.close = undefined;
  else if (state.close !== undefined) rejectHandled(state.close, stateError('Reader released'));
  stream[kState].controller[kRelease]();
  stream[kState].reader = undefined;
  state.stream = undefined;
}

// Also fails the reads that wait.
function readableStreamReaderRelease(reader) {
  readableStreamReaderGenericRelease(reader);
  failReads(reader, stateError('Releasing reader'));
}

function readableStreamDefaultReaderRead(reader, request) {
  const { stream } = reader[kState];
  const state = stream[kState];
  state.disturbed = true;
  if (state.state === 'readable') state.controller[kPull](request);
  else if (state.state === 'closed') request[kClose]();
  else request[kError](state.storedError);
}

module.exports = {
  createReadableStreamState,
  isReadableByteStreamController,
  isReadableStream,
  isReadableStreamBYOBReader,
  isReadableStreamDefaultController,
  isReadableStreamDefaultReader,
  isReadableStreamLocked,
  kCancel,
  kChunk,
  kClose,
  kError,
  kPull,
  kRelease,
  pendingReads,
  readableStreamAddReadRequest,
  readableStreamCancel,
  readableStreamClose,
  readableStreamDefaultReaderRead,
  readableStreamError,
  readableStreamFulfillReadRequest,
  readableStreamHasBYOBReader,
  readableStreamHasDefaultReader,
  readableStreamReaderGenericCancel,
  readableStreamReaderGenericRelease,
  readableStreamReaderRelease,
  readerClosedPromise,
  setupReadableStreamBYOBReader,
  setupReadableStreamDefaultReader,
};
