'use strict';

// run(): runs files of tests, each in a runtime of its own or all in this one.

const {
  ArrayPrototypeEvery,
  ArrayPrototypeFilter,
  ArrayPrototypeJoin,
  ArrayPrototypeSort,
  PromiseWithResolvers,
  RegExpPrototypeExec,
  SafePromiseAllReturnVoid,
  SafePromiseAllSettledReturnVoid,
  hardenRegExp,
} = primordials;

const { isChild, kDefaultPattern, parseCommandLine } = require('internal/test_runner/config');
const { createTestTree, startAfterBootstrap } = require('internal/test_runner/harness');
const { checkRunOptions } = require('internal/test_runner/run_options');
const { Test } = require('internal/test_runner/test');
const { kEmptyObject } = require('internal/util');
const { resolve, sep } = require('path');

const kGenericUserError = 1;

const wildcard = hardenRegExp(/[*?[{]|[!+@]\(/);

function isPlainPath(pattern) {
  return RegExpPrototypeExec(wildcard, pattern) === null;
}

function findFiles(patterns, cwd) {
  const { Glob } = require('internal/fs/glob');
  const glob = new Glob(patterns?.length > 0 ? patterns : [kDefaultPattern], {
    __proto__: null, cwd, exclude: (name) => name === 'node_modules',
  });
  const files = ArrayPrototypeSort(glob.globSync());
  if (patterns?.length > 0 && files.length === 0 && ArrayPrototypeEvery(patterns, isPlainPath)) {
    const { error } = require('internal/console/global');
    error(`Could not find '${ArrayPrototypeJoin(patterns, ', ')}'`);
    process.exit(kGenericUserError);
  }
  return files;
}

// Imports the files into this runtime, under one root.
async function runHere(root, files, { cwd }, isTestRunner) {
  const { promise, resolve: finishBootstrap } = PromiseWithResolvers();
  const { harness } = root;
  await root.runInTest(async () => {
    const { pathToFileURL } = require('internal/url');
    const { importModule } = require('internal/modules/esm/loader');
    const parentURL = pathToFileURL(cwd + sep).href;
    harness.bootstrapPromise = harness.bootstrapPromise ?
      SafePromiseAllReturnVoid([harness.bootstrapPromise, promise]) : promise;
    if (isTestRunner) await require('internal/modules/run_main').runPreloads();
    for (let i = 0; i < files.length; i++) {
      const file = resolve(cwd, files[i]);
      const before = root.subtests.list.length;
      let failure;
      root.entryFile = file;
      try {
        await importModule(pathToFileURL(file).href, parentURL);
      } catch (err) {
        failure = { __proto__: null, err };
      }
      if (root.subtests.list.length > before) continue;
      // A file without tests stands for one.
      const loc = { __proto__: null, line: 1, column: 1, file };
      const test = root.createSubtest(Test, files[i], kEmptyObject, undefined, { __proto__: null, loc });
      if (failure !== undefined) test.fail(failure.err);
      startAfterBootstrap(test);
    }
  }, undefined, []);
  root.entryFile = undefined;
  finishBootstrap();
  return root.subtests.runWaiting();
}

function run(options = kEmptyObject) {
  const given = checkRunOptions(options);
  const { isolation, randomize, randomSeed, setup, shard, watch } = given;
  const config = {
    __proto__: null,
    ...parseCommandLine(),
    setup,
    coverage: given.coverage,
    coverageExcludeGlobs: given.coverageExcludeGlobs,
    coverageIncludeGlobs: given.coverageIncludeGlobs,
    rerunFailuresFilePath: given.rerunFailuresFilePath,
    lineCoverage: given.lineCoverage,
    branchCoverage: given.branchCoverage,
    functionCoverage: given.functionCoverage,
    cwd: given.cwd,
    globalSetupPath: given.globalSetupPath,
    randomize,
    randomSeed,
    testTagFilters: given.testTagFilters,
  };
  if (isolation === 'none') {
    if (given.testNamePatterns !== undefined) config.testNamePatterns = given.testNamePatterns;
    if (given.testSkipPatterns !== undefined) config.testSkipPatterns = given.testSkipPatterns;
    if (given.only != null) config.only = given.only;
  }
  const root = createTestTree({
    __proto__: null, concurrency: given.concurrency, timeout: given.timeout, signal: given.signal,
  }, config);
  let files = given.files ?? findFiles(given.globPatterns, given.cwd);
  if (randomize) root.diagnostic(`Randomized test order seed: ${randomSeed}`);
  if (shard) files = ArrayPrototypeFilter(files, (_, i) => i % shard.total === shard.index - 1);

  const { harness } = root;
  if (isolation === 'process' && isChild()) {
    process.emitWarning('node:test run() is being called recursively within a test file. skipping running files.');
    root.postRun();
    return root.reporter;
  }

  const runFiles = () => {
    if (isolation === 'none' && !watch) return runHere(root, files, given, config.isTestRunner);
    const { FileRuns } = require('internal/test_runner/file_runs');
    const runs = new FileRuns(root, given, config);
    harness.bootstrapPromise = null;
    harness.buildPromise = null;
    if (watch) {
      const { watchFiles } = require('internal/test_runner/watch');
      return watchFiles(runs, files, given, () => findFiles(given.globPatterns, given.cwd));
    }
    return SafePromiseAllSettledReturnVoid(files, (file) => runs.run(file));
  };

  (async () => {
    if (harness.bootstrapPromise) await harness.bootstrapPromise;
    await setup?.(root.reporter);
    await runFiles();
    if (watch || isolation === 'none') return;
    root.postRun();
    harness.teardown();
  })();
  return root.reporter;
}

module.exports = { run };
