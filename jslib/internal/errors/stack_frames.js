'use strict';

// The frames of a stack as they are shown, in V8's form: where source maps lead,
// and without those of the library that have no counterpart in Node.
//
// Binding ops (module):
//   frames(fields: string[], thrown: string, property: string): { name, line, column }[]
//       five texts a frame: file, line, column, function, 'native', 'async' or ''

const {
  ArrayPrototypePush,
  ReflectGetOwnPropertyDescriptor,
  ReflectOwnKeys,
  RegExpPrototypeExec,
  SafeSet,
  SafeWeakMap,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  globalThis,
  hardenRegExp,
} = primordials;

const { noteModule } = require('internal/errors/capture');
const { functionOf, setInternalPrepareStackTrace, stackHeader } = require('internal/errors/stack');
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

// What waits for the function that runs. A program may pass sites of its own.
const isAsync = (site) => typeof site.isAsync === 'function' && site.isAsync() === true;

// Parts of what is one function in Node, and the door of the host.
const partsOfOthers = new SafeSet([
  'node:internal/modules/cjs/files',
  'node:internal/modules/cjs/lookup',
  'node:internal/modules/esm/translators',
  'node:internal/process/entry',
]);

// Frames of native functions that are no builtins of the language.
const hostFunctions = new SafeSet(['concat', 'runMicrotasks', 'compileFunction', 'runScript', 'evaluateModule', 'importModule', 'transform']);

function isHidden(site, file) {
  if (isAsync(site)) return typeof file === 'string' && StringPrototypeStartsWith(file, 'node:internal/');
  if (file === null || file === undefined) {
    const name = site.getFunctionName();
    // Symbol methods stand behind a method with a name; concat behind a template.
    return name === null || name[0] === '[' || hostFunctions.has(name);
  }
  if (file === 'node:internal/modules/cjs/compile') return site.getFunctionName() !== 'wrapSafe';
  if (file === 'node:internal/process/task_queues') return site.getFunctionName() !== 'processTicksAndRejections';
  return generated.has(file) || partsOfOthers.has(file);
}

const shownAs = {
  __proto__: null,
  processTicksAndRejections: 'process.processTicksAndRejections',
};

// ---- native functions

let nativeNames;

function addNatives(names, holder, owner, prefix) {
  const keys = ReflectOwnKeys(holder);
  for (let i = 0; i < keys.length; i++) {
    if (typeof keys[i] !== 'string') continue;
    const { value, get } = ReflectGetOwnPropertyDescriptor(holder, keys[i]);
    if (typeof value === 'function' && keys[i] !== 'constructor' && !names.has(value)) names.set(value, `${prefix}${keys[i]}`);
    if (typeof get === 'function') names.set(get, `get ${keys[i]}`);
  }
  if (typeof owner === 'function') names.set(owner, `new ${StringPrototypeSlice(prefix, 0, -1)}`);
}

const holders = [
  'Array', 'Object', 'Function', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'RegExp', 'Date', 'Promise', 'Map', 'Set',
  'WeakMap', 'WeakSet', 'WeakRef', 'ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Uint8Array', 'Iterator', 'TypedArray', 'Proxy',
];

// How V8 calls the functions of the language: "Array.map", "new Promise".
function nativeName(site) {
  const fn = functionOf(site);
  if (nativeNames === undefined) {
    nativeNames = new SafeWeakMap();
    for (const name of ['JSON', 'Reflect', 'Math', 'Atomics']) {
      if (globalThis[name] !== undefined) addNatives(nativeNames, globalThis[name], undefined, `${name}.`);
    }
    for (const name of holders) {
      const holder = primordials[name];
      if (typeof holder !== 'function') continue;
      addNatives(nativeNames, holder, holder, `${name}.`);
      if (holder.prototype) addNatives(nativeNames, holder.prototype, undefined, `${name}.`);
    }
    addNatives(nativeNames, primordials.GeneratorPrototype, undefined, 'Generator.');
  }
  return typeof fn === 'function' ? nativeNames.get(fn) : undefined;
}

// ---- frames

const isLibrary = (file) => StringPrototypeStartsWith(file, 'node:');

// What is known of the frames that will be shown: { site, file, line, column,
// name }, places being those in the original source.
function readFrames(error, trace) {
  const { mapPosition } = require('internal/source_map/source_map_cache');
  const frames = [];
  // What did not parse is no frame.
  for (let i = isParseError(error) ? 1 : 0; i < trace.length; i++) {
    const site = trace[i];
    if (typeof site !== 'object' || site === null || typeof site.getFileName !== 'function') continue;
    let file = site.getFileName() ?? undefined;
    if (isHidden(site, file)) continue;
    let line = site.getLineNumber();
    let column = site.getColumnNumber();
    const original = file === undefined ? undefined : mapPosition(file, line, column);
    if (original !== undefined) ({ source: file, line, column } = original);
    ArrayPrototypePush(frames, { __proto__: null, site, file, line, column, name: undefined, top: false });
  }
  return frames;
}

// The source tells what the engine does not: which class a method is of, whether
// a function was called with new, where exactly a call stands.
function lookAtSources(error, frames) {
  const fields = [];
  let any = false;
  for (let i = 0; i < frames.length; i++) {
    const { site, file, line, column } = frames[i];
    const known = file !== undefined && !isLibrary(file) && file[0] !== '<';
    any = any || known;
    ArrayPrototypePush(fields, known ? file : '', `${line}`, `${column}`, site.getFunctionName() ?? '', file === undefined ? 'native' : isAsync(site) ? 'async' : '');
  }
  if (!any) return;
  const list = internalBinding('module').frames(fields, constructorName(error), failedProperty(error));
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i];
    if (fields[i * 5] === '') continue;
    frame.line = list[i].line;
    frame.column = list[i].column;
    frame.name = list[i].name;
  }
}

// placeOf tells where the call stands that a program makes in a frame, as a
// stack would show it. names are those that what is called goes by, with bars
// between them.
function placeOf(site, names) {
  const frame = readFrames(undefined, [site])[0];
  if (frame === undefined) return undefined;
  const { file, line, column } = frame;
  const fields = ['', '0', '0', names, '', file, `${line}`, `${column}`, site.getFunctionName() ?? '', ''];
  const found = internalBinding('module').frames(fields, '', '')[1];
  return { __proto__: null, file, line: found.line, column: found.column };
}

const failedAccess = hardenRegExp(/^Cannot (read|set) properties of (?:undefined|null) \((?:reading|setting) '(.*)'\)$/s);

const notCallable = hardenRegExp(/ is not a (?:function|constructor)$/);
const undefinedVariable = hardenRegExp(/^(\S+) is not defined$/);

// The property, or variable, of an error that the engine made, or ''.
function failedProperty(error) {
  try {
    const { message } = error;
    if (typeof message !== 'string') return '';
    if (RegExpPrototypeExec(notCallable, message) !== null) return '()';
    const access = RegExpPrototypeExec(failedAccess, message);
    // V8 points at the sign of an assignment.
    if (access !== null) return access[1] === 'set' ? `=${access[2]}` : access[2];
    return RegExpPrototypeExec(undefinedVariable, message)?.[1] ?? '';
  } catch {
    return '';
  }
}

function constructorName(error) {
  try {
    const { name } = error.constructor;
    return typeof name === 'string' ? name : '';
  } catch {
    return ''; // no constructor, or one that throws
  }
}

const located = (name, place) => (name === '' || name === null || name === undefined ? place : `${name} (${place})`);

function frameText(frame, caller) {
  const { site, file } = frame;
  if (!isAsync(site)) return plainText(frame, caller);
  return file === undefined ? `${site}` : `async ${plainText(frame, caller)}`;
}

function plainText(frame, caller) {
  const { site, file, line, column } = frame;
  if (file === undefined) return located(nativeName(site) ?? site.getFunctionName(), '<anonymous>');
  const place = `${file}:${line}:${column}`;
  if (file === 'node:internal/main/run') return `node:internal/main/run_main_module:${line}:${column}`;
  const name = site.getFunctionName();
  if (file === 'node:internal/process/task_queues' && shownAs[name] !== undefined) return located(shownAs[name], place);
  if (file === '<input>') {
    const from = caller === undefined ? '<anonymous>' :
      `${caller.name || '<anonymous>'} (${caller.file}:${caller.line}:${caller.column})`;
    return `${name ?? 'eval'} (eval at ${from}, <anonymous>:${line}:${column})`;
  }
  if (frame.name !== undefined && (frame.name !== '' || name === null)) {
    const text = `${site}`;
    return StringPrototypeStartsWith(text, 'Object.<anonymous> (') ? located('Object.<anonymous>', place) : located(frame.name, place);
  }
  return name !== null && site.isConstructor() ? located(`new ${name}`, place) : located(name, place);
}

function formatStack(error, trace) {
  let text = stackHeader(error);
  const frames = readFrames(error, trace);
  lookAtSources(error, frames);
  for (let i = 0; i < frames.length; i++) text += `\n    at ${frameText(frames[i], frames[i + 1])}`;
  return text;
}

setInternalPrepareStackTrace(formatStack);

module.exports = { markGenerated, markModuleFunction, placeOf };
