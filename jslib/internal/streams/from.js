'use strict';

// Readable.from(): a stream that pulls its chunks out of an iterator.

const { FunctionPrototypeCall, PromisePrototypeThen, SymbolAsyncIterator, SymbolIterator } = primordials;
const { Buffer } = require('buffer');
const {
  aggregateTwoErrors,
  codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_NULL_VALUES },
} = require('internal/errors');

const isThenable = (value) => value && typeof value.then === 'function';

// Lets the iterator clean up: with throw() when there was an error, and
// return() when that does not finish it.
async function closeIterator(iterator, error) {
  if (error !== undefined && error !== null && typeof iterator.throw === 'function') {
    const { value, done } = await iterator.throw(error);
    await value;
    if (done) return;
  }
  if (typeof iterator.return === 'function') {
    const { value } = await iterator.return();
    await value;
  }
}

function from(Readable, iterable, options) {
  // A string or buffer is one chunk, not many.
  if (typeof iterable === 'string' || iterable instanceof Buffer) {
    return new Readable({
      objectMode: true,
      ...options,
      read() {
        this.push(iterable);
        this.push(null);
      },
    });
  }

  const isAsync = !!iterable?.[SymbolAsyncIterator];
  if (!isAsync && !iterable?.[SymbolIterator]) {
    throw new ERR_INVALID_ARG_TYPE('iterable', ['Iterable'], iterable);
  }
  const iterator = isAsync ? iterable[SymbolAsyncIterator]() : iterable[SymbolIterator]();

  const readable = new Readable({ objectMode: true, highWaterMark: 1, ...options });
  const baseDestroy = readable._destroy;
  let busy = false;
  let pump = isAsync ? pumpAsync : pumpSync;

  readable._read = function() {
    if (busy) return;
    busy = true;
    pump();
  };

  readable._destroy = function(error, cb) {
    FunctionPrototypeCall(baseDestroy, this, error, (destroyError) => {
      const err = destroyError || error;
      PromisePrototypeThen(
        closeIterator(iterator, err),
        // Ticks, so that a throwing callback is not a rejection.
        () => process.nextTick(cb, err),
        (closeError) => process.nextTick(cb, aggregateTwoErrors(err, closeError)));
    });
  };

  // Hands one value over and says whether the stream wants the next.
  function give(value) {
    if (value === null) {
      busy = false;
      throw new ERR_STREAM_NULL_VALUES();
    }
    if (readable.push(value)) return true;
    busy = false;
    return false;
  }

  // A synchronous iterator costs no promises, until it yields one itself.
  function pumpSync() {
    try {
      while (true) {
        const { value, done } = iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        if (isThenable(value)) {
          pump = pumpThenables;
          pumpFirstThenable(value);
          return;
        }
        if (!give(value)) return;
      }
    } catch (err) {
      readable.destroy(err);
    }
  }

  async function pumpFirstThenable(thenable) {
    try {
      if (give(await thenable)) pumpThenables();
    } catch (err) {
      readable.destroy(err);
    }
  }

  async function pumpThenables() {
    try {
      while (true) {
        const { value, done } = iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        if (!give(isThenable(value) ? await value : value)) return;
      }
    } catch (err) {
      readable.destroy(err);
    }
  }

  async function pumpAsync() {
    try {
      while (true) {
        const { value, done } = await iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        if (!give(value)) return;
      }
    } catch (err) {
      readable.destroy(err);
    }
  }

  return readable;
}

module.exports = from;
