'use strict';

// AssertionError: an error whose message shows what differs.

const {
  ArrayPrototypeJoin,
  ArrayPrototypeSlice,
  Error,
  ObjectAssign,
  ObjectDefineProperty,
  ObjectGetPrototypeOf,
  ObjectPrototypeHasOwnProperty,
  String,
  StringPrototypeRepeat,
  StringPrototypeSlice,
  StringPrototypeSplit,
} = primordials;

const { captureStackTrace } = require('internal/errors/capture');
const { isErrorStackTraceLimitWritable } = require('internal/errors');
const { customInspectSymbol, isError } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const colors = require('internal/util/colors');
const { validateObject } = require('internal/validators');
const { myersDiff, printMyersDiff, printSimpleMyersDiff } = require('internal/assert/myers_diff');

const headings = {
  __proto__: null,
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: 'Values have same structure but are not reference-equal:',
  notDeepEqualUnequal: 'Expected values not to be loosely deep-equal:',
};

// Two values that together are no longer than this fit into "a !== b".
const MAX_SHORT = 12;
const MAX_LONG = 512;
const MAX_LINES = 50;

const isObject = (value) => typeof value === 'object' && value !== null;

const showsDiff = (operator) => operator === 'deepStrictEqual' || operator === 'strictEqual' ||
  operator === 'partialDeepStrictEqual';

// As much as a comparison looks at, one entry a line, in a stable order. All
// options are given because their defaults may have been changed.
function inspectValue(value) {
  return inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
  });
}

// An error without its stack, which would differ in any case.
function copyError(source) {
  const target = ObjectAssign({ __proto__: ObjectGetPrototypeOf(source) }, source);
  ObjectDefineProperty(target, 'message', { __proto__: null, value: source.message });
  if (ObjectPrototypeHasOwnProperty(source, 'cause')) {
    const { cause } = source;
    ObjectDefineProperty(target, 'cause', { __proto__: null, value: isError(cause) ? copyError(cause) : cause });
  }
  return target;
}

const isThrownError = (value) => isObject(value) && 'stack' in value && value instanceof Error;

// A caret under the first character that differs, unless that is plain to see.
function caretLine(actual, expected) {
  const width = process.stderr.isTTY ? process.stderr.columns : 80;
  if (actual.length + expected.length > width) return '';
  for (let i = 0; i < actual.length; i++) {
    if (actual[i] !== expected[i]) return i >= 3 ? `\n${StringPrototypeRepeat(' ', i + 2)}^` : '';
  }
  return '';
}

// Two values of one line each: { header (undefined for the usual one), message }.
function singleLineDiff(actual, actualText, expected, expectedText) {
  const length = actualText.length + expectedText.length -
    (typeof actual === 'string' ? 2 : 0) - (typeof expected === 'string' ? 2 : 0);
  if (length <= MAX_SHORT && (actual !== 0 || expected !== 0)) {
    return { header: '', message: `${actualText} !== ${expectedText}` };
  }
  if (typeof actual === 'string' && typeof expected === 'string' && colors.hasColors) {
    const diff = myersDiff(StringPrototypeSplit(actualText, ''), StringPrototypeSplit(expectedText, ''));
    return {
      header: `${colors.green}actual${colors.white} ${colors.red}expected${colors.white}`,
      message: printSimpleMyersDiff(diff),
    };
  }
  return {
    header: undefined,
    // The texts are strings, whatever they stand for, so that the caret is always an option.
    message: `\n${colors.green}+${colors.white} ${actualText}\n${colors.red}- ${colors.white}${expectedText}` +
      caretLine(actualText, expectedText),
  };
}

function differenceMessage(actual, expected, operator, customMessage, diffType) {
  if (operator === 'strictEqual' && ((isObject(actual) && isObject(expected)) ||
      (typeof actual === 'function' && typeof expected === 'function'))) {
    operator = 'strictEqualObject';
  }
  const actualText = inspectValue(actual);
  const expectedText = inspectValue(expected);
  const actualLines = StringPrototypeSplit(actualText, '\n');
  const expectedLines = StringPrototypeSplit(expectedText, '\n');
  let header = `${colors.green}+ actual${colors.white} ${colors.red}- expected${colors.white}`;
  let message;
  let skipped = false;

  if (actualLines.length === 1 && expectedLines.length === 1 && !(isObject(actual) && isObject(expected))) {
    const line = singleLineDiff(actual, actualText, expected, expectedText);
    header = line.header ?? header;
    message = line.message;
  } else if (actualText === expectedText) {
    operator = 'notIdentical';
    header = '';
    skipped = actualLines.length > MAX_LINES && diffType !== 'full';
    message = skipped ? `${ArrayPrototypeJoin(ArrayPrototypeSlice(actualLines, 0, MAX_LINES), '\n')}\n...}` : actualText;
  } else {
    const diff = myersDiff(actualLines, expectedLines, isObject(actual));
    ({ message, skipped } = printMyersDiff(diff, operator));
    if (operator === 'partialDeepStrictEqual') {
      header = `${colors.gray}${colors.hasColors ? '' : '+ '}actual${colors.white} ${colors.red}- expected${colors.white}`;
    }
  }
  return `${customMessage || headings[operator]}\n${header}${skipped ? '\n... Skipped lines' : ''}\n${message}\n`;
}

// For the operators that fail because the values are equal.
function equalityMessage(actual, operator, diffType) {
  const heading = operator === 'notStrictEqual' && (isObject(actual) || typeof actual === 'function') ?
    headings.notStrictEqualObject : headings[operator];
  const lines = StringPrototypeSplit(inspectValue(actual), '\n');
  if (lines.length > MAX_LINES && diffType !== 'full') {
    lines.length = 47;
    lines[46] = `${colors.blue}...${colors.white}`;
  }
  if (lines.length === 1) return `${heading}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}`;
  return `${heading}\n\n${ArrayPrototypeJoin(lines, '\n')}\n`;
}

function shorten(text, max, diffType) {
  return text.length > max && diffType !== 'full' ? `${StringPrototypeSlice(text, 0, max - 3)}...` : text;
}

// For all other operators: both values, one after the other.
function looseMessage(actual, expected, operator, diffType) {
  const actualText = inspectValue(actual);
  const expectedText = inspectValue(expected);
  if (operator === 'notDeepEqual' && actualText === expectedText) {
    return shorten(`${headings[operator]}\n\n${actualText}`, 1024, diffType);
  }
  const first = shorten(actualText, MAX_LONG, diffType);
  const second = shorten(expectedText, MAX_LONG, diffType);
  if (operator === 'deepEqual') return `${headings.deepEqual}\n\n${first}\n\nshould loosely deep-equal\n\n${second}`;
  const heading = headings[`${operator}Unequal`];
  if (heading) return `${heading}\n\n${first}\n\nshould not loosely deep-equal\n\n${second}`;
  return `${first} ${operator} ${second}`;
}

function generateMessage(actual, expected, operator, diffType) {
  if (showsDiff(operator)) return differenceMessage(actual, expected, operator, undefined, diffType);
  if (operator === 'notDeepStrictEqual' || operator === 'notStrictEqual') return equalityMessage(actual, operator, diffType);
  return looseMessage(actual, expected, operator, diffType);
}

// The first ten lines of a value in an inspected assertion error.
function addEllipsis(text) {
  const lines = StringPrototypeSplit(text, '\n', 11);
  if (lines.length > 10) {
    lines.length = 10;
    return `${ArrayPrototypeJoin(lines, '\n')}\n...`;
  }
  return text.length > MAX_LONG ? `${StringPrototypeSlice(text, MAX_LONG)}...` : text;
}

class AssertionError extends Error {
  constructor(options) {
    validateObject(options, 'options');
    const { message, operator, stackStartFn, details, stackStartFunction, diff = 'simple' } = options;
    let { actual, expected } = options;
    const generated = message == null;
    if (generated) {
      // Whether there are colours may have changed with the environment.
      colors.refresh();
      if (isThrownError(actual) && isThrownError(expected)) {
        actual = copyError(actual);
        expected = copyError(expected);
      }
    }
    const text = generated ? generateMessage(actual, expected, operator, diff) :
      showsDiff(operator) ? differenceMessage(actual, expected, operator, message, diff) : String(message);

    // The stack is taken below, once the name is right.
    const writable = isErrorStackTraceLimitWritable();
    const limit = Error.stackTraceLimit;
    if (writable) Error.stackTraceLimit = 0;
    super(text);
    if (writable) Error.stackTraceLimit = limit;

    this.generatedMessage = !message;
    ObjectDefineProperty(this, 'name', {
      __proto__: null,
      value: 'AssertionError [ERR_ASSERTION]',
      enumerable: false,
      writable: true,
      configurable: true,
    });
    this.code = 'ERR_ASSERTION';
    if (details) {
      this.actual = undefined;
      this.expected = undefined;
      this.operator = undefined;
      for (let i = 0; i < details.length; i++) {
        this[`message ${i}`] = details[i].message;
        this[`actual ${i}`] = details[i].actual;
        this[`expected ${i}`] = details[i].expected;
        this[`operator ${i}`] = details[i].operator;
        this[`stack trace ${i}`] = details[i].stack;
      }
    } else {
      this.actual = actual;
      this.expected = expected;
      this.operator = operator;
    }
    captureStackTrace(this, stackStartFn || stackStartFunction);
    this.stack; // Read while the name shows the code. eslint-disable-line no-unused-expressions
    this.name = 'AssertionError';
    this.diff = diff;
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  // The message shows both values already, so they are cut short here.
  [customInspectSymbol](depth, options) {
    const { actual, expected } = this;
    if (typeof actual === 'string') this.actual = addEllipsis(actual);
    if (typeof expected === 'string') this.expected = addEllipsis(expected);
    const text = inspect(this, { ...options, customInspect: false, depth: 0 });
    this.actual = actual;
    this.expected = expected;
    return text;
  }
}

module.exports = AssertionError;
