'use strict';

// What a console can do.

const {
  ArrayPrototypeUnshift,
  ReflectApply,
  StringPrototypeIndexOf,
  StringPrototypeRepeat,
  StringPrototypeSlice,
} = primordials;

const { captureStackTrace } = require('internal/errors/capture');
const { formatArguments, inspect } = require('internal/util/inspect');
const { publish } = require('internal/console/channels');
const timers = require('internal/console/timers');
const { makeTable } = require('internal/console/table');
const { validateArray } = require('internal/validators');

// core: { getInspectOptions, kState, write } of the constructor.
function makeMethods({ getInspectOptions, kState, write }) {
  function formatFor(console, stream, args) {
    // Most lines are one string, for which nothing else needs to be known.
    if (args.length === 1 && typeof args[0] === 'string') return args[0];
    return formatArguments(getInspectOptions(console, stream), args);
  }

  function print(console, args) {
    write(console, false, args.length === 1 && typeof args[0] === 'string' ? args[0] :
      formatFor(console, console._stdout, args));
  }

  function printError(console, args) {
    write(console, true, args.length === 1 && typeof args[0] === 'string' ? args[0] :
      formatFor(console, console._stderr, args));
  }

  const methods = {
    log(...args) {
      publish('log', args);
      print(this, args);
    },

    info(...args) {
      publish('info', args);
      print(this, args);
    },

    debug(...args) {
      publish('debug', args);
      print(this, args);
    },

    warn(...args) {
      publish('warn', args);
      printError(this, args);
    },

    error(...args) {
      publish('error', args);
      printError(this, args);
    },

    dir(object, options) {
      write(this, false, inspect(object, {
        customInspect: false,
        ...getInspectOptions(this, this._stdout),
        ...options,
      }));
    },

    time(label = 'default') {
      timers.start(this._times, `${label}`, 'console.time()');
    },

    timeEnd(label = 'default') {
      label = `${label}`;
      const elapsed = timers.elapsed(this._times, label, 'console.timeEnd()');
      if (elapsed !== undefined) this.log('%s: %s', label, elapsed);
      this._times.delete(label);
    },

    timeLog(label = 'default', ...data) {
      label = `${label}`;
      const elapsed = timers.elapsed(this._times, label, 'console.timeLog()');
      if (elapsed === undefined) return;
      ArrayPrototypeUnshift(data, '%s: %s', label, elapsed);
      ReflectApply(this.log, this, data);
    },

    trace: function trace(...args) {
      const message = formatFor(this, this._stderr, args);
      const holder = { name: 'Trace', message };
      captureStackTrace(holder, trace);
      const { stack } = holder;
      const frames = typeof stack === 'string' ? StringPrototypeIndexOf(stack, '    at ') : -1;
      const heading = message === '' ? 'Trace' : `Trace: ${message}`;
      this.error(frames === -1 ? heading : `${heading}\n${StringPrototypeSlice(stack, frames)}`);
    },

    assert(expression, ...args) {
      if (expression) return;
      if (args.length !== 0 && typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
      else ArrayPrototypeUnshift(args, 'Assertion failed');
      ReflectApply(this.warn, this, args);
    },

    clear() {
      // Elsewhere than on a terminal there is nothing to clear.
      if (!this._stdout.isTTY || process.env.TERM === 'dumb') return;
      const { clearScreenDown, cursorTo } = require('internal/readline/callbacks');
      cursorTo(this._stdout, 0, 0);
      clearScreenDown(this._stdout);
    },

    count(label = 'default') {
      label = `${label}`;
      const { counts } = this[kState];
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      this.log(`${label}: ${count}`);
    },

    countReset(label = 'default') {
      const { counts } = this[kState];
      if (!counts.has(label)) {
        process.emitWarning(`Count for '${label}' does not exist`);
        return;
      }
      counts.delete(`${label}`);
    },

    group(...data) {
      if (data.length > 0) ReflectApply(this.log, this, data);
      const state = this[kState];
      state.indentation += StringPrototypeRepeat(' ', state.groupWidth);
    },

    groupEnd() {
      const state = this[kState];
      const { indentation, groupWidth } = state;
      state.indentation = StringPrototypeSlice(indentation, 0, indentation.length - groupWidth);
    },

    table(tabularData, properties) {
      if (properties !== undefined) validateArray(properties, 'properties');
      if (tabularData === null || typeof tabularData !== 'object') return this.log(tabularData);
      this.log(makeTable(tabularData, properties, getInspectOptions(this, this._stdout)));
    },
  };
  methods.dirxml = methods.log;
  methods.groupCollapsed = methods.group;
  return methods;
}

module.exports = { makeMethods };
