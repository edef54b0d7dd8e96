'use strict';

// What a stream is and what has become of it. Streams come in many shapes
// (ours, http's, user-land look-alikes, web streams), so every question is
// answered by duck typing; `null` means "cannot tell".

const {
  Symbol,
  SymbolAsyncIterator,
  SymbolFor,
  SymbolIterator,
} = primordials;

// Registered symbols: other copies of the stream library and the web streams
// answer through them.
const kIsDestroyed = SymbolFor('nodejs.stream.destroyed');
const kIsErrored = SymbolFor('nodejs.stream.errored');
const kIsReadable = SymbolFor('nodejs.stream.readable');
const kIsWritable = SymbolFor('nodejs.stream.writable');
const kIsDisturbed = SymbolFor('nodejs.stream.disturbed');
const kIsClosedPromise = SymbolFor('nodejs.webstream.isClosedPromise');
const kControllerErrorFunction = SymbolFor('nodejs.webstream.controllerErrorFunction');

const kOnConstructed = Symbol('kOnConstructed');
const kState = Symbol('kState');

// The low bits of a state word mean the same on both sides of a duplex, so
// that destroy.js need not care which one it has. Higher bits belong to
// readable_state.js and writable_state.js.
const kObjectMode = 1 << 0;
const kErrorEmitted = 1 << 1;
const kAutoDestroy = 1 << 2;
const kEmitClose = 1 << 3;
const kDestroyed = 1 << 4;
const kClosed = 1 << 5;
const kCloseEmitted = 1 << 6;
const kErrored = 1 << 7;
const kConstructed = 1 << 8;

const isFn = (f) => typeof f === 'function';

// --- kinds ---------------------------------------------------------------

function isReadableNodeStream(obj, strict = false) {
  if (!obj || !isFn(obj.pipe) || !isFn(obj.on)) return false;
  if (strict && !(isFn(obj.pause) && isFn(obj.resume))) return false;
  if (!obj._writableState) return true;
  // Writables inherit a pipe() too: only a readable side makes it readable.
  return !!obj._readableState && obj._readableState.readable !== false;
}

function isWritableNodeStream(obj) {
  if (!obj || !isFn(obj.write) || !isFn(obj.on)) return false;
  return !obj._readableState || obj._writableState?.writable !== false;
}

function isDuplexNodeStream(obj) {
  return !!(obj && isFn(obj.pipe) && obj._readableState && isFn(obj.on) && isFn(obj.write));
}

function isNodeStream(obj) {
  return obj && (
    obj._readableState ||
    obj._writableState ||
    (isFn(obj.on) && (isFn(obj.write) || isFn(obj.pipe)))
  );
}

function isReadableStream(obj) {
  return !!(obj && !isNodeStream(obj) && isFn(obj.pipeThrough) && isFn(obj.getReader) && isFn(obj.cancel));
}

function isWritableStream(obj) {
  return !!(obj && !isNodeStream(obj) && isFn(obj.getWriter) && isFn(obj.abort));
}

function isTransformStream(obj) {
  return !!(obj && !isNodeStream(obj) && typeof obj.readable === 'object' && typeof obj.writable === 'object');
}

function isWebStream(obj) {
  return isReadableStream(obj) || isWritableStream(obj) || isTransformStream(obj);
}

function isIterable(obj, isAsync) {
  if (obj === null || obj === undefined) return false;
  if (isAsync !== false && isFn(obj[SymbolAsyncIterator])) return true;
  return isAsync !== true && isFn(obj[SymbolIterator]);
}

// http's messages predate stream states and are told by their private fields.
function isOutgoingMessage(stream) {
  return typeof stream._closed === 'boolean' &&
    typeof stream._defaultKeepAlive === 'boolean' &&
    typeof stream._removedConnection === 'boolean' &&
    typeof stream._removedContLen === 'boolean';
}

function isServerResponse(stream) {
  return typeof stream._sent100 === 'boolean' && isOutgoingMessage(stream);
}

function isServerRequest(stream) {
  return typeof stream._consuming === 'boolean' &&
    typeof stream._dumped === 'boolean' &&
    stream.req?.upgradeOrConnect === undefined;
}

// --- progress ------------------------------------------------------------

function isDestroyed(stream) {
  if (!isNodeStream(stream)) return null;
  const state = stream._writableState || stream._readableState;
  return !!(stream.destroyed || stream[kIsDestroyed] || state?.destroyed);
}

function isWritableEnded(stream) {
  if (!isWritableNodeStream(stream)) return null;
  if (stream.writableEnded === true) return true;
  const state = stream._writableState;
  if (state?.errored) return false;
  return typeof state?.ended === 'boolean' ? state.ended : null;
}

// With strict === false an ended stream whose buffer is empty counts already.
function isWritableFinished(stream, strict) {
  if (!isWritableNodeStream(stream)) return null;
  if (stream.writableFinished === true) return true;
  const state = stream._writableState;
  if (state?.errored) return false;
  if (typeof state?.finished !== 'boolean') return null;
  return state.finished || (strict === false && state.ended === true && state.length === 0);
}

function isReadableEnded(stream) {
  if (!isReadableNodeStream(stream)) return null;
  if (stream.readableEnded === true) return true;
  const state = stream._readableState;
  if (!state || state.errored) return false;
  return typeof state.ended === 'boolean' ? state.ended : null;
}

function isReadableFinished(stream, strict) {
  if (!isReadableNodeStream(stream)) return null;
  const state = stream._readableState;
  if (state?.errored) return false;
  if (typeof state?.endEmitted !== 'boolean') return null;
  return state.endEmitted || (strict === false && state.ended === true && state.length === 0);
}

function isReadable(stream) {
  const told = stream ? stream[kIsReadable] : undefined;
  if (told !== undefined && told !== null) return told;
  if (typeof stream?.readable !== 'boolean') return null;
  return !isDestroyed(stream) && isReadableNodeStream(stream) &&
    stream.readable && !isReadableFinished(stream);
}

function isWritable(stream) {
  const told = stream ? stream[kIsWritable] : undefined;
  if (told !== undefined && told !== null) return told;
  if (typeof stream?.writable !== 'boolean') return null;
  return !isDestroyed(stream) && isWritableNodeStream(stream) &&
    stream.writable && !isWritableEnded(stream);
}

function isFinished(stream, opts) {
  if (!isNodeStream(stream)) return null;
  if (isDestroyed(stream)) return true;
  if (opts?.readable !== false && isReadable(stream)) return false;
  return !(opts?.writable !== false && isWritable(stream));
}

function isWritableErrored(stream) {
  if (!isNodeStream(stream)) return null;
  return stream.writableErrored || (stream._writableState?.errored ?? null);
}

function isReadableErrored(stream) {
  if (!isNodeStream(stream)) return null;
  return stream.readableErrored || (stream._readableState?.errored ?? null);
}

function isClosed(stream) {
  if (!isNodeStream(stream)) return null;
  if (typeof stream.closed === 'boolean') return stream.closed;
  const w = stream._writableState?.closed;
  const r = stream._readableState?.closed;
  if (typeof w === 'boolean' || typeof r === 'boolean') return w || r;
  return isOutgoingMessage(stream) ? stream._closed : null;
}

function willEmitClose(stream) {
  if (!isNodeStream(stream)) return null;
  const state = stream._writableState || stream._readableState;
  if (!state) return isServerResponse(stream);
  return !!(state.autoDestroy && state.emitClose && state.closed === false);
}

function isDisturbed(stream) {
  return !!(stream && (stream[kIsDisturbed] ?? (stream.readableDidRead || stream.readableAborted)));
}

function isErrored(stream) {
  if (!stream) return false;
  const r = stream._readableState;
  const w = stream._writableState;
  return !!(stream[kIsErrored] ?? stream.readableErrored ?? stream.writableErrored ??
    r?.errorEmitted ?? w?.errorEmitted ?? r?.errored ?? w?.errored);
}

module.exports = {
  isClosed,
  isDestroyed,
  isDisturbed,
  isDuplexNodeStream,
  isErrored,
  isFinished,
  isIterable,
  isNodeStream,
  isReadable,
  isReadableEnded,
  isReadableErrored,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isServerRequest,
  isServerResponse,
  isTransformStream,
  isWebStream,
  isWritable,
  isWritableEnded,
  isWritableErrored,
  isWritableFinished,
  isWritableNodeStream,
  isWritableStream,
  kAutoDestroy,
  kCloseEmitted,
  kClosed,
  kConstructed,
  kControllerErrorFunction,
  kDestroyed,
  kEmitClose,
  kErrorEmitted,
  kErrored,
  kIsClosedPromise,
  kIsDestroyed,
  kIsDisturbed,
  kIsErrored,
  kIsReadable,
  kIsWritable,
  kObjectMode,
  kOnConstructed,
  kState,
  willEmitClose,
};
