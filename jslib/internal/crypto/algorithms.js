'use strict';

// How the Web's crypto reads its arguments: the conversions of Web IDL, and
// which algorithms there are for an operation.
// https://w3c.github.io/webcrypto/#algorithm-normalization

const { StringPrototypeStartsWith, StringPrototypeToLowerCase, StringPrototypeToUpperCase } = primordials;

const { isCryptoKey } = require('internal/crypto/crypto_key');
const { kEmptyObject, lazyDOMException } = require('internal/util');
const webidl = require('internal/webidl');
const { createDictionaryConverter, createEnumConverter, createSequenceConverter, makeException, type } = webidl;

const converters = { __proto__: null, ...webidl.converters };

converters.AlgorithmIdentifier = (value, options) =>
  (type(value) === 'Object' ? converters.object(value, options) : converters.DOMString(value, options));
converters.KeyFormat = createEnumConverter('KeyFormat', ['raw', 'raw-public', 'raw-secret', 'raw-seed', 'pkcs8', 'spki', 'jwk']);
converters['sequence<KeyUsage>'] = createSequenceConverter(createEnumConverter('KeyUsage', [
  'encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey',
  'encapsulateBits', 'encapsulateKey', 'decapsulateBits', 'decapsulateKey',
]));
converters.CryptoKey = (value, options = kEmptyObject) => {
  if (!isCryptoKey(value)) throw makeException('is not of type CryptoKey.', options);
  return value;
};
// Of a JSON Web Key what secret keys have (RFC 7517 and 7518).
converters.JsonWebKey = createDictionaryConverter('JsonWebKey', [
  { key: 'alg', converter: converters.DOMString },
  { key: 'ext', converter: converters.boolean },
  { key: 'k', converter: converters.DOMString },
  { key: 'key_ops', converter: converters['sequence<DOMString>'] },
  { key: 'kty', converter: converters.DOMString },
  { key: 'use', converter: converters.DOMString },
]);

const algorithmMembers = [{ key: 'name', converter: converters.DOMString, required: true }];
const algorithmConverter = createDictionaryConverter('Algorithm', algorithmMembers);

function hmacConverter(dictionary, errorName) {
  return createDictionaryConverter(dictionary, [algorithmMembers, [
    {
      key: 'hash',
      converter: converters.AlgorithmIdentifier,
      required: true,
      validator(value) {
        const name = typeof value === 'string' ? value : value.name;
        if (typeof name === 'string' && StringPrototypeStartsWith(StringPrototypeToLowerCase(name), 'sha')) return;
        throw lazyDOMException(`Only SHA hashes are supported in ${dictionary}`, 'NotSupportedError');
      },
    },
    {
      key: 'length',
      converter: (value, options) => converters['unsigned long'](value, { ...options, __proto__: null, enforceRange: true }),
      validator(value) {
        if (value === 0) throw lazyDOMException(`${dictionary}.length cannot be 0`, errorName);
      },
    },
  ]]);
}

// The algorithms of each operation, with what converts their parameters.
const operations = {
  __proto__: null,
  digest: {
    '__proto__': null,
    'SHA-1': algorithmConverter, 'SHA-256': algorithmConverter, 'SHA-384': algorithmConverter, 'SHA-512': algorithmConverter,
  },
  exportKey: { __proto__: null, HMAC: algorithmConverter },
  generateKey: { __proto__: null, HMAC: hmacConverter('HmacKeyGenParams', 'OperationError') },
  importKey: { __proto__: null, HMAC: hmacConverter('HmacImportParams', 'DataError') },
  sign: { __proto__: null, HMAC: algorithmConverter },
  verify: { __proto__: null, HMAC: algorithmConverter },
};

const passed = { __proto__: null, prefix: 'Failed to normalize algorithm', context: 'passed algorithm' };

// normalizeAlgorithm returns the algorithm's parameters, its name as it is
// registered, and the hash by name.
function normalizeAlgorithm(algorithm, operation) {
  if (typeof algorithm === 'string') algorithm = { __proto__: null, name: algorithm };
  const name = StringPrototypeToUpperCase(algorithmConverter(algorithm, passed).name);
  const converter = operations[operation][name];
  if (converter === undefined) throw lazyDOMException('Unrecognized algorithm name', 'NotSupportedError');
  const { hash, length } = converter(algorithm, passed);
  return {
    __proto__: null, name, length, hash: hash === undefined ? undefined : normalizeAlgorithm(hash, 'digest').name,
  };
}

// supports tells whether an operation takes an algorithm with such parameters.
function supports(operation, algorithm) {
  if (operations[operation] === undefined) return false;
  try {
    normalizeAlgorithm(algorithm, operation);
    return true;
  } catch {
    return false;
  }
}

module.exports = { converters, normalizeAlgorithm, requiredArguments: webidl.requiredArguments, supports };
