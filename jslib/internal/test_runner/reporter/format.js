'use strict';

// How a test looks in the output of the spec and dot reporters.

const {
  ArrayPrototypeJoin,
  RegExpPrototypeSymbolSplit,
  StringPrototypeRepeat,
  hardenRegExp,
} = primordials;

const { inspectWithNoCustomRetry } = require('internal/errors');
const colors = require('internal/util/colors');

const symbols = {
  '__proto__': null,
  'test:fail': '\u2716 ',
  'test:pass': '\u2714 ',
  'test:diagnostic': '\u2139 ',
  'test:log': '\u2139 ',
  'test:coverage': '\u2139 ',
  'suite': '\u25B6 ',
  'skipped': '\uFE63 ',
  'alert': '\u26A0 ',
};

const colorNames = {
  '__proto__': null,
  'test:fail': 'red',
  'test:pass': 'green',
  'test:diagnostic': 'blue',
  'test:log': 'blue',
  'info': 'blue',
  'warn': 'yellow',
  'error': 'red',
};

const lineEnd = hardenRegExp(/\r?\n/);

// The color of a kind of event or of a level; undefined for others. The colors
// themselves change with the terminal.
function colorOf(kind) {
  return colors[colorNames[kind]];
}

function indent(nesting) {
  return StringPrototypeRepeat('  ', nesting);
}

function formatError(error, margin) {
  const shown = error.code === 'ERR_TEST_FAILURE' ? error.cause : error;
  const text = inspectWithNoCustomRetry(shown, {
    __proto__: null, colors: colors.shouldColorize(process.stdout), breakLength: Infinity,
  });
  const lines = RegExpPrototypeSymbolSplit(lineEnd, text);
  return `\n${margin}  ${ArrayPrototypeJoin(lines, `\n${margin}  `)}\n`;
}

function reason(directive, otherwise) {
  return ` # ${typeof directive === 'string' && directive.length > 0 ? directive : otherwise}`;
}

// One line for a test that has ended; with showError, its error below.
function formatTest(type, data, showError = true, prefix = '', margin = '') {
  const { details, skip, todo, expectFailure } = data;
  let color = colorOf(type) ?? colors.white;
  let symbol = symbols[type] ?? ' ';
  let title = data.name;
  if (details?.duration_ms) title += ` ${colors.gray}(${details.duration_ms}ms)${colors.white}`;
  if (details?.passed_on_attempt !== undefined) {
    title += ` ${colors.gray}(passed on attempt ${details.passed_on_attempt})${colors.white}`;
  }
  if (skip !== undefined) {
    title += reason(skip, 'SKIP');
    color = colors.gray;
    symbol = symbols.skipped;
  } else if (todo !== undefined) {
    title += reason(todo, 'TODO');
    if (type === 'test:fail') {
      color = colors.yellow;
      symbol = symbols.alert;
    }
  } else if (expectFailure !== undefined) {
    title += ' # EXPECTED FAILURE';
  }
  const error = showError && details?.error ? formatError(details.error, margin) : '';
  return `${prefix}${margin}${color}${symbol}${title}${colors.white}${error}`;
}

module.exports = { colorOf, formatTest, indent, symbols };
