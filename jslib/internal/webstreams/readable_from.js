'use strict';

// ReadableStream.from(): a stream that pulls its chunks out of an iterator.

const {
  FunctionPrototypeCall,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  SymbolAsyncIterator,
  SymbolIterator,
} = primordials;
const { codes: { ERR_ARG_NOT_ITERABLE } } = require('internal/errors');
const {
  isObjectLike,
  kParkedAlgorithmResult,
  kResolvedPromise,
  kState,
  nop,
  stateError,
} = require('internal/webstreams/util');
const {
  readableStreamDefaultControllerClose,
  readableStreamDefaultControllerEnqueue,
  readableStreamDefaultControllerError,
} = require('internal/webstreams/readable_default');

function readableStreamFromIterable(iterable) {
  const method = iterable[SymbolAsyncIterator] ?? iterable[SymbolIterator];
  if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE(iterable);
  const iterator = FunctionPrototypeCall(method, iterable);
  if (!isObjectLike(iterator)) throw stateError('The iterator method must return an object');
  const nextMethod = iterator.next;

  const { createReadableStream } = require('internal/webstreams/readablestream');
  const fail = (error) => readableStreamDefaultControllerError(stream[kState].controller, error);

  // Both tell the controller themselves that the pull is through.
  const enqueue = (value) => {
    const { controller } = stream[kState];
    try {
      readableStreamDefaultControllerEnqueue(controller, value);
    } catch (error) {
      fail(error);
      return;
    }
    controller[kState].pullFulfilled();
  };
  const take = (result) => {
    const { controller } = stream[kState];
    if (typeof result !== 'object' || result === null) {
      fail(stateError('The promise returned by the iterator.next() method must fulfill with an object'));
      return;
    }
    try {
      if (result.done) {
        readableStreamDefaultControllerClose(controller);
        controller[kState].pullFulfilled();
        return;
      }
      const { value } = result;
      if (isObjectLike(value)) PromisePrototypeThen(PromiseResolve(value), enqueue, fail);
      else enqueue(value);
    } catch (error) {
      fail(error);
    }
  };

  const pull = () => {
    let result;
    try {
      result = FunctionPrototypeCall(nextMethod, iterator);
    } catch (error) {
      return PromiseReject(error);
    }
    if (isObjectLike(result)) PromisePrototypeThen(PromiseResolve(result), take, fail);
    else PromisePrototypeThen(kResolvedPromise, () => take(result));
    return kParkedAlgorithmResult;
  };
  const cancel = async (reason) => {
    const returnMethod = iterator.return;
    if (returnMethod === undefined) return;
    const result = await FunctionPrototypeCall(returnMethod, iterator, reason);
    if (typeof result !== 'object' || result === null) {
      throw stateError('The promise returned by the iterator.return() method must fulfill with an object');
    }
  };

  const stream = createReadableStream(nop, pull, cancel, 0);
  return stream;
}

module.exports = { readableStreamFromIterable };
