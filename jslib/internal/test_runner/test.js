'use strict';

// A test: its options, its run, its hooks and its report. Hooks and suites are
// tests as well (see hook.js and suite.js); the root of all is a test without a
// parent, whose postRun() comes when the process has nothing left to do.

const {
  ArrayPrototypePush,
  ArrayPrototypePushApply,
  ArrayPrototypeSlice,
  ArrayPrototypeSplice,
  ArrayPrototypeUnshiftApply,
  FunctionPrototype,
  MathMax,
  Number,
  PromisePrototypeThen,
  PromiseResolve,
  SafePromiseRace,
} = primordials;

const { AsyncResource } = require('async_hooks');
const { AbortController } = require('internal/abort_controller');
const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { kResistStopPropagation } = require('internal/events/symbols');
const { queueMicrotask } = require('internal/process/task_queues');
const { TestContext } = require('internal/test_runner/context');
const { runAs } = require('internal/test_runner/current');
const { callbackPromise, deadline } = require('internal/test_runner/deadline');
const { mismatch, parseExpectFailure } = require('internal/test_runner/expected_failure');
const {
  isTestFailure,
  kAborted,
  kCallbackAndPromisePresent,
  kCancelledByParent,
  kExpectedFailure,
  kHookFailure,
  kParentAlreadyFinished,
  kSubtestsFailed,
  kTestCodeFailure,
  kTestTimeoutFailure,
  testFailure,
} = require('internal/test_runner/failure');
const { isFiltered, isFilteredByName, isFilteredByTags, markFiltered } = require('internal/test_runner/filters');
const { seededRandom } = require('internal/test_runner/random');
const { replay } = require('internal/test_runner/rerun');
const { reportOf, reportRoot } = require('internal/test_runner/report');
const { Subtests } = require('internal/test_runner/subtests');
const { canonicalTags, inheritTags, noTags } = require('internal/test_runner/tags');
const { TestsStream } = require('internal/test_runner/tests_stream');
const { spanOf } = require('internal/test_runner/tracing');
const { TIMEOUT_MAX } = require('internal/timers');
const { kEmptyObject, once } = require('internal/util');
const { isPromise } = require('internal/util/types');
const { validateAbortSignal, validateNumber, validateOneOf, validateString, validateUint32 } = require('internal/validators');
const { availableParallelism } = require('os');
const { bigint: hrtime } = process.hrtime;

const noop = FunctionPrototype;
const kHookNames = ['before', 'after', 'beforeEach', 'afterEach'];
const kKeepResult = { __proto__: null, preserveReturnValue: true };

let nowhere; // the stream of tests that are left out

function concurrencyOf(option, inherited, isRoot) {
  if (option == null) return inherited;
  if (typeof option === 'number') {
    validateUint32(option, 'options.concurrency', true);
    return option;
  }
  if (typeof option !== 'boolean') {
    throw new ERR_INVALID_ARG_TYPE('options.concurrency', ['boolean', 'number'], option);
  }
  if (!option) return 1;
  return isRoot ? MathMax(availableParallelism() - 1, 1) : Infinity;
}

function timeoutOf(option, name, otherwise) {
  if (option == null || option === Infinity) return otherwise;
  validateNumber(option, name, 0, TIMEOUT_MAX);
  return option;
}

class Test extends AsyncResource {
  reportedType = 'test';
  testNumber = 0;
  reportOrder = 0;
  outputSubtestCount = 0;
  diagnostics = [];
  filtered = false;
  filteredByName = false;
  filteredByTag = false;
  hasOnlyTests = false;
  runOnlySubtests = false;
  mock = null;
  plan = null;
  cancelled = false;
  startTime = null;
  endTime = null;
  passed = false;
  error = null;
  attempt = undefined;
  passedAttempt = undefined;
  finished = false;
  hooks = { __proto__: null, before: [], after: [], beforeEach: [], afterEach: [] };
  #ownAfterEach = 0;
  #started = false; // test:start was emitted
  #context;

  constructor(options) {
    super('Test');
    const { loc, only, plan, signal, skip, todo } = options;
    const fn = typeof options.fn === 'function' ? options.fn : noop;
    const { name } = options;
    this.name = typeof name === 'string' && name !== '' ? name : fn.name || '<anonymous>';
    this.parent = options.parent instanceof Test ? options.parent : null;
    const ownTags = options.tags === undefined ? noTags : canonicalTags(options.tags, 'options.tags');
    this.tags = inheritTags(this.parent?.tags ?? noTags, ownTags);
    this.fn = fn;
    this.loc = loc;
    this.only = only;
    if (this.parent === null) this.#becomeRoot(options);
    else this.#becomeChild(only);

    this.concurrency = concurrencyOf(options.concurrency, this.concurrency, this.parent === null);
    this.timeout = timeoutOf(options.timeout, 'options.timeout', this.timeout);
    if (options.timeout == null) this.timeout = timeoutOf(this.config.timeout, 'this.config.timeout', this.timeout);
    if (skip) this.fn = noop;

    this.abortController = new AbortController();
    this.signal = this.abortController.signal;
    validateAbortSignal(signal, 'options.signal');
    this.outerSignal = signal;
    signal?.addEventListener('abort', this.#onAbort, { __proto__: null, [kResistStopPropagation]: true });

    this.expectedAssertions = plan;
    this.expectFailure = parseExpectFailure(options.expectFailure) || this.parent?.expectFailure;
    this.skipped = skip !== undefined && skip !== false;
    this.isTodo = (todo !== undefined && todo !== false) || this.parent?.isTodo;
    this.message = typeof skip === 'string' ? skip : typeof todo === 'string' ? todo : null;
    this.subtests = new Subtests(this, this.config.randomize ? seededRandom(this.config.randomSeed) : null);
    if (loc !== undefined && this.root.harness.previousRuns != null) replay(this, Test);
  }

  #becomeRoot({ harness, entryFile }) {
    this.root = this;
    this.harness = harness;
    this.config = harness.config;
    this.concurrency = 1;
    this.nesting = 0;
    this.only = this.config.only;
    this.runOnlySubtests = this.only;
    this.reporter = new TestsStream();
    this.timeout = null;
    this.entryFile = entryFile;
    this.nextTestId = 1;
    this.testId = 0;
  }

  #becomeChild(only) {
    const { parent } = this;
    this.root = parent.root;
    this.harness = null;
    this.config = parent.root.harness.config;
    this.concurrency = parent.concurrency;
    this.nesting = parent.parent === null ? parent.nesting : parent.nesting + 1;
    this.reporter = parent.reporter;
    this.timeout = parent.timeout;
    this.entryFile = parent.entryFile;
    this.testId = this.root.nextTestId++;
    if (markFiltered(this, only)) this.fn = noop;
  }

  willBeFilteredByName() { return isFilteredByName(this); }

  willBeFilteredByTags() { return isFilteredByTags(this); }

  // ---- subtests

  createSubtest(Factory, name, options, fn, overrides) {
    if (typeof name === 'function') {
      fn = name;
    } else if (name !== null && typeof name === 'object') {
      fn = options;
      options = name;
    } else if (typeof options === 'function') {
      fn = options;
    }
    if (options === null || typeof options !== 'object') options = kEmptyObject;

    // One that comes too late is put under the root, where it can be reported.
    const tooLate = this.finished || this.buildPhaseFinished;
    const parent = tooLate ? this.root : this;
    const test = new Factory({ __proto__: null, fn, name, parent, ...options, ...overrides });
    parent.subtests.announce();
    if (tooLate) {
      test.fail(testFailure('test could not be started because its parent finished', kParentAlreadyFinished));
    }
    ArrayPrototypePush(parent.subtests.list, test);
    return test;
  }

  // Runs the test, or lets it wait until its parent has room for it.
  start() {
    if (isFiltered(this)) {
      this.filtered = true;
      this.reporter = nowhere ??= new TestsStream();
      this.run = this.filteredRun;
    } else {
      this.testNumber = ++this.parent.outputSubtestCount;
    }
    return this.parent.subtests.start(this, Boolean(this.root.harness.buildPromise));
  }

  async filteredRun() {
    this.pass();
    this.subtests.list = [];
    this.report = noop;
    queueMicrotask(() => this.postRun());
  }

  // ---- hooks

  createHook(name, fn, options) {
    validateOneOf(name, 'hook name', kHookNames);
    const { TestHook } = require('internal/test_runner/hook');
    const hook = new TestHook(fn, options);
    if (name === 'before' || name === 'after') hook.run = once(hook.run, kKeepResult);
    if (name === 'before' && this.startTime !== null) {
      // The test is under way: now or never.
      PromisePrototypeThen(hook.run(this.getRunArgs()), () => {
        if (hook.error != null) this.fail(hook.error);
      });
    }
    if (name === 'afterEach') {
      // In the order they are made, and before those of what it stands in.
      ArrayPrototypeSplice(this.hooks.afterEach, this.#ownAfterEach++, 0, hook);
    } else {
      ArrayPrototypePush(this.hooks[name], hook);
    }
  }

  inheritHooks() {
    const { beforeEach, afterEach } = this.parent.hooks;
    if (beforeEach.length > 0) ArrayPrototypeUnshiftApply(this.hooks.beforeEach, ArrayPrototypeSlice(beforeEach));
    if (afterEach.length > 0) ArrayPrototypePushApply(this.hooks.afterEach, ArrayPrototypeSlice(afterEach));
  }

  async runHook(name, args) {
    validateOneOf(name, 'hook name', kHookNames);
    try {
      const hooks = this.hooks[name];
      for (let i = 0; i < hooks.length; i++) {
        await hooks[i].run(args);
        if (hooks[i].error) throw hooks[i].error;
      }
    } catch (err) {
      const failure = testFailure(`failed running ${name} hook`, kHookFailure);
      failure.cause = isTestFailure(err) ? err.cause : err;
      throw failure;
    }
  }

  // ---- outcome

  #onAbort = () => {
    const error = this.outerSignal?.reason || new AbortError('The test was aborted');
    error.failureType = kAborted;
    this.cancel(error);
  };

  cancel(error) {
    if (this.endTime !== null || this.error !== null) return;
    this.fail(error || testFailure('test did not finish before its parent and was cancelled', kCancelledByParent));
    this.cancelled = true;
    this.abortController.abort();
  }

  shouldAbort() {
    if (!this.signal.aborted && !this.outerSignal?.aborted) return false;
    this.#onAbort();
    return true;
  }

  fail(err) {
    if (this.error !== null) return;
    const unexpected = this.expectFailure ? mismatch(err, this.expectFailure) : undefined;
    this.passed = Boolean(this.expectFailure) && unexpected === undefined;
    this.error = unexpected ?? err;
  }

  pass() {
    if (this.error !== null) return;
    if (this.expectFailure && !this.skipped) {
      this.error = testFailure('test was expected to fail but passed', kExpectedFailure);
      return;
    }
    this.passed = true;
  }

  skip(message) {
    this.skipped = true;
    this.message = message;
  }

  todo(message) {
    this.isTodo = true;
    this.message = message;
  }

  diagnostic(message) {
    ArrayPrototypePush(this.diagnostics, message);
  }

  log(message, data) {
    validateString(message, 'message');
    this.reporter.log(this, message, data);
  }

  // ---- run

  getContext() {
    return this.#context ??= new TestContext(this);
  }

  // What its functions and hooks are called with.
  getRunArgs() {
    const context = this.getContext();
    return { __proto__: null, context, args: [context] };
  }

  // Calls a function as part of this test, in the async context it was made in.
  runInTest(fn, thisArg, args) {
    return this.runInAsyncScope(runAs, undefined, this, fn, thisArg, args);
  }

  // Calls a test function that takes a callback; the promise is that of its end.
  #callWithCallback(fn, context, args) {
    const { callback, promise } = callbackPromise();
    const withCallback = ArrayPrototypeSlice(args);
    ArrayPrototypePush(withCallback, callback);
    const returned = this.runInTest(fn, context, withCallback);
    if (!isPromise(returned)) return PromiseResolve(promise);
    this.fail(testFailure('passed a callback but also returned a Promise', kCallbackAndPromisePresent));
    return returned;
  }

  async #waitForRest(stop) {
    this.shouldAbort();
    if (this.subtests.ended !== null) await SafePromiseRace([this.subtests.ended.promise, stop.promise]);
    const waiting = this.plan?.check();
    if (waiting) await SafePromiseRace([waiting, stop.promise]);
  }

  async run() {
    if (this.parent !== null) {
      this.parent.subtests.active++;
      this.inheritHooks();
    }
    this.startTime ??= hrtime();
    if (this.shouldAbort()) {
      this.postRun();
      return;
    }
    const span = spanOf(this);
    const hookArgs = this.getRunArgs();
    if (this.plan === null && this.expectedAssertions) hookArgs.context.plan(this.expectedAssertions);
    const { skipped } = this;
    const after = async () => {
      if (this.hooks.after.length > 0) await this.runHook('after', hookArgs);
    };
    const afterEach = once(async () => {
      if (this.parent?.hooks.afterEach.length > 0 && !skipped) await this.parent.runHook('afterEach', hookArgs);
    }, kKeepResult);

    let stop;
    try {
      // Usually it has run already; it has to have ended.
      if (this.parent?.hooks.before.length > 0) await this.parent.runHook('before', this.parent.getRunArgs());
      if (this.parent?.hooks.beforeEach.length > 0 && !this.skipped) await this.parent.runHook('beforeEach', hookArgs);
      stop = deadline(this.timeout, this.signal);
      const fn = span.wrap(this.fn, this);
      const { context, args } = hookArgs;
      // The calls are made here, for short stacks in errors of tests.
      const end = this.fn.length === args.length + 1 ?
        this.#callWithCallback(fn, context, args) : PromiseResolve(this.runInAsyncScope(runAs, undefined, this, fn, context, args));
      await SafePromiseRace([end, stop.promise]);
      await this.#waitForRest(stop);
      this.pass();
      await afterEach();
      await after();
    } catch (err) {
      span.error(err);
      if (!isTestFailure(err)) this.fail(testFailure(err, kTestCodeFailure));
      else if (err.failureType === kTestTimeoutFailure) this.cancel(err);
      else this.fail(err);
      try { await afterEach(); } catch { /* it has failed already */ }
      try { await after(); } catch { /* it has failed already */ }
    } finally {
      stop?.dispose();
      // Not of hooks, which run again, nor of the root.
      if (this.parent !== null) this.abortController.abort();
      span.end();
    }

    // The root waits for what happens after the last test has ended.
    if (this.parent !== null || this.hookType !== undefined) this.postRun();
    else if (this.config.forceExit) await require('internal/test_runner/config').forceExit(this.harness);
  }

  // Cancels what has not ended, and tells the parent.
  postRun(pendingError) {
    this.endTime ??= hrtime();
    this.startTime ??= this.endTime;
    this.subtests.dropWaiting();
    let failed = 0;
    const { list } = this.subtests;
    for (let i = 0; i < list.length; i++) {
      const subtest = list[i];
      if (!subtest.finished) {
        subtest.cancel(pendingError);
        subtest.postRun(pendingError);
      }
      if (!subtest.passed && !subtest.isTodo) failed++;
    }
    if (failed > 0 && (this.passed || this.parent === null)) {
      this.fail(testFailure(`${failed} subtest${failed > 1 ? 's' : ''} failed`, kSubtestsFailed));
    }
    this.outerSignal?.removeEventListener('abort', this.#onAbort);
    this.mock?.reset();

    const { parent } = this;
    if (parent === null) {
      reportRoot(this);
      return;
    }
    if (!this.filtered) {
      const report = reportOf(this);
      report.details.passed = this.passed;
      this.testNumber ||= ++parent.outputSubtestCount;
      this.reporter.complete(this, report);
      parent.subtests.active--;
    }
    parent.subtests.addReady(this);
    parent.subtests.report(false);
    parent.subtests.runWaiting();
  }

  // ---- report

  isClearToSend() {
    return this.parent === null || (this.parent.subtests.isNext(this) && this.parent.isClearToSend());
  }

  // The test and all its subtests have ended, and it is their turn.
  finalize() {
    this.subtests.report(true);
    this.report();
    this.parent.subtests.reported();
    this.finished = true;
    // The last of all: gives the root's after() hooks the chance to close what
    // keeps the process alive.
    if (this.parent === this.root && this.root.subtests.allReported) this.root.run();
  }

  report() {
    this.root.harness.count(this);
    if (this.outputSubtestCount > 0) {
      this.reporter.plan(this.subtests.list[0].nesting, this.loc, this.outputSubtestCount);
    } else {
      this.reportStarted();
    }
    const report = reportOf(this);
    if (this.passed) this.reporter.pass(this, report);
    else this.reporter.fail(this, report);
    for (let i = 0; i < this.diagnostics.length; i++) {
      this.reporter.diagnostic(this.nesting, this.loc, this.diagnostics[i]);
    }
  }

  reportStarted() {
    if (this.#started || this.parent === null) return;
    this.#started = true;
    this.parent.reportStarted();
    this.reporter.start(this);
  }

  duration() {
    return Number(this.endTime - this.startTime) / 1_000_000;
  }

  clearExecutionTime() {
    this.startTime = hrtime();
    this.endTime = null;
  }
}

module.exports = { Test };
