'use strict';

// Contexts of node:vm. A context has a global object of its own, with its own
// Array and Object; a program sees the object that it has made a context of.
// The two are kept alike by accessors: each property of the program's object is
// one on the global that reads and writes through. What a script declares is
// moved over when the script returns. A `var` cannot be turned into an accessor
// afterwards, so its value is copied both ways, around every run.
//
// Binding ops (engine):
//   newContext(): object                           the global object of a fresh realm
//   runScriptIn(global: object, source: string, file: string): any
//       runs a script, not a module, in the realm of that global object

const {
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectPrototypeHasOwnProperty,
  ReflectDefineProperty,
  ReflectDeleteProperty,
  ReflectGet,
  ReflectOwnKeys,
  ReflectSet,
  SafeMap,
  SafeSet,
  SafeWeakMap,
} = primordials;

const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM } } = require('internal/errors');

const contexts = new SafeWeakMap(); // the program's object → Context

class Context {
  #global;
  #object;
  #originals = new SafeMap(); // what the fresh global came with
  #mirrored = new SafeSet();
  #pinned = new SafeSet();

  constructor(global, object) {
    this.#global = global;
    this.#object = object;
    for (const key of ReflectOwnKeys(global)) {
      this.#originals.set(key, ObjectGetOwnPropertyDescriptor(global, key));
    }
  }

  run(source, file) {
    const { runScriptIn } = internalBinding('engine');
    if (this.#object === this.#global) return runScriptIn(this.#global, source, file);
    this.#push();
    try {
      return runScriptIn(this.#global, source, file);
    } finally {
      this.#pull();
    }
  }

  #mirror(key) {
    const object = this.#object;
    const desc = ObjectGetOwnPropertyDescriptor(object, key);
    const defined = ReflectDefineProperty(this.#global, key, {
      __proto__: null,
      get() { return ReflectGet(object, key); },
      set(value) { ReflectSet(object, key, value); },
      enumerable: desc === undefined ? true : desc.enumerable,
      configurable: true,
    });
    if (defined) this.#mirrored.add(key);
    return defined;
  }

  // From the program's object to the global, before a run.
  #push() {
    const object = this.#object;
    for (const key of this.#mirrored) {
      if (ObjectPrototypeHasOwnProperty(object, key)) continue;
      this.#mirrored.delete(key);
      const original = this.#originals.get(key);
      if (original === undefined) ReflectDeleteProperty(this.#global, key);
      else ReflectDefineProperty(this.#global, key, original);
    }
    for (const key of ReflectOwnKeys(object)) {
      if (this.#mirrored.has(key)) continue;
      if (this.#pinned.has(key)) ReflectSet(this.#global, key, object[key]);
      else if (!this.#mirror(key)) this.#pinned.add(key);
    }
  }

  // From the global to the program's object, after a run.
  #pull() {
    const global = this.#global;
    for (const key of ReflectOwnKeys(global)) {
      if (this.#mirrored.has(key)) continue;
      const desc = ObjectGetOwnPropertyDescriptor(global, key);
      const original = this.#originals.get(key);
      if (original !== undefined && original.value === desc.value && original.get === desc.get) continue;
      if ('value' in desc) {
        ObjectDefineProperty(this.#object, key, {
          __proto__: null, value: desc.value, writable: true, enumerable: desc.enumerable, configurable: true,
        });
      } else {
        ObjectDefineProperty(this.#object, key, { ...desc, configurable: true });
      }
      if (!desc.configurable || !this.#mirror(key)) this.#pinned.add(key);
    }
  }
}

// object: what shall be a context; undefined for a context whose global object
// itself is handed out.
function makeContext(object) {
  const { newContext } = internalBinding('engine');
  if (newContext === undefined) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('vm.createContext');
  const global = newContext();
  const context = object === undefined ? global : object;
  contexts.set(context, new Context(global, context));
  return context;
}

function isContext(object) {
  return contexts.has(object);
}

function runInContext(object, source, file) {
  return contexts.get(object).run(source, file);
}

module.exports = { isContext, makeContext, runInContext };
