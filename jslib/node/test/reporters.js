'use strict';

// node:test/reporters.

const { ObjectDefineProperties, ReflectConstruct } = primordials;

function loaded(name) {
  return {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return require(`internal/test_runner/reporter/${name}`); },
  };
}

ObjectDefineProperties(module.exports, {
  __proto__: null,
  dot: loaded('dot'),
  junit: loaded('junit'),
  spec: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    value: function spec() {
      return ReflectConstruct(require('internal/test_runner/reporter/spec'), arguments);
    },
  },
  tap: loaded('tap'),
  lcov: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    value: function lcov() {
      return ReflectConstruct(require('internal/test_runner/reporter/lcov'), arguments);
    },
  },
});
