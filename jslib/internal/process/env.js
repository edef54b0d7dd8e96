'use strict';

// process.env: an object whose values are strings, whatever is assigned.
//
// The variables that the process was granted are copied into a plain object
// when it is first looked at, which a Proxy stands before: inspect() and spread
// look at an object with real properties. Changes are told to the host, which
// gives them to child processes and follows TZ. A name that is not there is asked
// for, so that the host can say that it was denied. The object is the same in
// every clone of a snapshot, whose program may hold it; what it shows is each
// process's own.
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
  ReflectOwnKeys,
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

const values = {};
let filled = false;

// Windows knows its variables by any spelling: names by their upper case.
const anyCase = process.platform === 'win32';
const names = { __proto__: null };

function canonical(name) {
  if (!anyCase || typeof name !== 'string') return name;
  return names[StringPrototypeToUpperCase(name)] ?? name;
}

function store(name, value) {
  if (anyCase) names[StringPrototypeToUpperCase(name)] = name;
  ReflectDefineProperty(values, name, {
    __proto__: null, value, writable: true, enumerable: true, configurable: true,
  });
}

function fill() {
  if (filled) return;
  filled = true;
  const entries = binding.envEntries();
  for (let i = 0; i + 1 < entries.length; i += 2) store(entries[i], entries[i + 1]);
}

function put(key, value) {
  if (typeof key === 'symbol' || typeof value === 'symbol') {
    throw new TypeError('Cannot convert a Symbol value to a string');
  }
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean' && getOptionValue('--pending-deprecation')) {
    process.emitWarning(notConverted, 'DeprecationWarning', 'DEP0104');
  }
  fill();
  const name = canonical(key);
  const text = `${value}`;
  binding.setEnv(name, text);
  store(name, text);
  return true;
}

// Own properties of `values` that are there, once asked for.
function lookUp(key) {
  if (typeof key === 'symbol') return undefined;
  fill();
  const name = canonical(key);
  if (ObjectPrototypeHasOwnProperty(values, name)) return values[name];
  if (ReflectHas(values, name)) return undefined;
  const value = binding.getEnv(name);
  if (value !== undefined) store(name, value);
  return value;
}

const env = new Proxy(values, {
  __proto__: null,
  get(target, key) {
    return lookUp(key) ?? ReflectGet(target, key);
  },
  set(target, key, value) {
    return put(key, value);
  },
  preventExtensions() {
    throw new TypeError('Cannot freeze');
  },
  has(target, key) {
    return lookUp(key) !== undefined || ReflectHas(target, key);
  },
  ownKeys(target) {
    fill();
    return ReflectOwnKeys(target);
  },
  deleteProperty(target, key) {
    if (typeof key === 'symbol') return true;
    fill();
    const name = canonical(key);
    binding.deleteEnv(name);
    if (anyCase) delete names[StringPrototypeToUpperCase(name)];
    return ReflectDeleteProperty(target, name);
  },
  getOwnPropertyDescriptor(target, key) {
    lookUp(key);
    return ReflectGetOwnPropertyDescriptor(target, canonical(key));
  },
  defineProperty(target, key, desc) {
    if ('value' in desc) {
      if (!desc.configurable || !desc.writable || !desc.enumerable) {
        throw new ERR_INVALID_OBJECT_DEFINE_PROPERTY(acceptsOnly);
      }
      return put(key, desc.value);
    }
    if ('get' in desc || 'set' in desc) {
      throw new ERR_INVALID_OBJECT_DEFINE_PROPERTY(
        "'process.env' does not accept an accessor(getter/setter) descriptor");
    }
    throw new ERR_INVALID_OBJECT_DEFINE_PROPERTY(acceptsOnly);
  },
});

// Forgets what another process has seen.
function refreshEnv() {
  if (!filled) return;
  filled = false;
  for (const record of [values, names]) {
    const keys = ReflectOwnKeys(record);
    for (let i = 0; i < keys.length; i++) delete record[keys[i]];
  }
}

// For who looks past the traps of a proxy, as inspect() does.
function fillIfEnv(proxy) {
  if (proxy === env) fill();
}

module.exports = { env, fillIfEnv, refreshEnv };
