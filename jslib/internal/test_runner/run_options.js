'use strict';

// The options of run(), checked.

const { ArrayIsArray, ArrayPrototypeMap } = primordials;

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { kDefaultPattern, toRegExp } = require('internal/test_runner/config');
const { randomSeed } = require('internal/test_runner/random');
const { canonicalFilters } = require('internal/test_runner/tags');
const { isRegExp } = require('internal/util/types');
const {
  validateArray,
  validateBoolean,
  validateFunction,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateStringArray,
  validateUint32,
} = require('internal/validators');

function listOf(value) {
  return value == null || ArrayIsArray(value) ? value : [value];
}

function patternsOf(value, name) {
  if (value == null) return undefined;
  return ArrayPrototypeMap(listOf(value), (pattern, i) => {
    const item = `${name}[${i}]`;
    if (isRegExp(pattern)) return pattern;
    if (typeof pattern === 'string') return toRegExp(pattern, item);
    throw new ERR_INVALID_ARG_TYPE(item, ['string', 'RegExp'], pattern);
  });
}

function shardOf(shard, watch) {
  if (shard == null) return undefined;
  validateObject(shard, 'options.shard');
  const copy = { __proto__: null, index: shard.index, total: shard.total }; // they may be getters
  validateInteger(copy.total, 'options.shard.total', 1);
  validateInteger(copy.index, 'options.shard.index', 1, copy.total);
  if (watch) throw new ERR_INVALID_ARG_VALUE('options.shard', watch, 'shards not supported with watch mode');
  return copy;
}

function validateIf(given, validate, name) {
  if (given != null) validate(given, name);
}

function refuseRandom({ randomize, randomSeed: seed }, mode) {
  if (seed != null) throw new ERR_INVALID_ARG_VALUE('options.randomSeed', seed, `is not supported with ${mode} mode`);
  if (randomize) throw new ERR_INVALID_ARG_VALUE('options.randomize', randomize, `is not supported with ${mode} mode`);
}

function globsOf(value, name) {
  if (value == null) return undefined;
  const list = listOf(value);
  validateStringArray(list, name);
  return list;
}

function checkRunOptions(options) {
  validateObject(options, 'options');
  const {
    argv = [], branchCoverage = 0, concurrency, coverage = false, cwd = process.cwd(), env, execArgv = [], files, forceExit,
    functionCoverage = 0, globalSetupPath, globPatterns, isolation = 'process', lineCoverage = 0, only, rerunFailuresFilePath,
    setup, signal, timeout, watch,
  } = options;
  let { randomize } = options;
  let seed = options.randomSeed;

  validateIf(files, validateArray, 'options.files');
  validateIf(watch, validateBoolean, 'options.watch');
  validateIf(forceExit, validateBoolean, 'options.forceExit');
  if (forceExit && watch) throw new ERR_INVALID_ARG_VALUE('options.forceExit', watch, 'is not supported with watch mode');
  validateIf(only, validateBoolean, 'options.only');
  validateIf(globPatterns, validateArray, 'options.globPatterns');
  validateIf(randomize, validateBoolean, 'options.randomize');
  validateIf(seed, validateUint32, 'options.randomSeed');
  if (seed != null) randomize = true;
  if (watch) refuseRandom({ randomize, randomSeed: seed }, 'watch');
  if (rerunFailuresFilePath) {
    validateString(rerunFailuresFilePath, 'options.rerunFailuresFilePath');
    refuseRandom({ randomize, randomSeed: seed }, 'rerun failures');
  }
  if (randomize) seed ??= randomSeed();
  validateString(cwd, 'options.cwd');
  if (globPatterns?.length > 0 && files?.length > 0) {
    throw new ERR_INVALID_ARG_VALUE('options.globPatterns', globPatterns, "is not supported when specifying 'options.files'");
  }
  const shard = shardOf(options.shard, watch);
  validateIf(setup, validateFunction, 'options.setup');
  const testNamePatterns = patternsOf(options.testNamePatterns, 'options.testNamePatterns');
  const testSkipPatterns = patternsOf(options.testSkipPatterns, 'options.testSkipPatterns');
  const testTagFilters = canonicalFilters(listOf(options.testTagFilters), 'options.testTagFilters');
  validateOneOf(isolation, 'options.isolation', ['process', 'none']);
  validateBoolean(coverage, 'options.coverage');
  const coverageExcludeGlobs = globsOf(options.coverageExcludeGlobs, 'options.coverageExcludeGlobs') ??
    (coverage ? [kDefaultPattern] : undefined);
  const coverageIncludeGlobs = globsOf(options.coverageIncludeGlobs, 'options.coverageIncludeGlobs');
  validateInteger(lineCoverage, 'options.lineCoverage', 0, 100);
  validateInteger(branchCoverage, 'options.branchCoverage', 0, 100);
  validateInteger(functionCoverage, 'options.functionCoverage', 0, 100);
  validateStringArray(argv, 'options.argv');
  validateStringArray(execArgv, 'options.execArgv');
  validateIf(globalSetupPath, validateString, 'options.globalSetupPath');
  validateIf(env, validateObject, 'options.env');
  if (env != null && isolation === 'none') {
    throw new ERR_INVALID_ARG_VALUE('options.env', env, "is not supported with isolation='none'");
  }
  return {
    __proto__: null,
    argv, branchCoverage, concurrency, coverage, coverageExcludeGlobs, coverageIncludeGlobs, cwd, env, execArgv, files, forceExit,
    functionCoverage, globalSetupPath, globPatterns, isolation, lineCoverage, only, randomize, randomSeed: seed,
    rerunFailuresFilePath, setup, shard, signal, testNamePatterns, testSkipPatterns, testTagFilters, timeout, watch,
  };
}

module.exports = { checkRunOptions };
