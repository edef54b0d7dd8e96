'use strict';

// Properties whose value is fetched when it is first asked for.

const { FunctionPrototypeCall, ObjectDefineProperty } = primordials;

function named(prefix, key, fn) {
  return ObjectDefineProperty(fn, 'name', { __proto__: null, value: `${prefix}${key}`, configurable: true });
}

function define(target, key, enumerable, value) {
  ObjectDefineProperty(target, key, { __proto__: null, value, writable: true, enumerable, configurable: true });
}

// defineLazyProperties puts exports of module id on target; each becomes a
// plain data property when it is read or written.
function defineLazyProperties(target, id, keys, enumerable = true) {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    ObjectDefineProperty(target, key, {
      __proto__: null,
      enumerable,
      configurable: true,
      get: named('', key, function() {
        const value = require(id)[key];
        define(target, key, enumerable, value);
        return value;
      }),
      set: named('', key, function(value) { define(target, key, enumerable, value); }),
    });
  }
}

// defineReplaceableLazyAttribute is for Web IDL attributes such as
// globalThis.crypto: accessors for good, that may be written over. check runs
// on the receiver and throws for foreign ones.
function defineReplaceableLazyAttribute(target, id, keys, writable = true, check) {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    let value;
    let settled = false;
    ObjectDefineProperty(target, key, {
      __proto__: null,
      enumerable: true,
      configurable: true,
      get: named('get ', key, function() {
        if (check !== undefined) FunctionPrototypeCall(check, this);
        if (!settled) {
          value = require(id)[key];
          settled = true;
        }
        return value;
      }),
      set: writable ? named('set ', key, function(replacement) {
        settled = true;
        value = replacement;
      }) : undefined,
    });
  }
}

// A Web IDL operation, interface or namespace on its object.
function defineOperation(target, name, method) {
  define(target, name, true, method);
}

function exposeInterface(target, name, interfaceObject) {
  define(target, name, false, interfaceObject);
}

function exposeLazyInterfaces(target, id, keys) {
  defineLazyProperties(target, id, keys, false);
}

function getLazy(initializer) {
  let value;
  let initialized = false;
  return () => {
    if (!initialized) {
      value = initializer();
      initialized = true;
    }
    return value;
  };
}

module.exports = {
  defineLazyProperties,
  defineOperation,
  defineReplaceableLazyAttribute,
  exposeInterface,
  exposeLazyInterfaces,
  exposeNamespace: exposeInterface,
  getLazy,
};
