'use strict';

// assert.ok: says what was found to be false.

const { Error, NumberPrototypeToString, RegExpPrototypeSymbolReplace, StringPrototypeCharCodeAt,
  StringPrototypePadStart, hardenRegExp } = primordials;

const { captureSites, captureStackTrace } = require('internal/errors/capture');
const { isErrorStackTraceLimitWritable } = require('internal/errors');
const { isError } = require('internal/util');
const AssertionError = require('internal/assert/assertion_error');
const { evalExpression, sourceExpression } = require('internal/assert/source_expression');

// All but tabs and line ends, which keep the code in shape.
const controls = hardenRegExp(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g);

// How far above a call in evaluated code its top level is looked for.
const EVAL_DEPTH = 8;

function escapeControl(char) {
  const code = StringPrototypeCharCodeAt(char, 0);
  if (code === 8) return '\\b';
  if (code === 12) return '\\f';
  return `\\u${StringPrototypePadStart(NumberPrototypeToString(code, 16), 4, '0')}`;
}

// The message that quotes the call of fn; undefined if its source is not known.
function quoteCall(fn) {
  const writable = isErrorStackTraceLimitWritable();
  const limit = Error.stackTraceLimit;
  if (writable) Error.stackTraceLimit = 1;
  const holder = {};
  captureStackTrace(holder, fn);
  const { stack } = holder;
  if (writable) Error.stackTraceLimit = limit;

  const source = evalExpression(captureSites(EVAL_DEPTH, fn)) ?? sourceExpression(stack);
  if (!source) return undefined;
  return `The expression evaluated to a falsy value:\n\n  ${RegExpPrototypeSymbolReplace(controls, source, escapeControl)}\n`;
}

// fn is the function the program has called, with argsLength arguments.
function innerOk(fn, argsLength, value, message) {
  if (value) return;
  let generated = false;
  if (argsLength === 0) {
    generated = true;
    message = 'No value argument passed to `assert.ok()`';
  } else if (message == null) {
    generated = true;
    message = quoteCall(fn);
  } else if (isError(message)) {
    throw message;
  }
  const error = new AssertionError({ actual: value, expected: true, message, operator: '==', stackStartFn: fn });
  error.generatedMessage = generated;
  throw error;
}

module.exports = { innerOk };
