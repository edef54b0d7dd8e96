'use strict';

// The frames of a stack as they are shown: where source maps lead, and without
// the modules that the library makes for itself.

const {
  SafeSet,
} = primordials;

const { noteModule } = require('internal/errors/capture');
const { setInternalPrepareStackTrace, stackHeader } = require('internal/errors/stack');

const generated = new SafeSet();

// markGenerated leaves the frames of a module out of stacks.
function markGenerated(name) {
  generated.add(name);
}

// What the engine binding puts before a module's source.
const WRAPPER = '(function (' + ') {';

// markModuleFunction tells of the function that a CommonJS module became.
function markModuleFunction(fn, filename, params) {
  let length = WRAPPER.length;
  for (let i = 0; i < params.length; i++) length += params[i].length + (i === 0 ? 0 : 2);
  noteModule(fn, filename, length);
}

function frameText(site) {
  const file = site.getFileName();
  if (file === null || file === undefined) return `${site}`;
  const { mapPosition } = require('internal/source_map/source_map_cache');
  const original = mapPosition(file, site.getLineNumber(), site.getColumnNumber());
  if (original === undefined) return `${site}`;
  const place = `${original.source}:${original.line}:${original.column}`;
  const text = `${site}`;
  const plain = `${file}:${site.getLineNumber()}:${site.getColumnNumber()}`;
  return text === plain ? place : primordials.StringPrototypeReplace(text, plain, () => place);
}

function formatStack(error, trace) {
  let text = stackHeader(error);
  for (let i = 0; i < trace.length; i++) {
    const site = trace[i];
    if (typeof site !== 'object' || site === null || generated.has(site.getFileName?.())) continue;
    text += `\n    at ${frameText(site)}`;
  }
  return text;
}

setInternalPrepareStackTrace(formatStack);

module.exports = { markGenerated, markModuleFunction };
