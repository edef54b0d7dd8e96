'use strict';

// What a test function is given: `t` of a test, `s` of a suite.

const {
  Error,
  Number,
  PromiseWithResolvers,
  ReflectApply,
  Symbol,
} = primordials;

const { innerOk } = require('internal/assert/ok');
const { TIMEOUT_MAX } = require('internal/timers');
const { kTestCodeFailure, testFailure } = require('internal/test_runner/failure');
const { callerLocation } = require('internal/test_runner/location');
const { TestPlan } = require('internal/test_runner/plan');
const { workerId } = require('internal/test_runner/worker');
const { kEmptyObject } = require('internal/util');
const { validateFunction, validateNumber, validateObject } = require('internal/validators');
const { clearTimeout, setTimeout } = require('timers');

function fullNameOf(test) {
  let name = test.name;
  if (test === test.root) return name;
  for (let t = test.parent; t !== t.root; t = t.parent) name = `${t.name} > ${name}`;
  return name;
}

// The assertions of t.assert, bound to a context and counted by its plan.
function makeAssert(context, test) {
  const { plan } = test;
  const map = require('internal/test_runner/assert').assertionsOf(test.root.harness);
  const assert = { __proto__: null };
  map.forEach((method, name) => {
    assert[name] = (...args) => {
      plan?.count();
      return ReflectApply(method, context, args);
    };
  });
  if (!map.has('ok')) {
    // Its message shows the source of its caller: it stands next to that.
    assert.ok = function ok(...args) {
      plan?.count();
      ReflectApply(innerOk, undefined, [ok, args.length, args.length > 0 ? args[0] : undefined, args.length > 1 ? args[1] : undefined]);
    };
  }
  return assert;
}

class TestContext {
  #assert;
  #test;

  constructor(test) {
    this.#test = test;
  }

  get signal() { return this.#test.signal; }

  get name() { return this.#test.name; }

  get filePath() { return this.#test.entryFile; }

  get fullName() { return fullNameOf(this.#test); }

  get error() { return this.#test.error; }

  get passed() { return this.#test.passed; }

  get attempt() { return this.#test.attempt ?? 0; }

  get tags() { return this.#test.tags; }

  get workerId() { return workerId(); }

  diagnostic(message) {
    this.#test.diagnostic(message);
  }

  log(message, data) {
    this.#test.log(message, data);
  }

  plan(count, options = kEmptyObject) {
    if (this.#test.plan !== null) throw testFailure('cannot set plan more than once', kTestCodeFailure);
    this.#test.plan = new TestPlan(count, options);
  }

  get assert() {
    return this.#assert ??= makeAssert(this, this.#test);
  }

  get mock() {
    if (this.#test.mock === null) {
      const { MockTracker } = require('internal/test_runner/mock/tracker');
      this.#test.mock = new MockTracker();
    }
    return this.#test.mock;
  }

  runOnly(value) {
    this.#test.runOnlySubtests = Boolean(value);
  }

  skip(message) {
    this.#test.skip(message);
  }

  todo(message) {
    this.#test.todo(message);
  }

  test(name, options, fn) {
    const overrides = { __proto__: null, loc: callerLocation(methods.test, 'test') };
    this.#test.plan?.count();
    const { Test } = require('internal/test_runner/test');
    return this.#test.createSubtest(Test, name, options, fn, overrides).start();
  }

  #hook(type, fn, options) {
    this.#test.createHook(type, fn, {
      __proto__: null, ...options, parent: this.#test, hookType: type, loc: callerLocation(methods[type], type),
    });
  }

  before(fn, options) { this.#hook('before', fn, options); }

  after(fn, options) { this.#hook('after', fn, options); }

  beforeEach(fn, options) { this.#hook('beforeEach', fn, options); }

  afterEach(fn, options) { this.#hook('afterEach', fn, options); }

  // Calls condition until it does not throw any more.
  waitFor(condition, options = kEmptyObject) {
    validateFunction(condition, 'condition');
    validateObject(options, 'options');
    const { interval = 50, timeout = 1000 } = options;
    validateNumber(interval, 'options.interval', 0, TIMEOUT_MAX);
    validateNumber(timeout, 'options.timeout', 0, TIMEOUT_MAX);

    const { promise, resolve, reject } = PromiseWithResolvers();
    const none = Symbol();
    let cause = none;
    let next;
    const limit = setTimeout(() => {
      clearTimeout(next);
      const err = new Error('waitFor() timed out');
      if (cause !== none) err.cause = cause;
      reject(err);
    }, timeout);
    const poll = async () => {
      try {
        const result = await condition();
        clearTimeout(next);
        clearTimeout(limit);
        resolve(result);
      } catch (err) {
        cause = err;
        next = setTimeout(poll, interval);
      }
    };
    poll();
    return promise;
  }
}

// As they were made: a program may put others in their places.
const methods = { __proto__: null };
{
  const names = ['test', 'before', 'after', 'beforeEach', 'afterEach'];
  for (let i = 0; i < names.length; i++) methods[names[i]] = TestContext.prototype[names[i]];
}

class SuiteContext {
  #suite;

  constructor(suite) {
    this.#suite = suite;
  }

  get signal() { return this.#suite.signal; }

  get name() { return this.#suite.name; }

  get filePath() { return this.#suite.entryFile; }

  get fullName() { return fullNameOf(this.#suite); }

  get passed() { return this.#suite.passed; }

  get attempt() { return this.#suite.attempt ?? 0; }

  diagnostic(message) {
    this.#suite.diagnostic(message);
  }

  log(message, data) {
    this.#suite.log(message, data);
  }
}

module.exports = { SuiteContext, TestContext };
