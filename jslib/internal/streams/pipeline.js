'use strict';

// pipeline(): streams, web streams, iterables and async functions in a row.
// Each link between two of them counts as work to finish; the first error
// destroys every stream, and the callback comes once, after the last link.

const {
  ArrayIsArray,
  ArrayPrototypePop,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  FunctionPrototypeCall,
  Promise,
  SymbolAsyncIterator,
  SymbolDispose,
  hardenAsyncGenerator,
} = primordials;
const { eos } = require('internal/streams/end-of-stream');
const { once } = require('internal/util');
const destroyImpl = require('internal/streams/destroy');
const Duplex = require('internal/streams/duplex');
const Readable = require('internal/streams/readable');
const {
  AbortError,
  aggregateTwoErrors,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_RETURN_VALUE,
    ERR_MISSING_ARGS,
    ERR_STREAM_DESTROYED,
    ERR_STREAM_PREMATURE_CLOSE,
    ERR_STREAM_UNABLE_TO_PIPE,
  },
} = require('internal/errors');
const { validateAbortSignal, validateFunction } = require('internal/validators');
const {
  isIterable,
  isNodeStream,
  isReadable,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isTransformStream,
  isWebStream,
} = require('internal/streams/utils');

const isPremature = (err) => err.code === 'ERR_STREAM_PREMATURE_CLOSE';

// Destroys the stream when the pipeline fails, unless it is done with.
function callAll(list) {
  for (let i = 0; i < list.length; i++) list[i]();
}

function guard(stream, reading, writing) {
  let done = false;
  stream.on('close', () => { done = true; });
  const cleanup = eos(stream, { readable: reading, writable: writing }, (err) => { done = !err; });
  return {
    cleanup,
    destroy(err) {
      if (done) return;
      done = true;
      destroyImpl.destroyer(stream, err || new ERR_STREAM_DESTROYED('pipe'));
    },
  };
}

async function* iterateReadable(stream) {
  yield* Readable.prototype[SymbolAsyncIterator].call(stream);
}

hardenAsyncGenerator(iterateReadable);

function toIterable(value) {
  if (isIterable(value)) return value;
  if (isReadableNodeStream(value)) return iterateReadable(value); // a legacy stream
  throw new ERR_INVALID_ARG_TYPE('val', ['Readable', 'Iterable', 'AsyncIterable'], value);
}

async function pumpToNode(iterable, writable, finish, { end }) {
  let error;
  let wake = null;
  const resume = (err) => {
    if (err) error = err;
    if (wake) {
      const settle = wake;
      wake = null;
      settle();
    }
  };
  const wait = () => new Promise((resolve, reject) => {
    if (error) {
      reject(error);
      return;
    }
    wake = () => {
      if (error) reject(error);
      else resolve();
    };
  });

  writable.on('drain', resume);
  const cleanup = eos(writable, { readable: false }, resume);
  try {
    if (writable.writableNeedDrain) await wait();
    for await (const chunk of iterable) {
      if (!writable.write(chunk)) await wait();
    }
    if (end) {
      writable.end();
      await wait();
    }
    finish();
  } catch (err) {
    finish(error !== err ? aggregateTwoErrors(error, err) : err);
  } finally {
    cleanup();
    writable.off('drain', resume);
  }
}

async function pumpToWeb(readable, writable, finish, { end }) {
  if (isTransformStream(writable)) writable = writable.writable;
  const writer = writable.getWriter();
  try {
    for await (const chunk of readable) {
      await writer.ready;
      writer.write(chunk).catch(() => {}); // `ready` tells
    }
    await writer.ready;
    if (end) await writer.close();
    finish();
  } catch (err) {
    try {
      await writer.abort(err);
      finish(err);
    } catch (abortErr) {
      finish(abortErr);
    }
  }
}

// Node stream into node stream. Counts as two: the source's end and the
// destination's finish.
function pipe(src, dst, finish, failEarly, { end }) {
  let ended = false;
  dst.on('close', () => {
    if (!ended) failEarly(new ERR_STREAM_PREMATURE_CLOSE());
  });
  src.pipe(dst, { end: false });

  if (end) {
    const endDst = () => {
      ended = true;
      dst.end();
    };
    if (isReadableFinished(src)) process.nextTick(endDst);
    else src.once('end', endDst);
  } else {
    finish();
  }

  eos(src, { readable: true, writable: false }, (err) => {
    const state = src._readableState;
    if (err && isPremature(err) && state?.ended && !state.errored && !state.errorEmitted) {
      // Some readers close before 'end' is emitted: destroyed with everything
      // read but not yet taken. Wait for that.
      src.once('end', finish).once('error', finish);
    } else {
      finish(err);
    }
  });
  return eos(dst, { readable: false, writable: true }, finish);
}

function pipeline(...streams) {
  validateFunction(streams[streams.length - 1], 'streams[stream.length - 1]');
  return pipelineImpl(streams, once(ArrayPrototypePop(streams)));
}

function pipelineImpl(streams, callback, opts) {
  if (streams.length === 1 && ArrayIsArray(streams[0])) streams = streams[0];
  if (streams.length < 2) throw new ERR_MISSING_ARGS('streams');

  const { AbortController } = require('internal/abort_controller');
  const ac = new AbortController();
  const signal = ac.signal;
  const outerSignal = opts?.signal;
  validateAbortSignal(outerSignal, 'options.signal');

  let error;
  let value;
  let pending = 0;
  const destroys = [];
  const lastCleanups = []; // a readable last stream is handed on without our listeners

  const conclude = (err, final) => {
    // A real error outranks its consequences.
    if (err && (!error || isPremature(error) || error.name === 'AbortError')) error = err;
    if (!error && !final) return;

    while (destroys.length) ArrayPrototypeShift(destroys)(error);
    disposable?.[SymbolDispose]();
    ac.abort();
    if (final) {
      if (!error) callAll(lastCleanups);
      process.nextTick(callback, error, value);
    }
  };
  const finish = (err) => conclude(err, --pending === 0);
  const failEarly = (err) => conclude(err, false);
  const abort = () => conclude(new AbortError(undefined, { cause: outerSignal?.reason }));

  const disposable = outerSignal ?
    require('internal/events/abort_listener').addAbortListener(outerSignal, abort) : undefined;

  // The last function's result, behind a stream so that pipeline() can return one.
  const collect = (result, end) => {
    const PassThrough = require('internal/streams/passthrough');
    const pt = new PassThrough({ objectMode: true });
    const then = result?.then;
    if (typeof then === 'function') {
      pending++;
      FunctionPrototypeCall(then, result, (val) => {
        value = val;
        if (val !== undefined && val !== null) pt.write(val);
        if (end) pt.end();
        process.nextTick(finish);
      }, (err) => {
        pt.destroy(err);
        process.nextTick(finish, err);
      });
    } else if (isIterable(result, true)) {
      pending++;
      pumpToNode(result, pt, finish, { end });
    } else if (isReadableStream(result) || isTransformStream(result)) {
      pending++;
      pumpToNode(result.readable || result, pt, finish, { end });
    } else {
      throw new ERR_INVALID_RETURN_VALUE('AsyncIterable or Promise', 'destination', result);
    }
    return pt;
  };
  const badSource = (source) => new ERR_INVALID_ARG_TYPE(
    'val', ['Readable', 'Iterable', 'AsyncIterable', 'ReadableStream', 'TransformStream'], source);

  let ret; // what the next stream reads from
  for (let i = 0; i < streams.length; i++) {
    const stream = streams[i];
    const isLast = i === streams.length - 1;
    const writing = i > 0;
    const end = !isLast || opts?.end !== false;

    if (isNodeStream(stream)) {
      const next = isLast ? null : streams[i + 1];
      if (next !== null && (next?.closed || next?.destroyed)) throw new ERR_STREAM_UNABLE_TO_PIPE();
      if (end) {
        const { destroy, cleanup } = guard(stream, !isLast, writing);
        ArrayPrototypePush(destroys, destroy);
        if (isLast && isReadable(stream)) ArrayPrototypePush(lastCleanups, cleanup);
      }
      // Catches errors that come after the link is through.
      const onError = (err) => {
        if (err && err.name !== 'AbortError' && !isPremature(err)) failEarly(err);
      };
      stream.on('error', onError);
      if (isLast && isReadable(stream)) {
        ArrayPrototypePush(lastCleanups, () => { stream.removeListener('error', onError); });
      }
    }

    if (i === 0) {
      if (typeof stream === 'function') {
        ret = stream({ signal });
        if (!isIterable(ret)) {
          throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or Stream', 'source', ret);
        }
      } else if (isIterable(stream) || isReadableNodeStream(stream) || isTransformStream(stream)) {
        ret = stream;
      } else {
        ret = Duplex.from(stream);
      }
    } else if (typeof stream === 'function') {
      ret = stream(toIterable(isTransformStream(ret) ? ret?.readable : ret), { signal });
      if (!isLast) {
        if (!isIterable(ret, true)) {
          throw new ERR_INVALID_RETURN_VALUE('AsyncIterable', `transform[${i - 1}]`, ret);
        }
      } else {
        ret = collect(ret, end);
        const { destroy, cleanup } = guard(ret, false, true);
        ArrayPrototypePush(destroys, destroy);
        ArrayPrototypePush(lastCleanups, cleanup);
      }
    } else if (isNodeStream(stream)) {
      if (isReadableNodeStream(ret)) {
        pending += 2;
        const cleanup = pipe(ret, stream, finish, failEarly, { end });
        if (isLast && isReadable(stream)) ArrayPrototypePush(lastCleanups, cleanup);
      } else if (isTransformStream(ret) || isReadableStream(ret)) {
        pending++;
        pumpToNode(ret.readable || ret, stream, finish, { end });
      } else if (isIterable(ret)) {
        pending++;
        pumpToNode(ret, stream, finish, { end });
      } else {
        throw badSource(ret);
      }
      ret = stream;
    } else if (isWebStream(stream)) {
      let source;
      if (isReadableNodeStream(ret)) source = toIterable(ret);
      else if (isReadableStream(ret) || isIterable(ret)) source = ret;
      else if (isTransformStream(ret)) source = ret.readable;
      else throw badSource(ret);
      pending++;
      pumpToWeb(source, stream, finish, { end });
      ret = stream;
    } else {
      ret = Duplex.from(stream);
    }
  }

  if (signal?.aborted || outerSignal?.aborted) process.nextTick(abort);
  return ret;
}

module.exports = { pipeline, pipelineImpl };
