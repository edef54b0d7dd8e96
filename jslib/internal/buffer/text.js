'use strict';

// Methods of Buffer.prototype that go between strings and bytes.

const {
  MathTrunc,
  NumberIsNaN,
  RangeError,
  TypedArrayPrototypeFill,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetLength,
  StringPrototypeCharCodeAt,
  TypeError,
} = primordials;

const {
  codes: {
    ERR_BUFFER_OUT_OF_BOUNDS,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_UNKNOWN_ENCODING,
  },
  genericNodeError,
} = require('internal/errors');
const { isArrayBufferView, isUint8Array } = require('internal/util/types');
const { validateBuffer, validateInteger, validateString } = require('internal/validators');
const { normalizeEncoding } = require('internal/util');
const { ASCII, BASE64, BASE64URL, HEX, LATIN1, UCS2, UTF8, getEncoding } = require('internal/buffer/encodings');

const binding = internalBinding('buffer');

const MAX_STRING_LENGTH = 0x1fffffe8;
const MAX_LENGTH = 2 ** 53 - 1;

function validateOffset(value, name, min = 0, max = MAX_LENGTH) {
  validateInteger(value, name, min, max);
}

// How many characters n bytes make.
function charsOf(code, n) {
  if (code === HEX) return n * 2;
  if (code === UCS2) return n / 2;
  if (code === BASE64 || code === BASE64URL) return (n / 3) * 4;
  return n; // UTF-8 that is not ASCII makes fewer, and Node refuses it as well
}

// Throws if n bytes can make more text than a string may hold.
function checkStringLength(code, n) {
  if (n > MAX_STRING_LENGTH / 2 && charsOf(code, n) > MAX_STRING_LENGTH) {
    throw genericNodeError('Cannot create a string longer than 0x1fffffe8 characters', { code: 'ERR_STRING_TOO_LONG' });
  }
}

// A slice that the caller has checked: 0 <= start <= end <= buf.length.
function decode(code, buf, start, end) {
  checkStringLength(code, end - start);
  return binding.slice(code, buf, start, end);
}

// Node's native side words these errors, and it words them tersely.
function mustBe(what) {
  const error = new TypeError(`argument must be a ${what}`);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

function outOfRange() {
  const error = new RangeError('Index out of range');
  error.code = 'ERR_OUT_OF_RANGE';
  return error;
}

// buf.utf8Slice and its like are not documented, but packages use them.
function rawSlice(code) {
  return function(start, end) {
    if (!isArrayBufferView(this)) throw mustBe('buffer');
    const length = this.byteLength;
    if (length === 0) return '';
    start = start === undefined ? 0 : MathTrunc(+start) || 0;
    end = end === undefined ? length : MathTrunc(+end) || 0;
    if (start < 0 || end < 0) throw outOfRange();
    if (start >= end) return '';
    if (end > length) throw outOfRange();
    return decode(code, this, start, end);
  };
}

function rawWrite(code) {
  // Too long a length is an error for these, and cut for the others.
  const strict = code === UTF8 || code === LATIN1 || code === ASCII;
  return function(string, offset, length) {
    if (!isArrayBufferView(this)) throw mustBe('buffer');
    if (typeof string !== 'string') throw mustBe('string');
    const size = this.byteLength;
    offset = offset === undefined ? 0 : MathTrunc(+offset) || 0;
    if (offset < 0 || offset > size) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
    const room = size - offset;
    length = length === undefined ? room : MathTrunc(+length) || 0;
    if (length < 0 || (strict && length > room)) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
    return binding.write(code, this, string, offset, length < room ? length : room);
  };
}

// Resolves the offset, which may be anything, and searches.
function search(buf, value, offset, end, encoding, forward) {
  validateBuffer(buf);
  if (typeof end === 'string') {
    encoding = end;
    end = buf.length;
  } else if (end === undefined) {
    end = buf.length;
  }
  if (typeof offset === 'string') {
    encoding = offset;
    offset = undefined;
  } else if (offset > 0x7fffffff) {
    offset = 0x7fffffff;
  } else if (offset < -0x80000000) {
    offset = -0x80000000;
  }
  offset = +offset;
  if (NumberIsNaN(offset)) offset = forward ? 0 : buf.length || buf.byteLength;
  offset = MathTrunc(offset);
  // Anything that is no number counts as 0, and a bound lies inside the buffer.
  end = MathTrunc(+end) || 0;
  if (end < 0) end = 0;
  else if (end > buf.byteLength) end = buf.byteLength;

  if (typeof value === 'number') return binding.indexOfNumber(buf, value & 0xff, offset, end, forward);
  const found = encoding === undefined ? undefined : getEncoding(encoding);
  if (typeof value === 'string') {
    if (found === undefined && encoding !== undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
    return binding.indexOfString(found === undefined ? UTF8 : found.code, buf, value, offset, end, forward);
  }
  if (isUint8Array(value)) {
    return binding.indexOfBytes(found === undefined ? UTF8 : found.code, buf, value, offset, end, forward);
  }
  throw new ERR_INVALID_ARG_TYPE('value', ['number', 'string', 'Buffer', 'Uint8Array'], value);
}

function fill(buf, value, offset, end, encoding) {
  let code = UTF8;
  if (typeof value === 'string') {
    if (offset === undefined || typeof offset === 'string') {
      encoding = offset;
      offset = 0;
      end = buf.length;
    } else if (typeof end === 'string') {
      encoding = end;
      end = buf.length;
    }
    const normalized = normalizeEncoding(encoding);
    if (normalized === undefined) {
      validateString(encoding, 'encoding');
      throw new ERR_UNKNOWN_ENCODING(encoding);
    }
    ({ code } = getEncoding(normalized));
    if (value.length === 0) {
      value = 0;
    } else if (value.length === 1) {
      const char = StringPrototypeCharCodeAt(value, 0);
      if (((code === UTF8 || code === ASCII) && char < 128) || code === LATIN1) value = char;
    }
  }

  if (offset === undefined) {
    offset = 0;
    end = buf.length;
  } else {
    validateOffset(offset, 'offset');
    if (end === undefined) end = buf.length;
    else validateOffset(end, 'end', 0, buf.length);
    if (offset >= end) return buf;
  }
  if (typeof value !== 'string' && !isArrayBufferView(value)) value &= 255;
  // `length` can be an own property that lies.
  if (end > TypedArrayPrototypeGetByteLength(buf)) throw new ERR_BUFFER_OUT_OF_BOUNDS();

  if (typeof value === 'number') {
    TypedArrayPrototypeFill(buf, value, offset, end);
  } else {
    const filled = typeof value === 'string' ?
      binding.fillString(code, buf, value, offset, end) :
      binding.fillBytes(buf, value, offset, end);
    if (!filled) throw new ERR_INVALID_ARG_VALUE('value', value);
  }
  return buf;
}

const raw = {
  asciiSlice: rawSlice(ASCII),
  base64Slice: rawSlice(BASE64),
  base64urlSlice: rawSlice(BASE64URL),
  latin1Slice: rawSlice(LATIN1),
  hexSlice: rawSlice(HEX),
  ucs2Slice: rawSlice(UCS2),
  utf8Slice: rawSlice(UTF8),
  asciiWrite: rawWrite(ASCII),
  base64Write: rawWrite(BASE64),
  base64urlWrite: rawWrite(BASE64URL),
  latin1Write: rawWrite(LATIN1),
  hexWrite: rawWrite(HEX),
  ucs2Write: rawWrite(UCS2),
  utf8Write: rawWrite(UTF8),
};

const methods = {
  // Unlike String's and Uint8Array's, bounds out of range are pulled inside.
  toString(encoding, start, end) {
    const length = TypedArrayPrototypeGetLength(this);
    if (arguments.length === 0) return decode(UTF8, this, 0, length);
    if (start <= 0) start = 0;
    else if (start >= length) return '';
    else start = MathTrunc(start) || 0;
    if (end === undefined || end > length) end = length;
    else end = MathTrunc(end) || 0;
    if (end <= start) return '';
    if (encoding === undefined) return decode(UTF8, this, start, end);
    const found = getEncoding(encoding);
    if (found === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
    return decode(found.code, this, start, end);
  },

  // Plain functions: Node's can be called with new, to no use but with its error.
  indexOf: function indexOf(value, offset, end, encoding) {
    return search(this, value, offset, end, encoding, true);
  },
  lastIndexOf: function lastIndexOf(value, offset, end, encoding) {
    return search(this, value, offset, end, encoding, false);
  },
  includes: function includes(value, offset, end, encoding) {
    return search(this, value, offset, end, encoding, true) !== -1;
  },

  fill(value, offset, end, encoding) {
    return fill(this, value, offset, end, encoding);
  },

  write(string, offset, length, encoding) {
    const size = TypedArrayPrototypeGetLength(this);
    if (offset === undefined) {
      // write(string), whatever else there is
      offset = 0;
      length = size;
      encoding = undefined;
    } else if (length === undefined && typeof offset === 'string') {
      // write(string, encoding)
      encoding = offset;
      offset = 0;
      length = size;
    } else {
      // write(string, offset[, length][, encoding])
      validateOffset(offset, 'offset', 0, size);
      const room = size - offset;
      if (length === undefined) {
        length = room;
      } else if (typeof length === 'string') {
        encoding = length;
        length = room;
      } else {
        validateOffset(length, 'length', 0, size);
        if (length > room) length = room;
      }
    }
    let code = UTF8;
    if (encoding && encoding !== 'utf8') {
      const found = getEncoding(encoding);
      if (found === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
      ({ code } = found);
    }
    if (typeof string !== 'string') throw mustBe('string');
    return binding.write(code, this, string, offset, length);
  },
};

module.exports = { MAX_LENGTH, MAX_STRING_LENGTH, checkStringLength, decode, fill, methods, raw, validateOffset };
