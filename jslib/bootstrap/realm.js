'use strict';

// The first file after primordials: it makes `process`, the internal
// `require`, and the table of builtin modules.
//
// How the host starts a realm (before the snapshot):
//   compile(id) is the wrapper function of a file of jslib:
//     function (exports, require, module, process, internalBinding, primordials)
//   1. compile('bootstrap/primordials')({}, undefined, {}, undefined, undefined, primordials)
//   2. compile('bootstrap/realm')(exports, undefined, module, undefined, getBinding, primordials)
//      getBinding(name) gives the natives of a binding, or undefined when
//      there is none of that name.
//   3. module.exports.require('bootstrap/node') loads the rest.
//   4. … freeze, clone …
//   5. module.exports.require('internal/main/prepare').prepare(options) in every clone.
// Afterwards the host enters through the exports of internal/process/entry alone.
//
// Binding ops used here:
//   builtins.ids: string[]                  every file of jslib, as a module id
//   builtins.compile(id: string): function  the wrapper function, throws for an unknown id
//   builtins.source(id: string): string     for process.binding('natives')

const {
  ArrayPrototypePush,
  Error,
  ObjectCreate,
  ObjectDefineProperty,
  ObjectFreeze,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  ReflectApply,
  SafeMap,
  SafeSet,
  String,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const getBinding = internalBinding;

// `new process.constructor()` is as useless as in Node, but it has its name.
const processPrototype = {};
const { process: ProcessConstructor } = { process: function() {} };
ProcessConstructor.prototype = processPrototype;
ObjectDefineProperty(processPrototype, 'constructor', {
  __proto__: null, value: ProcessConstructor, writable: true, enumerable: false, configurable: true,
});
const theProcess = ObjectCreate(processPrototype);

const moduleLoadList = [];
ObjectDefineProperty(theProcess, 'moduleLoadList', {
  __proto__: null, value: moduleLoadList, writable: false, enumerable: true, configurable: true,
});

const bindings = { __proto__: null };

function loadBinding(name) {
  let binding = bindings[name];
  if (binding === undefined) {
    binding = getBinding(name);
    if (binding !== undefined) {
      bindings[name] = binding;
      ArrayPrototypePush(moduleLoadList, `Internal Binding ${name}`);
    }
  }
  return binding;
}

function innerBinding(name) {
  const binding = loadBinding(name);
  if (binding === undefined) throw new Error(`No such binding: ${name}`);
  return binding;
}

const { ids, compile, source } = innerBinding('builtins');

// Files that a program cannot name. Whatever else lies in jslib is public.
const privatePrefixes = ['internal/', 'bootstrap/', 'web/'];

// Public only with the `node:` prefix, because npm has packages of these names.
const schemeOnly = new SafeSet(['sea', 'sqlite', 'quic', 'test', 'test/reporters']);

function isPrivate(id) {
  for (let i = 0; i < privatePrefixes.length; i++) {
    if (StringPrototypeStartsWith(id, privatePrefixes[i])) return true;
  }
  return false;
}

const publicIds = new SafeSet();

// One builtin: its state goes from nothing over loading (exports may still be
// incomplete, which is what a cycle sees) to loaded.
class BuiltinModule {
  exports = {};
  loading = false;
  loaded = false;
  exportKeys = undefined;
  #public;

  constructor(id) {
    this.id = id;
    this.filename = `${id}.js`;
    this.#public = !isPrivate(id);
    if (this.#public) publicIds.add(id);
  }

  get canBeRequiredByUsers() { return this.#public; }

  get canBeRequiredWithoutScheme() { return this.#public && !schemeOnly.has(this.id); }

  static exposeInternals() {
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i];
      if (!StringPrototypeStartsWith(id, 'internal/')) continue;
      map.get(id).#public = true;
      publicIds.add(id);
    }
  }

  static exists(id) {
    return map.has(id);
  }

  static canBeRequiredByUsers(id) {
    return publicIds.has(id);
  }

  static canBeRequiredWithoutScheme(id) {
    return publicIds.has(id) && !schemeOnly.has(id);
  }

  // 'fs' and 'node:fs' → 'fs'; undefined for what no program may require.
  static normalizeRequirableId(id) {
    if (typeof id !== 'string') return undefined;
    if (StringPrototypeStartsWith(id, 'node:')) {
      const bare = StringPrototypeSlice(id, 5);
      return publicIds.has(bare) ? bare : undefined;
    }
    return BuiltinModule.canBeRequiredWithoutScheme(id) ? id : undefined;
  }

  static isBuiltin(id) {
    return BuiltinModule.normalizeRequirableId(id) !== undefined;
  }

  static getSchemeOnlyModuleNames() {
    const names = [];
    for (const id of schemeOnly) {
      if (publicIds.has(id)) ArrayPrototypePush(names, id);
    }
    return names;
  }

  // The names a program sees in module.builtinModules.
  static getAllBuiltinModuleIds() {
    const names = [];
    for (const id of publicIds) {
      ArrayPrototypePush(names, schemeOnly.has(id) ? `node:${id}` : id);
    }
    return names;
  }

  // The exports, for a program's require() and import.
  compileForPublicLoader() {
    if (!this.#public) throw new Error(`Should not compile ${this.id} for public use`);
    this.load();
    return this.exports;
  }

  // The names an ES module may import besides `default`.
  getExportKeys() {
    return this.exportKeys ??= ObjectKeys(this.exports);
  }

  load() {
    if (this.loaded || this.loading) return this.exports;
    this.loading = true;
    try {
      const fn = compile(this.id);
      fn(this.exports, requireBuiltin, this, theProcess, innerBinding, primordials);
      this.loaded = true;
      ArrayPrototypePush(moduleLoadList, `NativeModule ${this.id}`);
    } finally {
      this.loading = false;
    }
    return this.exports;
  }
}

const map = new SafeMap();
for (let i = 0; i < ids.length; i++) map.set(ids[i], new BuiltinModule(ids[i]));
BuiltinModule.map = map;

function requireBuiltin(id) {
  const mod = map.get(id);
  if (mod === undefined) throw new Error(`No such built-in module: ${id}`);
  return mod.loaded ? mod.exports : mod.load();
}

// What the deprecated process.binding() still hands out in Node 24. Names of
// this list that have no counterpart here are refused like any other name.
const bindingAllowList = new SafeSet([
  'buffer', 'cares_wrap', 'config', 'constants', 'contextify', 'fs', 'fs_event_wrap', 'icu',
  'inspector', 'js_stream', 'natives', 'os', 'pipe_wrap', 'process_wrap', 'spawn_sync', 'stream_wrap',
  'tcp_wrap', 'tls_wrap', 'tty_wrap', 'udp_wrap', 'util', 'uv', 'zlib',
]);

// Type checks that programs of old took from process.binding('util').
const legacyUtilNames = [
  'isArrayBuffer', 'isArrayBufferView', 'isAsyncFunction', 'isDataView', 'isDate', 'isExternal', 'isMap',
  'isMapIterator', 'isNativeError', 'isPromise', 'isRegExp', 'isSet', 'isSetIterator', 'isTypedArray',
  'isUint8Array', 'isAnyArrayBuffer',
];

const legacyBindings = {
  __proto__: null,
  natives() {
    const natives = {};
    for (const id of publicIds) {
      ObjectDefineProperty(natives, id, {
        __proto__: null, get: () => source(id), enumerable: true, configurable: true,
      });
    }
    return natives;
  },
  uv() {
    const data = withoutNatives(loadBinding('uv'));
    data.getErrorMap = function getErrorMap() { return requireBuiltin('util').getSystemErrorMap(); };
    data.errname = function errname(errno) {
      if (pendingDeprecation()) {
        theProcess.emitWarning("Directly calling process.binding('uv').errname(<val>) is being deprecated. " +
                               'Please make sure to use util.getSystemErrorName() instead.', 'DeprecationWarning', 'DEP0119');
      }
      return requireBuiltin('internal/util').getSystemErrorName(errno);
    };
    return data;
  },
  util() {
    const types = requireBuiltin('internal/util/types');
    const util = {};
    for (let i = 0; i < legacyUtilNames.length; i++) util[legacyUtilNames[i]] = types[legacyUtilNames[i]];
    return util;
  },
};

function noSuchModule(name) {
  const err = new Error(`No such module: ${name}`);
  // Node's error shows no code when it is printed; programs may still test for it.
  ObjectDefineProperty(err, 'code', {
    __proto__: null, value: 'ERR_INVALID_MODULE', writable: true, enumerable: false, configurable: true,
  });
  return err;
}

const pendingDeprecation = () => requireBuiltin('internal/options').getOptionValue('--pending-deprecation');
let warnedOfBinding = false;

theProcess.binding = function binding(name) {
  if (!warnedOfBinding && pendingDeprecation()) {
    warnedOfBinding = true;
    theProcess.emitWarning('process.binding() is deprecated. Please use public APIs instead.', 'DeprecationWarning', 'DEP0111');
  }
  name = String(name);
  if (!bindingAllowList.has(name)) throw noSuchModule(name);
  if (ObjectPrototypeHasOwnProperty(legacyBindings, name)) return ReflectApply(legacyBindings[name], undefined, []);
  const found = loadBinding(name);
  if (found === undefined) throw noSuchModule(name);
  return withoutNatives(found);
};

// The natives themselves stay out of reach: programs could call them with what no
// module would, or replace them under the modules that use them.
function withoutNatives(binding) {
  const data = {};
  const names = ObjectKeys(binding);
  for (let i = 0; i < names.length; i++) {
    if (typeof binding[names[i]] !== 'function') data[names[i]] = binding[names[i]];
  }
  return data;
}

// Linked bindings come with a C++ embedder, of which there is none.
theProcess._linkedBinding = function _linkedBinding(name) {
  throw noSuchModule(String(name));
};

ObjectFreeze(BuiltinModule);
ObjectFreeze(BuiltinModule.prototype);

// This file was not loaded by require(); others may still ask for it.
const self = map.get('bootstrap/realm');
module.exports = {
  process: theProcess,
  require: requireBuiltin,
  internalBinding: innerBinding,
  BuiltinModule,
};
if (self !== undefined) {
  self.exports = module.exports;
  self.loaded = true;
}
const first = map.get('bootstrap/primordials');
if (first !== undefined) first.loaded = true;
