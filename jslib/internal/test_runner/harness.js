'use strict';

// The root of a run: what counts, what listens to the process, and the
// functions test(), suite() and the hooks that a program calls.

const {
  ArrayPrototypePush,
  Promise,
  PromiseResolve,
  PromiseWithResolvers,
  SafePromiseAllReturnVoid,
} = primordials;

const { queueMicrotask } = require('internal/process/task_queues');
const { parseCommandLine, shouldColorizeTestFiles, isChild } = require('internal/test_runner/config');
const { currentTest, reporterScope } = require('internal/test_runner/current');
const { kCancelledByParent, testFailure } = require('internal/test_runner/failure');
const { loadGlobalSetup } = require('internal/test_runner/global_setup');
const { callerLocation } = require('internal/test_runner/location');
const { readPreviousRuns, rerunReporter } = require('internal/test_runner/rerun');
const { Suite } = require('internal/test_runner/suite');
const { Test } = require('internal/test_runner/test');
const { TIMEOUT_MAX } = require('internal/timers');
const { clearInterval, setImmediate, setInterval } = require('timers');
const { bigint: hrtime } = process.hrtime;

const kGenericUserError = 1;

let globalRoot;
let globalSetupRan = false;

class Harness {
  counters;
  success = true;
  watching = false;
  snapshotManager = null;
  previousRuns = null;
  buildSuites = [];
  isWaitingForBuildPhase = false;
  teardown = null;
  coverage = () => null;
  #globalTeardown;
  #built = PromiseWithResolvers();

  constructor(config) {
    this.config = config;
    this.buildPromise = this.#built.promise;
    this.isFilteringByName = Boolean(config.testNamePatterns || config.testSkipPatterns);
    // All files of one process: an `only` anywhere counts.
    this.isFilteringByOnly = config.isolation === 'process' || isChild() ? config.only : true;
    this.isFilteringByTags = config.testTagFilters != null;
    this.shouldColorizeTestFiles = shouldColorizeTestFiles(config.destinations);
    this.resetCounters();
    this.bootstrapPromise = this.#runGlobalSetup();
  }

  resetCounters() {
    this.counters = {
      __proto__: null, tests: 0, failed: 0, passed: 0, cancelled: 0, skipped: 0, todo: 0, topLevel: 0, suites: 0,
    };
  }

  // The run has failed, whatever its tests say.
  fail() {
    this.success = false;
    process.exitCode = kGenericUserError;
  }

  // Skipped and todo tests come first: they are no failures.
  count(test) {
    const { counters } = this;
    if (test.nesting === 0) counters.topLevel++;
    if (test.reportedType === 'suite') {
      counters.suites++;
      if (!test.passed && !test.isTodo) this.success = false;
      return;
    }
    counters.tests++;
    if (test.skipped) {
      counters.skipped++;
    } else if (test.isTodo) {
      counters.todo++;
    } else if (test.cancelled) {
      counters.cancelled++;
      this.success = false;
    } else if (!test.passed) {
      counters.failed++;
      this.success = false;
    } else {
      counters.passed++;
    }
  }

  async #runGlobalSetup() {
    if (globalSetupRan) return undefined;
    globalSetupRan = true;
    const { globalSetup, globalTeardown } = await loadGlobalSetup(this.config.globalSetupPath, this.config.cwd);
    this.#globalTeardown = globalTeardown;
    return globalSetup?.();
  }

  async runGlobalTeardown() {
    const fn = this.#globalTeardown;
    if (fn === undefined) return;
    await fn();
    this.#globalTeardown = undefined;
  }

  async waitForBuildPhase() {
    if (this.buildSuites.length > 0) await SafePromiseAllReturnVoid(this.buildSuites);
    this.#built.resolve();
  }
}

function createTestTree(rootOptions, config) {
  const harness = new Harness(config);
  globalRoot = new Test({ __proto__: null, ...rootOptions, harness, name: '<root>' });
  listen(globalRoot, config);
  globalRoot.startTime = hrtime();
  return globalRoot;
}

// ---- the process

// An error of a running test fails it. Others are told of at the end.
function onProcessError(eventName, root) {
  return (err) => {
    if (root.harness.bootstrapPromise) throw err; // there is no runner yet to tell
    const test = currentTest();
    if (test === reporterScope) throw err;
    if (test !== undefined && !test.finished && !test.hookType) {
      test.fail(testFailure(err, eventName));
      test.abortController.abort();
      return;
    }
    root.diagnostic(strayErrorText(err, eventName, test, root.config.cwd));
    root.harness.fail();
  };
}

function strayErrorText(err, eventName, test, cwd) {
  if (test === undefined) {
    return 'Error: A resource generated asynchronous activity after the test ended. This activity created the error ' +
      `"${err}" which triggered an ${eventName} event, caught by the test runner.`;
  }
  const name = test.hookType ? `Test hook "${test.hookType}"` : `Test "${test.name}"`;
  const { loc } = test;
  const at = loc ? ` at ${require('path').relative(cwd, loc.file)}:${loc.line}:${loc.column}` : '';
  return `Error: ${name}${at} generated asynchronous activity after the test ended. This activity created the error ` +
    `"${err}" and would have caused the test to fail, but instead triggered an ${eventName} event.`;
}

function openRerunFile(root, config) {
  const path = config.rerunFailuresFilePath;
  if (!path) return;
  root.harness.previousRuns = readPreviousRuns(path);
  if (root.harness.previousRuns === null) {
    root.diagnostic(`Warning: The rerun failures file at ${path} is not a valid rerun file. ` +
      'The test runner will not be able to rerun failed tests.');
    root.harness.fail();
    return;
  }
  if (isChild()) return;
  const { PassThrough, compose } = require('stream');
  compose(root.reporter, rerunReporter(root.harness.previousRuns, config)).pipe(new PassThrough());
}

// The innermost tests that have started and not ended.
function runningTests(test, found = []) {
  if (test.startTime === null || test.finished) return found;
  const { list, active } = test.subtests;
  for (let i = 0; i < list.length; i++) runningTests(list[i], found);
  if (active === 0 && test.parent !== null) {
    ArrayPrototypePush(found, {
      __proto__: null, name: test.name, nesting: test.nesting, file: test.loc?.file, line: test.loc?.line, column: test.loc?.column,
    });
  }
  return found;
}

function listen(root, config) {
  const { harness } = root;
  const onException = onProcessError('uncaughtException', root);
  const onRejection = onProcessError('unhandledRejection', root);
  if (config.coverage) {
    root.diagnostic('Warning: Code coverage could not be enabled. ' +
      'Error: the engine counts no calls and branches; run the tests in Node.js for coverage');
    harness.fail();
  }
  openRerunFile(root, config);

  const onExit = async (kill) => {
    const { subtests, hooks } = root;
    // Hooks run even where there is no test.
    if (subtests.list.length === 0 && (hooks.before.length > 0 || hooks.after.length > 0)) await root.run();
    if (kill !== true && subtests.ended !== null) {
      // Nothing may be left that keeps the process alive; the tests do.
      const keepAlive = setInterval(() => {}, TIMEOUT_MAX);
      await subtests.ended.promise;
      clearInterval(keepAlive);
    }
    root.postRun(testFailure('Promise resolution is still pending but the event loop has already resolved', kCancelledByParent));
    await harness.runGlobalTeardown();
    process.removeListener('uncaughtException', onException);
    process.removeListener('unhandledRejection', onRejection);
    process.removeListener('beforeExit', onExit);
    stopSignals();
  };

  const onSignal = async () => {
    const running = runningTests(root);
    if (running.length > 0) {
      root.reporter.interrupted(running);
      await new Promise((resolve) => { setImmediate(resolve); }); // the reporters get to it
    }
    await onExit(true);
    process.exit();
  };

  process.on('uncaughtException', onException);
  process.on('unhandledRejection', onRejection);
  process.on('beforeExit', onExit);
  const stopSignals = config.isTestRunner ? onSignals(onSignal) : () => {};
  harness.teardown = onExit;
}

// Where signals were not granted they end the process as ever.
function onSignals(listener) {
  const granted = internalBinding('permission').has('sys', 'signals');
  if (!granted) return () => {};
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return () => {
    process.removeListener('SIGINT', listener);
    process.removeListener('SIGTERM', listener);
  };
}

// ---- what a program calls

// The root of a program that calls test() without a runner around it.
function rootOfProgram() {
  if (globalRoot !== undefined) return globalRoot;
  const entryFile = process.argv[1];
  const config = parseCommandLine();
  config.cwd = process.cwd();
  const loc = entryFile ? { __proto__: null, line: 1, column: 1, file: entryFile } : undefined;
  createTestTree({ __proto__: null, entryFile, loc }, config);
  globalRoot.reporter.on('test:summary', ({ success }) => {
    if (!success) process.exitCode = kGenericUserError;
  });
  const { harness } = globalRoot;
  harness.bootstrapPromise = SafePromiseAllReturnVoid([harness.bootstrapPromise, config.setup(globalRoot.reporter)]);
  return globalRoot;
}

async function startAfterBootstrap(subtest) {
  const { harness } = subtest.root;
  if (harness.buildPromise) {
    if (harness.bootstrapPromise) {
      await harness.bootstrapPromise;
      harness.bootstrapPromise = null;
    }
    if (subtest.buildSuite) ArrayPrototypePush(harness.buildSuites, subtest.buildSuite);
    if (!harness.isWaitingForBuildPhase) {
      harness.isWaitingForBuildPhase = true;
      queueMicrotask(() => { harness.waitForBuildPhase(); });
    }
    await harness.buildPromise;
    harness.buildPromise = null;
  }
  await subtest.start();
}

function parentHere() {
  return currentTest() ?? rootOfProgram();
}

function run(Factory, name, options, fn, overrides) {
  const parent = parentHere();
  const subtest = parent.createSubtest(Factory, name, options, fn, overrides);
  return parent instanceof Suite ? PromiseResolve() : startAfterBootstrap(subtest);
}

function makeFunction(Factory, names) {
  const test = (name, options, fn) => run(Factory, name, options, fn, { __proto__: null, loc: callerLocation(test, names) });
  const keywords = ['expectFailure', 'skip', 'todo', 'only'];
  for (let i = 0; i < keywords.length; i++) {
    const keyword = keywords[i];
    const variant = (name, options, fn) =>
      run(Factory, name, options, fn, { __proto__: null, [keyword]: true, loc: callerLocation(variant, keyword) });
    test[keyword] = variant;
  }
  return test;
}

function makeHook(hookType) {
  const hook = (fn, options) => {
    const parent = parentHere();
    parent.createHook(hookType, fn, { __proto__: null, ...options, parent, hookType, loc: callerLocation(hook, hookType) });
  };
  return hook;
}

function getTestContext() {
  const test = currentTest();
  return test === undefined || test === reporterScope ? undefined : test.getContext();
}

module.exports = {
  after: makeHook('after'),
  afterEach: makeHook('afterEach'),
  before: makeHook('before'),
  beforeEach: makeHook('beforeEach'),
  createTestTree,
  getTestContext,
  startAfterBootstrap,
  suite: makeFunction(Suite, 'suite|describe'),
  test: makeFunction(Test, 'test|it'),
};
