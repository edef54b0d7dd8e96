'use strict';

// t.plan(): how many assertions and subtests a test must make, and whether it
// waits for them.

const { PromiseWithResolvers } = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { TIMEOUT_MAX } = require('internal/timers');
const { kTestCodeFailure, kTestTimeoutFailure, testFailure } = require('internal/test_runner/failure');
const { kEmptyObject } = require('internal/util');
const { validateNumber, validateObject, validateUint32 } = require('internal/validators');
const { clearTimeout, setTimeout } = require('timers');

class TestPlan {
  #expected;
  #seen = 0;
  #wait; // undefined and false: do not; true: for ever; a number: so many ms
  #waiting = null;
  #timer = null;

  constructor(count, options = kEmptyObject) {
    validateUint32(count, 'count');
    validateObject(options, 'options');
    const { wait } = options;
    if (typeof wait === 'number') {
      validateNumber(wait, 'options.wait', 0, TIMEOUT_MAX);
    } else if (wait !== undefined && typeof wait !== 'boolean') {
      throw new ERR_INVALID_ARG_TYPE('options.wait', ['boolean', 'number'], wait);
    }
    this.#expected = count;
    this.#wait = wait;
  }

  count() {
    this.#seen++;
    if (this.#waiting !== null) this.check();
  }

  // Throws when the plan is not met, or returns a promise to wait for.
  check() {
    if (this.#seen === this.#expected) {
      clearTimeout(this.#timer);
      this.#timer = null;
      this.#waiting?.resolve();
      this.#waiting = null;
      return undefined;
    }
    if (this.#wait === undefined || this.#wait === false) {
      throw testFailure(`plan expected ${this.#expected} assertions but received ${this.#seen}`, kTestCodeFailure);
    }
    if (this.#waiting === null) {
      this.#waiting = PromiseWithResolvers();
      if (this.#wait !== true) this.#timer = setTimeout(() => this.#giveUp(), this.#wait);
    }
    return this.#waiting.promise;
  }

  #giveUp() {
    this.#waiting.reject(testFailure(
      `plan timed out after ${this.#wait}ms with ${this.#seen} assertions when expecting ${this.#expected}`,
      kTestTimeoutFailure));
  }
}

module.exports = { TestPlan };
