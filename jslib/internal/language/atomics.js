'use strict';

// Atomics for an engine that was built without threads. No memory is shared
// with another agent here, so that every plain access is atomic; what remains
// is the checks, the arithmetic, and waiting.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ArrayPrototypeSplice,
  BigInt,
  BigInt64Array,
  BigUint64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  MathTrunc,
  Number,
  ObjectDefineProperty,
  ObjectPrototypeToString,
  Promise,
  RangeError,
  SymbolToStringTag,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
  Uint16Array,
  Uint32Array,
  Uint8Array,
} = primordials;

const { dropList, listOf } = require('internal/language/waiters');
const { isSharedArrayBuffer } = require('internal/util/types');

const constructors = {
  __proto__: null,
  Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array, BigUint64Array,
};
const integerTypes = {
  __proto__: null,
  Int8Array: 1, Uint8Array: 1, Int16Array: 2, Uint16Array: 2, Int32Array: 4, Uint32Array: 4,
  BigInt64Array: 8, BigUint64Array: 8,
};

// Checks in the order of the specification: the array, then the index.
function place(array, index, waitable = false) {
  const type = TypedArrayPrototypeGetSymbolToStringTag(array);
  if (waitable ? type !== 'Int32Array' && type !== 'BigInt64Array' : integerTypes[type] === undefined) {
    const wanted = waitable ? 'an int32 or BigInt64 typed array' : 'an integer typed array';
    throw new TypeError(`${ObjectPrototypeToString(array)} is not ${wanted}.`);
  }
  const at = MathTrunc(Number(index)) || 0;
  if (at < 0 || at >= TypedArrayPrototypeGetLength(array)) throw new RangeError('Invalid atomic access index');
  return at;
}

function operand(array, value) {
  const type = TypedArrayPrototypeGetSymbolToStringTag(array);
  if (type === 'BigInt64Array' || type === 'BigUint64Array') return BigInt(value);
  return MathTrunc(Number(value)) || 0;
}

// The combined value is brought into range by being stored.
function readModifyWrite(combine) {
  return (array, index, value) => {
    const at = place(array, index);
    const right = operand(array, value);
    const old = array[at];
    array[at] = combine(old, right);
    return old;
  };
}

const add = readModifyWrite((a, b) => a + b);
const sub = readModifyWrite((a, b) => a - b);
const and = readModifyWrite((a, b) => a & b);
const or = readModifyWrite((a, b) => a | b);
const xor = readModifyWrite((a, b) => a ^ b);
const exchange = readModifyWrite((a, b) => b);

function shared(array) {
  const buffer = TypedArrayPrototypeGetBuffer(array);
  if (!isSharedArrayBuffer(buffer)) throw new TypeError(`${ObjectPrototypeToString(array)} is not a shared typed array.`);
  return buffer;
}

function timeoutOf(timeout) {
  const number = Number(timeout);
  if (number !== number || timeout === undefined) return Infinity;
  return number < 0 ? 0 : number;
}

function positionOf(array, at) {
  const width = integerTypes[TypedArrayPrototypeGetSymbolToStringTag(array)];
  return TypedArrayPrototypeGetByteOffset(array) + at * width;
}

const methods = {
  load(typedArray, index) {
    return typedArray[place(typedArray, index)];
  },
  store(typedArray, index, value) {
    const at = place(typedArray, index);
    const stored = operand(typedArray, value);
    typedArray[at] = stored;
    return stored;
  },
  add(typedArray, index, value) { return add(typedArray, index, value); },
  sub(typedArray, index, value) { return sub(typedArray, index, value); },
  and(typedArray, index, value) { return and(typedArray, index, value); },
  or(typedArray, index, value) { return or(typedArray, index, value); },
  xor(typedArray, index, value) { return xor(typedArray, index, value); },
  exchange(typedArray, index, value) { return exchange(typedArray, index, value); },
  compareExchange(typedArray, index, expected, replacement) {
    const at = place(typedArray, index);
    const old = typedArray[at];
    // The expected value as the array would hold it.
    const wanted = new constructors[TypedArrayPrototypeGetSymbolToStringTag(typedArray)]([operand(typedArray, expected)])[0];
    const value = operand(typedArray, replacement);
    if (old === wanted) typedArray[at] = value;
    return old;
  },
  isLockFree(size) {
    const n = MathTrunc(Number(size));
    return n === 1 || n === 2 || n === 4 || n === 8;
  },
  // Nobody else can wake this agent, so that only time can pass.
  wait(typedArray, index, value, timeout) {
    const at = place(typedArray, index, true);
    shared(typedArray);
    const expected = operand(typedArray, value);
    const ms = timeoutOf(timeout);
    if (typedArray[at] !== expected) return 'not-equal';
    let left = ms;
    const { sleep } = internalBinding('util');
    while (left > 0) {
      const part = left > 2147483647 ? 2147483647 : left;
      sleep(part);
      left -= part;
    }
    return 'timed-out';
  },
  waitAsync(typedArray, index, value, timeout) {
    const at = place(typedArray, index, true);
    const buffer = shared(typedArray);
    const expected = operand(typedArray, value);
    const ms = timeoutOf(timeout);
    if (typedArray[at] !== expected) return { async: false, value: 'not-equal' };
    if (ms === 0) return { async: false, value: 'timed-out' };
    const position = positionOf(typedArray, at);
    const promise = new Promise((resolve) => {
      const waiter = { resolve, timer: undefined };
      ArrayPrototypePush(listOf(buffer, position, true), waiter);
      if (ms === Infinity) return;
      waiter.timer = require('timers').setTimeout(() => {
        const list = listOf(buffer, position, false);
        ArrayPrototypeSplice(list, ArrayPrototypeIndexOf(list, waiter), 1);
        if (list.length === 0) dropList(buffer, position);
        resolve('timed-out');
      }, ms).unref();
    });
    return { async: true, value: promise };
  },
  notify(typedArray, index, count) {
    const at = place(typedArray, index, true);
    let most = count === undefined ? Infinity : MathTrunc(Number(count)) || 0;
    const buffer = TypedArrayPrototypeGetBuffer(typedArray);
    const position = positionOf(typedArray, at);
    const list = listOf(buffer, position, false);
    if (list === undefined) return 0;
    let woken = 0;
    while (most-- > 0 && list.length > 0) {
      const { resolve, timer } = ArrayPrototypeShift(list);
      if (timer !== undefined) require('timers').clearTimeout(timer);
      require('timers').setImmediate(resolve, 'ok');
      woken++;
    }
    if (list.length === 0) dropList(buffer, position);
    return woken;
  },
  pause(iterations = undefined) {
    if (iterations !== undefined && (typeof iterations !== 'number' || iterations % 1 !== 0)) {
      throw new TypeError('Atomics.pause takes an integer');
    }
  },
};

function makeAtomics() {
  const Atomics = {};
  for (const name in methods) {
    ObjectDefineProperty(Atomics, name, {
      __proto__: null, value: methods[name], writable: true, enumerable: false, configurable: true,
    });
  }
  ObjectDefineProperty(Atomics, SymbolToStringTag, {
    __proto__: null, value: 'Atomics', writable: false, enumerable: false, configurable: true,
  });
  return Atomics;
}

function install(target) {
  ObjectDefineProperty(target, 'Atomics', {
    __proto__: null, value: makeAtomics(), writable: true, enumerable: false, configurable: true,
  });
}

module.exports = { install, makeAtomics };
