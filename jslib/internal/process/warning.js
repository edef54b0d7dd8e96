'use strict';

// process.emitWarning, and the listener that prints what it emits.

const {
  ArrayIsArray,
  ArrayPrototypeIncludes,
  Error,
  ErrorPrototypeToString,
  FunctionPrototypeSymbolHasInstance,
  String,
} = primordials;

const { captureStackTrace } = require('internal/errors/capture');
const { getOptionValue } = require('internal/options');
const { codes: { ERR_INVALID_ARG_TYPE }, isErrorStackTraceLimitWritable } = require('internal/errors');
const { validateString } = require('internal/validators');

let hintShown = false;

function isError(value) {
  return FunctionPrototypeSymbolHasInstance(Error, value);
}

function warningText(warning) {
  const isDeprecation = warning.name === 'DeprecationWarning';
  const trace = process.traceProcessWarnings || (isDeprecation && process.traceDeprecation);
  let text = `(${process.release.name}:${process.pid}) `;
  if (warning.code) text += `[${warning.code}] `;
  if (trace && warning.stack) {
    text += `${warning.stack}`;
  } else {
    text += typeof warning.toString === 'function' ? `${warning.toString()}` : ErrorPrototypeToString(warning);
  }
  if (typeof warning.detail === 'string') text += `\n${warning.detail}`;
  if (!trace && !hintShown) {
    const flag = isDeprecation ? '--trace-deprecation' : '--trace-warnings';
    const program = require('path').basename(process.argv0 || 'node', '.exe');
    text += `\n(Use \`${program} ${flag} ...\` to show where the warning was created)`;
    hintShown = true;
  }
  return text;
}

// The listener of 'warning' that every process begins with.
function onWarning(warning) {
  const disabled = getOptionValue('--disable-warning');
  if (disabled !== undefined && disabled.length !== 0 && warning !== null && warning !== undefined) {
    if (warning.code && ArrayPrototypeIncludes(disabled, warning.code)) return;
    if (warning.name && ArrayPrototypeIncludes(disabled, warning.name)) return;
  }
  if (!isError(warning)) return;
  if (warning.name === 'DeprecationWarning' && process.noDeprecation) return;
  require('internal/console/global').error(warningText(warning));
}

// The stack begins at the caller of ctor; making it twice would cost twice.
function createWarning(message, type, code, ctor, detail) {
  const writable = isErrorStackTraceLimitWritable();
  const limit = Error.stackTraceLimit;
  if (writable) Error.stackTraceLimit = 0;
  const warning = new Error(message);
  if (writable) Error.stackTraceLimit = limit;
  warning.name = String(type || 'Warning');
  if (code !== undefined) warning.code = code;
  if (detail !== undefined) warning.detail = detail;
  captureStackTrace(warning, ctor || process.emitWarning);
  return warning;
}

function doEmit(warning) {
  process.emit('warning', warning);
}

function doThrow(warning) {
  throw warning;
}

// emitWarning(warning[, options])
// emitWarning(warning[, type[, code]][, ctor])
function emitWarning(warning, type, code, ctor) {
  if (type === 'DeprecationWarning' && process.noDeprecation) return;
  let detail;
  if (type !== null && typeof type === 'object' && !ArrayIsArray(type)) {
    ({ code, ctor } = type);
    if (typeof type.detail === 'string') detail = type.detail;
    type = type.type || 'Warning';
  } else if (typeof type === 'function') {
    ctor = type;
    code = undefined;
    type = 'Warning';
  }
  if (type !== undefined) validateString(type, 'type');
  if (typeof code === 'function') {
    ctor = code;
    code = undefined;
  } else if (code !== undefined) {
    validateString(code, 'code');
  }
  if (typeof warning === 'string') {
    warning = createWarning(warning, type, code, ctor, detail);
  } else if (!isError(warning)) {
    throw new ERR_INVALID_ARG_TYPE('warning', ['Error', 'string'], warning);
  }
  if (warning.name === 'DeprecationWarning') {
    if (process.noDeprecation) return;
    if (process.throwDeprecation) {
      process.nextTick(doThrow, warning);
      return;
    }
  }
  process.nextTick(doEmit, warning);
}

// For those that cannot wait for the next tick.
function emitWarningSync(warning, type, code, ctor) {
  doEmit(createWarning(warning, type, code, ctor));
}

module.exports = { emitWarning, emitWarningSync, onWarning };
