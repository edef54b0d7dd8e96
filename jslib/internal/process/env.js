'use strict';

// process.env: an object whose values are strings, whatever is assigned.
//
// The variables that the process was granted are copied into a plain object
// when it starts, which a Proxy stands before: inspect() and spread look at an
// object with real properties. Changes are told to the host, which gives them
// to child processes and follows TZ. A name that is not there is asked for, so
// that the host can say that it was denied.
//
// Binding ops (process):
//   envEntries(): string[]                    name, value, name, value …
//   getEnv(name: string): string | undefined  undefined also for a name that is not granted
//   setEnv(name: string, value: string)
//   deleteEnv(name: string)

const {
  ObjectPrototypeHasOwnProperty,
  Proxy,
  ReflectDefineProperty,
  ReflectDeleteProperty,
  ReflectGet,
  ReflectGetOwnPropertyDescriptor,
  ReflectHas,
  StringPrototypeToUpperCase,
  TypeError,
} = primordials;

const binding = internalBinding('process');
const { getOptionValue } = require('internal/options');
const { E, codes } = require('internal/errors');
E('ERR_INVALID_OBJECT_DEFINE_PROPERTY', (message) => message, TypeError);
const { ERR_INVALID_OBJECT_DEFINE_PROPERTY } = codes;

const acceptsOnly = "'process.env' only accepts a configurable, writable, and enumerable data descriptor";

const notConverted = 'Assigning any value other than a string, number, or boolean to a process.env property is ' +
  'deprecated. Please make sure to convert the value to a string before setting process.env with it.';

function createEnv() {
  const pendingDeprecation = getOptionValue('--pending-deprecation');
  const values = {};
  const entries = binding.envEntries();
  for (let i = 0; i + 1 < entries.length; i += 2) store(values, entries[i], entries[i + 1]);

  // Windows knows its variables by any spelling.
  const anyCase = process.platform === 'win32';
  const names = { __proto__: null };
  function canonical(name) {
    if (!anyCase || typeof name !== 'string') return name;
    return names[StringPrototypeToUpperCase(name)] ?? name;
  }
  if (anyCase) {
    for (let i = 0; i < entries.length; i += 2) names[StringPrototypeToUpperCase(entries[i])] = entries[i];
  }

  function store(target, name, value) {
    ReflectDefineProperty(target, name, {
      __proto__: null, value, writable: true, enumerable: true, configurable: true,
    });
  }

  function put(target, key, value) {
    if (typeof key === 'symbol' || typeof value === 'symbol') {
      throw new TypeError('Cannot convert a Symbol value to a string');
    }
    if (pendingDeprecation && typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      process.emitWarning(notConverted, 'DeprecationWarning', 'DEP0104');
    }
    const name = canonical(key);
    const text = `${value}`;
    binding.setEnv(name, text);
    if (anyCase) names[StringPrototypeToUpperCase(name)] = name;
    store(target, name, text);
    return true;
  }

  // Own properties of `values` that are there, once asked for.
  function lookUp(target, key) {
    if (typeof key === 'symbol') return undefined;
    const name = canonical(key);
    if (ObjectPrototypeHasOwnProperty(target, name)) return target[name];
    if (ReflectHas(target, name)) return undefined;
    const value = binding.getEnv(name);
    if (value !== undefined) store(target, name, value);
    return value;
  }

  return new Proxy(values, {
    __proto__: null,
    get(target, key) {
      return lookUp(target, key) ?? ReflectGet(target, key);
    },
    set: put,
    preventExtensions() {
      throw new TypeError('Cannot freeze');
    },
    has(target, key) {
      return lookUp(target, key) !== undefined || ReflectHas(target, key);
    },
    deleteProperty(target, key) {
      if (typeof key === 'symbol') return true;
      const name = canonical(key);
      binding.deleteEnv(name);
      if (anyCase) delete names[StringPrototypeToUpperCase(name)];
      return ReflectDeleteProperty(target, name);
    },
    getOwnPropertyDescriptor(target, key) {
      lookUp(target, key);
      return ReflectGetOwnPropertyDescriptor(target, canonical(key));
    },
    defineProperty(target, key, desc) {
      if ('value' in desc) {
        if (!desc.configurable || !desc.writable || !desc.enumerable) {
          throw new ERR_INVALID_OBJECT_DEFINE_PROPERTY(acceptsOnly);
        }
        return put(target, key, desc.value);
      }
      if ('get' in desc || 'set' in desc) {
        throw new ERR_INVALID_OBJECT_DEFINE_PROPERTY(
          "'process.env' does not accept an accessor(getter/setter) descriptor");
      }
      throw new ERR_INVALID_OBJECT_DEFINE_PROPERTY(acceptsOnly);
    },
  });
}

module.exports = { createEnv };
