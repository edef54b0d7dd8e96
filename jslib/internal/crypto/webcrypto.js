'use strict';

// The Web's crypto: random values and digests.
// https://w3c.github.io/webcrypto/

const {
  ArrayBufferPrototypeSlice,
  Object,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ReflectConstruct,
  SafeSet,
  StringPrototypeToUpperCase,
  SymbolToStringTag,
} = primordials;

const { hashOnce } = internalBinding('crypto');
const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS } } = require('internal/errors');
const random = require('internal/crypto/random');
const { unavailable } = require('internal/unavailable');
const { kEnumerableProperty, lazyDOMException } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');

const digests = new SafeSet(['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']);

class SubtleCrypto {
  constructor() { throw new ERR_ILLEGAL_CONSTRUCTOR(); }

  async digest(algorithm, data) {
    if (this !== subtle) throw new ERR_INVALID_THIS('SubtleCrypto');
    const name = StringPrototypeToUpperCase(`${typeof algorithm === 'string' ? algorithm : algorithm?.name}`);
    if (!digests.has(name)) throw lazyDOMException('Unrecognized algorithm name', 'NotSupportedError');
    if (!isAnyArrayBuffer(data) && !isArrayBufferView(data)) {
      throw new ERR_INVALID_ARG_TYPE('data', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], data);
    }
    const bytes = hashOnce(name, data);
    return ArrayBufferPrototypeSlice(bytes.buffer, bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  }
}
unavailable(SubtleCrypto.prototype, 'SubtleCrypto', [
  'encrypt', 'decrypt', 'sign', 'verify', 'generateKey', 'deriveKey', 'deriveBits', 'importKey', 'exportKey', 'wrapKey',
  'unwrapKey',
]);

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

class CryptoKey {
  constructor() { throw new ERR_ILLEGAL_CONSTRUCTOR(); }
}

for (const { 0: Class, 1: name } of [[Crypto, 'Crypto'], [CryptoKey, 'CryptoKey'], [SubtleCrypto, 'SubtleCrypto']]) {
  ObjectDefineProperty(Class.prototype, SymbolToStringTag, { __proto__: null, value: name, configurable: true });
}
ObjectDefineProperties(Crypto.prototype, {
  subtle: kEnumerableProperty, getRandomValues: kEnumerableProperty, randomUUID: kEnumerableProperty,
});

const subtle = ReflectConstruct(Object, [], SubtleCrypto);
const crypto = ReflectConstruct(Object, [], Crypto);

module.exports = { Crypto, CryptoKey, SubtleCrypto, crypto };
