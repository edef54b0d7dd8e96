'use strict';

// The reporter of a file that another runtime has started: sends the events
// there, in between what the file prints.

const { ObjectAssign } = primordials;

const { serialize } = require('v8');
const { packError } = require('internal/test_runner/error_transfer');

function plain({ type, data }) {
  const error = data?.details?.error;
  if (error === undefined) return serialize({ type, data });
  const details = ObjectAssign({ __proto__: null }, data.details, { __proto__: null, error: packError(error) });
  return serialize({ type, data: ObjectAssign({ __proto__: null }, data, { __proto__: null, details }) });
}

module.exports = async function* parentReporter(source) {
  const { emit } = internalBinding('testfiles');
  for await (const event of source) emit(plain(event));
};
