'use strict';

// Readable's ways to and from other streams: pipe(), unpipe(), wrap(),
// compose(), and the conversions to iterables and web streams.

const { ArrayPrototypeIndexOf, ArrayPrototypePush, ArrayPrototypeSplice, ObjectKeys, SafeSet } = primordials;
const { prependListener } = require('internal/streams/legacy');
const { destroyer, errorOrDestroy } = require('internal/streams/destroy');
const { addAbortSignalNoValidate } = require('internal/streams/add-abort-signal');
const { validateAbortSignal, validateObject } = require('internal/validators');
const { kState } = require('internal/streams/utils');
const { kDataListening, kEndEmitted, kFlowing, kMultiAwaitDrain } = require('internal/streams/readable_state');
const from = require('internal/streams/from');

const adapters = () => require('internal/webstreams/adapters');

// While a writer is full the source is paused; it resumes when no writer of
// all its pipes waits any more. With one pipe awaitDrainWriters is that
// writer or null, with more it is a set.
function addPipe(state, dest) {
  if (state.pipes.length === 1 && (state[kState] & kMultiAwaitDrain) === 0) {
    state[kState] |= kMultiAwaitDrain;
    state.awaitDrainWriters = new SafeSet(state.awaitDrainWriters ? [state.awaitDrainWriters] : []);
  }
  ArrayPrototypePush(state.pipes, dest);
}

function waitForDrain(src, state, dest) {
  if (state.pipes.length === 1 && state.pipes[0] === dest) {
    state.awaitDrainWriters = dest;
    state[kState] &= ~kMultiAwaitDrain;
  } else if (state.pipes.length > 1 && state.pipes.includes(dest)) {
    state.awaitDrainWriters.add(dest);
  }
  src.pause();
}

function drained(src, dest) {
  const state = src._readableState;
  // The state may have been a set when the wait began and one writer now.
  if (state.awaitDrainWriters === dest) state.awaitDrainWriters = null;
  else if ((state[kState] & kMultiAwaitDrain) !== 0) state.awaitDrainWriters.delete(dest);

  if ((!state.awaitDrainWriters || state.awaitDrainWriters.size === 0) && (state[kState] & kDataListening) !== 0) {
    src.resume();
  }
}

function pipe(dest, options) {
  const src = this;
  const state = this._readableState;
  let onDrain;
  let cleaned = false;
  addPipe(state, dest);

  const unpipe = () => { src.unpipe(dest); };
  const endDest = () => { dest.end(); };
  const onEnd = (!options || options.end !== false) && dest !== process.stdout && dest !== process.stderr ?
    endDest : unpipe;

  const pause = () => {
    if (!cleaned) waitForDrain(src, state, dest);
    if (!onDrain) {
      onDrain = () => { drained(src, dest); };
      dest.on('drain', onDrain);
    }
  };
  const onData = (chunk) => {
    try {
      if (dest.write(chunk) === false) pause();
    } catch (err) {
      dest.destroy(err);
    }
  };
  const onError = (err) => {
    unpipe();
    dest.removeListener('error', onError);
    // Ours was the only listener: the error must not vanish with it.
    if (dest.listenerCount('error') === 0) {
      const destState = dest._writableState || dest._readableState;
      if (destState && !destState.errorEmitted) errorOrDestroy(dest, err);
      else dest.emit('error', err);
    }
  };
  // Whichever of close and finish comes first ends the pipe.
  const onClose = () => {
    dest.removeListener('finish', onFinish);
    unpipe();
  };
  const onFinish = () => {
    dest.removeListener('close', onClose);
    unpipe();
  };
  const onUnpipe = (readable, info) => {
    if (readable === src && info && info.hasUnpiped === false) {
      info.hasUnpiped = true; // one of several pipes to the same writer
      cleanup();
    }
  };
  const cleanup = () => {
    dest.removeListener('close', onClose);
    dest.removeListener('finish', onFinish);
    if (onDrain) dest.removeListener('drain', onDrain);
    dest.removeListener('error', onError);
    dest.removeListener('unpipe', onUnpipe);
    src.removeListener('end', endDest);
    src.removeListener('end', unpipe);
    src.removeListener('data', onData);
    cleaned = true;
    // Other pipes must not wait for a writer that has left.
    if (onDrain && state.awaitDrainWriters && (!dest._writableState || dest._writableState.needDrain)) onDrain();
  };

  if ((state[kState] & kEndEmitted) !== 0) process.nextTick(onEnd);
  else src.once('end', onEnd);
  dest.on('unpipe', onUnpipe);
  src.on('data', onData);
  prependListener(dest, 'error', onError);
  dest.once('close', onClose);
  dest.once('finish', onFinish);
  dest.emit('pipe', src);

  if (dest.writableNeedDrain === true) pause();
  else if ((state[kState] & kFlowing) === 0) src.resume();
  return dest;
}

function unpipe(dest) {
  const state = this._readableState;
  if (state.pipes.length === 0) return this;

  if (!dest) {
    const dests = state.pipes;
    state.pipes = [];
    this.pause();
    for (let i = 0; i < dests.length; i++) dests[i].emit('unpipe', this, { hasUnpiped: false });
    return this;
  }

  const index = ArrayPrototypeIndexOf(state.pipes, dest);
  if (index === -1) return this;
  ArrayPrototypeSplice(state.pipes, index, 1);
  if (state.pipes.length === 0) this.pause();
  dest.emit('unpipe', this, { hasUnpiped: false });
  return this;
}

// Reads from a stream of the oldest kind ('data', 'end', pause, resume).
function wrap(old) {
  let paused = false;
  old.on('data', (chunk) => {
    if (!this.push(chunk) && old.pause) {
      paused = true;
      old.pause();
    }
  });
  old.on('end', () => { this.push(null); });
  old.on('error', (err) => { errorOrDestroy(this, err); });
  old.on('close', () => { this.destroy(); });
  old.on('destroy', () => { this.destroy(); });
  this._read = () => {
    if (paused && old.resume) {
      paused = false;
      old.resume();
    }
  };
  // Methods of the old stream that we lack.
  const keys = ObjectKeys(old);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (this[key] === undefined && typeof old[key] === 'function') this[key] = old[key].bind(old);
  }
  return this;
}

function compose(stream, options) {
  if (options !== undefined && options !== null) validateObject(options, 'options');
  const signal = options?.signal;
  if (signal !== undefined && signal !== null) validateAbortSignal(signal, 'options.signal');
  const composed = require('internal/streams/compose')(this, stream);
  if (signal) addAbortSignalNoValidate(signal, composed);
  return composed;
}

function install(Readable) {
  Readable.prototype.pipe = pipe;
  Readable.prototype.unpipe = unpipe;
  Readable.prototype.wrap = wrap;
  Readable.prototype.compose = compose;

  Readable.from = function(iterable, options) {
    return from(Readable, iterable, options);
  };
  Readable.fromWeb = function(readableStream, options) {
    return adapters().newStreamReadableFromReadableStream(readableStream, options);
  };
  Readable.toWeb = function(streamReadable, options) {
    return adapters().newReadableStreamFromStreamReadable(streamReadable, options);
  };
  Readable.wrap = function(src, options) {
    return new Readable({
      objectMode: src.readableObjectMode ?? src.objectMode ?? true,
      ...options,
      destroy(err, callback) {
        destroyer(src, err);
        callback(err);
      },
    }).wrap(src);
  };
}

module.exports = { install };
