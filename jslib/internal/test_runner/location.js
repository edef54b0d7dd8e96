'use strict';

// Where in a program a function of the library was called.

const { StringPrototypeStartsWith } = primordials;

const { captureSites } = require('internal/errors/capture');

function withPath(file) {
  return StringPrototypeStartsWith(file, 'file://') ? require('internal/url').fileURLToPath(file) : file;
}

// The call of the function above, which goes by these names: { line, column,
// file }, or undefined when no program called it.
function callerLocation(above, names) {
  const site = captureSites(1, above)[0];
  const file = site?.getFileName();
  if (typeof file !== 'string' || file === '') return undefined;
  const loc = require('internal/errors/stack_frames').placeOf(site, names);
  if (loc === undefined) return undefined;
  loc.file = withPath(loc.file);
  return loc;
}

module.exports = { callerLocation };
