'use strict';

// The part of the library that every context has for itself: what it makes,
// throws and returns is of the context's realm, as that of the language is. The
// state of these files is the context's too; what contexts share is elsewhere.
//
// Binding ops:
//   builtins.source(id): string
//   engine.compileFunction(source, file, params, anchor): function

const {
  ObjectDefineProperty,
  ReflectApply,
  SafeSet,
} = primordials;

const own = new SafeSet([
  'internal/intl', 'internal/intl/date_time_format', 'internal/intl/locale', 'internal/intl/plural_rules', 'internal/intl/segmenter',
  'internal/language/atomics', 'internal/language/disposable', 'internal/language/iterator_disposal', 'internal/vm/inside',
]);

// The primordials that make something, or are compared with. All others work on
// the objects of any realm.
const constructors = [
  'Array', 'ArrayBuffer', 'BigInt', 'Boolean', 'Date', 'Error', 'Function', 'Map', 'Number', 'Object', 'Promise', 'Proxy',
  'RangeError', 'ReferenceError', 'RegExp', 'Set', 'String', 'SyntaxError', 'TypeError', 'WeakMap', 'WeakRef', 'WeakSet',
  'BigInt64Array', 'BigUint64Array', 'Int16Array', 'Int32Array', 'Int8Array', 'Uint16Array', 'Uint32Array', 'Uint8Array',
];

const params = ['exports', 'require', 'module', 'process', 'internalBinding', 'primordials'];

function primordialsOf(global) {
  const realm = { __proto__: primordials };
  const set = (key, value) => ObjectDefineProperty(realm, key, { __proto__: null, value });
  for (let i = 0; i < constructors.length; i++) set(constructors[i], global[constructors[i]]);
  const { Promise } = global;
  const { reject, resolve } = Promise;
  set('PromiseReject', (reason) => ReflectApply(reject, Promise, [reason]));
  set('PromiseResolve', (value) => ReflectApply(resolve, Promise, [value]));
  set('globalThis', global);
  return realm;
}

// libraryOf returns the require() of a fresh realm, whose program has not run yet.
function libraryOf(anchor, global) {
  const realm = primordialsOf(global);
  const modules = { __proto__: null };
  const load = (id) => {
    if (!own.has(id)) return require(id);
    let module = modules[id];
    if (module === undefined) {
      module = modules[id] = { exports: {} };
      const { compileFunction } = internalBinding('engine');
      const fn = compileFunction(internalBinding('builtins').source(id), `node:${id}`, params, anchor);
      ReflectApply(fn, undefined, [module.exports, load, module, process, internalBinding, realm]);
    }
    return module.exports;
  };
  return load;
}

module.exports = { libraryOf };
