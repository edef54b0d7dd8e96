'use strict';

// What is printed about an error that ends the process, as Node prints it:
//
//   file:line
//   the source line
//       ^
//
//   the error with its stack and its own properties
//
//   Node.js v24.…
//
// The engine does not say where a value was thrown, so the place is that of
// the error's first frame; when it was made in a `throw` statement, the caret
// goes there, which is where Node puts it. A thrown string has no place at all
// and is printed as `Uncaught 'text'`.
//
// Binding ops (errors):
//   getSourceLine(file: string, line: number): string | null
//       the text of a line (1-based) of what was loaded as file, before any transform;
//       null when unknown
//   fatal(text, exitCode, name, message, stack): never
//       (string, number, string, string, string) writes text to standard error and ends
//       the isolate; an embedder gets name, message and stack as a typed error

const {
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  String,
  StringPrototypeEndsWith,
  StringPrototypeReplace,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  hardenRegExp,
} = primordials;

const { fatalExceptionStackEnhancers, getArrowMessage } = require('internal/errors');
const { noSideEffectsToString } = require('internal/process/no_side_effects');

const framePlace = hardenRegExp(/^ {4}at (?:async )?(?:.* \()?([^()]*?):(\d+):(\d+)\)?$/m);
const allFrames = hardenRegExp(/^ {4}at [^]*$/m);
const frameStart = hardenRegExp(/^ {4}at /gm);
const openThrow = hardenRegExp(/(?:^|[^\w$.])(throw\b[^;{}]*)$/);
const trailingNew = hardenRegExp(/(?:^|[^\w$.])(new\s+)$/);
const notTab = hardenRegExp(/[^\t]/g);

function firstFrame(stack) {
  const match = RegExpPrototypeExec(framePlace, stack);
  return match === null ? undefined : { file: match[1], line: +match[2], column: +match[3] };
}

// The column (0-based) for the caret. The engine's place of `new Error(…)` is
// the constructor's name; Node's is the `new`, or the `throw` it belongs to.
function caretColumn(text, column, atThrow) {
  if (column < 0 || column > text.length) return 0;
  const before = StringPrototypeSlice(text, 0, column);
  let start = column;
  const construct = RegExpPrototypeExec(trailingNew, before);
  if (construct !== null) start -= construct[1].length;
  else if (!StringPrototypeStartsWith(text, 'new', column)) return column;
  if (!atThrow) return start;
  const found = RegExpPrototypeExec(openThrow, StringPrototypeSlice(text, 0, start));
  return found === null ? start : start - found[1].length;
}

// The text of a line as it was written: from what the host has kept, else from
// the file, if the program may read it.
function sourceLine({ file, line }) {
  const text = internalBinding('errors').getSourceLine(file, line);
  if (typeof text === 'string') return text;
  const isUrl = StringPrototypeStartsWith(file, 'file:');
  if (!isUrl && !require('path').isAbsolute(file)) return undefined;
  const path = isUrl ? require('internal/url').fileURLToPath(file) : file;
  const lines = StringPrototypeSplit(require('fs').readFileSync(path, 'utf8'), '\n', line);
  const found = lines[line - 1];
  return found !== undefined && StringPrototypeEndsWith(found, '\r') ? StringPrototypeSlice(found, 0, -1) : found;
}

// The three lines that point into the source, or '' when the source is not at
// hand. atThrow: the error was thrown, not handed to reject().
function pointAt(place, atThrow) {
  const text = sourceLine(place);
  if (text === undefined) return '';
  const start = caretColumn(text, place.column - 1, atThrow);
  // Tabs are kept, so that the caret stands below its column in any terminal.
  const margin = StringPrototypeReplace(StringPrototypeSlice(text, 0, start), notTab, ' ');
  return `${place.file}:${place.line}\n${text}\n${margin}^\n`;
}

function stackOf(err) {
  try {
    const { stack } = err;
    return typeof stack === 'string' ? stack : '';
  } catch {
    return '';
  }
}

function arrowOf(err, stack, atThrow) {
  try {
    const arrow = getArrowMessage(err);
    if (typeof arrow === 'string') return StringPrototypeEndsWith(arrow, '\n') ? arrow : `${arrow}\n`;
    const place = firstFrame(stack);
    return place === undefined ? '' : pointAt(place, atThrow);
  } catch {
    return ''; // The report of an error must not fail for the lack of its source.
  }
}

function describe(err, atThrow) {
  const isObject = (typeof err === 'object' && err !== null) || typeof err === 'function';
  if (!isObject) {
    const text = typeof err === 'string' ? `'${err}'` : noSideEffectsToString(err);
    return `Uncaught ${text}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)\n`;
  }
  fatalExceptionStackEnhancers.beforeInspector(err);
  const stack = stackOf(err);
  const arrow = arrowOf(err, stack, atThrow);
  let shown = fatalExceptionStackEnhancers.afterInspector(err);
  if (typeof shown !== 'string') shown = noSideEffectsToString(err);
  return arrow === '' ? `${shown}\n` : `${arrow}\n${shown}\n`;
}

function property(err, key) {
  try {
    const value = err?.[key];
    return value === undefined ? '' : String(value);
  } catch {
    return '';
  }
}

function fatalText(err, atThrow) {
  let text;
  try {
    text = describe(err, atThrow);
  } catch {
    text = `Uncaught ${noSideEffectsToString(err)}\n`;
  }
  return `${text}\nNode.js ${process.version}\n`;
}

function reportFatal(err, exitCode, atThrow = true) {
  endWith(fatalText(err, atThrow), err, exitCode);
}

// What V8 prints before it aborts: the error, and the frames below it.
function reportAbort(err, exitCode) {
  const frames = RegExpPrototypeExec(allFrames, stackOf(err));
  const from = frames === null ? '' : RegExpPrototypeSymbolReplace(frameStart, frames[0], '');
  endWith(`Uncaught ${noSideEffectsToString(err)}\n\nFROM\n${from}\n`, err, exitCode);
}

function endWith(text, err, exitCode) {
  const isObject = (typeof err === 'object' && err !== null) || typeof err === 'function';
  internalBinding('errors').fatal(
    text, exitCode,
    isObject ? property(err, 'name') : '',
    isObject ? property(err, 'message') : noSideEffectsToString(err),
    isObject ? stackOf(err) : '');
}

// arrowFor is pointAt for the first frame of an error that was thrown.
function arrowFor(err) {
  return arrowOf(err, stackOf(err), true);
}

module.exports = { arrowFor, fatalText, firstFrame, pointAt, reportAbort, reportFatal, sourceLine };
