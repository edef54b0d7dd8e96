'use strict';

// When a name is imported that is not exported, the engine says so in its own
// words: "Could not find export 'a' in module 'file:///b.mjs'". Node's name the
// specifier, and for CommonJS say what to do.

const {
  FunctionPrototypeSymbolHasInstance,
  RegExpPrototypeExec,
  StringPrototypeStartsWith,
  SyntaxError,
  hardenRegExp,
} = primordials;

const missing = hardenRegExp(/^Could not find export '(.*)' in module '(.*)'$/s);
const ambiguous = hardenRegExp(/^export '(.*)' in module '(.*)' is ambiguous$/s);

function improve(error) {
  if (!FunctionPrototypeSymbolHasInstance(SyntaxError, error)) return error;
  const { message } = error;
  const match = RegExpPrototypeExec(missing, message);
  if (match !== null) {
    const { 1: name, 2: url } = match;
    error.message = `The requested module '${url}' does not provide an export named '${name}'`;
  } else {
    const twice = RegExpPrototypeExec(ambiguous, message);
    if (twice === null) return error;
    error.message = `The requested module '${twice[2]}' contains conflicting star exports for name '${twice[1]}'`;
  }
  if (typeof error.stack === 'string' && StringPrototypeStartsWith(error.stack, `SyntaxError: ${message}`)) {
    error.stack = `SyntaxError: ${error.message}${primordials.StringPrototypeSlice(error.stack, 13 + message.length)}`;
  }
  return error;
}

module.exports = { improve };
