'use strict';

const {
  ArrayPrototypeSort,
  ObjectDefineProperty,
  ObjectFreeze,
} = primordials;

const { BuiltinModule } = require('bootstrap/realm');
const { validateString } = require('internal/validators');
const { Module } = require('internal/modules/cjs/loader');
const { findPackageJSON } = require('internal/modules/package_json_reader');
const { stripTypeScriptTypes } = require('internal/modules/typescript');
const { SourceMap } = require('internal/source_map/source_map');
const { isURL } = require('internal/url');
const { findSourceMap, getSourceMapsSupport, setSourceMapsSupport } = require('internal/source_map/source_map_cache');

Module.builtinModules = ObjectFreeze(ArrayPrototypeSort(BuiltinModule.getAllBuiltinModuleIds()));

Module.runMain = function(main = process.argv[1]) {
  require('internal/modules/run_main').executeUserEntryPoint(main);
};

// The parent may be left out, and everything be in one object of options.
Module.register = function register(specifier, parentURL = undefined, options) {
  if (parentURL !== null && typeof parentURL === 'object' && !isURL(parentURL)) {
    options = parentURL;
    ({ parentURL } = options);
  }
  require('internal/modules/async_hooks_chain').register(`${specifier}`, `${parentURL ?? 'data:'}`, options?.data);
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

// Where there is a cache, the host keeps what it compiles from the start. Where that
// lies is not the program's to choose or to know: whoever can write there decides
// what other programs run.
//
// Binding ops: engine.codeState(): number
const { DISABLED, FAILED, ALREADY_ENABLED } = compileCacheStatus;
const compileCacheStates = [
  { __proto__: null, status: ALREADY_ENABLED },
  { __proto__: null, status: FAILED, message: 'There is no cache: the host has named no directory for it' },
  { __proto__: null, status: DISABLED, message: 'Disabled by NODE_DISABLE_COMPILE_CACHE, or by a limit of fuel' },
];

Module.enableCompileCache = function enableCompileCache(options) {
  const directory = options !== null && typeof options === 'object' ? options.directory : options;
  if (directory !== undefined) validateString(directory, 'options.directory');
  return { ...compileCacheStates[internalBinding('engine').codeState()] };
};
Module.flushCompileCache = function flushCompileCache() {}; // It was written when it was compiled.
Module.getCompileCacheDir = function getCompileCacheDir() {
  return undefined;
};

module.exports = Module;
