'use strict';

// What the command line says of a test run.

const {
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSome,
  Number,
  NumberParseInt,
  ObjectGetOwnPropertyDescriptor,
  Promise,
  RegExp,
  RegExpPrototypeExec,
  SafePromiseAllReturnArrayLike,
  SafePromiseAllReturnVoid,
  hardenRegExp,
} = primordials;

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { reporterScope, runAs } = require('internal/test_runner/current');
const { canonicalFilters } = require('internal/test_runner/tags');
const { shouldColorize } = require('internal/util/colors');
const { validateInteger, validateUint32 } = require('internal/validators');

const kExtensions = 'js,mjs,cjs,ts,mts,cts';
const kDefaultPattern = `**/{test,test/**/*,test-*,*[._-]test}.{${kExtensions}}`;

const withFlags = hardenRegExp(/^\/(.*)\/([a-z]*)$/);
const shardForm = hardenRegExp(/^(\d+)\/(\d+)$/);

// 'text' and '/text/i' are both patterns.
function toRegExp(text, name) {
  const match = RegExpPrototypeExec(withFlags, text);
  try {
    return new RegExp(match?.[1] ?? text, match?.[2] || '');
  } catch (err) {
    throw new ERR_INVALID_ARG_VALUE(name, text, `is an invalid regular expression.${err?.message ? ` ${err.message}` : ''}`);
  }
}

function patternsOf(flag) {
  const patterns = getOptionValue(flag);
  return patterns?.length > 0 ? ArrayPrototypeMap(patterns, (text) => toRegExp(text, flag)) : null;
}

function shardOf(text) {
  if (!text) return undefined;
  const match = RegExpPrototypeExec(shardForm, text);
  if (match === null) throw new ERR_INVALID_ARG_VALUE('--test-shard', text, 'must be in the form of <index>/<total>');
  return { __proto__: null, index: NumberParseInt(match[1], 10), total: NumberParseInt(match[2], 10) };
}

// A file that `wjs test` or run() runs sends what happens to its parent.
function isChild() {
  return getOptionValue('--test-child') || process.env.NODE_TEST_CONTEXT === 'child-v8';
}

function chosenReporters() {
  if (getOptionValue('--test-child')) return { __proto__: null, reporters: ['parent'], destinations: ['stdout'] };
  if (process.env.NODE_TEST_CONTEXT === 'child') return { __proto__: null, reporters: ['tap'], destinations: ['stdout'] };
  const reporters = ArrayPrototypeSlice(getOptionValue('--test-reporter'));
  const destinations = ArrayPrototypeSlice(getOptionValue('--test-reporter-destination'));
  if (reporters.length === 0 && destinations.length === 0) ArrayPrototypePush(reporters, 'spec');
  if (reporters.length === 1 && destinations.length === 0) ArrayPrototypePush(destinations, 'stdout');
  if (destinations.length !== reporters.length) {
    throw new ERR_INVALID_ARG_VALUE('--test-reporter', reporters,
                                    "must match the number of specified '--test-reporter-destination'");
  }
  return { __proto__: null, reporters, destinations };
}

function coverageOptions() {
  const thresholds = { __proto__: null };
  const names = ['branches', 'lines', 'functions'];
  for (let i = 0; i < names.length; i++) {
    const flag = `--test-coverage-${names[i]}`;
    const value = thresholds[names[i]] = getOptionValue(flag);
    validateInteger(value, flag, 0, 100);
  }
  const exclude = getOptionValue('--test-coverage-exclude');
  return {
    __proto__: null,
    coverageExcludeGlobs: exclude.length > 0 ? exclude : [kDefaultPattern],
    coverageIncludeGlobs: getOptionValue('--test-coverage-include'),
    branchCoverage: thresholds.branches,
    lineCoverage: thresholds.lines,
    functionCoverage: thresholds.functions,
  };
}

let parsed;

function parseCommandLine() {
  if (parsed !== undefined) return parsed;
  const isTestRunner = getOptionValue('--test');
  const isolation = isTestRunner ? getOptionValue('--test-isolation') : undefined;
  // The files look after the filters themselves, unless they are run here.
  const filtersHere = isolation !== 'process';
  const coverage = getOptionValue('--experimental-test-coverage');
  let seed = getOptionValue('--test-random-seed');
  if (seed !== undefined) seed = Number(seed); // from execArgv it is a text
  if (seed !== undefined) validateUint32(seed, '--test-random-seed');
  const rerunFailuresFilePath = getOptionValue('--test-rerun-failures') || undefined;
  const { reporters, destinations } = chosenReporters();
  parsed = {
    __proto__: null,
    isTestRunner,
    isolation,
    concurrency: isTestRunner && isolation === 'process' ? getOptionValue('--test-concurrency') || true : 1,
    coverage,
    ...(coverage ? coverageOptions() : undefined),
    destinations,
    reporters,
    forceExit: getOptionValue('--test-force-exit'),
    globalSetupPath: isChild() ? undefined : getOptionValue('--test-global-setup') || undefined,
    only: filtersHere && getOptionValue('--test-only'),
    testNamePatterns: filtersHere ? patternsOf('--test-name-pattern') : null,
    testSkipPatterns: filtersHere ? patternsOf('--test-skip-pattern') : null,
    testTagFilters: canonicalFilters(getOptionValue('--experimental-test-tag-filter'), '--experimental-test-tag-filter'),
    randomize: seed !== undefined || getOptionValue('--test-randomize'),
    randomSeed: seed,
    rerunFailuresFilePath,
    setup: setUpReporters,
    shard: isTestRunner ? shardOf(getOptionValue('--test-shard')) : undefined,
    timeout: getOptionValue('--test-timeout') || Infinity,
    updateSnapshots: getOptionValue('--test-update-snapshots'),
    watch: getOptionValue('--watch'),
  };
  return parsed;
}

// ---- reporters

const builtinReporters = {
  __proto__: null,
  spec: 'internal/test_runner/reporter/spec',
  dot: 'internal/test_runner/reporter/dot',
  tap: 'internal/test_runner/reporter/tap',
  junit: 'internal/test_runner/reporter/junit',
  lcov: 'internal/test_runner/reporter/lcov',
  parent: 'internal/test_runner/reporter/parent',
};

function standardStream(name) {
  return name === 'stdout' ? process.stdout : name === 'stderr' ? process.stderr : undefined;
}

async function loadReporter(name) {
  if (builtinReporters[name] !== undefined) return require(builtinReporters[name]);
  const { importModule } = require('internal/modules/esm/loader');
  return importModule(name, require('internal/modules/urls').workingDirectoryHref());
}

async function openReporter(name, to) {
  const destination = standardStream(to) ?? require('fs').createWriteStream(to, { __proto__: null, flush: true });
  let reporter = await loadReporter(name);
  if (reporter?.default) reporter = reporter.default;
  // A class, not an (async) generator function.
  if (reporter?.prototype && ObjectGetOwnPropertyDescriptor(reporter.prototype, 'constructor')) reporter = new reporter();
  if (!reporter) throw new ERR_INVALID_ARG_VALUE('Reporter', name, 'is not a valid reporter');
  return { __proto__: null, reporter, destination };
}

// Connects the stream of a run with the reporters and their destinations.
function setUpReporters(stream) {
  return runAs(reporterScope, async () => {
    const { reporters, destinations } = parsed;
    const open = await SafePromiseAllReturnArrayLike(reporters, (name, i) => openReporter(name, destinations[i]));
    const { compose } = require('stream');
    for (let i = 0; i < open.length; i++) compose(stream, open[i].reporter).pipe(open[i].destination);
    reporterScope.reporters = open;
  }, undefined, []);
}

function shouldColorizeTestFiles(destinations) {
  return ArrayPrototypeSome(destinations, (name) => {
    const stream = standardStream(name);
    return stream !== undefined && shouldColorize(stream);
  });
}

// Ends the process once the reporters have written what they know.
async function forceExit(harness) {
  const written = ArrayPrototypeMap(reporterScope.reporters, ({ destination }) => new Promise((resolve) => {
    destination.on('unpipe', () => {
      if (!destination.closed && typeof destination.close === 'function') destination.close(resolve);
      else resolve();
    });
  }));
  harness.teardown();
  await SafePromiseAllReturnVoid(written);
  process.exit();
}

module.exports = {
  forceExit,
  isChild,
  kDefaultPattern,
  parseCommandLine,
  shouldColorizeTestFiles,
  toRegExp,
};
