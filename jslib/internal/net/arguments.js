'use strict';

// The forms that connect() and listen() can be called in.

const { Symbol } = primordials;

// Marks what normalizeArgs has made, so that connect() can be handed it.
const normalizedArgs = Symbol('normalizedArgs');

function toNumber(value) {
  const number = +value;
  return number >= 0 ? number : false;
}

// What is a string and no number from 0 is the name of a pipe.
function isPipeName(value) { return typeof value === 'string' && toNumber(value) === false; }

// (), (options), (path), (port[, host]), each with a callback behind. The result is
// [options, callback or null].
function normalizeArgs(args) {
  let options = {};
  const first = args[0];
  if (typeof first === 'object' && first !== null) {
    options = first;
  } else if (isPipeName(first)) {
    options.path = first;
  } else if (args.length > 0) {
    options.port = first;
    if (args.length > 1 && typeof args[1] === 'string') options.host = args[1];
  }
  const last = args.length > 0 ? args[args.length - 1] : undefined;
  const result = [options, typeof last === 'function' ? last : null];
  result[normalizedArgs] = true;
  return result;
}

module.exports = { isPipeName, normalizeArgs, normalizedArgs, toNumber };
