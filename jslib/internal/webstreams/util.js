'use strict';

// What the three kinds of web streams share: brands, queues, strategies,
// promise records and the calling of user algorithms.
//
// Each object keeps its internal slots in one state object at kState and its
// brand at kType. Names follow the Streams Standard where it names a thing.

const {
  ArrayBufferPrototypeGetByteLength,
  ArrayBufferPrototypeGetDetached,
  ArrayBufferPrototypeSlice,
  ArrayPrototypePush,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  FunctionPrototypeCall,
  MathMax,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  PromiseWithResolvers,
  Symbol,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeSet,
  Uint8Array,
} = primordials;
const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { isDataView } = require('internal/util/types');
const { validateFunction } = require('internal/validators');
const { constants: { kPending }, getPromiseDetails } = internalBinding('util');

const kState = Symbol('kState');
const kType = Symbol('kType');

function nop() {}

// --- classes -------------------------------------------------------------

function isBrandCheck(brand) {
  return (value) => value !== undefined && value !== null &&
    value[kState] !== undefined && value[kType] === brand;
}

const getNonWritablePropertyDescriptor = (value) => ({ __proto__: null, configurable: true, value });

function customInspect(depth, options, name, data) {
  if (depth < 0) return this;
  const { inspect } = require('internal/util/inspect');
  const inner = { ...options, depth: options.depth === undefined || options.depth === null ? null : options.depth - 1 };
  return `${name} ${inspect(data, inner)}`;
}

const stateError = (message) => new ERR_INVALID_STATE.TypeError(message);

// --- views and buffers ---------------------------------------------------

function ArrayBufferViewGetBuffer(view) {
  return isDataView(view) ? DataViewPrototypeGetBuffer(view) : TypedArrayPrototypeGetBuffer(view);
}

function ArrayBufferViewGetByteLength(view) {
  return isDataView(view) ? DataViewPrototypeGetByteLength(view) : TypedArrayPrototypeGetByteLength(view);
}

function ArrayBufferViewGetByteOffset(view) {
  return isDataView(view) ? DataViewPrototypeGetByteOffset(view) : TypedArrayPrototypeGetByteOffset(view);
}

function cloneAsUint8Array(view) {
  const offset = ArrayBufferViewGetByteOffset(view);
  return new Uint8Array(ArrayBufferPrototypeSlice(
    ArrayBufferViewGetBuffer(view), offset, offset + ArrayBufferViewGetByteLength(view)));
}

function canCopyArrayBuffer(to, toIndex, from, fromIndex, count) {
  return to !== from && !ArrayBufferPrototypeGetDetached(to) && !ArrayBufferPrototypeGetDetached(from) &&
    toIndex + count <= ArrayBufferPrototypeGetByteLength(to) &&
    fromIndex + count <= ArrayBufferPrototypeGetByteLength(from);
}

function copyArrayBuffer(to, toIndex, from, fromIndex, count) {
  TypedArrayPrototypeSet(new Uint8Array(to, toIndex, count), new Uint8Array(from, fromIndex, count));
}

// --- queues --------------------------------------------------------------

// First in, first out. Most streams never queue more than a few entries, so
// it is an array with a moving head.
class Queue {
  constructor() {
    this.list = [];
    this.head = 0;
  }
  get length() {
    return this.list.length - this.head;
  }
  push(entry) {
    ArrayPrototypePush(this.list, entry);
  }
  peek() {
    return this.list[this.head];
  }
  shift() {
    const { list } = this;
    const entry = list[this.head];
    list[this.head++] = undefined;
    if (this.head === list.length) {
      list.length = 0;
      this.head = 0;
    } else if (this.head > 1024) {
      list.splice(0, this.head);
      this.head = 0;
    }
    return entry;
  }
}

// The queue-with-sizes of default controllers: values and their sizes by turns.
function enqueueValueWithSize(state, value, size) {
  const n = +size;
  if (!(n >= 0) || n === Infinity) throw new ERR_INVALID_ARG_VALUE.RangeError('size', size);
  state.queue.push(value);
  state.queue.push(n);
  state.queueTotalSize += n;
}

function dequeueValue(state) {
  const value = state.queue.shift();
  // Rounding may leave a little less than nothing.
  state.queueTotalSize = MathMax(0, state.queueTotalSize - state.queue.shift());
  return value;
}

function resetQueue(state) {
  state.queue = new Queue();
  state.queueTotalSize = 0;
}

// --- strategies ----------------------------------------------------------

const defaultSizeAlgorithm = () => 1;

function extractHighWaterMark(value, otherwise) {
  if (value === undefined) return otherwise;
  const n = +value;
  if (!(n >= 0)) throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.highWaterMark', value);
  return n;
}

function extractSizeAlgorithm(size) {
  if (size === undefined) return defaultSizeAlgorithm;
  validateFunction(size, 'strategy.size');
  return size;
}

// --- algorithms of the user ----------------------------------------------

// As they are: may throw, may return anything.
function createRawCallback1Param(name, fn, receiver) {
  validateFunction(fn, name);
  return (arg) => FunctionPrototypeCall(fn, receiver, arg);
}

function createRawCallback2Params(name, fn, receiver) {
  validateFunction(fn, name);
  return (arg1, arg2) => FunctionPrototypeCall(fn, receiver, arg1, arg2);
}

// As promises.
function createPromiseCallback(name, fn, receiver) {
  validateFunction(fn, name);
  return async (arg) => FunctionPrototypeCall(fn, receiver, arg);
}

// For algorithms that programs can see to get no arguments.
function createPromiseCallbackNoParams(name, fn, receiver) {
  validateFunction(fn, name);
  return async () => FunctionPrototypeCall(fn, receiver);
}

const resolveNothing = async () => {};

const kResolvedPromise = PromiseResolve();

// What an algorithm returns that calls the controller back by itself.
const kParkedAlgorithmResult = Symbol('kParkedAlgorithmResult');

const isObjectLike = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');

// Runs a raw algorithm and reacts to its result. Results that cannot be
// promises cost no promise of their own.
function runAlgorithm(algorithm, arg1, arg2, onFulfilled, onRejected) {
  let result;
  try {
    result = algorithm(arg1, arg2);
  } catch (error) {
    PromisePrototypeThen(PromiseReject(error), onFulfilled, onRejected);
    return;
  }
  if (result === kParkedAlgorithmResult) return;
  if (isObjectLike(result)) PromisePrototypeThen(PromiseResolve(result), onFulfilled, onRejected);
  else PromisePrototypeThen(kResolvedPromise, onFulfilled);
}

// --- promise records -----------------------------------------------------

// { promise, resolve, reject }. Closed and ready promises are made only when
// somebody looks at them; their rejection alone is no unhandled one.
const pendingRecord = PromiseWithResolvers;

function setPromiseHandled(promise) {
  PromisePrototypeThen(promise, undefined, nop);
}

function resolvedRecord() {
  return { promise: PromiseResolve(), resolve: nop, reject: nop };
}

function rejectedHandledRecord(error) {
  const promise = PromiseReject(error);
  setPromiseHandled(promise);
  return { promise, resolve: nop, reject: nop };
}

function rejectHandled(record, error) {
  setPromiseHandled(record.promise);
  record.reject(error);
}

function isPromisePending(promise) {
  return promise !== undefined && getPromiseDetails(promise)?.[0] === kPending;
}

module.exports = {
  ArrayBufferViewGetBuffer,
  ArrayBufferViewGetByteLength,
  ArrayBufferViewGetByteOffset,
  Queue,
  canCopyArrayBuffer,
  cloneAsUint8Array,
  copyArrayBuffer,
  createPromiseCallback,
  createPromiseCallbackNoParams,
  createRawCallback1Param,
  createRawCallback2Params,
  customInspect,
  defaultSizeAlgorithm,
  dequeueValue,
  enqueueValueWithSize,
  extractHighWaterMark,
  extractSizeAlgorithm,
  getNonWritablePropertyDescriptor,
  isBrandCheck,
  isObjectLike,
  isPromisePending,
  kParkedAlgorithmResult,
  kResolvedPromise,
  kState,
  kType,
  nop,
  pendingRecord,
  rejectHandled,
  rejectedHandledRecord,
  resetQueue,
  resolveNothing,
  resolvedRecord,
  runAlgorithm,
  setPromiseHandled,
  stateError,
};
