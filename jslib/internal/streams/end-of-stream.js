'use strict';

// finished(): one callback when a stream will do nothing more, be it ended,
// finished, closed too early, aborted or broken.

const {
  ArrayPrototypeUnshift,
  FunctionPrototypeCall,
  Promise,
  PromisePrototypeThen,
  ReflectApply,
  Symbol,
  SymbolDispose,
} = primordials;
const { AbortError, codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_PREMATURE_CLOSE } } = require('internal/errors');
const { kEmptyObject, once } = require('internal/util');
const {
  validateAbortSignal,
  validateBoolean,
  validateFunction,
  validateObject,
} = require('internal/validators');
const {
  isClosed,
  isNodeStream,
  isReadable,
  isReadableErrored,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isWritable,
  isWritableErrored,
  isWritableFinished,
  isWritableNodeStream,
  isWritableStream,
  kIsClosedPromise,
  willEmitClose,
} = require('internal/streams/utils');

// An option of internal callers: when the stream is over already, call back
// before eos() returns.
const kEosNodeSynchronousCallback = Symbol('kEosNodeSynchronousCallback');

function nop() {}

const isRequest = (stream) => stream.setHeader && typeof stream.abort === 'function';
const abortError = (signal) => new AbortError(undefined, { cause: signal.reason });

// The callback runs in the async context of the call to finished().
function bound(callback) {
  const { AsyncResource } = require('async_hooks');
  const resource = new AsyncResource('STREAM_END_OF_STREAM');
  return function(...args) {
    ArrayPrototypeUnshift(args, callback, this);
    return ReflectApply(resource.runInAsyncScope, resource, args);
  };
}

function onAbort(signal, listener) {
  return require('internal/events/abort_listener').addAbortListener(signal, listener);
}

function erroredWith(stream) {
  const err = isWritableErrored(stream) || isReadableErrored(stream);
  return (typeof err !== 'boolean' && err) || null;
}

// What a close means for a side that is waited for but has not been seen to
// finish.
function closeError(stream, readPending, writePending) {
  const err = erroredWith(stream);
  if (err) return err;
  if (readPending && isReadableNodeStream(stream, true) && !isReadableFinished(stream, false)) {
    return new ERR_STREAM_PREMATURE_CLOSE();
  }
  if (writePending && !isWritableFinished(stream, false)) return new ERR_STREAM_PREMATURE_CLOSE();
  return null;
}

// undefined while the stream is still going, else the error it ended with or
// null.
function resultSoFar(stream, readable, writable, readDone, writeDone, closes) {
  const w = stream._writableState;
  const r = stream._readableState;
  if (isClosed(stream)) return closeError(stream, readable && !readDone, writable && !writeDone);
  if (w?.errorEmitted || r?.errorEmitted) return closes ? undefined : erroredWith(stream);
  if (!readable && (!closes || isReadable(stream)) &&
      (writeDone || isWritable(stream) === false) &&
      (!w || w.pendingcb === undefined || w.pendingcb === 0)) {
    return erroredWith(stream);
  }
  if (!writable && (!closes || isWritable(stream)) && (readDone || isReadable(stream) === false)) {
    return erroredWith(stream);
  }
  if (r && stream.req && stream.aborted) return erroredWith(stream);
  return undefined;
}

function eos(stream, options, callback) {
  if (arguments.length === 2) {
    callback = options;
    options = kEmptyObject;
  } else if (options === undefined || options === null) {
    options = kEmptyObject;
  } else {
    validateObject(options, 'options');
  }
  validateFunction(callback, 'callback');
  validateAbortSignal(options.signal, 'options.signal');

  if (isReadableStream(stream) || isWritableStream(stream)) return eosWeb(stream, options, callback);
  if (!isNodeStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }

  const readable = options.readable ?? isReadableNodeStream(stream);
  const writable = options.writable ?? isWritableNodeStream(stream);
  // A close to come is waited for only if it is about just the sides asked for.
  let closes = willEmitClose(stream) &&
    isReadableNodeStream(stream) === readable &&
    isWritableNodeStream(stream) === writable;
  let writeDone = isWritableFinished(stream, false);
  let readDone = isReadableFinished(stream, false);

  let cleanup = () => { callback = nop; };
  let result = resultSoFar(stream, readable, writable, readDone, writeDone, closes);
  if (result !== undefined) {
    // An error that is still to be emitted has been reported through us.
    if (options.error !== false) {
      stream.on('error', nop);
      cleanup = () => {
        callback = nop;
        stream.removeListener('error', nop);
      };
    }
  } else if (options.signal?.aborted) {
    result = abortError(options.signal);
  }
  if (result !== undefined) {
    const args = result === null ? [] : [result];
    if (options[kEosNodeSynchronousCallback]) {
      ReflectApply(callback, stream, args);
    } else {
      callback = bound(callback);
      process.nextTick(() => ReflectApply(callback, stream, args));
    }
    return cleanup;
  }

  callback = once(bound(callback));

  const onFinish = () => {
    writeDone = true;
    // A destroyed stream may close without saying so again.
    if (stream.destroyed) closes = false;
    if (closes && (!stream.readable || readable)) return;
    if (!readable || readDone) FunctionPrototypeCall(callback, stream);
  };
  const onEnd = () => {
    readDone = true;
    if (stream.destroyed) closes = false;
    if (closes && (!stream.writable || writable)) return;
    if (!writable || writeDone) FunctionPrototypeCall(callback, stream);
  };
  const onLegacyFinish = () => {
    if (!stream.writable) onFinish();
  };
  const onError = (err) => FunctionPrototypeCall(callback, stream, err);
  const onClose = () => {
    const err = closeError(stream, readable && !readDone, writable && !writeDone);
    if (err === null) FunctionPrototypeCall(callback, stream);
    else FunctionPrototypeCall(callback, stream, err);
  };
  const onRequest = () => stream.req.on('finish', onFinish);

  if (isRequest(stream)) {
    stream.on('complete', onFinish);
    if (!closes) stream.on('abort', onClose);
    if (stream.req) onRequest();
    else stream.on('request', onRequest);
  } else if (writable && !stream._writableState) {
    stream.on('end', onLegacyFinish);
    stream.on('close', onLegacyFinish);
  }
  if (!closes && typeof stream.aborted === 'boolean') stream.on('aborted', onClose);
  stream.on('end', onEnd);
  stream.on('finish', onFinish);
  if (options.error !== false) stream.on('error', onError);
  stream.on('close', onClose);

  cleanup = () => {
    callback = nop;
    stream.removeListener('aborted', onClose);
    stream.removeListener('complete', onFinish);
    stream.removeListener('abort', onClose);
    stream.removeListener('request', onRequest);
    if (stream.req) stream.req.removeListener('finish', onFinish);
    stream.removeListener('end', onLegacyFinish);
    stream.removeListener('close', onLegacyFinish);
    stream.removeListener('finish', onFinish);
    stream.removeListener('end', onEnd);
    stream.removeListener('error', onError);
    stream.removeListener('close', onClose);
  };

  if (options.signal) {
    const disposable = onAbort(options.signal, () => {
      const report = callback;
      cleanup();
      FunctionPrototypeCall(report, stream, abortError(options.signal));
    });
    const settle = callback;
    callback = once((...args) => {
      disposable[SymbolDispose]();
      ReflectApply(settle, stream, args);
    });
  }

  return cleanup;
}

// Web streams tell their end through a promise and cannot be unlistened.
function eosWeb(stream, options, callback) {
  callback = once(bound(callback));
  let aborted = false;
  if (options.signal) {
    const abort = () => {
      aborted = true;
      FunctionPrototypeCall(callback, stream, abortError(options.signal));
    };
    if (options.signal.aborted) {
      process.nextTick(abort);
    } else {
      const disposable = onAbort(options.signal, abort);
      const settle = callback;
      callback = once((...args) => {
        disposable[SymbolDispose]();
        ReflectApply(settle, stream, args);
      });
    }
  }
  const settled = (...args) => {
    if (!aborted) process.nextTick(() => ReflectApply(callback, stream, args));
  };
  PromisePrototypeThen(stream[kIsClosedPromise].promise, settled, settled);
  return nop;
}

function finished(stream, options) {
  if (options === null) options = kEmptyObject;
  let autoCleanup = false;
  if (options?.cleanup) {
    validateBoolean(options.cleanup, 'cleanup');
    autoCleanup = options.cleanup;
  }
  return new Promise((resolve, reject) => {
    const cleanup = eos(stream, options, (err) => {
      if (autoCleanup) cleanup();
      if (err) reject(err);
      else resolve();
    });
  });
}

module.exports = { eos, finished, kEosNodeSynchronousCallback };
