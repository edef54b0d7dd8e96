'use strict';

// Array-like helpers of readable streams. They are called with the stream as
// `this`; those that give a stream return an async iterable, of which
// node/stream.js makes one.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  FunctionPrototypeCall,
  MathFloor,
  Number,
  NumberIsNaN,
  Promise,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  Symbol,
  SymbolAsyncIterator,
} = primordials;
const { AbortError, codes: { ERR_MISSING_ARGS, ERR_OUT_OF_RANGE } } = require('internal/errors');
const {
  validateAbortSignal,
  validateFunction,
  validateInteger,
  validateObject,
} = require('internal/validators');
const { finished } = require('internal/streams/end-of-stream');

const kSkip = Symbol('kEmpty'); // a mapper's result that is not passed on
const kEof = Symbol('kEof');

function validateOptions(options) {
  if (options !== undefined && options !== null) validateObject(options, 'options');
  const signal = options?.signal;
  if (signal !== undefined && signal !== null) validateAbortSignal(signal, 'options.signal');
}

// map() runs up to `concurrency` mappers at a time and lets results wait, in
// order, in a bounded queue of promises.
function map(fn, options) {
  validateFunction(fn, 'fn');
  validateOptions(options);
  const given = (value) => value !== undefined && value !== null;
  const concurrency = given(options?.concurrency) ? MathFloor(options.concurrency) : 1;
  let highWaterMark = given(options?.highWaterMark) ? MathFloor(options.highWaterMark) : concurrency - 1;
  validateInteger(concurrency, 'options.concurrency', 1);
  validateInteger(highWaterMark, 'options.highWaterMark', 0);
  highWaterMark += concurrency;

  return FunctionPrototypeCall(async function* map() {
    const { AbortSignal } = require('internal/abort_controller');
    const signal = AbortSignal.any(options?.signal ? [options.signal] : []);
    const signalOption = { signal };
    const stream = this;
    const queue = [];
    let wakeConsumer = null;
    let wakePump = null;
    let done = false;
    let running = 0;

    function notifyConsumer() {
      if (wakeConsumer) {
        wakeConsumer();
        wakeConsumer = null;
      }
    }
    function maybeWakePump() {
      if (wakePump && !done && running < concurrency && queue.length < highWaterMark) {
        wakePump();
        wakePump = null;
      }
    }
    function onMapped() {
      running--;
      maybeWakePump();
    }
    function onFailed() {
      done = true;
      onMapped();
    }

    async function pump() {
      try {
        for await (const chunk of stream) {
          if (done) return;
          if (signal.aborted) throw new AbortError();
          let result;
          try {
            result = fn(chunk, signalOption);
            if (result === kSkip) continue;
            result = PromiseResolve(result);
          } catch (err) {
            result = PromiseReject(err);
          }
          running++;
          PromisePrototypeThen(result, onMapped, onFailed);
          ArrayPrototypePush(queue, result);
          notifyConsumer();
          if (!done && (queue.length >= highWaterMark || running >= concurrency)) {
            await new Promise((resolve) => { wakePump = resolve; });
          }
        }
        ArrayPrototypePush(queue, kEof);
      } catch (err) {
        const failure = PromiseReject(err);
        PromisePrototypeThen(failure, onMapped, onFailed);
        queue.push(failure);
      } finally {
        done = true;
        notifyConsumer();
      }
    }

    pump();

    try {
      while (true) {
        while (queue.length > 0) {
          const value = await queue[0];
          if (value === kEof) return;
          if (signal.aborted) throw new AbortError();
          if (value !== kSkip) yield value;
          ArrayPrototypeShift(queue);
          maybeWakePump();
        }
        await new Promise((resolve) => { wakeConsumer = resolve; });
      }
    } finally {
      done = true;
      if (wakePump) {
        wakePump();
        wakePump = null;
      }
    }
  }, this);
}

function filter(fn, options) {
  validateFunction(fn, 'fn');
  return FunctionPrototypeCall(map, this, async function filterFn(value, opts) {
    return (await fn(value, opts)) ? value : kSkip;
  }, options);
}

async function forEach(fn, options) {
  validateFunction(fn, 'fn');
  const results = FunctionPrototypeCall(map, this, async function forEachFn(value, opts) {
    await fn(value, opts);
    return kSkip;
  }, options);
  // Every result is skipped; the loop is there to run them.
  for await (const none of results);
}

// The first value of an iterable, as an iterator result, with the iterable
// closed. By hand, because the engine does not wait for the close that leaving
// a `for await` loop brings about.
async function first(iterable) {
  const iterator = iterable[SymbolAsyncIterator]();
  const result = await iterator.next();
  if (!result.done) await iterator.return();
  return result;
}

async function some(fn, options = undefined) {
  return !(await first(FunctionPrototypeCall(filter, this, fn, options))).done;
}

async function every(fn, options = undefined) {
  validateFunction(fn, 'fn');
  // No element fails.
  return !(await FunctionPrototypeCall(some, this, async (...args) => !(await fn(...args)), options));
}

async function find(fn, options) {
  return (await first(FunctionPrototypeCall(filter, this, fn, options))).value;
}

async function reduce(reducer, initialValue, options) {
  validateFunction(reducer, 'reducer');
  validateOptions(options);
  let seeded = arguments.length > 1;
  let empty = true;

  const outer = options?.signal;
  if (outer?.aborted) {
    const err = new AbortError(undefined, { cause: outer.reason });
    this.once('error', () => {}); // thrown below
    await finished(this.destroy(err));
    throw err;
  }
  const { AbortController } = require('internal/abort_controller');
  const ac = new AbortController();
  const signal = ac.signal;
  if (outer) {
    const { kResistStopPropagation, kWeakHandler } = require('internal/event_target');
    outer.addEventListener('abort', () => ac.abort(),
      { once: true, [kWeakHandler]: this, [kResistStopPropagation]: true });
  }
  try {
    for await (const value of this) {
      empty = false;
      if (outer?.aborted) throw new AbortError();
      if (seeded) {
        initialValue = await reducer(initialValue, value, { signal });
      } else {
        initialValue = value;
        seeded = true;
      }
    }
    if (empty && !seeded) throw new ReduceAwareErrMissingArgs();
  } finally {
    ac.abort();
  }
  return initialValue;
}

class ReduceAwareErrMissingArgs extends ERR_MISSING_ARGS {
  constructor() {
    super('reduce');
    this.message = 'Reduce of an empty stream requires an initial value';
  }
}

async function toArray(options) {
  validateOptions(options);
  const result = [];
  for await (const value of this) {
    if (options?.signal?.aborted) throw new AbortError(undefined, { cause: options.signal.reason });
    ArrayPrototypePush(result, value);
  }
  return result;
}

function flatMap(fn, options) {
  const values = FunctionPrototypeCall(map, this, fn, options);
  return FunctionPrototypeCall(async function* flatMap() {
    for await (const inner of values) yield* inner;
  }, this);
}

// NaN counts as none.
function toCount(number) {
  number = Number(number);
  if (NumberIsNaN(number)) return 0;
  if (number < 0) throw new ERR_OUT_OF_RANGE('number', '>= 0', number);
  return number;
}

function drop(number, options = undefined) {
  validateOptions(options);
  number = toCount(number);
  return FunctionPrototypeCall(async function* drop() {
    if (options?.signal?.aborted) throw new AbortError();
    for await (const value of this) {
      if (options?.signal?.aborted) throw new AbortError();
      if (number-- <= 0) yield value;
    }
  }, this);
}

function take(number, options = undefined) {
  validateOptions(options);
  number = toCount(number);
  return FunctionPrototypeCall(async function* take() {
    if (options?.signal?.aborted) throw new AbortError();
    for await (const value of this) {
      if (options?.signal?.aborted) throw new AbortError();
      if (number-- > 0) yield value;
      // Before the next is asked for: the source may have no more.
      if (number <= 0) return;
    }
  }, this);
}

module.exports = {
  streamReturningOperators: { drop, filter, flatMap, map, take },
  promiseReturningOperators: { every, forEach, reduce, toArray, some, find },
};
