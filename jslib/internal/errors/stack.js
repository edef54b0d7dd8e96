'use strict';

// What `error.stack` says. The engine hands over the error and its call sites;
// the first line is made here, and frames that mean nothing to a program are
// left out: the constructors of the error itself, and the library's validators
// at the top of an argument error.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayIsArray,
  Error,
  ErrorPrototypeToString,
  FunctionPrototypeSymbolHasInstance,
  ObjectGetOwnPropertyDescriptor,
  ObjectIsExtensible,
  SafeSet,
  SafeWeakMap,
  StringPrototypeStartsWith,
} = primordials;

const { kCode, kIsNodeError } = require('internal/errors/coded');

const overrideStackTrace = new SafeWeakMap();

// Files whose frames never are the cause of an error they raise.
const transparentFiles = new SafeSet([
  'node:internal/assert',
  'node:internal/domexception',
  'node:internal/errors',
  'node:internal/errors/capture',
  'node:internal/errors/coded',
  'node:internal/errors/stack',
  'node:internal/errors/system',
  'node:internal/util',
  'node:internal/validators',
]);

// Errors that the host made, with a code that shows in the stack and not in the
// name.
const hostCodes = new SafeWeakMap();

function showCode(error, code) {
  hostCodes.set(error, code);
}

function stackHeader(error) {
  if (kIsNodeError in error) {
    return `${error.name} [${'code' in error ? error.code : error[kCode]}]: ${error.message}`;
  }
  const code = hostCodes.get(error);
  return code === undefined ? ErrorPrototypeToString(error) : `${error.name} [${code}]: ${error.message}`;
}

// How to get at the function and the file of a call site, whatever a program
// has done to the methods of call sites.
let getFunction = (site) => site.getFunction?.();
let getFileName = (site) => site.getFileName?.();

let readsEvalCode = () => false;

function setReaders(readers) {
  ({ getFunction, getFileName, isEvalCode: readsEvalCode } = readers);
}

// isEvalCode tells whether a call site is the top level of what eval() was given.
function isEvalCode(site) {
  return readsEvalCode(site);
}

// functionOf is for the library alone: no program gets at a function by a stack.
function functionOf(site) {
  return getFunction(site);
}

function isOwnConstructor(site, error) {
  const fn = getFunction(site);
  if (typeof fn !== 'function') return false;
  const desc = ObjectGetOwnPropertyDescriptor(fn, 'prototype');
  // Only classes: writable prototypes belong to functions that merely may construct.
  return desc !== undefined && desc.writable === false && FunctionPrototypeSymbolHasInstance(fn, error);
}

// Drops the leading frames that a program did not write and cannot use. A
// native frame goes with the frame that called it.
function trimTrace(error, trace) {
  if (!ArrayIsArray(trace)) return trace;
  let start = 0;
  for (let i = 0; i < trace.length; i++) {
    const site = trace[i];
    const file = getFileName(site);
    if (file == null) continue;
    if (!transparentFiles.has(file) && !isOwnConstructor(site, error)) break;
    start = i + 1;
  }
  return start === 0 ? trace : ArrayPrototypeSlice(trace, start);
}

function defaultPrepareStackTrace(error, trace) {
  const header = stackHeader(error);
  return trace.length === 0 ? header : `${header}\n    at ${ArrayPrototypeJoin(trace, '\n    at ')}`;
}

let internalPrepareStackTrace = defaultPrepareStackTrace;

// Source maps put their own formatter here.
function setInternalPrepareStackTrace(callback) {
  internalPrepareStackTrace = callback;
}

// prepareStackTraceCallback is what the engine calls: an override for this one
// error, else the program's Error.prepareStackTrace, else the library's.
function prepareStackTraceCallback(globalObject, error, trace) {
  const override = overrideStackTrace.get(error);
  if (override !== undefined) {
    overrideStackTrace.delete(error);
    return override(error, trace);
  }
  const prepare = globalObject?.Error?.prepareStackTrace;
  if (typeof prepare === 'function' && prepare !== ErrorPrepareStackTrace) return globalObject.Error.prepareStackTrace(error, trace);
  return internalPrepareStackTrace(error, trace);
}

// The value of Error.prepareStackTrace that a program finds and may call.
function ErrorPrepareStackTrace(error, trace) {
  return internalPrepareStackTrace(error, trace);
}

// hideStackFrames marks a function whose frames should not show. It returns
// the function itself: its file is among the transparent ones, or its caller
// captures the stack anew.
function hideStackFrames(fn) {
  fn.withoutStackTrace = fn;
  return fn;
}

// A frame of the library, or of the engine.
function isInternalFrame(site) {
  const file = getFileName(site);
  return typeof file !== 'string' || StringPrototypeStartsWith(file, 'node:internal');
}

// Leaves only frames of the program in this error's stack.
function hideInternalStackFrames(error) {
  overrideStackTrace.set(error, (err, trace) => {
    const kept = [];
    for (let i = 0; i < trace.length; i++) {
      if (!isInternalFrame(trace[i])) ArrayPrototypePush(kept, trace[i]);
    }
    return internalPrepareStackTrace(err, kept);
  });
}

function isErrorStackTraceLimitWritable() {
  const desc = ObjectGetOwnPropertyDescriptor(Error, 'stackTraceLimit');
  if (desc === undefined) return ObjectIsExtensible(Error);
  return 'writable' in desc ? desc.writable : desc.set !== undefined;
}

module.exports = {
  defaultPrepareStackTrace,
  ErrorPrepareStackTrace,
  functionOf,
  hideInternalStackFrames,
  hideStackFrames,
  isErrorStackTraceLimitWritable,
  isEvalCode,
  overrideStackTrace,
  prepareStackTraceCallback,
  setInternalPrepareStackTrace,
  setReaders,
  showCode,
  stackHeader,
  trimTrace,
};
