'use strict';

// A suite: its function runs at once and makes the tests; they run when it is
// the suite's turn.

const {
  ArrayPrototypePush,
  FunctionPrototype,
  SafePromiseAll,
  SafePromiseRace,
} = primordials;

const { SuiteContext, TestContext } = require('internal/test_runner/context');
const { deadline } = require('internal/test_runner/deadline');
const { isTestFailure, kTestCodeFailure, testFailure } = require('internal/test_runner/failure');
const { Test } = require('internal/test_runner/test');
const { spanOf } = require('internal/test_runner/tracing');
const { once } = require('internal/util');
const { bigint: hrtime } = process.hrtime;

class Suite extends Test {
  reportedType = 'suite';
  buildPhaseFinished = false;
  #span;
  #hookContext;

  constructor(options) {
    super(options);
    if (options.timeout == null) this.timeout = null; // each test has one
    const { testNamePatterns, testSkipPatterns } = this.config;
    if (testNamePatterns !== null && testSkipPatterns !== null && !options.skip) {
      this.fn = options.fn || this.fn;
      this.skipped = false;
    }
    this.#span = spanOf(this);
    this.buildSuite = this.#build();
    this.fn = FunctionPrototype;
  }

  async #build() {
    try {
      const { context, args } = this.getRunArgs();
      await this.runInTest(this.#span.wrap(this.fn, this), context, args);
    } catch (err) {
      this.#span.error(err);
      this.fail(testFailure(err, kTestCodeFailure));
    }
    this.buildPhaseFinished = true;
  }

  // Hooks of a suite see a context of a test.
  getContext() {
    return this.#hookContext ??= new TestContext(this);
  }

  getRunArgs() {
    const context = new SuiteContext(this);
    return { __proto__: null, context, args: [context] };
  }

  async filteredRun() {
    await this.buildSuite;
    return super.filteredRun();
  }

  async #runTests(stop) {
    const list = [];
    if (!this.skipped && !this.error) {
      const tests = this.subtests.list;
      for (let i = 0; i < tests.length; i++) ArrayPrototypePush(list, tests[i]);
    }
    const all = SafePromiseAll(list, (test) => test.start());
    await SafePromiseRace([all, stop.promise]);
  }

  async run() {
    this.inheritHooks();
    const hookArgs = this.getRunArgs();
    const after = once(() => this.runHook('after', hookArgs), { __proto__: null, preserveReturnValue: true });
    let stop;
    try {
      this.parent.subtests.active++;
      await this.buildSuite;
      this.startTime = hrtime();
      if (this.shouldAbort()) {
        this.subtests.list = [];
        this.postRun();
        return;
      }
      if (this.parent.hooks.before.length > 0) await this.parent.runHook('before', this.parent.getRunArgs());
      await this.runHook('before', hookArgs);
      stop = deadline(this.timeout, this.signal);
      await this.#runTests(stop);
      await after();
      this.pass();
    } catch (err) {
      try { await after(); } catch { /* it has failed already */ }
      this.fail(isTestFailure(err) ? err : testFailure(err, kTestCodeFailure));
    } finally {
      stop?.dispose();
      this.#span.end();
    }
    this.postRun();
  }
}

module.exports = { Suite };
