'use strict';

// A hook is a test that is not reported: it runs in the context of the test it
// was made for, each time with the arguments it is given.

const { AbortController } = require('internal/abort_controller');
const { isTestFailure, kHookFailure } = require('internal/test_runner/failure');
const { Test } = require('internal/test_runner/test');
const { bigint: hrtime } = process.hrtime;

class TestHook extends Test {
  reportedType = 'hook';
  #args;

  constructor(fn, { hookType, loc, parent, timeout, signal }) {
    super({ __proto__: null, fn, loc, timeout, signal, harness: parent.root.harness });
    this.parentTest = parent;
    this.hookType = hookType;
  }

  run(args) {
    if (this.error && !this.outerSignal?.aborted) {
      // It failed last time; this is another.
      this.passed = false;
      this.error = null;
      this.abortController.abort();
      this.abortController = new AbortController();
      this.signal = this.abortController.signal;
    }
    this.#args = args;
    return super.run();
  }

  getContext() { return this.parentTest.getContext(); }

  getRunArgs() { return this.#args; }

  willBeFilteredByName() { return false; }

  // Nobody would hear of a root's after() that failed.
  postRun() {
    const { error, loc, parentTest: { root } } = this;
    if (!error || this.parentTest !== root || this.hookType !== 'after') return;
    if (isTestFailure(error)) error.failureType = kHookFailure;
    this.endTime ??= hrtime();
    root.reporter.fail({
      __proto__: null, name: loc?.file, nesting: 0, loc, tags: root.tags,
      testNumber: root.subtests.list.length + 1, testId: undefined, parent: null,
    }, { __proto__: null, details: { __proto__: null, duration_ms: this.duration(), error } });
  }
}

module.exports = { TestHook };
