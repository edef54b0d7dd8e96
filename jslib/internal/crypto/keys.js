'use strict';

// KeyObject, a key of node:crypto, so far for secret keys.

const {
  ObjectDefineProperty,
  SafeSet,
  SymbolToStringTag,
  TypedArrayPrototypeGetByteLength,
} = primordials;

const { equalCryptoKeys, fieldsOf, isCryptoKey } = require('internal/crypto/crypto_key');
const { copyOf, decode, sameBytes, toBase64url, toBuffer } = require('internal/crypto/secret');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS },
  hideStackFrames,
} = require('internal/errors');
const { getDeprecationWarningEmitter } = require('internal/util/deprecate');
const { isAnyArrayBuffer, isArrayBufferView, setKeyTypes } = require('internal/util/types');
const { validateObject, validateOneOf } = require('internal/validators');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');

const warnOfCryptoKey = getDeprecationWarningEmitter(
  'DEP0203', 'Passing a CryptoKey to node:crypto functions is deprecated.');
const warnOfExtraction = getDeprecationWarningEmitter(
  'DEP0204', 'Passing a non-extractable CryptoKey to KeyObject.from() is deprecated.');

// What a KeyObject is made of. No program ever gets one, so that only the
// library makes keys.
class Secret {
  #bytes;

  constructor(bytes) { this.#bytes = bytes; }

  get bytes() { return this.#bytes; }

  static is(value) { return typeof value === 'object' && value !== null && #bytes in value; }
}

const unset = new Secret(undefined); // until a clone has its own
const types = new SafeSet(['secret', 'public', 'private']);
const formats = [undefined, 'buffer', 'jwk'];

let secretOf; // the Secret of a key, or undefined for what is none

function check(value) {
  const secret = secretOf(value);
  if (secret === undefined) throw new ERR_INVALID_THIS('KeyObject');
  return secret.bytes;
}

class KeyObject {
  #secret;

  static {
    secretOf = (value) => (typeof value === 'object' && value !== null && #secret in value ? value.#secret : undefined);
  }

  constructor(type, handle) {
    if (!types.has(type)) throw new ERR_INVALID_ARG_VALUE('type', type);
    if (!Secret.is(handle)) throw new ERR_INVALID_ARG_TYPE('handle', 'object', handle);
    this.#secret = handle;
    markTransferMode(this, true, false);
  }

  static from(key) {
    if (!isCryptoKey(key)) throw new ERR_INVALID_ARG_TYPE('key', 'CryptoKey', key);
    if (!fieldsOf(key).extractable) warnOfExtraction();
    return fromCryptoKey(key);
  }

  get type() {
    check(this);
    return 'secret';
  }

  toCryptoKey(algorithm, extractable, keyUsages) {
    return require('internal/crypto/hmac_keys').fromSecret(check(this), algorithm, extractable, keyUsages);
  }

  equals(otherKeyObject) {
    if (!isKeyObject(otherKeyObject)) throw new ERR_INVALID_ARG_TYPE('otherKeyObject', 'KeyObject', otherKeyObject);
    return sameBytes(check(this), check(otherKeyObject));
  }

  // The bytes go from key to key, past the program.
  [kClone]() {
    check(this);
    return { data: {}, deserializeInfo: 'internal/crypto/keys:ClonedSecretKey', shared: this };
  }

  [kDeserialize](data, original) {
    check(original);
    if (this.#secret === unset) this.#secret = secretOf(original);
  }
}
ObjectDefineProperty(KeyObject.prototype, SymbolToStringTag, { __proto__: null, value: 'KeyObject', configurable: true });

class SecretKeyObject extends KeyObject {
  constructor(handle) {
    super('secret', handle);
  }

  get symmetricKeySize() {
    return TypedArrayPrototypeGetByteLength(check(this));
  }

  export(options) {
    const bytes = check(this);
    if (options === undefined) return toBuffer(bytes);
    validateObject(options, 'options');
    const { format } = options;
    validateOneOf(format, 'options.format', formats);
    return format === 'jwk' ? { kty: 'oct', k: toBase64url(bytes) } : toBuffer(bytes);
  }
}

// What a clone begins as.
function ClonedSecretKey() {
  return new SecretKeyObject(unset);
}
ClonedSecretKey.prototype[kDeserialize] = KeyObject.prototype[kDeserialize];

// ofBytes makes a key of bytes that nobody else has.
function ofBytes(bytes) {
  return new SecretKeyObject(new Secret(bytes));
}

function fromCryptoKey(key) {
  return ofBytes(fieldsOf(key).bytes);
}

// The bytes of a string in its encoding, or of a buffer; undefined for what is neither.
function bytesOfInput(key, encoding) {
  if (typeof key === 'string') return decode(key, encoding);
  return isAnyArrayBuffer(key) || isArrayBufferView(key) ? copyOf(key) : undefined;
}

function createSecretKey(key, encoding) {
  const bytes = bytesOfInput(key, encoding);
  if (bytes !== undefined) return ofBytes(bytes);
  throw new ERR_INVALID_ARG_TYPE('key', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], key);
}

// toSecretKey is for functions that take a secret key in any form.
const toSecretKey = hideStackFrames((key, encoding) => {
  if (isKeyObject(key)) return key;
  if (isCryptoKey(key)) {
    warnOfCryptoKey();
    return fromCryptoKey(key);
  }
  const bytes = bytesOfInput(key, encoding);
  if (bytes !== undefined) return ofBytes(bytes);
  throw new ERR_INVALID_ARG_TYPE(
    'key', ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'KeyObject', 'CryptoKey'], key);
});

function isKeyObject(value) {
  return secretOf(value) !== undefined;
}

function isKey(value) {
  return isKeyObject(value) || isCryptoKey(value);
}

// equalKeys compares two keys of any kind, for deep equality.
function equalKeys(a, b) {
  if (isKeyObject(a)) return isKeyObject(b) && sameBytes(check(a), check(b));
  return isCryptoKey(b) && equalCryptoKeys(a, b);
}

setKeyTypes({ __proto__: null, isCryptoKey, isKeyObject });

module.exports = {
  ClonedSecretKey, KeyObject, bytesOf: check, createSecretKey, equalKeys, isKey, ofBytes, toSecretKey,
};
