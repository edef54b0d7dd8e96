'use strict';

// Duplex.from(): whatever can be read or written, as a duplex.

const { FunctionPrototypeCall, PromiseWithResolvers } = primordials;
const {
  isDuplexNodeStream,
  isIterable,
  isNodeStream,
  isReadable,
  isReadableNodeStream,
  isReadableStream,
  isWritable,
  isWritableNodeStream,
  isWritableStream,
} = require('internal/streams/utils');
const { eos } = require('internal/streams/end-of-stream');
const { AbortError, codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_RETURN_VALUE } } = require('internal/errors');
const { destroyer } = require('internal/streams/destroy');
const Duplex = require('internal/streams/duplex');
const Readable = require('internal/streams/readable');
const Writable = require('internal/streams/writable');
const from = require('internal/streams/from');

class Duplexify extends Duplex {}

const isSet = (value) => value !== undefined && value !== null;

function duplexify(body, name) {
  if (isDuplexNodeStream(body)) return body;
  if (isReadableNodeStream(body)) return join(body, undefined);
  if (isWritableNodeStream(body)) return join(undefined, body);
  if (isNodeStream(body)) return join(false, false);
  if (isReadableStream(body)) return join(Readable.fromWeb(body), undefined);
  if (isWritableStream(body)) return join(undefined, Writable.fromWeb(body));
  if (typeof body === 'function') return fromFunction(body, name);
  if (require('internal/blob').isBlob(body)) return duplexify(body.arrayBuffer());
  if (isIterable(body)) return from(Duplexify, body, { objectMode: true, writable: false });
  if (isReadableStream(body?.readable) && isWritableStream(body?.writable)) return Duplexify.fromWeb(body);

  if (typeof body?.writable === 'object' || typeof body?.readable === 'object') {
    const r = body.readable;
    const w = body.writable;
    return join(
      r ? (isReadableNodeStream(r) ? r : duplexify(r)) : undefined,
      w ? (isWritableNodeStream(w) ? w : duplexify(w)) : undefined);
  }

  const then = body?.then;
  if (typeof then === 'function') {
    const duplex = new Duplexify({ objectMode: true, writable: false, read() {} });
    FunctionPrototypeCall(then, body, (value) => {
      if (isSet(value)) duplex.push(value);
      duplex.push(null);
    }, (err) => { destroyer(duplex, err); });
    return duplex;
  }

  throw new ERR_INVALID_ARG_TYPE(name, ['Blob', 'ReadableStream', 'WritableStream', 'Stream', 'Iterable',
    'AsyncIterable', 'Function', '{ readable, writable } pair', 'Promise'], body);
}

function fromFunction(fn, name) {
  const { value, write, final, destroy } = feed(fn);
  if (isDuplexNodeStream(value)) return value;
  if (isIterable(value)) return from(Duplexify, value, { objectMode: true, write, final, destroy });

  const then = value?.then;
  if (typeof then !== 'function') {
    throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or AsyncFunction', name, value);
  }
  // An async function that only consumes: 'finish' waits for it.
  let duplex;
  const consumed = FunctionPrototypeCall(then, value, (result) => {
    if (isSet(result)) throw new ERR_INVALID_RETURN_VALUE('nully', 'body', result);
  }, (err) => { destroyer(duplex, err); });
  return duplex = new Duplexify({
    objectMode: true,
    readable: false,
    write,
    final(cb) {
      final(async () => {
        try {
          await consumed;
          process.nextTick(cb, null);
        } catch (err) {
          process.nextTick(cb, err);
        }
      });
    },
    destroy,
  });
}

// Calls fn with an async iterable of what will be written. One promise stands
// for the next chunk; the writer is called back when it is taken.
function feed(fn) {
  const { AbortController } = require('internal/abort_controller');
  const ac = new AbortController();
  const signal = ac.signal;
  let { promise, resolve } = PromiseWithResolvers();

  async function* chunks() {
    while (true) {
      const arrival = promise;
      promise = null;
      const { chunk, done, cb } = await arrival;
      process.nextTick(cb);
      if (done) return;
      if (signal.aborted) throw new AbortError(undefined, { cause: signal.reason });
      ({ promise, resolve } = PromiseWithResolvers());
      yield chunk;
    }
  }
  function deliver(item) {
    const settle = resolve;
    resolve = null;
    settle(item);
  }

  return {
    value: fn(chunks(), { signal }),
    write(chunk, encoding, cb) {
      deliver({ __proto__: null, chunk, done: false, cb });
    },
    final(cb) {
      deliver({ __proto__: null, done: true, cb });
    },
    destroy(err, cb) {
      ac.abort(err);
      // The iterable must not wait for a chunk that cannot come.
      if (resolve !== null) deliver({ __proto__: null, done: true, cb() {} });
      cb(err);
    },
  };
}

// One duplex of a readable and a writable, each of which may be absent.
function join(r, w) {
  if (r && typeof r.read !== 'function') r = Readable.wrap(r);
  let readable = !!isReadable(r);
  let writable = !!isWritable(w);

  // Callbacks that wait for r or w; each is taken once.
  let onDrain = null;
  let onFinish = null;
  let onReadable = null;
  let onClose; // null once a side is over

  const duplex = new Duplexify({
    readableObjectMode: !!r?.readableObjectMode,
    writableObjectMode: !!w?.writableObjectMode,
    readable,
    writable,
  });

  const over = (err) => {
    const cb = onClose;
    onClose = null;
    if (cb) cb(err);
    else if (err) duplex.destroy(err);
  };

  if (writable) {
    eos(w, (err) => {
      writable = false;
      if (err) destroyer(r, err);
      over(err);
    });
    duplex._write = (chunk, encoding, callback) => {
      if (w.write(chunk, encoding)) callback();
      else onDrain = callback;
    };
    duplex._final = (callback) => {
      w.end();
      onFinish = callback;
    };
    w.on('drain', () => {
      if (!onDrain) return;
      const cb = onDrain;
      onDrain = null;
      cb();
    });
    w.on('finish', () => {
      if (!onFinish) return;
      const cb = onFinish;
      onFinish = null;
      cb();
    });
  }

  if (readable) {
    eos(r, (err) => {
      readable = false;
      if (err) destroyer(w, err);
      over(err);
    });
    r.on('readable', () => {
      if (!onReadable) return;
      const cb = onReadable;
      onReadable = null;
      cb();
    });
    r.on('end', () => { duplex.push(null); });
    duplex._read = () => {
      while (true) {
        const chunk = r.read();
        if (chunk === null) {
          onReadable = duplex._read;
          return;
        }
        if (!duplex.push(chunk)) return;
      }
    };
  }

  duplex._destroy = (err, callback) => {
    if (!err && onClose !== null) err = new AbortError();
    onReadable = null;
    onDrain = null;
    onFinish = null;
    if (onClose === null) {
      callback(err);
    } else {
      onClose = callback;
      destroyer(w, err);
      destroyer(r, err);
    }
  };

  return duplex;
}

module.exports = duplexify;
