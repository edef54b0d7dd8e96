'use strict';

// Binding ops (engine):
//   runScript(source: string, file: string): any        in this realm, as a script
//   checkSyntax(source: string, file: string)           throws the SyntaxError
//   compileFunction(source: string, file: string, params: string[]): function

const {
  ArrayPrototypeForEach,
  ObjectFreeze,
  RegExpPrototypeExec,
  StringPrototypeRepeat,
  Symbol,
  hardenRegExp,
} = primordials;

const {
  codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM, ERR_INVALID_ARG_TYPE },
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
const contexts = require('internal/vm/contexts');

const USE_MAIN_CONTEXT_DEFAULT_LOADER = Symbol('vm_dynamic_import_main_context_default');
const DONT_CONTEXTIFY = Symbol('vm_context_no_contextify');

const sourceMapComment = hardenRegExp(/\/\/[#@] ?sourceMappingURL=([^\s'"]+)\s*$/);
const sourceURLComment = hardenRegExp(/\/\/[#@] ?sourceURL=([^\s'"]+)\s*$/m);

function firstGroup(pattern, text) {
  const match = RegExpPrototypeExec(pattern, text);
  return match === null ? undefined : match[1];
}

function unsupported(feature) {
  return new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(feature);
}

// Places count from the offsets: so many lines and columns are put before.
function shifted(code, lineOffset, columnOffset) {
  if (lineOffset <= 0 && columnOffset <= 0) return code;
  return StringPrototypeRepeat('\n', lineOffset > 0 ? lineOffset : 0) +
    StringPrototypeRepeat(' ', columnOffset > 0 ? columnOffset : 0) + code;
}

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
  // A script that runs away is ended by the limits of the whole isolate.
  if (timeout !== undefined) throw unsupported('the option timeout of vm');
  if (breakOnSigint) throw unsupported('the option breakOnSigint of vm');
}

function validateContext(object) {
  const isObject = (typeof object === 'object' && object !== null) || typeof object === 'function';
  if (!isObject) validateObject(object, 'object', kValidateObjectAllowArray);
  if (!contexts.isContext(object)) throw new ERR_INVALID_ARG_TYPE('contextifiedObject', 'vm.Context', object);
}

class Script {
  #source;
  #filename;

  constructor(code, options = kEmptyObject) {
    code = `${code}`;
    if (typeof options === 'string') options = { filename: options };
    else validateObject(options, 'options');
    const {
      filename = 'evalmachine.<anonymous>', lineOffset = 0, columnOffset = 0, cachedData, produceCachedData = false,
    } = options;
    validateOffsets({ filename, lineOffset, columnOffset, cachedData, produceCachedData });
    this.#source = shifted(code, lineOffset, columnOffset);
    this.#filename = filename;
    internalBinding('engine').checkSyntax(this.#source, filename);
    // There is no cache of compiled code that could leave the process.
    if (cachedData !== undefined) this.cachedDataRejected = true;
    if (produceCachedData) this.cachedDataProduced = false;
    this.sourceURL = firstGroup(sourceURLComment, code);
    this.sourceMapURL = firstGroup(sourceMapComment, code);
  }

  runInThisContext(options) {
    validateRunOptions(options);
    return internalBinding('engine').runScript(this.#source, this.#filename);
  }

  runInContext(contextifiedObject, options) {
    validateContext(contextifiedObject);
    validateRunOptions(options);
    return contexts.runInContext(contextifiedObject, this.#source, this.#filename);
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
  return contexts.isContext(object);
}

function createContext(contextObject = {}, options = kEmptyObject) {
  if (contextObject !== DONT_CONTEXTIFY && isContext(contextObject)) return contextObject;
  validateObject(options, 'options');
  const { name, origin, codeGeneration, microtaskMode } = options;
  if (name !== undefined) validateString(name, 'options.name');
  if (origin !== undefined) validateString(origin, 'options.origin');
  if (codeGeneration !== undefined) {
    validateObject(codeGeneration, 'options.codeGeneration');
    const { strings = true, wasm = true } = codeGeneration;
    validateBoolean(strings, 'options.codeGeneration.strings');
    validateBoolean(wasm, 'options.codeGeneration.wasm');
    if (!strings || !wasm) throw unsupported('the option codeGeneration of vm');
  }
  validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  if (microtaskMode !== undefined) throw unsupported('the option microtaskMode of vm');
  return contexts.makeContext(contextObject === DONT_CONTEXTIFY ? undefined : contextObject);
}

function createScript(code, options) {
  return new Script(code, options);
}

function withFilename(options) {
  return typeof options === 'string' ? { filename: options } : options;
}

function runInContext(code, contextifiedObject, options) {
  validateContext(contextifiedObject);
  options = withFilename(options);
  return new Script(code, options).runInContext(contextifiedObject, options);
}

function runInNewContext(code, contextObject, options) {
  options = withFilename(options);
  const context = createContext(contextObject, contextOptions(options));
  return new Script(code, options).runInContext(context, options);
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
    parsingContext, contextExtensions = [],
  } = options;
  validateOffsets({ filename, lineOffset, columnOffset, cachedData, produceCachedData });
  if (parsingContext !== undefined) {
    if (typeof parsingContext !== 'object' || parsingContext === null || !contexts.isContext(parsingContext)) {
      throw new ERR_INVALID_ARG_TYPE('options.parsingContext', 'Context', parsingContext);
    }
    throw unsupported('the option parsingContext of vm.compileFunction');
  }
  validateArray(contextExtensions, 'options.contextExtensions');
  ArrayPrototypeForEach(contextExtensions, (extension, i) =>
    validateObject(extension, `options.contextExtensions[${i}]`, kValidateObjectAllowNullable));
  if (contextExtensions.length !== 0) throw unsupported('the option contextExtensions of vm.compileFunction');
  return internalBinding('engine').compileFunction(shifted(code, lineOffset, columnOffset), filename, params ?? []);
}

function measureMemory(options = kEmptyObject) {
  emitExperimentalWarning('vm.measureMemory');
  validateObject(options, 'options');
  const { mode = 'summary', execution = 'default' } = options;
  validateOneOf(mode, 'options.mode', ['summary', 'detailed']);
  validateOneOf(execution, 'options.execution', ['default', 'eager']);
  throw unsupported('vm.measureMemory');
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
