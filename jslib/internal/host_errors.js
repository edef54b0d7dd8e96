'use strict';

// Makes the errors that host functions throw or hand to a request. The host
// calls these by name; see hostcalls/errors.go.

const {
  Error,
  JSONParse,
  ObjectAssign,
  RangeError,
  SyntaxError,
  TypeError,
} = primordials;

const { captureStackTrace } = require('internal/errors/capture');
const { showCode } = require('internal/errors/stack');

const constructors = { __proto__: null, Error, RangeError, SyntaxError, TypeError };

// A failed system call; the properties stand in the order that Node gives them.
function systemError(message, errno, code, syscall, path, dest) {
  const err = new Error(message);
  err.errno = errno;
  err.code = code;
  if (syscall !== undefined) err.syscall = syscall;
  if (path !== undefined) err.path = path;
  if (dest !== undefined) err.dest = dest;
  captureStackTrace(err, systemError);
  return err;
}

// An error of one of Node's codes: the code shows in the stack, not in the name.
function codedError(name, code, message, props) {
  const Constructor = constructors[name] ?? Error;
  const err = new Constructor(message);
  captureStackTrace(err, codedError);
  if (code !== '') {
    showCode(err, code);
    err.code = code;
  }
  ObjectAssign(err, JSONParse(props));
  return err;
}

module.exports = { systemError, codedError };
