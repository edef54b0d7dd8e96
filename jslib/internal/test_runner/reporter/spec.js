'use strict';

// The reporter for people: a line a test, indented by suites, and at the end
// the errors.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePop,
  ArrayPrototypePush,
  Date,
  DatePrototypeToLocaleString,
} = primordials;

const Transform = require('internal/streams/transform');
const { kSubtestsFailed } = require('internal/test_runner/failure');
const { colorOf, formatTest, indent, symbols } = require('internal/test_runner/reporter/format');
const colors = require('internal/util/colors');
const { relative } = require('path');

class SpecReporter extends Transform {
  #started = []; // outermost first; not shown before something in them has ended
  #failed = [];
  #cwd = process.cwd();

  constructor() {
    super({ __proto__: null, writableObjectMode: true });
    colors.refresh();
  }

  _transform({ type, data }, encoding, callback) {
    callback(null, this.#textOf(type, data));
  }

  _flush(callback) {
    callback(null, this.#failures());
  }

  #textOf(type, data) {
    switch (type) {
      case 'test:fail':
        if (data.details?.error?.failureType !== kSubtestsFailed) ArrayPrototypePush(this.#failed, data);
        return this.#ended(type, data);
      case 'test:pass':
        return this.#ended(type, data);
      case 'test:start':
        ArrayPrototypePush(this.#started, data);
        return undefined;
      case 'test:stderr':
      case 'test:stdout':
        return data.message;
      case 'test:diagnostic':
      case 'test:log': {
        const color = colorOf(data.level) ?? colorOf(type);
        return `${color}${indent(data.nesting)}${symbols[type]}${data.message}${colors.white}\n`;
      }
      case 'test:summary':
        // Of all files together, not of one.
        return data.file === undefined ? this.#failures() : undefined;
      case 'test:watch:restarted':
        return `\nRestarted at ${DatePrototypeToLocaleString(new Date())}\n`;
      case 'test:interrupted':
        return this.#interrupted(data.tests);
      default:
        return undefined;
    }
  }

  #ended(type, data) {
    ArrayPrototypePop(this.#started); // its own start
    let prefix = '';
    for (let i = 0; i < this.#started.length; i++) {
      const { name, nesting } = this.#started[i];
      prefix += `${indent(nesting)}${symbols.suite}${name}\n`;
    }
    this.#started = [];
    return `${formatTest(type, data, false, prefix, indent(data.nesting))}\n`;
  }

  #place({ file, line, column }) {
    return `${relative(this.#cwd, file)}:${line}:${column}`;
  }

  #failures() {
    if (this.#failed.length === 0) return '';
    const parts = [`\n${colorOf('test:fail')}${symbols['test:fail']}failing tests:${colors.white}\n`];
    for (let i = 0; i < this.#failed.length; i++) {
      const test = this.#failed[i];
      if (test.file) ArrayPrototypePush(parts, `test at ${this.#place(test)}`);
      ArrayPrototypePush(parts, formatTest('test:fail', test));
    }
    this.#failed = [];
    return ArrayPrototypeJoin(parts, '\n');
  }

  #interrupted(tests) {
    if (tests.length === 0) return '';
    const parts = [`\n${colors.yellow}Interrupted while running:${colors.white}\n`];
    for (let i = 0; i < tests.length; i++) {
      const test = tests[i];
      const place = test.file ? ` ${colors.gray}(${this.#place(test)})${colors.white}` : '';
      ArrayPrototypePush(parts, `${indent(test.nesting)}${symbols.alert}${test.name}${place}`);
    }
    return `${ArrayPrototypeJoin(parts, '\n')}\n`;
  }
}

module.exports = SpecReporter;
