'use strict';

// The values of command-line options. The host tells which were given; the
// library knows what the others are.

const {
  ArrayIsArray,
  Number,
  ObjectKeys,
  SafeArrayIterator,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const defaults = {
  __proto__: null,
  '--abort-on-uncaught-exception': false,
  '--addons': false,
  '--conditions': [],
  '--deprecation': true,
  '--enable-source-maps': false,
  '--entry-url': false,
  '--eval': undefined,
  '--experimental-detect-module': true,
  '--experimental-eventsource': false,
  '--experimental-global-navigator': true,
  '--experimental-loader': [],
  '--experimental-print-required-tla': false,
  '--experimental-require-module': true,
  '--experimental-strip-types': true,
  '--experimental-test-coverage': false,
  '--experimental-test-module-mocks': false,
  '--experimental-test-tag-filter': [],
  '--experimental-transform-types': false,
  '--experimental-vm-modules': false,
  '--experimental-websocket': true,
  '--experimental-webstorage': false,
  '--expose-gc': false,
  '--expose-internals': false,
  '--frozen-intrinsics': false,
  '--icu-data-dir': '',
  '--import': [],
  '--input-type': '',
  '--insecure-http-parser': false,
  '--inspect-brk': false,
  '--interactive': false,
  '--max-http-header-size': 16 * 1024,
  '--network-family-autoselection': true,
  '--network-family-autoselection-attempt-timeout': 250,
  '--no-deprecation': false,
  '--pending-deprecation': false,
  '--permission': true,
  '--preserve-symlinks': false,
  '--preserve-symlinks-main': false,
  '--print': false,
  '--require': [],
  '--stack-trace-limit': 10,
  '--test': false,
  '--test-child': false, // this runtime runs one file of a run(), which hears of its tests
  '--test-concurrency': 0,
  '--test-coverage-branches': 0,
  '--test-coverage-exclude': [],
  '--test-coverage-functions': 0,
  '--test-coverage-include': [],
  '--test-coverage-lines': 0,
  '--test-force-exit': false,
  '--test-global-setup': '',
  '--test-isolation': 'process',
  '--test-name-pattern': [],
  '--test-only': false,
  '--test-random-seed': undefined,
  '--test-randomize': false,
  '--test-reporter': [],
  '--test-reporter-destination': [],
  '--test-rerun-failures': '',
  '--test-shard': '',
  '--test-skip-pattern': [],
  '--test-timeout': 0,
  '--test-update-snapshots': false,
  '--test-worker-id': 0,
  '--throw-deprecation': false,
  '--title': '',
  '--trace-deprecation': false,
  '--trace-sigint': false,
  '--trace-uncaught': false,
  '--trace-warnings': false,
  '--unhandled-rejections': 'throw',
  '--verify-base-objects': false,
  '--warnings': true,
  '--watch': false,
};

let given;

// getOptionValue must not be called at load time: the options are those of the
// process, and the library is loaded once for all of them.
function getOptionValue(name) {
  given ??= internalBinding('options').getOptions();
  const value = given[name];
  return value === undefined ? defaults[name] : value;
}

// Forgets what was read, after a snapshot was taken or restored.
function refreshOptions() {
  given = undefined;
}

// Whether the command line says anything at all.
function areOptionsGiven() {
  given ??= internalBinding('options').getOptions();
  return ObjectKeys(given).length > 0;
}

// The options that were given, by name.
function getGivenOptions() {
  given ??= internalBinding('options').getOptions();
  return { __proto__: null, ...given };
}

// Reads options from a command line into the object. Returns the first argument
// that is none, or undefined.
function parseOptions(argv, into) {
  for (let i = 0; i < argv.length; i++) {
    const { 0: name, 1: value } = cut(argv[i]);
    const isOff = StringPrototypeStartsWith(name, '--no-') && !(name in defaults);
    const key = isOff ? `--${StringPrototypeSlice(name, 5)}` : name;
    const usual = defaults[key];
    if (!(key in defaults)) return argv[i];
    if (typeof usual === 'boolean') {
      if (value !== undefined) return argv[i];
      into[key] = !isOff;
      continue;
    }
    const text = value ?? argv[++i];
    if (text === undefined || isOff) return argv[i];
    if (ArrayIsArray(usual)) into[key] = [...new SafeArrayIterator(into[key] ?? []), text];
    else into[key] = typeof usual === 'number' ? Number(text) : text;
  }
  return undefined;
}

function cut(argument) {
  const at = StringPrototypeIndexOf(argument, '=');
  return at === -1 ? [argument, undefined] : [StringPrototypeSlice(argument, 0, at), StringPrototypeSlice(argument, at + 1)];
}

function getOptionNames() {
  return ObjectKeys(defaults);
}

module.exports = { areOptionsGiven, getGivenOptions, getOptionNames, getOptionValue, parseOptions, refreshOptions };
