'use strict';

// Node's streams as web streams, and the other way round.

const {
  PromisePrototypeThen,
  PromiseResolve,
  PromiseWithResolvers,
  SafePromiseAllReturnVoid,
  SafePromisePrototypeFinally,
  Symbol,
  Uint8Array,
} = primordials;
const { Buffer } = require('buffer');
const { Duplex, Readable, Writable, destroy } = require('stream');
const { isDestroyed, isReadable, isWritable, isWritableEnded } = require('internal/streams/utils');
const { eos, kEosNodeSynchronousCallback } = require('internal/streams/end-of-stream');
const { isAnyArrayBuffer } = require('internal/util/types');
const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_STREAM_PREMATURE_CLOSE },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateObject, validateOneOf } = require('internal/validators');
const { ReadableStream, isReadableStream } = require('internal/webstreams/readablestream');
const { WritableStream, isWritableStream } = require('internal/webstreams/writablestream');
const { ByteLengthQueuingStrategy, CountQueuingStrategy } = require('internal/webstreams/queuingstrategies');

// Options of internal callers (compression streams): a check of each chunk,
// and whether a throwing write ends the stream.
const kValidateChunk = Symbol('kValidateChunk');
const kDestroyOnSyncError = Symbol('kDestroyOnSyncError');
const kErrorSentinelAttached = Symbol('kErrorSentinelAttached');

function nop() {}

const isSet = (value) => value !== undefined && value !== null;
const prematureToAbort = (error) =>
  (error?.code === 'ERR_STREAM_PREMATURE_CLOSE' ? new AbortError(undefined, { cause: error }) : error);

// --- node → web ----------------------------------------------------------

function newWritableStreamFromStreamWritable(streamWritable, options = kEmptyObject) {
  // Duck typing, since http's messages are no Writables.
  if (typeof streamWritable?.write !== 'function' || typeof streamWritable?.on !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('streamWritable', 'stream.Writable', streamWritable);
  }
  if (isDestroyed(streamWritable) || !isWritable(streamWritable)) {
    const closedStream = new WritableStream();
    closedStream.close();
    return closedStream;
  }

  const highWaterMark = streamWritable.writableHighWaterMark;
  const strategy = streamWritable.writableObjectMode ?
    new CountQueuingStrategy({ highWaterMark }) :
    { highWaterMark, size: (chunk) => chunk?.byteLength ?? chunk?.length ?? 1 };

  let controller;
  let drained; // record of the write that waits
  let closed; // record of the close that waits

  const cleanup = eos(streamWritable, (error) => {
    error = prematureToAbort(error);
    cleanup();
    // Late errors of a stream that is over must not throw.
    streamWritable.on('error', nop);
    if (isSet(error)) {
      drained?.reject(error);
      closed?.reject(error);
      closed = undefined;
      controller?.error(error);
      controller = undefined;
    } else if (closed !== undefined) {
      closed.resolve();
      closed = undefined;
    } else {
      controller?.error(new AbortError());
      controller = undefined;
    }
  });
  streamWritable.on('drain', () => drained?.resolve());

  return new WritableStream({
    start(c) { controller = c; },
    write(chunk) {
      try {
        options[kValidateChunk]?.(chunk);
        if (!streamWritable.writableObjectMode && isAnyArrayBuffer(chunk)) chunk = new Uint8Array(chunk);
        if (streamWritable.writableNeedDrain || !streamWritable.write(chunk)) {
          drained = PromiseWithResolvers();
          if (!streamWritable.writableNeedDrain) drained.resolve();
          return SafePromisePrototypeFinally(drained.promise, () => { drained = undefined; });
        }
      } catch (error) {
        if (options[kDestroyOnSyncError]) destroy(streamWritable, error);
        throw error;
      }
      return undefined;
    },
    abort(reason) {
      destroy(streamWritable, reason);
    },
    close() {
      if (closed === undefined && !isWritableEnded(streamWritable)) {
        closed = PromiseWithResolvers();
        streamWritable.end();
        return closed.promise;
      }
      controller = undefined;
      return PromiseResolve();
    },
  }, strategy);
}

function newReadableStreamFromStreamReadable(streamReadable, options = kEmptyObject) {
  if (typeof streamReadable?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('streamReadable', 'stream.Readable', streamReadable);
  }
  validateObject(options, 'options');
  if (options.type !== undefined) validateOneOf(options.type, 'options.type', ['bytes', undefined]);

  const isBytes = options.type === 'bytes';
  const readable = isReadable(streamReadable);
  const objectMode = streamReadable.readableObjectMode;
  let controller;
  let over = false;
  let strategy;
  const source = {
    __proto__: null,
    type: isBytes ? 'bytes' : undefined,
    start(c) { controller = c; },
    cancel(reason) {
      over = true;
      destroy(streamReadable, reason);
    },
  };
  if (readable) {
    source.pull = () => { streamReadable.resume(); };
    const highWaterMark = streamReadable.readableHighWaterMark;
    strategy = isBytes ? { highWaterMark } :
      options.strategy ?? new (objectMode ? CountQueuingStrategy : ByteLengthQueuingStrategy)({ highWaterMark });
  }
  const readableStream = new ReadableStream(source, strategy);

  let cleanup = nop; // it may call back before it returns
  cleanup = eos(streamReadable, {
    __proto__: null, writable: false, [kEosNodeSynchronousCallback]: true,
  }, (error) => {
    error = prematureToAbort(error);
    cleanup();
    if (!(kErrorSentinelAttached in streamReadable)) {
      streamReadable.on('error', nop);
      streamReadable[kErrorSentinelAttached] = true;
    }
    if (over) return;
    over = true;
    if (error) {
      controller.error(error);
      return;
    }
    controller.close();
    if (isBytes) controller.byobRequest?.respond(0);
  });

  if (over) {
    cleanup();
  } else if (readable) {
    streamReadable.pause();
    streamReadable.on('data', (chunk) => {
      // A copy: the web stream may transfer it away.
      if (Buffer.isBuffer(chunk) && !objectMode) chunk = new Uint8Array(chunk);
      controller.enqueue(chunk);
      if (controller.desiredSize <= 0) streamReadable.pause();
    });
  }
  return readableStream;
}

function newReadableWritablePairFromDuplex(duplex, options = kEmptyObject) {
  if (typeof duplex?._writableState !== 'object' || typeof duplex?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('duplex', 'stream.Duplex', duplex);
  }
  validateObject(options, 'options');
  const type = options.readableType ?? options.type;
  const destroyed = isDestroyed(duplex);

  let writable;
  if (!destroyed && isWritable(duplex)) {
    writable = newWritableStreamFromStreamWritable(duplex, {
      __proto__: null,
      [kValidateChunk]: options[kValidateChunk],
      [kDestroyOnSyncError]: options[kDestroyOnSyncError],
    });
  } else {
    writable = new WritableStream();
    writable.close();
  }
  let readable;
  if (!destroyed && isReadable(duplex)) {
    readable = newReadableStreamFromStreamReadable(duplex, { __proto__: null, type });
  } else {
    readable = new ReadableStream({ type });
    readable.cancel();
  }
  return destroyed ? { readable, writable } : { writable, readable };
}

// --- web → node ----------------------------------------------------------

// Calls back; what the callback throws ends the stream by `onThrow`.
function guarded(callback, onThrow) {
  return (error) => {
    try {
      callback(error);
    } catch (thrown) {
      onThrow(thrown);
    }
  };
}

const rethrowLater = (error) => process.nextTick(() => { throw error; });

function settleWith(promise, done) {
  PromisePrototypeThen(promise, () => done(), done);
}

// The writable half: methods of a Writable that write into the writer.
// side.closed is true when the writer is over.
function writerMethods(writer, side, { decodeStrings, objectMode }) {
  return {
    writev(chunks, callback) {
      const stream = this;
      const done = guarded(callback, (error) => process.nextTick(() => destroy(stream, error)));
      settleWith(PromisePrototypeThen(
        writer.ready, () => SafePromiseAllReturnVoid(chunks, (data) => writer.write(data.chunk))), done);
    },
    write(chunk, encoding, callback) {
      if (typeof chunk === 'string' && decodeStrings && !objectMode) {
        const bytes = Buffer.from(chunk, encoding);
        chunk = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      }
      const done = guarded(callback, (error) => destroy(this, error));
      settleWith(PromisePrototypeThen(writer.ready, () => writer.write(chunk)), done);
    },
    final(callback) {
      if (side.closed) return;
      settleWith(writer.close(), guarded(callback, (error) => process.nextTick(() => destroy(this, error))));
    },
  };
}

// The readable half.
function readFrom(reader) {
  return function read() {
    PromisePrototypeThen(reader.read(), ({ value, done }) => {
      this.push(done ? null : value);
    }, (error) => destroy(this, error));
  };
}

function checkEncoding(encoding) {
  if (encoding !== undefined && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('options.encoding', encoding);
  }
}

function newStreamWritableFromWritableStream(writableStream, options = kEmptyObject) {
  if (!isWritableStream(writableStream)) {
    throw new ERR_INVALID_ARG_TYPE('writableStream', 'WritableStream', writableStream);
  }
  validateObject(options, 'options');
  const { highWaterMark, decodeStrings = true, objectMode = false, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  validateBoolean(decodeStrings, 'options.decodeStrings');

  const writer = writableStream.getWriter();
  const side = { closed: false };
  const writable = new Writable({
    highWaterMark,
    objectMode,
    decodeStrings,
    signal,
    ...writerMethods(writer, side, { decodeStrings, objectMode }),
    destroy(error, callback) {
      const done = guarded(() => callback(error), rethrowLater);
      if (side.closed) done();
      else settleWith(isSet(error) ? writer.abort(error) : writer.close(), done);
    },
  });
  PromisePrototypeThen(writer.closed, () => {
    side.closed = true;
    if (!isWritableEnded(writable)) destroy(writable, new ERR_STREAM_PREMATURE_CLOSE());
  }, (error) => {
    side.closed = true;
    destroy(writable, error);
  });
  return writable;
}

function newStreamReadableFromReadableStream(readableStream, options = kEmptyObject) {
  if (!isReadableStream(readableStream)) {
    throw new ERR_INVALID_ARG_TYPE('readableStream', 'ReadableStream', readableStream);
  }
  validateObject(options, 'options');
  const { highWaterMark, encoding, objectMode = false, signal } = options;
  checkEncoding(encoding);
  validateBoolean(objectMode, 'options.objectMode');

  const reader = readableStream.getReader();
  let closed = false;
  const readable = new Readable({
    objectMode,
    highWaterMark,
    encoding,
    signal,
    read: readFrom(reader),
    destroy(error, callback) {
      const done = guarded(() => callback(error), rethrowLater);
      if (closed) done();
      else settleWith(reader.cancel(error), done);
    },
  });
  PromisePrototypeThen(reader.closed, () => { closed = true; }, (error) => {
    closed = true;
    destroy(readable, error);
  });
  return readable;
}

function newStreamDuplexFromReadableWritablePair(pair = kEmptyObject, options = kEmptyObject) {
  validateObject(pair, 'pair');
  const { readable: readableStream, writable: writableStream } = pair;
  if (!isReadableStream(readableStream)) {
    throw new ERR_INVALID_ARG_TYPE('pair.readable', 'ReadableStream', readableStream);
  }
  if (!isWritableStream(writableStream)) {
    throw new ERR_INVALID_ARG_TYPE('pair.writable', 'WritableStream', writableStream);
  }
  validateObject(options, 'options');
  const { allowHalfOpen = false, objectMode = false, encoding, decodeStrings = true, highWaterMark, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  checkEncoding(encoding);

  const writer = writableStream.getWriter();
  const reader = readableStream.getReader();
  const writing = { closed: false };
  const reading = { closed: false };
  const duplex = new Duplex({
    allowHalfOpen,
    highWaterMark,
    objectMode,
    encoding,
    decodeStrings,
    signal,
    ...writerMethods(writer, writing, { decodeStrings, objectMode }),
    read: readFrom(reader),
    destroy(error, callback) {
      const done = guarded(() => callback(error), rethrowLater);
      if (writing.closed && reading.closed) {
        done();
        return;
      }
      const closeWriter = async () => { if (!writing.closed) await writer.abort(error); };
      const closeReader = async () => { if (!reading.closed) await reader.cancel(error); };
      settleWith(SafePromiseAllReturnVoid([closeWriter(), closeReader()]), done);
    },
  });
  const fail = (error) => {
    writing.closed = true;
    reading.closed = true;
    destroy(duplex, error);
  };
  PromisePrototypeThen(writer.closed, () => {
    writing.closed = true;
    if (!isWritableEnded(duplex)) destroy(duplex, new ERR_STREAM_PREMATURE_CLOSE());
  }, fail);
  PromisePrototypeThen(reader.closed, () => { reading.closed = true; }, fail);
  return duplex;
}

module.exports = {
  kDestroyOnSyncError,
  kValidateChunk,
  newReadableStreamFromStreamReadable,
  newReadableWritablePairFromDuplex,
  newStreamDuplexFromReadableWritablePair,
  newStreamReadableFromReadableStream,
  newStreamWritableFromWritableStream,
  newWritableStreamFromStreamWritable,
};
