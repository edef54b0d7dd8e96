'use strict';

// Files of tests, each in a runtime of its own: what they report becomes part of
// the report of this one.
//
// Binding ops (testfiles): see testfiles.go.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  JSONStringify,
  Number,
  NumberMAX_SAFE_INTEGER,
  ObjectKeys,
  Promise,
  SafeMap,
  SafeSet,
  String,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
  SymbolDispose,
} = primordials;

const { deserialize } = require('v8');
const { StringDecoder } = require('string_decoder');
const { resolve } = require('path');
const { addAbortListener } = require('internal/events/abort_listener');
const { getGivenOptions, parseOptions } = require('internal/options');
const { unpackError } = require('internal/test_runner/error_transfer');
const {
  kAborted, kCancelledByParent, kSubtestsFailed, kTestCodeFailure, kTestTimeoutFailure, testFailure,
} = require('internal/test_runner/failure');
const { Test } = require('internal/test_runner/test');

const testfiles = internalBinding('testfiles');

// Events in the order of what happens; the others wait until it is the turn of
// their file.
const atOnce = new SafeSet(['test:enqueue', 'test:dequeue', 'test:complete', 'test:log']);

// Diagnostics at the end of a file's own run; those of all files replace them.
const summaries = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo', 'duration_ms'];

const cancellations = new SafeSet([kCancelledByParent, kAborted, kTestTimeoutFailure]);

function isSummary(message) {
  const space = StringPrototypeIndexOf(message, ' ');
  return space !== -1 && StringPrototypeIndexOf(message, ' ', space + 1) === -1 &&
    ArrayPrototypeIncludes(summaries, StringPrototypeSlice(message, 0, space));
}

// A test that stands for a file. Where tests of the file were reported, it is
// not reported itself.
class FileTest extends Test {
  failedSubtests = false;
  #held = [];
  #reported = 0;

  constructor(options) {
    super(options);
    this.loc ??= { __proto__: null, line: 1, column: 1, file: resolve(this.config.cwd, this.name) };
    this.timeout = null;
  }

  // The tests in the file have tags.
  willBeFilteredByTags() { return false; }

  #skipsReport() {
    return this.#reported > 0 && (!this.error || this.error.failureType === kSubtestsFailed);
  }

  add(item) {
    if (atOnce.has(item.type)) {
      this.#pass(item);
      return;
    }
    if (item.type === 'test:pass' || item.type === 'test:fail') {
      this.#reported++;
      if (item.data.nesting === 0 && item.type === 'test:fail') this.failedSubtests = true;
    }
    ArrayPrototypePush(this.#held, item);
    if (this.isClearToSend()) this.#drain();
  }

  #drain() {
    const held = this.#held;
    this.#held = [];
    for (let i = 0; i < held.length; i++) this.#pass(held[i]);
  }

  #pass({ type, data }) {
    if (this.name !== '') data.entryFile = this.loc.file;
    const isTop = data.nesting === 0;
    if (isTop && type === 'test:plan' && this.#skipsReport()) return;
    if (isTop && type === 'test:diagnostic' && isSummary(data.message)) return;
    if (type === 'test:pass' || type === 'test:fail') {
      const { harness } = this.root;
      if (isTop) data.testNumber = harness.counters.topLevel + 1;
      harness.count({
        __proto__: null,
        skipped: data.skip !== undefined,
        isTodo: data.todo !== undefined,
        passed: type === 'test:pass',
        cancelled: cancellations.has(data.details?.error?.failureType),
        nesting: data.nesting,
        reportedType: data.details?.type,
      });
    }
    this.reporter.emitMessage(type, data);
  }

  reportStarted() {}

  report() {
    this.#drain();
    if (this.#skipsReport()) return;
    super.reportStarted();
    super.report();
  }
}

// Cuts a stream of text into lines and calls onLine for each.
function lineReader(onLine) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    __proto__: null,
    write(bytes) {
      const lines = StringPrototypeSplit(rest + decoder.write(bytes), '\n');
      rest = lines[lines.length - 1];
      for (let i = 0; i < lines.length - 1; i++) onLine(lines[i]);
    },
    end() {
      rest += decoder.end();
      if (rest !== '') onLine(rest);
    },
  };
}

function readEvent(bytes) {
  const item = deserialize(bytes);
  const { details } = item.data ?? {};
  if (details?.error !== undefined) details.error = unpackError(details.error);
  return item;
}

// What belongs to the runner and not to its files.
const runnersOwn = [
  '--test', '--watch', '--test-isolation', '--test-concurrency', '--test-reporter', '--test-reporter-destination',
  '--test-shard', '--test-global-setup', '--experimental-test-coverage', '--test-randomize', '--test-random-seed',
  '--experimental-test-tag-filter',
];

function patternTexts(patterns) {
  const texts = [];
  for (let i = 0; i < patterns.length; i++) ArrayPrototypePush(texts, String(patterns[i]));
  return texts;
}

class FileRuns {
  // By file: what ends the one that runs, and the promise of its end.
  running = new SafeMap();
  ended = new SafeMap();
  // By file, or all: what a file was made of, once it has ended. For watch mode.
  onFiles = undefined;
  #given;
  #config;
  #lastWorker = 0;

  constructor(root, given, config) {
    this.root = root;
    this.#given = given;
    this.#config = config;
  }

  // With file '' all the given files run in one runtime.
  run(file) {
    const test = this.root.createSubtest(FileTest, file, { __proto__: null, signal: this.#given.signal },
                                         (t) => this.#runFile(file, test, t));
    const end = test.start();
    this.ended.set(file, end);
    return end;
  }

  #flags(file) {
    const given = this.#given;
    const flags = { __proto__: null };
    const inherited = getGivenOptions();
    const names = ObjectKeys(inherited);
    for (let i = 0; i < names.length; i++) {
      if (!ArrayPrototypeIncludes(runnersOwn, names[i])) flags[names[i]] = inherited[names[i]];
    }
    if (given.forceExit === true) flags['--test-force-exit'] = true;
    if (given.testNamePatterns !== undefined) flags['--test-name-pattern'] = patternTexts(given.testNamePatterns);
    if (given.testSkipPatterns !== undefined) flags['--test-skip-pattern'] = patternTexts(given.testSkipPatterns);
    const tags = given.testTagFilters ?? this.#config.testTagFilters;
    if (tags != null) flags['--experimental-test-tag-filter'] = tags;
    if (given.only === true) flags['--test-only'] = true;
    if (this.root.timeout !== null) flags['--test-timeout'] = this.root.timeout;
    if (given.rerunFailuresFilePath) flags['--test-rerun-failures'] = given.rerunFailuresFilePath;
    if (given.randomSeed != null) flags['--test-random-seed'] = given.randomSeed;
    const problem = parseOptions(given.execArgv, flags);
    flags['--test-child'] = true;
    flags['--test-worker-id'] = this.#nextWorker();
    if (file === '') {
      flags['--test'] = true;
      flags['--test-isolation'] = 'none';
    }
    return { __proto__: null, flags, problem };
  }

  #nextWorker() {
    const { concurrency } = this.root;
    return this.#lastWorker = this.#lastWorker % (concurrency === Infinity ? NumberMAX_SAFE_INTEGER : concurrency) + 1;
  }

  #environment() {
    const env = { NODE_TEST_CONTEXT: 'child-v8', ...(this.#given.env ?? process.env) };
    if (this.root.harness.shouldColorizeTestFiles) env.FORCE_COLOR = '1';
    const list = [];
    const names = ObjectKeys(env);
    for (let i = 0; i < names.length; i++) ArrayPrototypePush(list, `${names[i]}=${env[names[i]]}`);
    return list;
  }

  async #runFile(file, test, t) {
    const { argv, cwd, execArgv, globPatterns, files } = this.#given;
    const { flags, problem } = this.#flags(file);
    if (problem !== undefined) {
      test.add(stderrItem(file, `${process.execPath}: bad option: ${problem}`));
      throw exitFailure(test, 9);
    }
    const id = testfiles.start(JSONStringify({
      __proto__: null,
      file: file === '' ? '' : resolve(cwd, file),
      patterns: file === '' ? files ?? globPatterns ?? [] : [],
      args: argv,
      execArgv,
      env: this.#environment(),
      dir: cwd,
      flags,
    }));
    let open = true;
    const close = () => {
      if (!open) return;
      open = false;
      testfiles.close(id);
    };
    this.running.set(file, close);
    const listener = addAbortListener(t.signal, close);
    let code;
    try {
      code = await this.#read(id, file, test);
    } finally {
      close();
      listener[SymbolDispose]();
      this.running.delete(file);
    }
    if (code === undefined) return; // it was ended
    if (code !== 0) throw exitFailure(test, code);
  }

  // Takes what the file says until it has ended; the promise is its exit code.
  async #read(id, file, test) {
    const out = new StringDecoder('utf8');
    const err = lineReader((line) => test.add(stderrItem(file, line)));
    for (;;) {
      const list = await next(id);
      if (list === null) return undefined;
      for (let i = 0; i < list.length; i += 2) {
        const bytes = list[i + 1];
        switch (list[i]) {
          case 'stdout': {
            const message = out.write(bytes);
            if (message !== '') test.add({ __proto__: null, type: 'test:stdout', data: { __proto__: null, file, message } });
            break;
          }
          case 'stderr':
            err.write(bytes);
            break;
          case 'event': {
            const item = readEvent(bytes);
            if (item.type === 'wjs:files') this.onFiles?.(file, item.data.files);
            else test.add(item);
            break;
          }
          case 'exit':
            err.end();
            return Number(new StringDecoder('latin1').write(bytes));
        }
      }
    }
  }
}

function stderrItem(file, line) {
  return { __proto__: null, type: 'test:stderr', data: { __proto__: null, file, message: `${line}\n` } };
}

function exitFailure(test, exitCode) {
  const failure = testFailure('test failed', test.failedSubtests ? kSubtestsFailed : kTestCodeFailure);
  failure.exitCode = exitCode;
  failure.signal = null;
  failure.stack = undefined; // it would show nothing of the file
  return failure;
}

function next(id) {
  return new Promise((done, fail) => {
    testfiles.next(id, { oncomplete(err, list) { if (err) fail(err); else done(list); } });
  });
}

module.exports = { FileRuns, FileTest };
