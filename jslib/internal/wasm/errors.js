'use strict';

// WebAssembly.CompileError, LinkError and RuntimeError: native errors in all but
// where they hang. https://webassembly.github.io/spec/js-api/#error-objects

const {
  Error,
  ErrorPrototype,
  ObjectCreate,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  RangeError,
  ReflectConstruct,
  TypeError,
} = primordials;

function make(name) {
  const { [name]: constructor } = {
    [name]: function(message) {
      return ReflectConstruct(Error, arguments, new.target ?? constructor);
    },
  };
  const hidden = (value) => ({ __proto__: null, value, writable: true, enumerable: false, configurable: true });
  ObjectSetPrototypeOf(constructor, Error);
  const prototype = ObjectCreate(ErrorPrototype);
  ObjectDefineProperties(prototype, {
    __proto__: null, constructor: hidden(constructor), name: hidden(name), message: hidden(''),
  });
  ObjectDefineProperty(constructor, 'prototype', { __proto__: null, value: prototype, writable: false });
  return constructor;
}

const errors = {
  __proto__: null,
  CompileError: make('CompileError'),
  LinkError: make('LinkError'),
  RuntimeError: make('RuntimeError'),
};

// What Go throws.
function makeError(name, message) {
  const constructor = errors[name] ?? (name === 'RangeError' ? RangeError : TypeError);
  return new constructor(message);
}

module.exports = { ...errors, makeError };
