'use strict';

// Where in a program a function of the library was called.

const { Error, ErrorCaptureStackTrace, StringPrototypeStartsWith } = primordials;

const { getOptionValue } = require('internal/options');

function firstSite(above) {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (error, sites) => sites;
    const holder = {};
    ErrorCaptureStackTrace(holder, above);
    return holder.stack[0];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function withPath(file) {
  return StringPrototypeStartsWith(file, 'file://') ? require('internal/url').fileURLToPath(file) : file;
}

// The caller of the function above: { line, column, file }, or undefined when
// no program called it.
function callerLocation(above) {
  const site = firstSite(above);
  const file = site?.getFileName();
  if (typeof file !== 'string' || file === '') return undefined;
  const loc = { __proto__: null, line: site.getLineNumber(), column: site.getColumnNumber(), file };
  if (getOptionValue('--enable-source-maps')) {
    const map = require('internal/source_map/source_map_cache').findSourceMap(file);
    const entry = map?.findEntry(loc.line - 1, loc.column - 1);
    if (entry?.originalSource !== undefined) {
      loc.line = entry.originalLine + 1;
      loc.column = entry.originalColumn + 1;
      loc.file = entry.originalSource;
    }
  }
  loc.file = withPath(loc.file);
  return loc;
}

module.exports = { callerLocation };
