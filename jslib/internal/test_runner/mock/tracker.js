'use strict';

// MockTracker: makes mocks and restores them.

const {
  ArrayPrototypePush,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetPrototypeOf,
  Proxy,
  ReflectApply,
  ReflectGet,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { MockFunctionContext, mockOf } = require('internal/test_runner/mock/function');
const { MockPropertyContext } = require('internal/test_runner/mock/property');
const { MockTimers } = require('internal/test_runner/mock/timers');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateFunction, validateInteger, validateObject } = require('internal/validators');

// Stands for "none given" where undefined may be.
function kDefaultFunction() {}

function isOptions(value) {
  return value !== null && typeof value === 'object';
}

function validateKey(value, name) {
  if (typeof value !== 'string' && typeof value !== 'symbol') {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'symbol'], value);
  }
}

function validateTimes(value, name) {
  if (value !== Infinity) validateInteger(value, name, 1);
}

function findDescriptor(object, key) {
  for (let holder = object; holder !== null; holder = ObjectGetPrototypeOf(holder)) {
    const descriptor = ObjectGetOwnPropertyDescriptor(holder, key);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

// What getter() and setter() share: method() with one of the options fixed.
function accessorOptions(kind, implementation, options) {
  if (isOptions(implementation)) {
    options = implementation;
    implementation = kDefaultFunction;
  } else {
    validateObject(options, 'options');
  }
  const value = options[kind] ?? true;
  if (options[kind] === false) throw new ERR_INVALID_ARG_VALUE(`options.${kind}`, value, 'cannot be false');
  return { __proto__: null, implementation, options: { __proto__: null, ...options, [kind]: value } };
}

class MockTracker {
  #contexts = [];
  #timers;

  constructor() {
    // It is not there without its flag, which the snapshot does not know.
    if (!getOptionValue('--experimental-test-module-mocks')) delete MockTracker.prototype.module;
  }

  get timers() {
    return this.#timers ??= new MockTimers();
  }

  fn(original = function() {}, implementation = original, options = kEmptyObject) {
    if (isOptions(original)) {
      options = original;
      original = function() {};
      implementation = original;
    } else if (isOptions(implementation)) {
      options = implementation;
      implementation = original;
    }
    validateFunction(original, 'original');
    validateFunction(implementation, 'implementation');
    validateObject(options, 'options');
    const { times = Infinity } = options;
    validateTimes(times, 'options.times');
    return this.#track(new MockFunctionContext(implementation, { __proto__: null, original }, times), original);
  }

  method(objectOrFunction, methodName, implementation = kDefaultFunction, options = kEmptyObject) {
    validateKey(methodName, 'methodName');
    if (typeof objectOrFunction !== 'function') validateObject(objectOrFunction, 'object');
    if (isOptions(implementation)) {
      options = implementation;
      implementation = kDefaultFunction;
    }
    validateFunction(implementation, 'implementation');
    validateObject(options, 'options');
    const { getter = false, setter = false, times = Infinity } = options;
    validateBoolean(getter, 'options.getter');
    validateBoolean(setter, 'options.setter');
    validateTimes(times, 'options.times');
    if (setter && getter) {
      throw new ERR_INVALID_ARG_VALUE('options.setter', setter, "cannot be used with 'options.getter'");
    }

    const part = getter ? 'get' : setter ? 'set' : 'value';
    const descriptor = findDescriptor(objectOrFunction, methodName);
    const original = descriptor?.[part];
    if (typeof original !== 'function') throw new ERR_INVALID_ARG_VALUE('methodName', original, 'must be a method');
    const restore = { __proto__: null, descriptor, object: objectOrFunction, methodName };
    const mock = this.#track(
      new MockFunctionContext(implementation === kDefaultFunction ? original : implementation, restore, times), original);
    ObjectDefineProperty(objectOrFunction, methodName, { __proto__: null, ...descriptor, [part]: mock });
    return mock;
  }

  getter(object, methodName, implementation = kDefaultFunction, options = kEmptyObject) {
    const given = accessorOptions('getter', implementation, options);
    return this.method(object, methodName, given.implementation, given.options);
  }

  setter(object, methodName, implementation = kDefaultFunction, options = kEmptyObject) {
    const given = accessorOptions('setter', implementation, options);
    return this.method(object, methodName, given.implementation, given.options);
  }

  property(object, propertyName, value) {
    validateObject(object, 'object');
    validateKey(propertyName, 'propertyName');
    const context = new MockPropertyContext(object, propertyName, arguments.length > 2, value);
    ArrayPrototypePush(this.#contexts, context);
    return new Proxy(object, {
      __proto__: null,
      get(target, property, receiver) {
        return property === 'mock' ? context : ReflectGet(target, property, receiver);
      },
    });
  }

  module(specifier, options = kEmptyObject) {
    const { mockModule } = require('internal/test_runner/mock/module');
    const context = mockModule(specifier, options, module_);
    ArrayPrototypePush(this.#contexts, context);
    return context;
  }

  reset() {
    this.restoreAll();
    this.#timers?.reset();
    this.#contexts = [];
  }

  restoreAll() {
    for (let i = 0; i < this.#contexts.length; i++) restoreOf(this.#contexts[i]);
  }

  #track(context, original) {
    ArrayPrototypePush(this.#contexts, context);
    return mockOf(original, context);
  }
}

const { module: module_ } = MockTracker.prototype;

// A program may have put another restore() on the context.
const restoreFunction = MockFunctionContext.prototype.restore;
const restoreProperty = MockPropertyContext.prototype.restore;

function restoreOf(context) {
  if (context instanceof MockFunctionContext) ReflectApply(restoreFunction, context, []);
  else if (context instanceof MockPropertyContext) ReflectApply(restoreProperty, context, []);
  else context.restore();
}

module.exports = { MockTracker };
