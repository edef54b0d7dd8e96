'use strict';

// HMAC in the Web's crypto: its keys, signatures and their verification.
// https://w3c.github.io/webcrypto/#hmac

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  MathCeil,
  SafeSet,
  TypedArrayPrototypeGetByteLength,
  Uint8Array,
} = primordials;

const { hmacOnce, randomFill } = internalBinding('crypto');
const { converters, normalizeAlgorithm } = require('internal/crypto/algorithms');
const { createCryptoKey, fieldsOf } = require('internal/crypto/crypto_key');
const { copyOf, decode, sameBytes, toArrayBuffer, toBase64url } = require('internal/crypto/secret');
const { lazyDOMException } = require('internal/util');

const usagesInOrder = ['sign', 'verify'];
const blockLengths = { '__proto__': null, 'SHA-1': 512, 'SHA-256': 512, 'SHA-384': 1024, 'SHA-512': 1024 };
const jwkNames = { '__proto__': null, 'SHA-1': 'HS1', 'SHA-256': 'HS256', 'SHA-384': 'HS384', 'SHA-512': 'HS512' };

const dataError = (message) => lazyDOMException(message, 'DataError');

function checkUsages(usages) {
  for (let i = 0; i < usages.length; i++) {
    if (!ArrayPrototypeIncludes(usagesInOrder, usages[i])) {
      throw lazyDOMException('Unsupported key usage for HMAC key', 'SyntaxError');
    }
  }
}

// Each usage once, in their order.
function inOrder(usages) {
  const ordered = [];
  for (let i = 0; i < usagesInOrder.length; i++) {
    if (ArrayPrototypeIncludes(usages, usagesInOrder[i])) ArrayPrototypePush(ordered, usagesInOrder[i]);
  }
  return ordered;
}

// A key of a number of bits that is no multiple of eight has zeros after them.
function clearRest(bytes, length) {
  const rest = length % 8;
  if (rest !== 0) bytes[TypedArrayPrototypeGetByteLength(bytes) - 1] &= 0xff00 >> rest;
}

// The last steps of an import; bytes are the new key's own.
function importBytes(bytes, { name, hash, length }, extractable, usages) {
  const bits = TypedArrayPrototypeGetByteLength(bytes) * 8;
  if (bits === 0) throw dataError('Zero-length key is not supported');
  if (length === undefined) length = bits;
  else if (length > bits || length <= bits - 8) throw dataError('Invalid key length');
  clearRest(bytes, length);
  if (usages.length === 0) throw lazyDOMException('Usages cannot be empty when importing a secret key.', 'SyntaxError');
  return createCryptoKey({
    __proto__: null, bytes, extractable, algorithm: { __proto__: null, name, length, hash }, usages: inOrder(usages),
  });
}

function checkOperations(operations, usages) {
  const seen = new SafeSet();
  for (let i = 0; i < operations.length; i++) {
    const operation = operations[i];
    if (seen.has(operation) && isUsage(operation)) throw dataError('Duplicate key operation');
    seen.add(operation);
  }
  for (let i = 0; i < usages.length; i++) {
    if (!seen.has(usages[i])) throw dataError('Key operations and usage mismatch');
  }
}

// Operations that are not known are passed over, even twice.
const known = new SafeSet(['sign', 'verify', 'encrypt', 'decrypt', 'wrapKey', 'unwrapKey', 'deriveKey', 'deriveBits']);
const isUsage = (operation) => known.has(operation);

function bytesOfJwk({ alg, ext, k, key_ops: operations, kty, use }, hash, extractable, usages) {
  if (kty === undefined) throw dataError('Invalid keyData');
  if (kty !== 'oct') throw dataError('Invalid JWK "kty" Parameter');
  if (k === undefined) throw dataError('Invalid keyData');
  if (use !== undefined && use !== 'sig' && usages.length > 0) throw dataError('Invalid JWK "use" Parameter');
  if (operations !== undefined) checkOperations(operations, usages);
  if (ext === false && extractable) throw dataError('JWK "ext" Parameter and extractable mismatch');
  if (alg !== undefined && alg !== jwkNames[hash]) throw dataError('JWK "alg" does not match the requested algorithm');
  return decode(k, 'base64url');
}

function importKey(format, data, algorithm, extractable, usages) {
  checkUsages(usages);
  let bytes;
  switch (format) {
    case 'raw':
    case 'raw-secret': bytes = copyOf(data); break;
    case 'jwk': bytes = bytesOfJwk(data, algorithm.hash, extractable, usages); break;
    default: throw lazyDOMException(`Unable to import HMAC using ${format} format`, 'NotSupportedError');
  }
  return importBytes(bytes, algorithm, extractable, usages);
}

// KeyObject's toCryptoKey().
function fromSecret(bytes, algorithm, extractable, keyUsages) {
  const normalized = normalizeAlgorithm(converters.AlgorithmIdentifier(algorithm), 'importKey');
  const usages = converters['sequence<KeyUsage>'](keyUsages);
  checkUsages(usages);
  return importBytes(new Uint8Array(bytes), normalized, !!extractable, usages);
}

function exportKey(format, key) {
  const { bytes, algorithm, usages } = fieldsOf(key);
  switch (format) {
    case 'raw':
    case 'raw-secret': return toArrayBuffer(bytes);
    case 'jwk':
      return {
        key_ops: ArrayPrototypeSlice(usages), ext: true, alg: jwkNames[algorithm.hash], kty: 'oct', k: toBase64url(bytes),
      };
    default: throw lazyDOMException(`Unable to export HMAC secret key using ${format} format`, 'NotSupportedError');
  }
}

function generateKey({ name, hash, length = blockLengths[hash] }, extractable, usages) {
  checkUsages(usages);
  if (usages.length === 0) throw lazyDOMException('Usages cannot be empty when creating a key.', 'SyntaxError');
  const bytes = new Uint8Array(MathCeil(length / 8));
  randomFill(bytes);
  clearRest(bytes, length);
  return createCryptoKey({
    __proto__: null, bytes, extractable, algorithm: { __proto__: null, name, length, hash }, usages: inOrder(usages),
  });
}

function digest(key, data) {
  const { bytes, algorithm } = fieldsOf(key);
  return hmacOnce(algorithm.hash, bytes, data);
}

function sign(key, data) {
  return toArrayBuffer(digest(key, data));
}

function verify(key, signature, data) {
  return sameBytes(copyOf(signature), digest(key, data));
}

module.exports = { exportKey, fromSecret, generateKey, importKey, sign, verify };
