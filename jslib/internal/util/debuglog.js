'use strict';

// util.debuglog: messages that show when NODE_DEBUG names their section.

const {
  ArrayPrototypeJoin,
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ObjectDefineProperty,
  ReflectApply,
  RegExp,
  RegExpPrototypeExec,
  StringPrototypePadStart,
  StringPrototypeReplaceAll,
  StringPrototypeSplit,
  StringPrototypeToLowerCase,
  StringPrototypeToUpperCase,
  NumberPrototypeToFixed,
  MathFloor,
  hardenRegExp,
} = primordials;

const special = hardenRegExp(/[|\\{}()[\]^$+?.]/g);
let enabledPattern = null;
const writers = { __proto__: null };

// NODE_DEBUG is a list with stars: "http,fs*". Given again, it replaces what
// was; the process calls this when it starts.
function initializeDebugEnv(list) {
  if (!list) {
    enabledPattern = null;
    return;
  }
  const alternatives = ArrayPrototypeMap(StringPrototypeSplit(list, ','), (section) =>
    StringPrototypeReplaceAll(StringPrototypeReplaceAll(section, special, '\\$&'), '*', '.*'));
  enabledPattern = hardenRegExp(new RegExp(`^(?:${ArrayPrototypeJoin(alternatives, '|')})$`, 'i'));
}

function isEnabled(section) {
  return enabledPattern !== null && RegExpPrototypeExec(enabledPattern, section) !== null;
}

function noop() {}

function makeWriter(section) {
  const { pid } = process;
  const { formatWithOptions, inspect } = require('internal/util/inspect');
  const { shouldColorize } = require('internal/util/colors');
  if (section === 'HTTP' || section === 'HTTP2') {
    process.emitWarning(`Setting the NODE_DEBUG environment variable to '${StringPrototypeToLowerCase(section)}' ` +
      'can expose sensitive data (such as passwords, tokens and authentication headers) in the resulting log.');
  }
  return function debug(...args) {
    const colors = Boolean(shouldColorize(process.stderr));
    const text = formatWithOptions({ colors }, ...args);
    process.stderr.write(`${section} ${inspect(pid, { colors })}: ${text}\n`);
  };
}

// debuglog returns a function that writes when the section is enabled. The
// section is looked at on the first call, so that it can be made at load time.
// onFirstUse gets the final function, for callers that keep one.
function debuglog(section, onFirstUse) {
  let write;
  let enabled;
  function test() {
    if (enabled === undefined) {
      section = StringPrototypeToUpperCase(section);
      enabled = isEnabled(section);
    }
    return enabled;
  }
  function resolve() {
    write = test() ? writers[section] ??= makeWriter(section) : noop;
    if (typeof onFirstUse === 'function') {
      const first = write === noop ? () => {} : (...args) => ReflectApply(write, undefined, args);
      ObjectDefineProperty(first, 'enabled', { __proto__: null, get: () => enabled, configurable: true, enumerable: true });
      onFirstUse(first);
    }
  }
  const logger = (...args) => {
    if (write === undefined) resolve();
    if (write !== noop) ReflectApply(write, undefined, args);
  };
  ObjectDefineProperty(logger, 'enabled', { __proto__: null, get: test, configurable: true, enumerable: true });
  return logger;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

function two(n) {
  return StringPrototypePadStart(`${n}`, 2, '0');
}

// formatTime shows a duration in milliseconds as console.timeEnd does.
function formatTime(ms) {
  if (ms < SECOND) return `${+NumberPrototypeToFixed(ms, 3)}ms`;
  if (ms < MINUTE) return `${NumberPrototypeToFixed(ms / SECOND, 3)}s`;
  const seconds = StringPrototypePadStart(NumberPrototypeToFixed((ms % MINUTE) / SECOND, 3), 6, '0');
  const minutes = MathFloor((ms % HOUR) / MINUTE);
  if (ms < HOUR) return `${minutes}:${seconds} (m:ss.mmm)`;
  return `${MathFloor(ms / HOUR)}:${two(minutes)}:${seconds} (h:mm:ss.mmm)`;
}

module.exports = { debuglog, formatTime, initializeDebugEnv };
