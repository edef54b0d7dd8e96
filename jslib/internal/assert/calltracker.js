'use strict';

// assert.CallTracker, deprecated: counts calls.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  Error,
  Function,
  ObjectFreeze,
  Proxy,
  ReflectApply,
  SafeMap,
  SafeWeakMap,
} = primordials;

const { codes: { ERR_INVALID_ARG_VALUE, ERR_UNAVAILABLE_DURING_EXIT } } = require('internal/errors');
const { validateUint32 } = require('internal/validators');
const AssertionError = require('internal/assert/assertion_error');

// What stands for a function that is not given: it takes anything and does nothing.
const { prototype: noop } = Function;

class Tracked {
  calls = [];

  constructor(name, expected, stack) {
    this.name = name;
    this.expected = expected;
    this.stack = stack;
  }

  // What is wrong; undefined when the number of calls is as expected.
  report() {
    const { calls, expected, name, stack } = this;
    if (calls.length === expected) return undefined;
    const message = `Expected the ${name} function to be executed ${expected} time(s) but was executed ` +
      `${calls.length} time(s).`;
    return { message, actual: calls.length, expected, operator: name, stack };
  }
}

class CallTracker {
  #tracked = new SafeWeakMap(); // proxy → Tracked
  #all = new SafeMap(); // Tracked → itself, in the order they were made

  #find(fn) {
    const tracked = this.#tracked.get(fn);
    if (tracked === undefined) throw new ERR_INVALID_ARG_VALUE('tracked', fn, 'is not a tracked function');
    return tracked;
  }

  calls(fn, expected = 1) {
    if (process._exiting) throw new ERR_UNAVAILABLE_DURING_EXIT();
    if (typeof fn === 'number') {
      expected = fn;
      fn = noop;
    } else if (fn === undefined) {
      fn = noop;
    }
    validateUint32(expected, 'expected', true);
    const tracked = new Tracked(fn.name || 'calls', expected, new Error());
    const proxy = new Proxy(fn, {
      __proto__: null,
      apply(target, receiver, args) {
        ArrayPrototypePush(tracked.calls, ObjectFreeze({
          thisArg: receiver,
          arguments: ObjectFreeze(ArrayPrototypeSlice(args)),
        }));
        return ReflectApply(target, receiver, args);
      },
    });
    this.#all.set(tracked, tracked);
    this.#tracked.set(proxy, tracked);
    return proxy;
  }

  getCalls(fn) {
    return ObjectFreeze(ArrayPrototypeSlice(this.#find(fn).calls));
  }

  reset(fn) {
    if (fn !== undefined) {
      this.#find(fn).calls = [];
      return;
    }
    for (const tracked of this.#all.values()) tracked.calls = [];
  }

  report() {
    const reports = [];
    for (const tracked of this.#all.values()) {
      const report = tracked.report();
      if (report !== undefined) ArrayPrototypePush(reports, report);
    }
    return reports;
  }

  verify() {
    const details = this.report();
    if (details.length === 0) return;
    throw new AssertionError({
      message: details.length === 1 ? details[0].message : 'Functions were not called the expected number of times',
      details,
    });
  }
}

module.exports = CallTracker;
