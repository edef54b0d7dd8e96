'use strict';

// The frames of a stack as they are shown: where source maps lead, and without
// those of the library that have no counterpart in Node.

const {
  SafeSet,
  StringPrototypeReplace,
} = primordials;

const { noteModule } = require('internal/errors/capture');
const { setInternalPrepareStackTrace, stackHeader } = require('internal/errors/stack');
const { isParseError } = require('internal/errors/syntax_messages');

// Modules whose text the library made.
const generated = new SafeSet();

// markGenerated leaves the frames of a module out of stacks.
function markGenerated(name) {
  generated.add(name);
}

// What the engine binding puts around the parameters before a module's source.
const WRAPPER = '(function (' + ') {';

// markModuleFunction tells of the function that a CommonJS module became.
function markModuleFunction(fn, filename, params) {
  noteModule(fn, filename, prefixLength(params));
}

// prefixLength is how much stands before a module's source on its first line.
function prefixLength(params) {
  let length = WRAPPER.length;
  for (let i = 0; i < params.length; i++) length += params[i].length + (i === 0 ? 0 : 2);
  return length;
}

// Parts of what is one function in Node, and the door of the host.
const partsOfOthers = new SafeSet([
  'node:internal/modules/cjs/files',
  'node:internal/modules/cjs/lookup',
  'node:internal/modules/esm/translators',
  'node:internal/process/entry',
]);

// Frames of native functions that are no builtins of the language.
const hostFunctions = new SafeSet(['runMicrotasks', 'compileFunction', 'runScript', 'evaluateModule', 'importModule', 'transform']);

function isHidden(site, file) {
  if (file === null || file === undefined) return hostFunctions.has(site.getFunctionName());
  if (file === 'node:internal/modules/cjs/compile') return site.getFunctionName() !== 'wrapSafe';
  if (file === 'node:internal/process/task_queues') return site.getFunctionName() !== 'processTicksAndRejections';
  return generated.has(file) || partsOfOthers.has(file);
}

const shownAs = {
  __proto__: null,
  processTicksAndRejections: 'process.processTicksAndRejections',
};

function frameText(site, file) {
  const text = `${site}`;
  if (file === null || file === undefined) return text;
  const line = site.getLineNumber();
  const column = site.getColumnNumber();
  if (file === 'node:internal/main/run') return `node:internal/main/run_main_module:${line}:${column}`;
  const name = shownAs[site.getFunctionName()];
  if (name !== undefined && file === 'node:internal/process/task_queues') return `${name} (${file}:${line}:${column})`;
  const { mapPosition } = require('internal/source_map/source_map_cache');
  const original = mapPosition(file, line, column);
  if (original === undefined) return text;
  const place = `${original.source}:${original.line}:${original.column}`;
  const plain = `${file}:${line}:${column}`;
  return text === plain ? place : StringPrototypeReplace(text, plain, () => place);
}

function formatStack(error, trace) {
  let text = stackHeader(error);
  // What did not parse is no frame.
  for (let i = isParseError(error) ? 1 : 0; i < trace.length; i++) {
    const site = trace[i];
    const file = site?.getFileName?.();
    if (!isHidden(site, file)) text += `\n    at ${frameText(site, file)}`;
  }
  return text;
}

setInternalPrepareStackTrace(formatStack);

module.exports = { markGenerated, markModuleFunction };
