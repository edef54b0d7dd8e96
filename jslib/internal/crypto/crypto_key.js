'use strict';

// CryptoKey, a key of the Web's crypto.
// https://w3c.github.io/webcrypto/#cryptokey-interface
//
// What a key may be used for is read from its private fields. The objects that
// `algorithm` and `usages` give to the program are copies, which it may change.

const {
  ArrayPrototypeJoin,
  ArrayPrototypeSlice,
  ObjectDefineProperties,
  ObjectDefineProperty,
  Symbol,
  SymbolToStringTag,
} = primordials;

const { sameBytes } = require('internal/crypto/secret');
const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');

const kConstruct = Symbol('kConstruct');

let fieldsOf; // the fields of a key, or undefined for what is none

function check(value) {
  const fields = fieldsOf(value);
  if (fields === undefined) throw new ERR_INVALID_THIS('CryptoKey');
  return fields;
}

class CryptoKey {
  #fields;
  #algorithm;
  #usages;

  static {
    fieldsOf = (value) => (typeof value === 'object' && value !== null && #fields in value ? value.#fields : undefined);
  }

  constructor() {
    if (arguments[0] !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#fields = arguments[1];
    markTransferMode(this, true, false);
  }

  get type() {
    check(this);
    return 'secret';
  }

  get extractable() {
    return check(this).extractable;
  }

  get algorithm() {
    const { algorithm } = check(this);
    return this.#algorithm ??= describe(algorithm);
  }

  get usages() {
    const { usages } = check(this);
    return this.#usages ??= ArrayPrototypeSlice(usages);
  }

  [customInspectSymbol](depth, options) {
    const { extractable, algorithm, usages } = check(this);
    if (depth < 0) return this;
    const shown = { type: 'secret', extractable, algorithm: describe(algorithm), usages };
    return `CryptoKey ${inspect(shown, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }

  // The fields go from key to key, past the program.
  [kClone]() {
    check(this);
    return { data: {}, deserializeInfo: 'internal/crypto/crypto_key:ClonedCryptoKey', shared: this };
  }

  [kDeserialize](data, original) {
    this.#fields ??= check(original);
  }
}

ObjectDefineProperties(CryptoKey.prototype, {
  type: kEnumerableProperty, extractable: kEnumerableProperty, algorithm: kEnumerableProperty, usages: kEnumerableProperty,
  [customInspectSymbol]: { __proto__: null, enumerable: false },
});
ObjectDefineProperty(CryptoKey.prototype, SymbolToStringTag, { __proto__: null, value: 'CryptoKey', configurable: true });

function describe({ name, length, hash }) {
  return { name, length, hash: { name: hash } };
}

// fields are the key's own from now on:
//   {bytes, extractable, algorithm: {name, length, hash}, usages, in their order}
function createCryptoKey(fields) {
  return new CryptoKey(kConstruct, fields);
}

// What a clone begins as.
function ClonedCryptoKey() {
  return new CryptoKey(kConstruct, undefined);
}
ClonedCryptoKey.prototype[kDeserialize] = CryptoKey.prototype[kDeserialize];

function isCryptoKey(value) {
  return fieldsOf(value) !== undefined;
}

function equalCryptoKeys(a, b) {
  const x = check(a);
  const y = check(b);
  return x.extractable === y.extractable && x.algorithm.name === y.algorithm.name &&
    x.algorithm.length === y.algorithm.length && x.algorithm.hash === y.algorithm.hash &&
    ArrayPrototypeJoin(x.usages) === ArrayPrototypeJoin(y.usages) && sameBytes(x.bytes, y.bytes);
}

module.exports = { ClonedCryptoKey, CryptoKey, createCryptoKey, equalCryptoKeys, fieldsOf, isCryptoKey };
