'use strict';

// What a mocked function knows of its calls.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  Error,
  ObjectDefineProperty,
  Proxy,
  ReflectApply,
  ReflectConstruct,
  ReflectGet,
  SafeMap,
} = primordials;

const { validateFunction, validateInteger } = require('internal/validators');

class MockFunctionContext {
  #calls = [];
  #once = new SafeMap(); // number of the call → what it runs
  #implementation;
  #restore;
  #times;

  // restore: { original } of a function, or { object, methodName, descriptor }.
  constructor(implementation, restore, times) {
    this.#implementation = implementation;
    this.#restore = restore;
    this.#times = times;
  }

  get calls() {
    return ArrayPrototypeSlice(this.#calls);
  }

  callCount() {
    return this.#calls.length;
  }

  mockImplementation(implementation) {
    validateFunction(implementation, 'implementation');
    this.#implementation = implementation;
  }

  mockImplementationOnce(implementation, onCall) {
    validateFunction(implementation, 'implementation');
    const next = this.#calls.length;
    const call = onCall ?? next;
    validateInteger(call, 'onCall', next);
    this.#once.set(call, implementation);
  }

  restore() {
    const { descriptor, object, original, methodName } = this.#restore;
    if (methodName !== undefined) ObjectDefineProperty(object, methodName, { __proto__: null, ...descriptor });
    else this.#implementation = original;
  }

  resetCalls() {
    this.#calls = [];
  }

  // For this file: what the next call runs, and that a call was made.
  static next(context) {
    const call = context.#calls.length;
    const implementation = context.#once.get(call) ?? context.#implementation;
    if (call + 1 === context.#times) context.restore();
    context.#once.delete(call);
    return implementation;
  }

  static note(context, call) {
    ArrayPrototypePush(context.#calls, call);
  }
}

const { next, note } = MockFunctionContext;
delete MockFunctionContext.next;
delete MockFunctionContext.note;

// Runs a call of the mock and takes down what came of it.
function tracked(context, invoke, args, target, thisArg) {
  let result;
  let error;
  try {
    result = invoke(next(context));
  } catch (err) {
    error = err;
    throw err;
  } finally {
    note(context, {
      __proto__: null,
      arguments: args,
      error,
      result,
      stack: new Error(),
      target,
      this: target === undefined ? thisArg : result,
    });
  }
  return result;
}

// A stand-in for fn that has a property `mock` and is otherwise like it.
function mockOf(fn, context) {
  return new Proxy(fn, {
    __proto__: null,
    apply(target, thisArg, args) {
      return tracked(context, (implementation) => ReflectApply(implementation, thisArg, args), args, undefined, thisArg);
    },
    construct(target, args, newTarget) {
      return tracked(context, (implementation) => ReflectConstruct(implementation, args, newTarget), args, target);
    },
    get(target, property, receiver) {
      return property === 'mock' ? context : ReflectGet(target, property, receiver);
    },
  });
}

module.exports = { MockFunctionContext, mockOf };
