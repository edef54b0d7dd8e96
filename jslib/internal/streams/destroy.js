'use strict';

// The ends of a stream's life: construction before the first read or write,
// destruction, and how an error becomes an event exactly once.

const { Symbol } = primordials;
const { AbortError, aggregateTwoErrors, codes: { ERR_MULTIPLE_CALLBACK } } = require('internal/errors');
const {
  isDestroyed,
  isFinished,
  isServerRequest,
  kAutoDestroy,
  kCloseEmitted,
  kClosed,
  kConstructed,
  kDestroyed,
  kEmitClose,
  kErrorEmitted,
  kErrored,
  kIsDestroyed,
  kState,
} = require('internal/streams/utils');

// Internal events, emitted on the stream itself so that both sides of a
// duplex can wait for one construction.
const kDestroy = Symbol('kDestroy');
const kConstruct = Symbol('kConstruct');

function either(stream, bit) {
  const r = stream._readableState;
  const w = stream._writableState;
  return (w && (w[kState] & bit) !== 0) || (r && (r[kState] & bit) !== 0);
}

function markBoth(stream, bit) {
  const r = stream._readableState;
  const w = stream._writableState;
  if (w) w[kState] |= bit;
  if (r) r[kState] |= bit;
}

// The first error stays.
function recordError(stream, err) {
  if (!err) return;
  const r = stream._readableState;
  const w = stream._writableState;
  if (w && !w.errored) w.errored = err;
  if (r && !r.errored) r.errored = err;
}

// Method of streams: this.destroy(err, cb).
function destroy(err, cb) {
  if (either(this, kDestroyed)) {
    if (typeof cb === 'function') cb();
    return this;
  }
  // Recorded now, since _destroy may wait for construction, and nobody should
  // read or write in between.
  recordError(this, err);
  markBoth(this, kDestroyed);

  const state = this._writableState || this._readableState;
  if ((state[kState] & kConstructed) !== 0) {
    tearDown(this, err, cb);
  } else {
    this.once(kDestroy, function(constructError) {
      tearDown(this, aggregateTwoErrors(constructError, err), cb);
    });
  }
  return this;
}

function tearDown(stream, err, cb) {
  let done = false;
  const onDestroyed = (error) => {
    if (done) return;
    done = true;
    recordError(stream, error);
    markBoth(stream, kClosed);
    if (typeof cb === 'function') cb(error);
    if (error) process.nextTick(emitErrorAndClose, stream, error);
    else process.nextTick(emitClose, stream);
  };
  try {
    stream._destroy(err || null, onDestroyed);
  } catch (thrown) {
    onDestroyed(thrown);
  }
}

function emitErrorAndClose(stream, err) {
  emitError(stream, err);
  emitClose(stream);
}

function emitClose(stream) {
  markBoth(stream, kCloseEmitted);
  if (either(stream, kEmitClose)) stream.emit('close');
}

function emitError(stream, err) {
  if (either(stream, kErrorEmitted)) return;
  markBoth(stream, kErrorEmitted);
  stream.emit('error', err);
}

// Makes a destroyed stream usable again (net.Socket reconnects this way). A
// side that was switched off by an option stays off.
function undestroy() {
  const r = this._readableState;
  const w = this._writableState;
  if (r) {
    const off = r.readable === false;
    r.constructed = true;
    r.closed = false;
    r.closeEmitted = false;
    r.destroyed = false;
    r.errored = null;
    r.errorEmitted = false;
    r.reading = false;
    r.ended = off;
    r.endEmitted = off;
  }
  if (w) {
    const off = w.writable === false;
    w.constructed = true;
    w.destroyed = false;
    w.closed = false;
    w.closeEmitted = false;
    w.errored = null;
    w.errorEmitted = false;
    w.finalCalled = false;
    w.prefinished = false;
    w.ended = off;
    w.ending = off;
    w.finished = off;
  }
}

// States without a state word are user-land copies of the stream library.
function stateDestroyed(state) {
  return state[kState] ? (state[kState] & kDestroyed) !== 0 : state.destroyed;
}

function errorOrDestroy(stream, err, sync) {
  const r = stream._readableState;
  const w = stream._writableState;
  if ((w && stateDestroyed(w)) || (r && stateDestroyed(r))) return;

  if (either(stream, kAutoDestroy)) {
    stream.destroy(err);
    return;
  }
  if (!err) return;
  if (w && (w[kState] & kErrored) === 0) w.errored = err;
  if (r && (r[kState] & kErrored) === 0) r.errored = err;
  if (sync) process.nextTick(emitError, stream, err);
  else emitError(stream, err);
}

// Runs stream._construct one tick from now and then cb. For a duplex it is
// called by each side, and constructs once.
function construct(stream, cb) {
  if (typeof stream._construct !== 'function') return;
  const r = stream._readableState;
  const w = stream._writableState;
  if (r) r[kState] &= ~kConstructed;
  if (w) w[kState] &= ~kConstructed;

  stream.once(kConstruct, cb);
  if (stream.listenerCount(kConstruct) > 1) return;
  process.nextTick(runConstruct, stream);
}

function runConstruct(stream) {
  let called = false;
  const onConstructed = (err) => {
    if (called) {
      errorOrDestroy(stream, err ?? new ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    markBoth(stream, kConstructed);
    const state = stream._writableState || stream._readableState;
    if (state.destroyed) stream.emit(kDestroy, err);
    else if (err) errorOrDestroy(stream, err, true);
    else stream.emit(kConstruct);
  };
  try {
    stream._construct((err) => process.nextTick(onConstructed, err));
  } catch (err) {
    process.nextTick(onConstructed, err);
  }
}

const isRequest = (stream) => stream?.setHeader && typeof stream.abort === 'function';

function legacyClose(stream) {
  stream.emit('close');
}

function legacyErrorAndClose(stream, err) {
  stream.emit('error', err);
  process.nextTick(legacyClose, stream);
}

// Destroys anything that looks like a stream, in the way its kind wants it.
function destroyer(stream, err) {
  if (!stream || isDestroyed(stream)) return;
  if (!err && !isFinished(stream)) err = new AbortError();

  if (isServerRequest(stream)) {
    // The response still needs the socket.
    stream.socket = null;
    stream.destroy(err);
  } else if (isRequest(stream)) {
    stream.abort();
  } else if (isRequest(stream.req)) {
    stream.req.abort();
  } else if (typeof stream.destroy === 'function') {
    stream.destroy(err);
  } else if (typeof stream.close === 'function') {
    stream.close();
  } else if (err) {
    process.nextTick(legacyErrorAndClose, stream, err);
  } else {
    process.nextTick(legacyClose, stream);
  }

  if (!stream.destroyed) stream[kIsDestroyed] = true;
}

module.exports = { construct, destroy, destroyer, errorOrDestroy, undestroy };
