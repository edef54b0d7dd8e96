'use strict';

const { ObjectDefineProperties, ObjectDefineProperty, SymbolToStringTag } = primordials;
const { codes: { ERR_MISSING_OPTION } } = require('internal/errors');
const { customInspectSymbol: kInspect, kEnumerableProperty } = require('internal/util');
const { validateObject } = require('internal/validators');
const { customInspect, getNonWritablePropertyDescriptor } = require('internal/webstreams/util');

// One function each for all strategies, named `size` as the standard asks.
const named = (fn) => ObjectDefineProperty(fn, 'name', { __proto__: null, value: 'size' });
const byteLengthSize = named((chunk) => chunk.byteLength);
const countSize = named(() => 1);

function highWaterMarkOf(init) {
  validateObject(init, 'init');
  if (init.highWaterMark === undefined) throw new ERR_MISSING_OPTION('init.highWaterMark');
  return +init.highWaterMark;
}

class ByteLengthQueuingStrategy {
  #highWaterMark;

  constructor(init) {
    this.#highWaterMark = highWaterMarkOf(init);
  }

  get highWaterMark() { return this.#highWaterMark; }

  get size() {
    this.#highWaterMark; // throws on a foreign receiver
    return byteLengthSize;
  }

  [kInspect](depth, options) {
    return customInspect(depth, options, 'ByteLengthQueuingStrategy', { highWaterMark: this.highWaterMark });
  }
}

class CountQueuingStrategy {
  #highWaterMark;

  constructor(init) {
    this.#highWaterMark = highWaterMarkOf(init);
  }

  get highWaterMark() { return this.#highWaterMark; }

  get size() {
    this.#highWaterMark; // throws on a foreign receiver
    return countSize;
  }

  [kInspect](depth, options) {
    return customInspect(depth, options, 'CountQueuingStrategy', { highWaterMark: this.highWaterMark });
  }
}

const classes = [ByteLengthQueuingStrategy, CountQueuingStrategy];
for (let i = 0; i < classes.length; i++) {
  ObjectDefineProperties(classes[i].prototype, {
    highWaterMark: kEnumerableProperty,
    size: kEnumerableProperty,
    [SymbolToStringTag]: getNonWritablePropertyDescriptor(classes[i].name),
  });
}

module.exports = { ByteLengthQueuingStrategy, CountQueuingStrategy };
