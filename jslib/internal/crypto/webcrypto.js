'use strict';

// The Web's crypto: random values, digests, and keys for HMAC.
// https://w3c.github.io/webcrypto/

const {
  ArrayPrototypeIncludes,
  Object,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ReflectConstruct,
  SymbolToStringTag,
} = primordials;

const { hashOnce } = internalBinding('crypto');
const { converters, normalizeAlgorithm, requiredArguments, supports } = require('internal/crypto/algorithms');
const { CryptoKey, fieldsOf } = require('internal/crypto/crypto_key');
const hmac = require('internal/crypto/hmac_keys');
const random = require('internal/crypto/random');
const { toArrayBuffer } = require('internal/crypto/secret');
const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { kEnumerableProperty, lazyDOMException } = require('internal/util');
const { emitExperimentalWarning } = require('internal/util/deprecate');
require('internal/crypto/keys'); // tells util.types what keys are

const ordinals = ['1st', '2nd', '3rd', '4th', '5th'];

// begin checks how a method is called, and returns what converts the argument
// at an index.
function begin(self, method, given, required) {
  if (self !== subtle) throw new ERR_INVALID_THIS('SubtleCrypto');
  return converterFor(method, given, required);
}

function converterFor(method, given, required) {
  const prefix = `Failed to execute '${method}' on 'SubtleCrypto'`;
  requiredArguments(given, required, { __proto__: null, prefix });
  return (type, value, index) => converters[type](value, {
    __proto__: null, prefix, context: `${ordinals[index]} argument`, allowResizable: true,
  });
}

function checkUse(key, algorithm, usage) {
  const fields = fieldsOf(key);
  if (fields.algorithm.name !== algorithm.name) throw lazyDOMException('Key algorithm mismatch', 'InvalidAccessError');
  if (!ArrayPrototypeIncludes(fields.usages, usage)) {
    throw lazyDOMException(`Unable to use this key to ${usage}`, 'InvalidAccessError');
  }
}

class SubtleCrypto {
  constructor() { throw new ERR_ILLEGAL_CONSTRUCTOR(); }

  static supports(operation, algorithm) {
    if (this !== SubtleCrypto) throw new ERR_INVALID_THIS('SubtleCrypto constructor');
    emitExperimentalWarning('The supports Web Crypto API method');
    const convert = converterFor('supports', arguments.length, 2);
    operation = convert('DOMString', operation, 0);
    return supports(operation, convert('AlgorithmIdentifier', algorithm, 1));
  }

  async sign(algorithm, key, data) {
    const convert = begin(this, 'sign', arguments.length, 3);
    algorithm = convert('AlgorithmIdentifier', algorithm, 0);
    key = convert('CryptoKey', key, 1);
    data = convert('BufferSource', data, 2);
    checkUse(key, normalizeAlgorithm(algorithm, 'sign'), 'sign');
    return hmac.sign(key, data);
  }

  async verify(algorithm, key, signature, data) {
    const convert = begin(this, 'verify', arguments.length, 4);
    algorithm = convert('AlgorithmIdentifier', algorithm, 0);
    key = convert('CryptoKey', key, 1);
    signature = convert('BufferSource', signature, 2);
    data = convert('BufferSource', data, 3);
    checkUse(key, normalizeAlgorithm(algorithm, 'verify'), 'verify');
    return hmac.verify(key, signature, data);
  }

  async digest(algorithm, data) {
    const convert = begin(this, 'digest', arguments.length, 2);
    algorithm = convert('AlgorithmIdentifier', algorithm, 0);
    data = convert('BufferSource', data, 1);
    return toArrayBuffer(hashOnce(normalizeAlgorithm(algorithm, 'digest').name, data));
  }

  async generateKey(algorithm, extractable, keyUsages) {
    const convert = begin(this, 'generateKey', arguments.length, 3);
    algorithm = convert('AlgorithmIdentifier', algorithm, 0);
    extractable = convert('boolean', extractable, 1);
    const usages = convert('sequence<KeyUsage>', keyUsages, 2);
    return hmac.generateKey(normalizeAlgorithm(algorithm, 'generateKey'), extractable, usages);
  }

  async importKey(format, keyData, algorithm, extractable, keyUsages) {
    const convert = begin(this, 'importKey', arguments.length, 5);
    format = convert('KeyFormat', format, 0);
    keyData = convert(format === 'jwk' ? 'JsonWebKey' : 'BufferSource', keyData, 1);
    algorithm = convert('AlgorithmIdentifier', algorithm, 2);
    extractable = convert('boolean', extractable, 3);
    const usages = convert('sequence<KeyUsage>', keyUsages, 4);
    return hmac.importKey(format, keyData, normalizeAlgorithm(algorithm, 'importKey'), extractable, usages);
  }

  async exportKey(format, key) {
    const convert = begin(this, 'exportKey', arguments.length, 2);
    format = convert('KeyFormat', format, 0);
    key = convert('CryptoKey', key, 1);
    if (!fieldsOf(key).extractable) throw lazyDOMException('key is not extractable', 'InvalidAccessError');
    return hmac.exportKey(format, key);
  }
}

// What there are no algorithms for, with the number of its arguments.
const unsupported = [
  ['encrypt', 3], ['decrypt', 3], ['deriveKey', 5], ['deriveBits', 2], ['wrapKey', 4], ['unwrapKey', 7], ['getPublicKey', 2],
  ['encapsulateBits', 2], ['encapsulateKey', 5], ['decapsulateBits', 3], ['decapsulateKey', 6],
];
for (const { 0: name, 1: length } of unsupported) {
  const { [name]: method } = {
    async [name]() {
      if (this !== subtle) throw new ERR_INVALID_THIS('SubtleCrypto');
      throw lazyDOMException(`SubtleCrypto.${name} is not supported by this version of wjs`, 'NotSupportedError');
    },
  };
  ObjectDefineProperty(method, 'length', { __proto__: null, value: length, configurable: true });
  ObjectDefineProperty(SubtleCrypto.prototype, name, {
    __proto__: null, value: method, writable: true, enumerable: true, configurable: true,
  });
}

class Crypto {
  constructor() { throw new ERR_ILLEGAL_CONSTRUCTOR(); }

  get subtle() {
    if (this !== crypto) throw new ERR_INVALID_THIS('Crypto');
    return subtle;
  }

  getRandomValues(array) {
    if (this !== crypto) throw new ERR_INVALID_THIS('Crypto');
    return random.getRandomValues(array);
  }

  randomUUID(options) {
    if (this !== crypto) throw new ERR_INVALID_THIS('Crypto');
    return random.randomUUID(options);
  }
}

for (const { 0: Class, 1: name } of [[Crypto, 'Crypto'], [SubtleCrypto, 'SubtleCrypto']]) {
  ObjectDefineProperty(Class.prototype, SymbolToStringTag, { __proto__: null, value: name, configurable: true });
}
ObjectDefineProperty(SubtleCrypto, 'supports', kEnumerableProperty);
ObjectDefineProperties(SubtleCrypto.prototype, {
  sign: kEnumerableProperty,
  verify: kEnumerableProperty,
  digest: kEnumerableProperty,
  generateKey: kEnumerableProperty,
  importKey: kEnumerableProperty,
  exportKey: kEnumerableProperty,
});
ObjectDefineProperties(Crypto.prototype, {
  subtle: kEnumerableProperty, getRandomValues: kEnumerableProperty, randomUUID: kEnumerableProperty,
});

const subtle = ReflectConstruct(Object, [], SubtleCrypto);
const crypto = ReflectConstruct(Object, [], Crypto);

module.exports = { Crypto, CryptoKey, SubtleCrypto, crypto };
