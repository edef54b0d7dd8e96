'use strict';

// Module and Instance. https://webassembly.github.io/spec/js-api/#modules

const {
  ArrayPrototypePush,
  ObjectDefineProperty,
  ObjectFreeze,
  Promise,
  PromisePrototypeThen,
  PromiseResolve,
  String,
  SymbolToStringTag,
  TypeError,
} = primordials;

const binding = internalBinding('wasm');
const { isObject, toBytes } = require('internal/wasm/convert');
const { LinkError } = require('internal/wasm/errors');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');
const { funcIds, globalId, memoryId, tableId } = require('internal/wasm/externs');

const kExisting = {};

let moduleId;

class Module {
  #id;

  constructor(bytes) {
    markTransferMode(this, true, false);
    this.#id = bytes === kExisting ? arguments[1] : binding.compileSync(toBytes(bytes, 'WebAssembly.Module()'), 'WebAssembly.Module()');
  }

  static imports(module) {
    const list = binding.imports(idOf(module, 'WebAssembly.Module.imports()'));
    for (let i = 0; i < list.length; i++) delete list[i].type;
    return list;
  }

  static exports(module) {
    return binding.exports(idOf(module, 'WebAssembly.Module.exports()'));
  }

  static customSections(module, sectionName) {
    const where = 'WebAssembly.Module.customSections()';
    const id = idOf(module, where);
    if (sectionName === undefined) throw new TypeError(`${where}: Argument 1 is required`);
    return binding.customSections(id, String(sectionName));
  }

  [kClone]() {
    return { data: this.#id, deserializeInfo: 'internal/wasm/module:ClonedModule' };
  }

  [kDeserialize](id) {
    this.#id = id;
  }

  static {
    moduleId = (value) => (isObject(value) && #id in value ? value.#id : undefined);
  }
}

function idOf(module, where) {
  const id = moduleId(module);
  if (id === undefined) throw new TypeError(`${where}: Argument 0 must be a WebAssembly.Module`);
  return id;
}

// What structured cloning constructs to get another object of the same module.
function ClonedModule() {
  return new Module(kExisting, -1);
}
ClonedModule.prototype = Module.prototype;

function compileModule(bytes, where) {
  return new Promise((resolve, reject) => {
    binding.compile(bytes, where, {
      oncomplete(error, id) {
        if (error) reject(error);
        else resolve(new Module(kExisting, id));
      },
    });
  });
}

// --- instances -----------------------------------------------------------

// Whether a value may initialize an immutable global of the type.
function fits(type, value) {
  switch (type) {
    case 'i32': case 'f32': case 'f64': return typeof value === 'number';
    case 'i64': return typeof value === 'bigint';
    case 'externref': return true;
    case 'anyfunc': return value === null || funcIds.get(value) !== undefined;
    default: return false;
  }
}

function readGlobal(type, value, name) {
  const id = globalId(value);
  if (id !== undefined) return id;
  if (type[0] === 'm') throw new LinkError(`${name}: imported mutable global must be a WebAssembly.Global object`);
  if (!fits(type, value)) {
    if (type === 'anyfunc') throw new LinkError(`${name}: imported funcref global must be null or WebAssembly function (funcref) object`);
    throw new LinkError(`${name}: global import must be a number, valid Wasm reference, or WebAssembly.Global object`);
  }
  return binding.newGlobal(type, false, value);
}

// Reads what a module asks for, as what the binding takes.
function readImports(id, importObject, where) {
  const wanted = binding.imports(id);
  if (wanted.length > 0 && importObject === undefined) {
    throw new TypeError(`${where}: Imports argument must be present and must be an object`);
  }
  const list = [];
  for (let i = 0; i < wanted.length; i++) {
    const { module, name, kind, type } = wanted[i];
    const from = importObject[module];
    if (!isObject(from)) throw new TypeError(`${where}: Import #${i} "${module}": module is not an object or function`);
    const value = from[name];
    const what = `${where}: Import #${i} "${module}" "${name}"`;
    let it;
    switch (kind) {
      case 'function':
        if (typeof value !== 'function') throw new LinkError(`${what}: function import requires a callable`);
        it = funcIds.get(value) ?? value;
        break;
      case 'table':
        it = tableId(value);
        if (it === undefined) throw new LinkError(`${what}: table import requires a WebAssembly.Table`);
        break;
      case 'memory':
        it = memoryId(value);
        if (it === undefined) throw new LinkError(`${what}: memory import must be a WebAssembly.Memory object`);
        break;
      default:
        it = readGlobal(type, value, what);
    }
    ArrayPrototypePush(list, it);
  }
  return list;
}

function makeExports(id, imports, where) {
  const values = binding.instantiate(id, imports, where);
  const names = binding.exports(id);
  const object = { __proto__: null };
  for (let i = 0; i < names.length; i++) {
    ObjectDefineProperty(object, names[i].name, {
      __proto__: null, value: values[i], writable: true, enumerable: true, configurable: true,
    });
  }
  return ObjectFreeze(object);
}

class Instance {
  #exports;

  constructor(module, importObject = undefined) {
    markTransferMode(this, false, false);
    if (module === kExisting) {
      this.#exports = importObject;
      return;
    }
    const where = 'WebAssembly.Instance()';
    const id = idOf(module, where);
    if (importObject !== undefined && !isObject(importObject)) {
      throw new TypeError(`${where}: Argument 1 must be an object`);
    }
    this.#exports = makeExports(id, readImports(id, importObject, where), where);
  }

  get exports() {
    if (!isObject(this) || !(#exports in this)) {
      throw new TypeError('WebAssembly.Instance.exports: Receiver is not a WebAssembly.Instance');
    }
    return this.#exports;
  }
}

// Reads the imports at once and makes the instance later.
function instantiateModule(module, importObject, where) {
  const id = moduleId(module);
  const imports = readImports(id, importObject, where);
  return PromisePrototypeThen(PromiseResolve(), () => new Instance(kExisting, makeExports(id, imports, where)));
}

for (const [holder, names] of [[Module, ['imports', 'exports', 'customSections']], [Instance.prototype, ['exports']]]) {
  for (const name of names) ObjectDefineProperty(holder, name, { __proto__: null, enumerable: true });
}
for (const constructor of [Module, Instance]) {
  ObjectDefineProperty(constructor.prototype, SymbolToStringTag, {
    __proto__: null, value: `WebAssembly.${constructor.name}`, writable: false, enumerable: false, configurable: true,
  });
}

// Read before a program can have replaced them.
const { imports, exports: exportsOf, customSections } = Module;
const statics = { __proto__: null, imports, exports: exportsOf, customSections };

module.exports = { ClonedModule, Module, Instance, compileModule, instantiateModule, moduleId, statics };
