'use strict';

// Hash and Hmac. The state of a hash in progress is a Uint8Array that the host
// hands out and takes back: see hostcalls/crypto.

const {
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  ReflectConstruct,
  StringPrototypeToLowerCase,
  Symbol,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
} = primordials;

const { hasHash, hashDigest, hashOnce, hashUpdate, hmacBegin, hmacDigest } = internalBinding('crypto');
const { Buffer } = require('buffer');
const { bytesOf, toSecretKey } = require('internal/crypto/keys');
const LazyTransform = require('internal/streams/lazy_transform');
const {
  codes: {
    ERR_CRYPTO_HASH_FINALIZED, ERR_CRYPTO_HASH_UPDATE_FAILED, ERR_CRYPTO_INVALID_DIGEST, ERR_INVALID_ARG_TYPE,
  },
  hideStackFrames,
} = require('internal/errors');
const { isArrayBufferView } = require('internal/util/types');
const { validateEncoding, validateString, validateUint32 } = require('internal/validators');

const kAlgorithm = Symbol('kAlgorithm');
const kState = Symbol('kState');
const kKey = Symbol('kKey');
const kFinalized = Symbol('kFinalized');
const kFlushed = Symbol('kFlushed');
const kSum = Symbol('kSum');

// Text becomes bytes, views stay; anything else is refused.
const toBytes = hideStackFrames((data, encoding) => {
  if (typeof data === 'string') {
    validateEncoding(data, encoding);
    return Buffer.from(data, encoding === 'buffer' ? 'utf8' : encoding);
  }
  if (isArrayBufferView(data)) return data;
  throw new ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
});

function encode(bytes, encoding) {
  const buffer = Buffer.from(TypedArrayPrototypeGetBuffer(bytes), TypedArrayPrototypeGetByteOffset(bytes), TypedArrayPrototypeGetByteLength(bytes));
  return encoding !== undefined && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
}

// What Hash and Hmac share: the stream, update, and that digest comes once.
class Digester extends LazyTransform {
  update(data, encoding) {
    if (this[kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
    if (this[kFlushed]) throw new ERR_CRYPTO_HASH_UPDATE_FAILED();
    this[kState] = hashUpdate(this[kAlgorithm], this[kState], toBytes(data, encoding));
    return this;
  }

  _transform(chunk, encoding, callback) {
    this.update(chunk, encoding);
    callback();
  }

  // What a stream ends with can be asked for once more.
  _flush(callback) {
    this[kFlushed] = true;
    this.push(encode(this[kSum]()));
    callback();
  }
}

class HashImpl extends Digester {
  constructor(algorithm, options) {
    super(options);
    const length = options?.outputLength;
    if (length !== undefined) validateUint32(length, 'options.outputLength');
    if (!hasHash(algorithm)) hashOnce(algorithm, Buffer.alloc(0)); // throws what the host says
    this[kAlgorithm] = algorithm;
    this[kState] = null;
    this[kFinalized] = false;
  }

  copy(options) {
    if (this[kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
    const other = new Hash(this[kAlgorithm], options);
    other[kState] = this[kState];
    return other;
  }

  digest(encoding) {
    if (this[kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
    this[kFinalized] = true;
    return encode(this[kSum](), encoding);
  }

  [kSum]() {
    return hashDigest(this[kAlgorithm], this[kState]);
  }
}

class HmacImpl extends Digester {
  constructor(algorithm, key, options) {
    super(options);
    validateString(algorithm, 'hmac');
    const encoding = options?.encoding;
    if (encoding != null) validateString(encoding, 'options.encoding');
    this[kKey] = toSecretKey(key, encoding);
    if (!hasHash(algorithm)) throw new ERR_CRYPTO_INVALID_DIGEST(algorithm);
    this[kAlgorithm] = algorithm;
    this[kState] = hmacBegin(algorithm, bytesOf(this[kKey]));
    this[kFinalized] = false;
  }

  digest(encoding) {
    if (this[kFinalized]) return encode(Buffer.alloc(0), encoding);
    this[kFinalized] = true;
    return encode(this[kSum](), encoding);
  }

  [kSum]() {
    return hmacDigest(this[kAlgorithm], bytesOf(this[kKey]), this[kState]);
  }
}

// Both can be called without `new`, as in Node.
function callable(Class, name) {
  function Callable(...args) {
    return ReflectConstruct(Class, args, new.target ?? Callable);
  }
  ObjectDefineProperty(Callable, 'name', { __proto__: null, value: name, configurable: true });
  Callable.prototype = Class.prototype;
  ObjectDefineProperty(Class.prototype, 'constructor', {
    __proto__: null, value: Callable, writable: true, enumerable: false, configurable: true,
  });
  ObjectSetPrototypeOf(Callable, LazyTransform);
  return Callable;
}

const Hash = callable(HashImpl, 'Hash');
const Hmac = callable(HmacImpl, 'Hmac');

function createHash(algorithm, options) {
  validateString(algorithm, 'algorithm');
  return new Hash(algorithm, options);
}

function createHmac(algorithm, key, options) {
  return new Hmac(algorithm, key, options);
}

// One crossing for what is hashed at once.
function hash(algorithm, input, options = 'hex') {
  validateString(algorithm, 'algorithm');
  const encoding = typeof options === 'object' && options !== null ? options.outputEncoding ?? 'hex' : options;
  validateString(encoding, 'outputEncoding');
  if (typeof input !== 'string' && !isArrayBufferView(input)) {
    throw new ERR_INVALID_ARG_TYPE('input', ['Buffer', 'TypedArray', 'DataView', 'string'], input);
  }
  const normalized = StringPrototypeToLowerCase(encoding);
  return encode(hashOnce(algorithm, toBytes(input, 'utf8')), normalized);
}

module.exports = { Hash, Hmac, createHash, createHmac, hash };
