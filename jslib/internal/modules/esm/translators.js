'use strict';

// What the engine is given for a module: the text of an ES module and the
// object that is its import.meta.
//
// A module of another kind (CommonJS, JSON, a builtin) has no text: it has names,
// and sets their values when it is evaluated, so that the order of evaluation is
// that of the graph.

const {
  ArrayPrototypeFilter,
  ArrayPrototypePush,
  JSONParse,
  ObjectPrototypeHasOwnProperty,
  SafeMap,
  SafeSet,
  StringPrototypeIncludes,
  StringPrototypeIsWellFormed,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const { initializeImportMeta } = require('internal/modules/esm/initialize_import_meta');
const { loadBuiltinModule, stringify, stripBOM } = require('internal/modules/helpers');
const { compileTyped, throwUnknownFormat } = require('internal/modules/esm/load');
const { codes: { ERR_UNKNOWN_BUILTIN_MODULE } } = require('internal/errors');
const { withoutTail } = require('internal/modules/esm/resolve');
const { hrefToPath } = require('internal/modules/urls');
const hooks = require('internal/modules/customization_hooks');
const { markGenerated } = require('internal/errors/stack_frames');
const { maybeCacheSourceMap, registerGenerated } = require('internal/source_map/source_map_cache');

// What a module may export under: the engine's own texts end at a NUL.
function exportable(names) {
  return ArrayPrototypeFilter(names, (name) => StringPrototypeIsWellFormed(name) && !StringPrototypeIncludes(name, '\0'));
}

// synthesise makes a module without text, with those names; values() is the list
// of their values, asked for when the graph comes to it. live(set), if given,
// gets what sets them anew.
function synthesise(href, names, values, live) {
  const { setModuleExport } = internalBinding('engine');
  const set = () => {
    const list = values();
    for (let i = 0; i < names.length; i++) setModuleExport(href, names[i], list[i]);
  };
  return {
    __proto__: null,
    exports: names,
    evaluate() {
      live?.(set);
      set();
    },
  };
}

const syncFunctions = [];

function syncBuiltinExports() {
  for (let i = 0; i < syncFunctions.length; i++) syncFunctions[i]();
}

function translateBuiltin(href) {
  const builtin = StringPrototypeStartsWith(href, 'node:') ? loadBuiltinModule(StringPrototypeSlice(href, 5)) : undefined;
  if (builtin === undefined) throw new ERR_UNKNOWN_BUILTIN_MODULE(href);
  const { exports } = builtin;
  const names = ['default'];
  const keys = exportable(builtin.getExportKeys());
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] !== 'default') ArrayPrototypePush(names, keys[i]);
  }
  const values = () => {
    const list = [exports];
    for (let i = 1; i < names.length; i++) {
      // A getter may be gone, or throw for want of a permission.
      let value;
      try {
        value = exports[names[i]];
      } catch {
        value = undefined;
      }
      ArrayPrototypePush(list, value);
    }
    return list;
  };
  markGenerated(href);
  const live = (sync) => ArrayPrototypePush(syncFunctions, sync);
  return synthesise(href, names, values, live);
}

function translateJSON(href, source) {
  let value;
  try {
    value = JSONParse(stripBOM(source));
  } catch (err) {
    err.message = `${StringPrototypeStartsWith(href, 'file:') ? hrefToPath(withoutTail(href)) : href}: ${err.message}`;
    throw err;
  }
  markGenerated(href);
  // One value for import and require alike, as far as there is one already.
  const values = () => {
    if (StringPrototypeStartsWith(href, 'file:') && withoutTail(href) === href) {
      const { Module } = require('internal/modules/cjs/loader');
      const filename = hrefToPath(href);
      const cached = Module._cache[filename];
      if (cached?.loaded) return [cached.exports];
      const module = new Module(filename);
      module.filename = filename;
      module.paths = [];
      module.loaded = true;
      module.exports = value;
      Module._cache[filename] = module;
    }
    return [value];
  };
  return synthesise(href, ['default'], values);
}

const namesOfFile = new SafeMap();

// exportNames lists what a CommonJS module exports, as far as its text tells,
// together with what it passes on.
function exportNames(filename, source) {
  const known = namesOfFile.get(filename);
  if (known !== undefined) return known;
  const names = new SafeSet();
  namesOfFile.set(filename, names); // first, for cycles
  const { exports, reexports } = internalBinding('module').exportNames(source);
  for (let i = 0; i < exports.length; i++) names.add(exports[i]);
  if (reexports.length > 0) addReexports(names, filename, reexports);
  return names;
}

function addReexports(names, filename, reexports) {
  const { Module } = require('internal/modules/cjs/loader');
  const path = require('path');
  const { BuiltinModule } = require('bootstrap/realm');
  const module = new Module(filename);
  module.filename = filename;
  module.paths = Module._nodeModulePaths(module.path);
  for (let i = 0; i < reexports.length; i++) {
    let resolved;
    let source;
    try {
      resolved = Module._resolveFilename(reexports[i], module);
      const ext = path.extname(resolved);
      if (BuiltinModule.isBuiltin(resolved) || !path.isAbsolute(resolved) ||
          (ext !== '.js' && ext !== '.cjs' && Module._extensions[ext])) {
        continue;
      }
      source = require('fs').readFileSync(resolved, 'utf8');
    } catch {
      continue; // it will fail when it is run
    }
    for (const name of exportNames(resolved, source)) names.add(name);
  }
}

// translateCommonJS runs the module through require()'s cache, when the graph
// comes to it.
function translateCommonJS(href, source, isMain) {
  const { Module, exportsAtLoad, loadImported } = require('internal/modules/cjs/loader');
  const filename = hrefToPath(withoutTail(href));
  const found = exportNames(filename, source ?? '');
  const names = ['default', 'module.exports'];
  for (const name of exportable([...found])) {
    if (name !== 'default' && name !== 'module.exports') ArrayPrototypePush(names, name);
  }
  markGenerated(href);
  const values = () => {
    const cached = Module._cache[filename];
    const exports = cached !== undefined && exportsAtLoad.has(cached) ? exportsAtLoad.get(cached) :
      loadImported(filename, hooks.hasLoadHooks() ? source : undefined, isMain);
    const list = [exports, exports];
    const isObject = exports !== null && (typeof exports === 'object' || typeof exports === 'function');
    if (isObject && exports.__esModule && require('internal/util/types').isModuleNamespaceObject(exports)) list[0] = exports.default;
    for (let i = 2; i < names.length; i++) {
      let value;
      try {
        if (isObject && ObjectPrototypeHasOwnProperty(exports, names[i])) value = exports[names[i]];
      } catch {
        value = undefined;
      }
      ArrayPrototypePush(list, value);
    }
    return list;
  };
  return synthesise(href, names, values);
}

function translateModule(href, source, isMain) {
  const prepared = internalBinding('module').prepare(source, hrefToPathOr(href));
  maybeCacheSourceMap(href, source);
  if (prepared !== null) {
    if (prepared.map !== '') registerGenerated(href, prepared.map);
    source = prepared.code;
  }
  const waits = StringPrototypeIncludes(source, 'await') && internalBinding('module').hasTopLevelAwait(source);
  return { __proto__: null, source, meta: initializeImportMeta(href, isMain), waits };
}

const hrefToPathOr = (href) => (StringPrototypeStartsWith(href, 'file:') ? hrefToPath(withoutTail(href)) : 'module.mjs');

// translate makes { source, meta } for a module of that format.
function translate(href, format, source, isMain) {
  switch (format) {
    case 'builtin':
      return translateBuiltin(href);
    case 'json':
      return translateJSON(href, stringify(source));
    case 'commonjs':
      return translateCommonJS(href, source === undefined || source === null ? undefined : stringify(source), isMain);
    case 'module':
      return translateModule(href, stringify(source), isMain);
    case 'module-typescript':
    case 'commonjs-typescript':
    case 'typescript': {
      const compiled = compileTyped(stringify(source), href, format);
      if (compiled.format === 'commonjs') return translateCommonJS(href, compiled.source, isMain);
      return translateModule(href, compiled.source, isMain);
    }
    default:
      throwUnknownFormat(format, href);
  }
}

module.exports = { syncBuiltinExports, translate };
