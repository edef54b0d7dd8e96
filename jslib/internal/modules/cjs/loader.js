'use strict';

// CommonJS: class Module and require().
//
// Programs patch this: Module._load, _resolveFilename, _findPath,
// _nodeModulePaths, _extensions, wrap, and the methods of Module.prototype. Each
// is therefore looked up where it is used, as in Node.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypeIndexOf,
  ArrayPrototypePush,
  ArrayPrototypeSplice,
  ObjectDefineProperty,
  JSONParse,
  Object: { prototype: ObjectPrototype },
  ObjectGetPrototypeOf,
  ObjectPrototypeHasOwnProperty,
  ObjectSetPrototypeOf,
  Proxy,
  ReflectApply,
  ReflectSet,
  SafeWeakMap,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  Symbol,
} = primordials;

const { BuiltinModule } = require('bootstrap/realm');
const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { assignFunctionName, setOwnProperty } = require('internal/util');
const { isProxy } = require('internal/util/types');
const { validateString } = require('internal/validators');
const {
  builtinOf,
  loadBuiltinModule,
  makeRequireFunction,
  moduleParents,
  setHasStartedUserCJSExecution,
} = require('internal/modules/helpers');
const { compileWrapped, wrapSafe } = require('internal/modules/cjs/compile');
const { enterRequire, leaveRequire, replaceStat, stat } = require('internal/modules/cjs/files');
const lookup = require('internal/modules/cjs/lookup');
const hooks = require('internal/modules/customization_hooks');
const path = require('path');

const kIsMainSymbol = Symbol('kIsMainSymbol');
const kIsCachedByESMLoader = Symbol('kIsCachedByESMLoader');
const kURL = Symbol('kURL');
const kFormat = Symbol('kFormat');
const kIsExecuting = Symbol('kIsExecuting');
// Set while an ES module is required that is not evaluated yet.
const kRequiredModule = Symbol('kRequiredModule');

// `${folder}\0${request}` → file, for the common case that a request is repeated.
const relativeResolveCache = { __proto__: null };

function updateChildren(parent, child, scan) {
  const children = parent?.children;
  if (children && !(scan && ArrayPrototypeIncludes(children, child))) ArrayPrototypePush(children, child);
}

function Module(id = '', parent) {
  this.id = id;
  this.path = path.dirname(id);
  setOwnProperty(this, 'exports', {});
  moduleParents.set(this, parent);
  updateChildren(parent, this, false);
  this.filename = null;
  this.loaded = false;
  this.children = [];
}

Module._cache = { __proto__: null };
Module._pathCache = { __proto__: null };
Module._extensions = { __proto__: null };
Module.globalPaths = [];

// `wrap` and `wrapper` are only there to be replaced: then modules are compiled
// through them.
let wrapper = ['(function (exports, require, module, __filename, __dirname) { ', '\n});'];
let wrap = function(script) {
  return Module.wrapper[0] + script + Module.wrapper[1];
};
let patched = false;

ObjectDefineProperty(Module, 'wrap', {
  __proto__: null,
  get() { return wrap; },
  set(value) {
    patched = true;
    wrap = value;
  },
});

const wrapperProxy = new Proxy(wrapper, {
  __proto__: null,
  set(target, property, value, receiver) {
    patched = true;
    return ReflectSet(target, property, value, receiver);
  },
  defineProperty(target, property, descriptor) {
    patched = true;
    return ObjectDefineProperty(target, property, descriptor);
  },
});

ObjectDefineProperty(Module, 'wrapper', {
  __proto__: null,
  get() { return wrapperProxy; },
  set(value) {
    patched = true;
    wrapper = value;
  },
});

let moduleStat = stat;
ObjectDefineProperty(Module, '_stat', {
  __proto__: null,
  get() { return moduleStat; },
  set(value) {
    moduleStat = value;
    replaceStat(value);
  },
});

Module._debug = function(...args) {
  require('internal/util/debuglog').debuglog('module')(...args);
};

Module.isBuiltin = BuiltinModule.isBuiltin;

ObjectDefineProperty(Module.prototype, 'constructor', {
  __proto__: null, get: function() { return Module; }, configurable: false, enumerable: false,
});

let isPreloading = false;

ObjectDefineProperty(Module.prototype, 'isPreloading', {
  __proto__: null, get() { return isPreloading; }, configurable: false, enumerable: false,
});

let warnedOfParent = false;

function warnOfParent() {
  const { getOptionValue } = require('internal/options');
  if (warnedOfParent || !getOptionValue('--pending-deprecation')) return;
  warnedOfParent = true;
  process.emitWarning(
    'module.parent is deprecated due to accuracy issues. Please use require.main to find program entry point instead.',
    'DeprecationWarning', 'DEP0144');
}

ObjectDefineProperty(Module.prototype, 'parent', {
  __proto__: null,
  get: function() {
    warnOfParent();
    return moduleParents.get(this);
  },
  set: function(value) {
    warnOfParent();
    moduleParents.set(this, value);
  },
  configurable: false,
  enumerable: false,
});

Module._readPackage = function(requestPath) {
  return require('internal/modules/package_json_reader').readPackage(requestPath);
};

Module._findPath = function(request, paths, isMain, conditions) {
  return lookup.findPath(Module, request, paths, isMain, conditions);
};

Module._nodeModulePaths = function(from) {
  return lookup.nodeModulePaths(from);
};

Module._resolveLookupPaths = function(request, parent) {
  return lookup.resolveLookupPaths(Module, request, parent);
};

// What a module in a cycle sees of the one that is not ready: its exports so
// far, with a warning for what is not there yet.
const warningProxy = new Proxy({}, {
  __proto__: null,
  get(target, property) {
    if (property in target || property === '__esModule') return target[property];
    warnOfMissing(property);
    return undefined;
  },
  getOwnPropertyDescriptor(target, property) {
    if (ObjectPrototypeHasOwnProperty(target, property) || property === '__esModule') {
      return primordials.ObjectGetOwnPropertyDescriptor(target, property);
    }
    warnOfMissing(property);
    return undefined;
  },
});

function warnOfMissing(property) {
  process.emitWarning(
    `Accessing non-existent property '${primordials.String(property)}' of module exports inside circular dependency`);
}

function getExportsForCircularRequire(module) {
  const { ERR_REQUIRE_CYCLE_MODULE } = require('internal/errors').codes;
  if (module[kRequiredModule] !== undefined) {
    const { getRequireStack } = require('internal/modules/helpers');
    let message = `Cannot require() ES Module ${module.filename} in a cycle.`;
    const [parent] = getRequireStack(moduleParents.get(module));
    if (parent) message += ` (from ${parent})`;
    message += ' A cycle involving require(esm) is not allowed to maintain invariants mandated by the ECMAScript ' +
      'specification. Try making at least part of the dependency in the graph lazily loaded.';
    throw new ERR_REQUIRE_CYCLE_MODULE(message);
  }
  const { exports } = module;
  if (exports && !isProxy(exports) && ObjectGetPrototypeOf(exports) === ObjectPrototype && !exports.__esModule) {
    // Gone again as soon as the module is loaded.
    ObjectSetPrototypeOf(exports, warningProxy);
  }
  return exports;
}

// What a module exported when it was loaded: import shows that, whatever is
// assigned to module.exports later.
const exportsAtLoad = new SafeWeakMap();

// From the cache, and undefined when it is not there.
function exportsOfCached(cached, parent) {
  updateChildren(parent, cached, true);
  return cached.loaded ? cached.exports : getExportsForCircularRequire(cached);
}

// The file of a CommonJS module that is imported: it was resolved already.
let imported;

function resolveForLoad(request, parent, isMain) {
  if (hooks.hasResolveHooks() && request !== imported) return hooks.resolveForRequire(Module, request, parent, isMain);
  return { __proto__: null, filename: Module._resolveFilename(request, parent, isMain), url: undefined, format: undefined };
}

// loadBuiltin returns the exports of a builtin, or of what load hooks have in its
// place.
function loadBuiltin(builtin, parent) {
  if (!hooks.hasLoadHooks()) return builtin.exports;
  const url = `node:${builtin.id}`;
  const cached = Module._cache[url];
  if (cached !== undefined) return exportsOfCached(cached, parent);
  const { format, source } = hooks.loadBuiltin(url);
  if (format === 'builtin' || source === undefined || source === null) return builtin.exports;
  const module = new Module(url, parent);
  module.filename = url;
  module.paths = [];
  module[kURL] = url;
  module[kFormat] = format;
  Module._cache[url] = module;
  if (format === 'json') {
    module.exports = JSONParse(source);
  } else {
    module._compile(source, url, format);
  }
  module.loaded = true;
  return module.exports;
}

// loadImported runs a CommonJS module that is imported; source is what load hooks
// have for it, if there are any.
function loadImported(filename, source, isMain) {
  if (source === undefined || Module._cache[filename] !== undefined) {
    imported = filename;
    try {
      return wrapModuleLoad(filename, undefined, isMain);
    } finally {
      imported = undefined;
    }
  }
  const module = new Module(filename);
  module.filename = filename;
  module.paths = Module._nodeModulePaths(module.path);
  Module._cache[filename] = module;
  module._compile(source, filename, 'commonjs');
  module.loaded = true;
  exportsAtLoad.set(module, module.exports);
  return module.exports;
}

Module._load = function(request, parent, isMain) {
  let relativeKey;
  if (parent) {
    relativeKey = `${parent.path}\x00${request}`;
    const filename = relativeResolveCache[relativeKey];
    if (filename !== undefined) {
      const cached = Module._cache[filename];
      if (cached !== undefined) return exportsOfCached(cached, parent);
      delete relativeResolveCache[relativeKey];
    }
  }
  const hooked = hooks.hasResolveHooks();
  if (!hooked && StringPrototypeStartsWith(request, 'node:')) return loadBuiltin(builtinOf(request), parent);

  const { filename, url, format } = resolveForLoad(request, parent, isMain);
  const cached = Module._cache[filename];
  if (cached !== undefined) return exportsOfCached(cached, parent);
  if (StringPrototypeStartsWith(filename, 'node:')) return loadBuiltin(builtinOf(filename), parent);
  if (BuiltinModule.canBeRequiredWithoutScheme(filename)) return loadBuiltin(loadBuiltinModule(filename), parent);

  const module = new Module(filename, parent);
  if (isMain) {
    setOwnProperty(process, 'mainModule', module);
    setOwnProperty(module.require, 'main', process.mainModule);
    module.id = '.';
  }
  module[kIsMainSymbol] = Boolean(isMain);
  module[kIsCachedByESMLoader] = false;
  module[kURL] = url;
  module[kFormat] = format;
  Module._cache[filename] = module;
  if (relativeKey !== undefined && !hooked) relativeResolveCache[relativeKey] = filename;

  let threw = true;
  try {
    module.load(filename);
    threw = false;
  } finally {
    if (threw) {
      delete Module._cache[filename];
      if (relativeKey !== undefined) delete relativeResolveCache[relativeKey];
      const children = parent?.children;
      if (children) {
        const index = ArrayPrototypeIndexOf(children, module);
        if (index !== -1) ArrayPrototypeSplice(children, index, 1);
      }
    } else if (module.exports && !isProxy(module.exports) && ObjectGetPrototypeOf(module.exports) === warningProxy) {
      ObjectSetPrototypeOf(module.exports, ObjectPrototype);
    }
  }
  return module.exports;
};

Module._resolveFilename = function(request, parent, isMain, options) {
  return lookup.resolveFilename(Module, request, parent, isMain, options);
};

// '.min.js' goes before '.js' where a program has registered it.
function findLongestRegisteredExtension(filename) {
  const name = path.basename(filename);
  let start = 0;
  let index;
  while ((index = StringPrototypeIndexOf(name, '.', start)) !== -1) {
    start = index + 1;
    if (index === 0) continue; // a dot file
    const ext = StringPrototypeSlice(name, index);
    if (Module._extensions[ext]) return ext;
  }
  return '.js';
}

Module.prototype.load = function(filename) {
  this.filename ??= filename;
  this.paths ??= Module._nodeModulePaths(path.dirname(filename));
  Module._extensions[findLongestRegisteredExtension(filename)](this, filename);
  this.loaded = true;
  exportsAtLoad.set(this, this.exports);
};

let requireChannel;

// tracedLoad tells the channel module.require of the call, if anyone listens.
function tracedLoad(request, parent, isMain) {
  requireChannel ??= require('diagnostics_channel').tracingChannel('module.require');
  if (!requireChannel.hasSubscribers) return Module._load(request, parent, isMain);
  const context = { __proto__: null, parentFilename: parent?.filename, id: request };
  return requireChannel.traceSync(Module._load, context, Module, request, parent, isMain);
}

Module.prototype.require = function(id) {
  validateString(id, 'id');
  if (id === '') throw new ERR_INVALID_ARG_VALUE('id', id, 'must be a non-empty string');
  enterRequire();
  try {
    return tracedLoad(id, this, false);
  } finally {
    leaveRequire();
  }
};

// _compile runs the source as this module. The format says more than the file's
// name: 'module', 'commonjs', their TypeScript forms, 'typescript'; without it,
// what cannot be CommonJS is taken for an ES module.
Module.prototype._compile = function(content, filename, format) {
  const typescript = require('internal/modules/typescript');
  if (typescript.isTypeScriptFormat(format)) {
    content = typescript.compileTypeScript(content, filename, filename);
    format = typescript.outputFormat(format);
  }
  if (format === 'module') {
    require('internal/modules/cjs/require_esm').loadAsModule(this, filename, content, kIsMainSymbol, kRequiredModule);
    return undefined;
  }
  let fn;
  if (patched) {
    fn = compileWrapped(Module.wrap(content), filename);
  } else {
    fn = wrapSafe(content, filename, format !== 'commonjs');
    if (fn === undefined) {
      const { pathToHref } = require('internal/modules/urls');
      require('internal/modules/esm/load').warnOfMissingType(pathToHref(filename));
      require('internal/modules/cjs/require_esm').loadAsModule(this, filename, content, kIsMainSymbol, kRequiredModule);
      return undefined;
    }
  }
  const require_ = makeRequireFunction(this);
  setHasStartedUserCJSExecution();
  this[kIsExecuting] = true;
  const result = ReflectApply(fn, this.exports, [this.exports, require_, this, filename, path.dirname(filename)]);
  this[kIsExecuting] = false;
  return result;
};

Module.createRequire = function createRequire(filename) {
  const { isURL } = require('internal/url');
  const { hrefToPath } = require('internal/modules/urls');
  let filepath;
  let url;
  if (isURL(filename) || (typeof filename === 'string' && !path.isAbsolute(filename))) {
    try {
      url = isURL(filename) ? filename.href : filename;
      filepath = hrefToPath(url);
    } catch {
      throw new ERR_INVALID_ARG_VALUE('filename', filename, createRequireError);
    }
  } else if (typeof filename !== 'string') {
    throw new ERR_INVALID_ARG_VALUE('filename', filename, createRequireError);
  } else {
    filepath = filename;
  }
  return createRequireFromPath(filepath, url);
};
const createRequireError = 'must be a file URL object, file URL string, or absolute path string';

function createRequireFromPath(filename, url) {
  // A trailing slash means the folder itself.
  const trailing = filename[filename.length - 1] === '/';
  const m = new Module(trailing ? path.join(filename, 'noop.js') : filename);
  m.filename = m.id;
  if (url !== undefined) m[kURL] = url;
  m.paths = Module._nodeModulePaths(m.path);
  return makeRequireFunction(m);
}

Module._initPaths = function() {
  lookup.initPaths(Module);
};

// _preloadModules loads what --require names, as from the working directory.
Module._preloadModules = function(requests) {
  if (!requests || requests.length === 0) return;
  isPreloading = true;
  const parent = new Module('internal/preload', null);
  try {
    parent.paths = Module._nodeModulePaths(process.cwd());
  } catch (e) {
    if (e.code !== 'ENOENT') {
      isPreloading = false;
      throw e;
    }
  }
  for (let i = 0; i < requests.length; i++) parent.require(requests[i]);
  isPreloading = false;
};

Module.syncBuiltinESMExports = function syncBuiltinESMExports() {
  require('internal/modules/esm/translators').syncBuiltinExports();
};

Module.Module = Module;
Module.registerHooks = hooks.registerHooks;

require('internal/modules/cjs/extensions').register(Module);

// What V8 calls them in stacks, where they have no names of their own.
for (const name of ['_findPath', '_load', '_nodeModulePaths', '_resolveFilename', '_resolveLookupPaths', '_initPaths', '_preloadModules']) {
  assignFunctionName(`Module.${name}`, Module[name]);
}
for (const name of ['load', 'require', '_compile']) assignFunctionName(`Module.${name}`, Module.prototype[name]);
for (const name of ['.js', '.json', '.node']) assignFunctionName(`Object.${name}`, Module._extensions[name]);

// The way in for the program itself.
function wrapModuleLoad(request, parent, isMain) {
  enterRequire();
  try {
    return tracedLoad(request, parent, isMain);
  } finally {
    leaveRequire();
  }
}

module.exports = {
  kFormat,
  kIsCachedByESMLoader,
  kIsMainSymbol,
  kRequiredModule,
  kURL,
  Module,
  exportsAtLoad,
  isRunning: (module) => module[kIsExecuting] === true && !module.loaded,
  loadImported,
  wrapModuleLoad,
};
