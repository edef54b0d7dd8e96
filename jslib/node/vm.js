'use strict';

// node:vm: code in the program's realm, or in contexts with globals and
// intrinsics of their own.

const {
  ArrayPrototypeForEach,
  ObjectFreeze,
  Symbol,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { emitExperimentalWarning, kEmptyObject } = require('internal/util');
const {
  kValidateObjectAllowArray,
  kValidateObjectAllowNullable,
  validateArray,
  validateBoolean,
  validateBuffer,
  validateInt32,
  validateObject,
  validateOneOf,
  validateString,
  validateStringArray,
  validateUint32,
} = require('internal/validators');
const { contextOf, isContext: hasContext, makeContext } = require('internal/vm/contexts');
const { USE_MAIN_CONTEXT_DEFAULT_LOADER, markedName, validateImporter } = require('internal/vm/dynamic_import');
const { compileFunction: compileBody, compileScript, shifted, sourceMapURL, sourceURL } = require('internal/vm/script');
const { addCachedData, codeOfScript } = require('internal/vm/code_cache');
const { run } = require('internal/vm/run');

const DONT_CONTEXTIFY = Symbol('vm_context_no_contextify');

function validateOffsets({ filename, lineOffset, columnOffset, cachedData, produceCachedData }) {
  validateString(filename, 'options.filename');
  validateInt32(lineOffset, 'options.lineOffset');
  validateInt32(columnOffset, 'options.columnOffset');
  if (cachedData !== undefined) validateBuffer(cachedData, 'options.cachedData');
  validateBoolean(produceCachedData, 'options.produceCachedData');
}

function validateRunOptions(options = kEmptyObject) {
  validateObject(options, 'options');
  const { timeout, displayErrors = true, breakOnSigint = false } = options;
  if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
  validateBoolean(displayErrors, 'options.displayErrors');
  validateBoolean(breakOnSigint, 'options.breakOnSigint');
  return { __proto__: null, timeout, displayErrors, breakOnSigint };
}

function validateContext(object) {
  const isObject = (typeof object === 'object' && object !== null) || typeof object === 'function';
  if (!isObject) validateObject(object, 'contextifiedObject', kValidateObjectAllowArray);
  if (!hasContext(object)) throw new ERR_INVALID_ARG_TYPE('contextifiedObject', 'vm.Context', object);
}

class Script {
  #code;
  #text;
  #name;
  #place;
  #data; // cachedData, where it is of the text

  constructor(code, options = kEmptyObject) {
    code = `${code}`;
    if (typeof options === 'string') options = { filename: options };
    else validateObject(options, 'options');
    const {
      filename = 'evalmachine.<anonymous>', lineOffset = 0, columnOffset = 0, cachedData, produceCachedData = false,
      importModuleDynamically,
    } = options;
    validateOffsets({ filename, lineOffset, columnOffset, cachedData, produceCachedData });
    validateImporter(importModuleDynamically);
    const source = shifted(code, lineOffset, columnOffset);
    const { name } = markedName(filename, source, importModuleDynamically, this);
    const { code: compiled, text, accepted } = compileScript(source, name, filename, cachedData);
    this.#code = compiled;
    this.#text = text;
    this.#name = name;
    this.#place = { __proto__: null, firstLine: lineOffset + 1, columnOffset };
    if (cachedData !== undefined) this.cachedDataRejected = !accepted;
    if (accepted) this.#data = cachedData;
    if (produceCachedData) addCachedData(this, () => codeOfScript(text));
    this.sourceMapURL = sourceMapURL(code);
    const url = sourceURL(code);
    if (url !== undefined) this.sourceURL = url;
  }

  createCachedData() {
    return codeOfScript(this.#text);
  }

  runInThisContext(options) {
    const { runCode } = internalBinding('engine');
    return run(validateRunOptions(options), () => runCode(this.#code, undefined), this.#place);
  }

  runInContext(contextifiedObject, options) {
    validateContext(contextifiedObject);
    const { loadScript, runCode, runScript } = internalBinding('engine');
    const context = contextOf(contextifiedObject);
    return run(validateRunOptions(options), () => {
      const code = this.#data === undefined ? undefined : loadScript(this.#text, this.#name, this.#data, context.anchor);
      return code === undefined ? runScript(this.#text, this.#name, context.anchor) : runCode(code, context.anchor);
    }, this.#place, context);
  }

  runInNewContext(contextObject, options) {
    const context = createContext(contextObject, contextOptions(options));
    return this.runInContext(context, options);
  }
}

// The options of a context under the names that the run* functions give them.
function contextOptions(options) {
  if (!options) return {};
  const { contextName: name, contextOrigin: origin, contextCodeGeneration, microtaskMode } = options;
  if (name !== undefined) validateString(name, 'options.contextName');
  if (origin !== undefined) validateString(origin, 'options.contextOrigin');
  if (contextCodeGeneration !== undefined) {
    validateObject(contextCodeGeneration, 'options.contextCodeGeneration');
    const { strings, wasm } = contextCodeGeneration;
    if (strings !== undefined) validateBoolean(strings, 'options.contextCodeGeneration.strings');
    if (wasm !== undefined) validateBoolean(wasm, 'options.contextCodeGeneration.wasm');
  }
  if (microtaskMode !== undefined) validateString(microtaskMode, 'options.microtaskMode');
  return { name, origin, codeGeneration: contextCodeGeneration, microtaskMode };
}

function isContext(object) {
  validateObject(object, 'object', kValidateObjectAllowArray);
  return hasContext(object);
}

let defaultContextName = 1;

function createContext(contextObject = {}, options = kEmptyObject) {
  if (contextObject === DONT_CONTEXTIFY) contextObject = undefined;
  else if (isContext(contextObject)) return contextObject;
  validateObject(options, 'options');
  const { name = `VM Context ${defaultContextName++}`, origin, codeGeneration, microtaskMode, importModuleDynamically } = options;
  validateString(name, 'options.name');
  if (origin !== undefined) validateString(origin, 'options.origin');
  let strings = true;
  let wasm = true;
  if (codeGeneration !== undefined) {
    validateObject(codeGeneration, 'options.codeGeneration');
    ({ strings = true, wasm = true } = codeGeneration);
    validateBoolean(strings, 'options.codeGeneration.strings');
    validateBoolean(wasm, 'options.codeGeneration.wasm');
  }
  validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  validateImporter(importModuleDynamically);
  return makeContext(contextObject, {
    __proto__: null, importModuleDynamically, strings, wasm, microtasksAfterEvaluate: microtaskMode === 'afterEvaluate',
  });
}

function createScript(code, options) {
  return new Script(code, options);
}

function withFilename(options) {
  return typeof options === 'string' ? { filename: options } : options;
}

// The loader of a context is the default of what is compiled for it.
function withImporter(options, contextifiedObject) {
  const { importModuleDynamically } = contextOf(contextifiedObject);
  if (importModuleDynamically === undefined || options?.importModuleDynamically !== undefined) return options;
  return { __proto__: null, ...options, importModuleDynamically };
}

function runInContext(code, contextifiedObject, options) {
  validateContext(contextifiedObject);
  options = withFilename(options);
  return new Script(code, withImporter(options, contextifiedObject)).runInContext(contextifiedObject, options);
}

function runInNewContext(code, contextObject, options) {
  options = withFilename(options);
  contextObject = createContext(contextObject, contextOptions(options));
  return createScript(code, options).runInContext(contextObject, options);
}

function runInThisContext(code, options) {
  options = withFilename(options);
  return new Script(code, options).runInThisContext(options);
}

function compileFunction(code, params, options = kEmptyObject) {
  validateString(code, 'code');
  validateObject(options, 'options');
  if (params !== undefined) validateStringArray(params, 'params');
  const {
    filename = '', lineOffset = 0, columnOffset = 0, cachedData, produceCachedData = false,
    parsingContext, contextExtensions = [], importModuleDynamically,
  } = options;
  validateOffsets({ filename, lineOffset, columnOffset, cachedData, produceCachedData });
  if (parsingContext !== undefined) {
    if (typeof parsingContext !== 'object' || parsingContext === null || !hasContext(parsingContext)) {
      throw new ERR_INVALID_ARG_TYPE('options.parsingContext', 'Context', parsingContext);
    }
  }
  validateArray(contextExtensions, 'options.contextExtensions');
  ArrayPrototypeForEach(contextExtensions, (extension, i) =>
    validateObject(extension, `options.contextExtensions[${i}]`, kValidateObjectAllowNullable));
  validateImporter(importModuleDynamically);
  const source = shifted(code, lineOffset, columnOffset);
  const { name, of } = markedName(filename, source, importModuleDynamically, undefined);
  const anchor = parsingContext === undefined ? undefined : contextOf(parsingContext).anchor;
  const { fn, accepted, code: made } = compileBody(source, name, filename, params ?? [], contextExtensions, anchor, cachedData);
  of(fn);
  if (produceCachedData) addCachedData(fn, made);
  if (cachedData !== undefined) fn.cachedDataRejected = !accepted;
  const url = sourceMapURL(code);
  if (url !== undefined) fn.sourceMapURL = url;
  return fn;
}

function measureMemory(options = kEmptyObject) {
  emitExperimentalWarning('vm.measureMemory');
  validateObject(options, 'options');
  const { mode = 'summary', execution = 'default' } = options;
  validateOneOf(mode, 'options.mode', ['summary', 'detailed']);
  validateOneOf(execution, 'options.execution', ['default', 'eager']);
  return require('internal/vm/measure').measureMemory(mode, execution);
}

module.exports = {
  Script,
  createContext,
  createScript,
  runInContext,
  runInNewContext,
  runInThisContext,
  isContext,
  compileFunction,
  measureMemory,
  constants: ObjectFreeze({ __proto__: null, USE_MAIN_CONTEXT_DEFAULT_LOADER, DONT_CONTEXTIFY }),
};

// The classes are there for who has asked for them, and are asked for by name.
require('internal/main/prepare').onPrepare('vm', () => {
  if (!require('internal/options').getOptionValue('--experimental-vm-modules')) return;
  const { Module, SourceTextModule, SyntheticModule } = require('internal/vm/module');
  module.exports.Module = Module;
  module.exports.SourceTextModule = SourceTextModule;
  module.exports.SyntheticModule = SyntheticModule;
});
