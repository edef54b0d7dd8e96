'use strict';

const {
  ArrayBufferPrototypeGetDetached,
  ArrayIsArray,
  MathMin,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  SymbolSpecies,
  SymbolToPrimitive,
  TypedArrayPrototypeFill,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSet,
  TypedArrayPrototypeSubarray,
  Uint8Array,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_STATE, ERR_MISSING_ARGS },
  genericNodeError,
} = require('internal/errors');
const {
  defineLazyProperties,
  deprecate,
  isInsideNodeModules,
  kIsEncodingSymbol,
  lazyDOMException,
  normalizeEncoding,
} = require('internal/util');
const { isAnyArrayBuffer, isArrayBuffer, isArrayBufferView, isTypedArray, isUint8Array } = require('internal/util/types');
const { validateArray, validateInteger, validateNumber } = require('internal/validators');
const { FastBuffer, addBufferPrototypeMethods, createUnsafeBuffer } = require('internal/buffer');
const { ASCII, getEncoding } = require('internal/buffer/encodings');
const { allocate, fromArrayBuffer, fromArrayLike, fromString, setBuffer } = require('internal/buffer/pool');
const { MAX_LENGTH, MAX_STRING_LENGTH, fill, validateOffset } = require('internal/buffer/text');
const { getMaxBytes, setMaxBytes } = require('internal/buffer/inspect');

const binding = internalBinding('buffer');

let warned = false;
let callsSeen = 0;

// Packages that still call Buffer() are not the program's fault: only the
// program's own calls are warned of, and looking is given up after a while.
function warnOfConstructor() {
  if (warned || ++callsSeen > 10_000) return;
  if (!require('internal/options').getOptionValue('--pending-deprecation') && isInsideNodeModules(3)) return;
  warned = true;
  process.emitWarning(
    'Buffer() is deprecated due to security and usability issues. Please use the Buffer.alloc(), ' +
    'Buffer.allocUnsafe(), or Buffer.from() methods instead.', 'DeprecationWarning', 'DEP0005');
}

function Buffer(arg, encodingOrOffset, length) {
  warnOfConstructor();
  if (typeof arg === 'number') {
    if (typeof encodingOrOffset === 'string') throw new ERR_INVALID_ARG_TYPE('string', 'string', arg);
    return Buffer.alloc(arg);
  }
  return Buffer.from(arg, encodingOrOffset, length);
}

ObjectDefineProperty(Buffer, SymbolSpecies, {
  __proto__: null,
  configurable: true,
  enumerable: false,
  get() { return FastBuffer; },
});

FastBuffer.prototype.constructor = Buffer;
Buffer.prototype = FastBuffer.prototype;
addBufferPrototypeMethods(Buffer.prototype);
ObjectSetPrototypeOf(Buffer, Uint8Array);

Buffer.poolSize = 64 * 1024;
setBuffer(Buffer);

function fromObject(obj) {
  if (obj.length !== undefined || isAnyArrayBuffer(obj.buffer)) {
    return typeof obj.length === 'number' ? fromArrayLike(obj) : new FastBuffer();
  }
  if (obj.type === 'Buffer' && ArrayIsArray(obj.data)) return fromArrayLike(obj.data);
  return undefined;
}

Buffer.from = function from(value, encodingOrOffset, length) {
  if (typeof value === 'string') return fromString(value, encodingOrOffset);
  if (typeof value === 'object' && value !== null) {
    if (isAnyArrayBuffer(value)) return fromArrayBuffer(value, encodingOrOffset, length);

    const primitive = value.valueOf && value.valueOf();
    if (primitive != null && primitive !== value && (typeof primitive === 'string' || typeof primitive === 'object')) {
      return from(primitive, encodingOrOffset, length);
    }
    const made = fromObject(value);
    if (made !== undefined) return made;

    if (typeof value[SymbolToPrimitive] === 'function') {
      const string = value[SymbolToPrimitive]('string');
      if (typeof string === 'string') return fromString(string, encodingOrOffset);
    }
  }
  throw new ERR_INVALID_ARG_TYPE(
    'first argument', ['string', 'Buffer', 'ArrayBuffer', 'Array', 'Array-like Object'], value);
};

Buffer.copyBytesFrom = function copyBytesFrom(view, offset, length) {
  if (!isTypedArray(view)) throw new ERR_INVALID_ARG_TYPE('view', ['TypedArray'], view);
  const viewLength = TypedArrayPrototypeGetLength(view);
  if (viewLength === 0) return new FastBuffer();
  let start = 0;
  let end = viewLength;
  if (offset !== undefined) {
    validateInteger(offset, 'offset', 0);
    if (offset >= viewLength) return new FastBuffer();
    start = offset;
  }
  if (length !== undefined) {
    validateInteger(length, 'length', 0);
    end = MathMin(start + length, viewLength);
  }
  if (end <= start) return new FastBuffer();
  const width = TypedArrayPrototypeGetByteLength(view) / viewLength;
  return fromArrayLike(new Uint8Array(
    TypedArrayPrototypeGetBuffer(view),
    TypedArrayPrototypeGetByteOffset(view) + start * width,
    (end - start) * width));
};

// Like Uint8Array.of, but from the pool.
Buffer.of = function of(...items) {
  const buf = allocate(items.length);
  for (let i = 0; i < items.length; i++) buf[i] = items[i];
  return buf;
};

Buffer.alloc = function alloc(size, value, encoding) {
  validateNumber(size, 'size', 0, MAX_LENGTH);
  const buf = createUnsafeBuffer(size);
  if (value !== undefined && value !== 0 && size > 0) fill(buf, value, 0, buf.length, encoding);
  return buf;
};

Buffer.allocUnsafe = function allocUnsafe(size) {
  validateNumber(size, 'size', 0, MAX_LENGTH);
  return allocate(size);
};

Buffer.allocUnsafeSlow = function allocUnsafeSlow(size) {
  validateNumber(size, 'size', 0, MAX_LENGTH);
  return createUnsafeBuffer(size);
};

Buffer.isBuffer = function isBuffer(b) {
  return b instanceof Buffer;
};

Buffer.compare = function compare(buf1, buf2) {
  if (!isUint8Array(buf1)) throw new ERR_INVALID_ARG_TYPE('buf1', ['Buffer', 'Uint8Array'], buf1);
  if (!isUint8Array(buf2)) throw new ERR_INVALID_ARG_TYPE('buf2', ['Buffer', 'Uint8Array'], buf2);
  return buf1 === buf2 ? 0 : binding.compare(buf1, buf2);
};

Buffer.isEncoding = function isEncoding(encoding) {
  return typeof encoding === 'string' && encoding.length !== 0 && normalizeEncoding(encoding) !== undefined;
};

function checkPart(list, i) {
  if (!isUint8Array(list[i])) throw new ERR_INVALID_ARG_TYPE(`list[${i}]`, ['Buffer', 'Uint8Array'], list[i]);
}

Buffer.concat = function concat(list, length) {
  validateArray(list, 'list');
  if (list.length === 0) return new FastBuffer();
  const total = binding.totalLength(list);
  if (total >= 0) {
    if (length === undefined) length = total;
    else validateOffset(length, 'length');
    const joined = allocate(length);
    if (length > 0) binding.concat(joined, list);
    // Pool memory is not clean.
    if (total < length) TypedArrayPrototypeFill(joined, 0, total, length);
    return joined;
  }
  // An array with holes or accessors, or something in it that throws below.
  if (length === undefined) {
    length = 0;
    for (let i = 0; i < list.length; i++) {
      checkPart(list, i);
      length += TypedArrayPrototypeGetByteLength(list[i]);
    }
  } else {
    validateOffset(length, 'length');
    for (let i = 0; i < list.length; i++) checkPart(list, i);
  }
  const joined = allocate(length);
  let at = 0;
  for (let i = 0; i < list.length && at < length; i++) {
    const part = list[i];
    const size = TypedArrayPrototypeGetByteLength(part);
    TypedArrayPrototypeSet(joined, at + size > length ? TypedArrayPrototypeSubarray(part, 0, length - at) : part, at);
    at += size;
  }
  if (at < length) TypedArrayPrototypeFill(joined, 0, at, length);
  return joined;
};

Buffer.byteLength = function byteLength(string, encoding) {
  if (typeof string !== 'string') {
    if (isArrayBufferView(string) || isAnyArrayBuffer(string)) return string.byteLength;
    throw new ERR_INVALID_ARG_TYPE('string', ['string', 'Buffer', 'ArrayBuffer'], string);
  }
  if (string.length === 0) return 0;
  const found = encoding && encoding !== 'utf8' ? getEncoding(encoding) : undefined;
  return found === undefined ? binding.byteLength(string) : found.byteLength(string);
};

Buffer[kIsEncodingSymbol] = Buffer.isEncoding;

function SlowBuffer(size) {
  validateNumber(size, 'size', 0, MAX_LENGTH);
  return createUnsafeBuffer(size);
}
ObjectSetPrototypeOf(SlowBuffer.prototype, Uint8Array.prototype);
ObjectSetPrototypeOf(SlowBuffer, Uint8Array);

function cannotTranscode(code, errno) {
  return genericNodeError(`Unable to transcode Buffer [${code}]`, { code, errno });
}

// The code of an encoding of characters; base64 and hex are encodings of bytes.
function transcodable(name) {
  const found = getEncoding(normalizeEncoding(name) || name);
  if (found === undefined || found.code > ASCII) throw cannotTranscode('U_ILLEGAL_ARGUMENT_ERROR', 1);
  return found.code;
}

function transcode(source, fromEncoding, toEncoding) {
  if (!isUint8Array(source)) throw new ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], source);
  if (source.length === 0) return new FastBuffer();
  const bytes = binding.transcode(source, transcodable(fromEncoding), transcodable(toEncoding));
  if (bytes === null) throw cannotTranscode('U_INVALID_CHAR_FOUND', 10);
  return new FastBuffer(TypedArrayPrototypeGetBuffer(bytes));
}

function btoa(input) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('input');
  const encoded = binding.btoa(`${input}`);
  if (encoded === null) throw lazyDOMException('Invalid character', 'InvalidCharacterError');
  return encoded;
}

function atob(input) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('input');
  const decoded = binding.atob(`${input}`);
  if (typeof decoded === 'string') return decoded;
  throw lazyDOMException(
    decoded === -1 ? 'The string to be decoded is not correctly encoded.' : 'Invalid character',
    'InvalidCharacterError');
}

function checkBytes(input) {
  const view = isTypedArray(input);
  if (!view && !isAnyArrayBuffer(input)) {
    throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'Buffer', 'TypedArray'], input);
  }
  const buffer = view ? TypedArrayPrototypeGetBuffer(input) : input;
  if (isArrayBuffer(buffer) && ArrayBufferPrototypeGetDetached(buffer)) {
    throw new ERR_INVALID_STATE('Cannot validate on a detached buffer');
  }
}

function isUtf8(input) {
  checkBytes(input);
  return binding.isUtf8(input);
}

function isAscii(input) {
  checkBytes(input);
  return binding.isAscii(input);
}

module.exports = {
  Buffer,
  SlowBuffer: deprecate(SlowBuffer, 'SlowBuffer() is deprecated. Please use Buffer.allocUnsafeSlow()', 'DEP0030'),
  transcode,
  isUtf8,
  isAscii,
  kMaxLength: MAX_LENGTH,
  kStringMaxLength: MAX_STRING_LENGTH,
  btoa,
  atob,
};

ObjectDefineProperties(module.exports, {
  constants: {
    __proto__: null,
    configurable: false,
    enumerable: true,
    value: ObjectDefineProperties({}, {
      MAX_LENGTH: { __proto__: null, enumerable: true, value: MAX_LENGTH },
      MAX_STRING_LENGTH: { __proto__: null, enumerable: true, value: MAX_STRING_LENGTH },
    }),
  },
  INSPECT_MAX_BYTES: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return getMaxBytes(); },
    set(value) {
      validateNumber(value, 'INSPECT_MAX_BYTES', 0);
      setMaxBytes(value);
    },
  },
});

defineLazyProperties(module.exports, 'internal/blob', ['Blob', 'resolveObjectURL']);
defineLazyProperties(module.exports, 'internal/file', ['File']);
