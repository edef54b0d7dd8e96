'use strict';

// Errors as Node makes them. The parts:
//   errors/messages     what a code says
//   errors/formatters   the same, where it depends on the arguments
//   errors/coded        the classes behind `codes`
//   errors/system       failed system calls
//   errors/stack        what error.stack looks like
//   errors/capture      … and when it is made
//   errors/describe     words for values and lists

const {
  AggregateError,
  ArrayIsArray,
  ArrayPrototypePush,
  Error,
  MathMax,
  ObjectAssign,
  SafeArrayIterator,
  Symbol,
} = primordials;

const { codes, E, getMessage, kIsNodeError } = require('internal/errors/coded');
const { determineSpecificType, formatList, inspectWithNoCustomRetry } = require('internal/errors/describe');
const stack = require('internal/errors/stack');
const system = require('internal/errors/system');

require('internal/errors/capture').install(primordials.globalThis);

const kEnhanceStackBeforeInspector = Symbol('kEnhanceStackBeforeInspector');

// AbortError is what an aborted operation rejects with; a plain error with a
// name, other than the DOMException of the same name.
class AbortError extends Error {
  constructor(message = 'The operation was aborted', options = undefined) {
    if (options !== undefined && typeof options !== 'object') {
      throw new codes.ERR_INVALID_ARG_TYPE('options', 'Object', options);
    }
    super(message, options);
    this.code = 'ABORT_ERR';
    this.name = 'AbortError';
  }
}

class NodeAggregateError extends AggregateError {
  constructor(errors, message) {
    super(new SafeArrayIterator(errors), message);
    this.code = errors[0]?.code;
  }

  get ['constructor']() { return AggregateError; }

  get [kIsNodeError]() { return true; }
}

// aggregateTwoErrors keeps both when one error is followed by another.
function aggregateTwoErrors(innerError, outerError) {
  if (!innerError || !outerError || innerError === outerError) return innerError || outerError;
  if (ArrayIsArray(outerError.errors)) {
    ArrayPrototypePush(outerError.errors, innerError);
    return outerError;
  }
  const error = new AggregateError(new SafeArrayIterator([outerError, innerError]), outerError.message);
  error.code = outerError.code;
  return error;
}

function genericNodeError(message, properties) {
  return ObjectAssign(new Error(message), properties);
}

let overflow;

// True for the error that the engine throws when the stack is used up.
function isStackOverflowError(error) {
  if (overflow === undefined) {
    const dive = () => 1 + dive();
    try {
      dive();
    } catch (caught) {
      overflow = { name: caught.name, message: caught.message };
    }
  }
  return Boolean(error) && error.name === overflow.name && error.message === overflow.message;
}

// Asked for the text of an error that ends the process.
const fatalExceptionStackEnhancers = {
  beforeInspector(error) {
    const enhance = error[kEnhanceStackBeforeInspector];
    if (typeof enhance === 'function') {
      try {
        error.stack = enhance();
      } catch {
        // The plain stack will do.
      }
    }
    return error.stack;
  },
  afterInspector(error) {
    const { stack: plain } = error;
    try {
      const { inspect, inspectDefaultOptions } = require('internal/util/inspect');
      const colors = require('internal/util/colors').shouldColorize(process.stderr) || inspectDefaultOptions.colors;
      return inspect(error, { colors, customInspect: false, depth: MathMax(inspect.defaultOptions.depth, 5) });
    } catch {
      return plain;
    }
  },
};

const arrowMessages = new primordials.SafeWeakMap();

// The source line that a syntax error or a failed type strip points at.
function setArrowMessage(error, message) {
  arrowMessages.set(error, message);
}

function getArrowMessage(error) {
  return arrowMessages.get(error);
}

module.exports = {
  AbortError,
  aggregateTwoErrors,
  codes,
  ConnResetException: system.ConnResetException,
  defaultPrepareStackTrace: stack.defaultPrepareStackTrace,
  determineSpecificType,
  DNSException: system.DNSException,
  E,
  ErrnoException: system.ErrnoException,
  ErrorPrepareStackTrace: stack.ErrorPrepareStackTrace,
  ExceptionWithHostPort: system.ExceptionWithHostPort,
  fatalExceptionStackEnhancers,
  formatList,
  genericNodeError,
  getArrowMessage,
  getMessage,
  hideInternalStackFrames: stack.hideInternalStackFrames,
  hideStackFrames: stack.hideStackFrames,
  inspectWithNoCustomRetry,
  isErrorStackTraceLimitWritable: stack.isErrorStackTraceLimitWritable,
  isStackOverflowError,
  kEnhanceStackBeforeInspector,
  kIsNodeError,
  NodeAggregateError,
  overrideStackTrace: stack.overrideStackTrace,
  prepareStackTraceCallback: stack.prepareStackTraceCallback,
  setArrowMessage,
  setInternalPrepareStackTrace: stack.setInternalPrepareStackTrace,
  SystemError: system.SystemError,
  uvErrmapGet: system.uvErrmapGet,
  UVException: system.UVException,
  UVExceptionWithHostPort: system.UVExceptionWithHostPort,
};
