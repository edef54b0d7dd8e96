'use strict';

// node:crypto, so far hashes, HMACs and their keys, random values and comparison.

const { ArrayPrototypeSlice, ObjectDefineProperty } = primordials;

const { hashes, timingSafeEqual: equal } = internalBinding('crypto');
const { codes: { ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { Hash, Hmac, createHash, createHmac, hash } = require('internal/crypto/hash');
const { generateKey, generateKeySync } = require('internal/crypto/keygen');
const { KeyObject, createSecretKey } = require('internal/crypto/keys');
const random = require('internal/crypto/random');
const { unavailable } = require('internal/unavailable');
const { deprecate } = require('internal/util');
const { pendingDeprecate } = require('internal/util/deprecate');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');

function timingSafeEqual(a, b) {
  if (!isAnyArrayBuffer(a) && !isArrayBufferView(a)) {
    throw new ERR_INVALID_ARG_TYPE('buf1', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], a);
  }
  if (!isAnyArrayBuffer(b) && !isArrayBufferView(b)) {
    throw new ERR_INVALID_ARG_TYPE('buf2', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], b);
  }
  if (a.byteLength !== b.byteLength) throw new ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH();
  return equal(a, b);
}

const getHashes = () => ArrayPrototypeSlice(hashes);

module.exports = {
  createHash,
  createHmac,
  createSecretKey,
  generateKey,
  generateKeySync,
  getFips: () => 0, // the host has no such mode
  getHashes,
  getRandomValues: random.getRandomValues,
  Hash: deprecate(Hash, 'crypto.Hash constructor is deprecated.', 'DEP0179'),
  hash,
  Hmac: deprecate(Hmac, 'crypto.Hmac constructor is deprecated.', 'DEP0181'),
  KeyObject,
  randomBytes: random.randomBytes,
  randomFill: random.randomFill,
  randomFillSync: random.randomFillSync,
  randomInt: random.randomInt,
  randomUUID: random.randomUUID,
  timingSafeEqual,
  constants: {},
};
// Old names of randomBytes, which are not listed.
for (const name of ['pseudoRandomBytes', 'prng', 'rng']) {
  const define = (property) => ObjectDefineProperty(module.exports, name, {
    __proto__: null, enumerable: false, configurable: true, ...property,
  });
  define({
    get: pendingDeprecate(() => random.randomBytes, `crypto.${name} is deprecated.`, 'DEP0115'),
    set(value) { define({ value, writable: true }); },
  });
}
unavailable(module.exports, 'crypto', [
  'Certificate', 'Cipheriv', 'Decipheriv', 'DiffieHellman', 'DiffieHellmanGroup', 'ECDH', 'Sign', 'Verify',
  'X509Certificate', 'checkPrime', 'checkPrimeSync', 'createCipheriv', 'createDecipheriv', 'createDiffieHellman',
  'createDiffieHellmanGroup', 'createECDH', 'createPrivateKey', 'createPublicKey', 'createSign', 'createVerify',
  'diffieHellman', 'generateKeyPair', 'generateKeyPairSync', 'generatePrime', 'generatePrimeSync', 'getCipherInfo',
  'getCiphers', 'getCurves', 'getDiffieHellman', 'hkdf', 'hkdfSync', 'pbkdf2', 'pbkdf2Sync', 'privateDecrypt',
  'privateEncrypt', 'publicDecrypt', 'publicEncrypt', 'scrypt', 'scryptSync', 'secureHeapUsed', 'setEngine',
  'setFips', 'sign', 'verify',
]);
ObjectDefineProperty(module.exports, 'webcrypto', {
  __proto__: null, get: () => require('internal/crypto/webcrypto').crypto, enumerable: true, configurable: false,
});
ObjectDefineProperty(module.exports, 'subtle', {
  __proto__: null, get: () => require('internal/crypto/webcrypto').crypto.subtle, enumerable: true, configurable: false,
});
