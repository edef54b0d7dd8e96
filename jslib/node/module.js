'use strict';

const {
  ArrayPrototypeSort,
  ObjectDefineProperty,
  ObjectFreeze,
} = primordials;

const { BuiltinModule } = require('bootstrap/realm');
const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
const { validateString } = require('internal/validators');
const { Module } = require('internal/modules/cjs/loader');
const { findPackageJSON } = require('internal/modules/package_json_reader');
const { stripTypeScriptTypes } = require('internal/modules/typescript');
const { SourceMap } = require('internal/source_map/source_map');
const { findSourceMap, getSourceMapsSupport, setSourceMapsSupport } = require('internal/source_map/source_map_cache');

Module.builtinModules = ObjectFreeze(ArrayPrototypeSort(BuiltinModule.getAllBuiltinModuleIds()));

Module.runMain = function(main = process.argv[1]) {
  require('internal/modules/run_main').executeUserEntryPoint(main);
};

// Node runs these hooks in a thread of their own and waits for it. Here there is
// one thread, so that the loader cannot wait for what they promise.
Module.register = function register(specifier) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('module.register() (asynchronous hooks; use module.registerHooks())');
};

Module.findPackageJSON = findPackageJSON;
Module.stripTypeScriptTypes = stripTypeScriptTypes;
Module.SourceMap = SourceMap;
Module.findSourceMap = findSourceMap;
Module.getSourceMapsSupport = getSourceMapsSupport;
Module.setSourceMapsSupport = setSourceMapsSupport;

const compileCacheStatus = ObjectFreeze({ __proto__: null, FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 });

const constants = { __proto__: null, compileCacheStatus };
ObjectDefineProperty(Module, 'constants', {
  __proto__: null, value: ObjectFreeze(constants), writable: true, enumerable: true, configurable: true,
});

// There is no cache of compiled modules on disk, and this says so.
Module.enableCompileCache = function enableCompileCache(options) {
  const directory = options !== null && typeof options === 'object' ? options.directory : options;
  if (directory !== undefined) validateString(directory, 'options.directory');
  return { status: compileCacheStatus.DISABLED, message: 'The compile cache is not supported' };
};
Module.flushCompileCache = function flushCompileCache() {};
Module.getCompileCacheDir = function getCompileCacheDir() {
  return undefined;
};

module.exports = Module;
