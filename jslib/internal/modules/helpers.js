'use strict';

// What the loaders of CommonJS and of ES modules share.

const {
  ArrayPrototypeForEach,
  ArrayPrototypePush,
  FunctionPrototypeCall,
  ObjectDefineProperty,
  ObjectPrototypeHasOwnProperty,
  SafeSet,
  SafeWeakMap,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  globalThis,
} = primordials;

const { BuiltinModule } = require('bootstrap/realm');
const { codes: {
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_RETURN_PROPERTY_VALUE,
  ERR_UNKNOWN_BUILTIN_MODULE,
} } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { setOwnProperty } = require('internal/util');
const { validateString } = require('internal/validators');
const path = require('path');

// The parent that first required a module. A weak map, so that module.parent
// can be deprecated without showing on the module.
const moduleParents = new SafeWeakMap();

function stripBOM(content) {
  return StringPrototypeCharCodeAt(content, 0) === 0xFEFF ? StringPrototypeSlice(content, 1) : content;
}

// loadBuiltinModule returns the module of the library that a program may load
// by that id, with or without the scheme already taken off.
function loadBuiltinModule(id) {
  if (!BuiltinModule.canBeRequiredByUsers(id)) return undefined;
  const builtin = BuiltinModule.map.get(id);
  builtin.compileForPublicLoader();
  return builtin;
}

// `node:fs` or `fs`; throws for a `node:` name that there is not.
function builtinOf(request) {
  if (StringPrototypeStartsWith(request, 'node:')) {
    const builtin = loadBuiltinModule(StringPrototypeSlice(request, 5));
    if (builtin === undefined) throw new ERR_UNKNOWN_BUILTIN_MODULE(request);
    return builtin;
  }
  return BuiltinModule.canBeRequiredWithoutScheme(request) ? loadBuiltinModule(request) : undefined;
}

let cjsConditions;
let cjsConditionsArray;
let importConditions;

function userConditions() {
  const list = [];
  const given = getOptionValue('--conditions');
  for (let i = 0; i < given.length; i++) ArrayPrototypePush(list, given[i]);
  return list;
}

function initializeConditions() {
  cjsConditionsArray = ['node', 'require', 'module-sync', 'node-addons'];
  ArrayPrototypeForEach(userConditions(), (c) => ArrayPrototypePush(cjsConditionsArray, c));
  cjsConditions = new SafeSet(cjsConditionsArray);
  const list = ['node', 'import', 'module-sync', 'node-addons'];
  ArrayPrototypeForEach(userConditions(), (c) => ArrayPrototypePush(list, c));
  importConditions = new SafeSet(list);
}

// What of "exports" and "imports" holds for require().
function getCjsConditions() {
  if (cjsConditions === undefined) initializeConditions();
  return cjsConditions;
}

function getCjsConditionsArray() {
  if (cjsConditions === undefined) initializeConditions();
  return cjsConditionsArray;
}

// The same for import.
function getImportConditions() {
  if (importConditions === undefined) initializeConditions();
  return importConditions;
}

// The files that led to a module, innermost first.
function getRequireStack(parent) {
  const stack = [];
  for (let cursor = parent; cursor; cursor = moduleParents.get(cursor)) {
    ArrayPrototypePush(stack, cursor.filename || cursor.id);
  }
  return stack;
}

// makeRequireFunction returns the require() of one module.
function makeRequireFunction(mod) {
  const Module = mod.constructor;
  const { prototype } = require('internal/modules/cjs/loader').Module;
  // Not a method, and its own `require` is looked up: both are patched by packages.
  const require_ = function require(path) {
    return typeof mod.require === 'function' ? mod.require(path) : FunctionPrototypeCall(prototype.require, mod, path);
  };
  setOwnProperty(require_, 'resolve', function resolve(request, options) {
    validateString(request, 'request');
    const hooks = require('internal/modules/customization_hooks');
    if (!hooks.hasResolveHooks()) return Module._resolveFilename(request, mod, false, options);
    const { filename } = hooks.resolveForRequire(Module, request, mod, false, options);
    const id = StringPrototypeStartsWith(filename, 'node:') ? StringPrototypeSlice(filename, 5) : filename;
    return BuiltinModule.canBeRequiredWithoutScheme(id) && !StringPrototypeStartsWith(request, 'node:') ? id : filename;
  });
  setOwnProperty(require_.resolve, 'paths', function paths(request) {
    validateString(request, 'request');
    return Module._resolveLookupPaths(request, mod);
  });
  setOwnProperty(require_, 'main', process.mainModule);
  require_.extensions = Module._extensions;
  require_.cache = Module._cache;
  return require_;
}

let realpathSync;

// toRealPath follows links; the host does it in one crossing.
function toRealPath(requestPath) {
  realpathSync ??= internalBinding('fs').realpath;
  return realpathSync(requestPath);
}

function normalizeReferrerURL(referrer) {
  if (referrer === null || referrer === undefined) return undefined;
  if (typeof referrer === 'string') {
    if (path.isAbsolute(referrer)) return require('internal/modules/urls').pathToHref(referrer);
    if (StringPrototypeStartsWith(referrer, 'file://') || require('internal/modules/urls').parseHref(referrer) !== undefined) return referrer;
    return undefined;
  }
  const { isURL } = require('internal/url');
  if (isURL(referrer)) return referrer.href;
  throw new ERR_INVALID_ARG_TYPE('referrer', ['string', 'URL'], referrer);
}

// builtinLibs makes the properties under which the REPL and `-e` offer builtin
// modules as globals: a list of name and descriptor.
function builtinLibs(object) {
  const { builtinModules } = require('internal/modules/cjs/loader').Module;
  const libs = [];
  for (let i = 0; i < builtinModules.length; i++) {
    const name = builtinModules[i];
    if (name[0] === '_' || StringPrototypeIncludes(name, '/') || StringPrototypeStartsWith(name, 'node:')) continue;
    const set = (value) => {
      ObjectDefineProperty(object, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    };
    const get = () => {
      const value = loadBuiltinModule(name).exports;
      ObjectDefineProperty(object, name, { __proto__: null, get: () => value, set, enumerable: false, configurable: true });
      return value;
    };
    ArrayPrototypePush(libs, { __proto__: null, name, desc: { __proto__: null, get, set, enumerable: false, configurable: true } });
  }
  return libs;
}

let libsOfGlobal;

// What can be made of addBuiltinLibsToObject(globalThis) before the snapshot.
function prepareBuiltinLibs() {
  libsOfGlobal = builtinLibs(globalThis);
}

function addBuiltinLibsToObject(object) {
  const libs = object === globalThis ? libsOfGlobal : builtinLibs(object);
  for (let i = 0; i < libs.length; i++) {
    const { name, desc } = libs[i];
    // `console`, `process` and the like are globals of their own.
    if (!ObjectPrototypeHasOwnProperty(object, name)) ObjectDefineProperty(object, name, desc);
  }
}

function assertBufferOrString(body, allowString, hookName) {
  if (allowString && typeof body === 'string') return;
  const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
  if (isArrayBufferView(body) || isAnyArrayBuffer(body)) return;
  throw new ERR_INVALID_RETURN_PROPERTY_VALUE(
    `${allowString ? 'string, ' : ''}array buffer, or typed array`, hookName, 'source', body);
}

// stringify makes a text of what a load hook may return as source.
function stringify(body) {
  if (typeof body === 'string') return body;
  assertBufferOrString(body, false, 'load');
  const { TextDecoder } = require('internal/encoding');
  return new TextDecoder().decode(body);
}

let startedUserCode = false;

module.exports = {
  addBuiltinLibsToObject,
  assertBufferOrString,
  builtinOf,
  getCjsConditions,
  getCjsConditionsArray,
  getImportConditions,
  getRequireStack,
  hasStartedUserCJSExecution: () => startedUserCode,
  initializeConditions,
  loadBuiltinModule,
  makeRequireFunction,
  moduleParents,
  normalizeReferrerURL,
  prepareBuiltinLibs,
  setHasStartedUserCJSExecution() { startedUserCode = true; },
  stringify,
  stripBOM,
  toRealPath,
};
