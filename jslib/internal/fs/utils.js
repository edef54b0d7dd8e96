'use strict';

// What every function of fs does before and after it calls the binding:
// paths, flags, options, offsets, encodings.

const {
  ArrayIsArray,
  BigInt,
  DateNow,
  DatePrototypeGetTime,
  MathMax,
  MathMin,
  NumberIsFinite,
  ObjectIs,
  StringPrototypeCharCodeAt,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  Symbol,
  TypedArrayPrototypeAt,
  TypedArrayPrototypeIncludes,
  Uint8Array,
} = primordials;

const { byteLengthOf, bytesOf } = require('internal/util/views');
const { Buffer } = require('buffer');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE }, hideStackFrames } =
  require('internal/errors');
const { isArrayBufferView, isDate, isUint8Array } = require('internal/util/types');
const { kEmptyObject } = require('internal/util');
const { toPathIfFileURL } = require('internal/url');
const {
  validateAbortSignal,
  validateBuffer,
  validateFunction,
  validateInt32,
  validateInteger,
} = require('internal/validators');
const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY } = require('internal/fs/constants');
const { BigIntStats, Stats, statFsFrom, statsFrom } = require('internal/fs/stats');
const { Dirent, DirentFromStats, getDirent, joinName } = require('internal/fs/dirent');

const constants = {
  kIoMaxLength: 2 ** 31 - 1,
  kMaxUserId: 2 ** 32 - 1,
  // Chunks of readFile and writeFile: large enough to be few, small enough for
  // an abort signal to be noticed in between.
  kReadFileUnknownBufferLength: 64 * 1024,
  kReadFileBufferLength: 512 * 1024,
  kWriteFileMaxChunkSize: 512 * 1024,
};

// --- paths and descriptors -----------------------------------------------

const validatePath = hideStackFrames((path, name = 'path') => {
  if (typeof path === 'string') {
    if (!StringPrototypeIncludes(path, '\u0000')) return;
  } else if (!isUint8Array(path)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], path);
  } else if (!TypedArrayPrototypeIncludes(path, 0)) {
    return;
  }
  throw new ERR_INVALID_ARG_VALUE(name, path, 'must be a string, Uint8Array, or URL without null bytes');
});

const getValidatedPath = hideStackFrames((pathOrUrl, name = 'path') => {
  if (typeof pathOrUrl === 'string' && !StringPrototypeIncludes(pathOrUrl, '\u0000')) return pathOrUrl;
  const path = toPathIfFileURL(pathOrUrl);
  validatePath(path, name);
  return path;
});

// The binding takes strings; bytes are UTF-8 here as they are on its side.
function bindingPath(path) {
  return typeof path === 'string' ? path : Buffer.from(path.buffer, path.byteOffset, path.byteLength).toString();
}

const getBindingPath = hideStackFrames((pathOrUrl, name = 'path') => bindingPath(getValidatedPath(pathOrUrl, name)));

const getValidatedFd = hideStackFrames((fd, name = 'fd') => {
  if (ObjectIs(fd, -0)) return 0;
  validateInt32(fd, name, 0);
  return fd;
});

// A name as the `encoding` option wants it.
function encodeName(name, encoding) {
  if (encoding === undefined || encoding === null || encoding === 'utf8' || encoding === 'utf-8') return name;
  const bytes = Buffer.from(name);
  return encoding === 'buffer' ? bytes : bytes.toString(encoding);
}

function encodeNames(names, encoding) {
  if (encoding === undefined || encoding === null || encoding === 'utf8' || encoding === 'utf-8') return names;
  for (let i = 0; i < names.length; i++) names[i] = encodeName(names[i], encoding);
  return names;
}

// --- options -------------------------------------------------------------

function assertEncoding(encoding) {
  if (encoding && encoding !== 'utf8' && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
  }
}

// Options may be an object, an encoding, or the callback that came in their
// place.
function getOptions(options, defaults = kEmptyObject) {
  if (options === undefined || options === null || typeof options === 'function') return defaults;
  if (typeof options === 'string') options = { ...defaults, encoding: options };
  else if (typeof options !== 'object') throw new ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], options);
  const { encoding, signal } = options;
  if (encoding !== 'buffer') assertEncoding(encoding);
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return options;
}

// Inherited properties count too.
function copyObject(source) {
  const target = {};
  for (const key in source) target[key] = source[key];
  return target;
}

const FLAGS = {
  __proto__: null,
  'r': O_RDONLY,
  'rs': O_RDONLY | O_SYNC,
  'sr': O_RDONLY | O_SYNC,
  'r+': O_RDWR,
  'rs+': O_RDWR | O_SYNC,
  'sr+': O_RDWR | O_SYNC,
  'w': O_TRUNC | O_CREAT | O_WRONLY,
  'wx': O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'xw': O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'w+': O_TRUNC | O_CREAT | O_RDWR,
  'wx+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  'xw+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  'a': O_APPEND | O_CREAT | O_WRONLY,
  'ax': O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  'xa': O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  'as': O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  'sa': O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  'a+': O_APPEND | O_CREAT | O_RDWR,
  'ax+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'xa+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'as+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
  'sa+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
};

function stringToFlags(flags, name = 'flags') {
  if (typeof flags === 'number') {
    validateInt32(flags, name);
    return flags + 0;
  }
  if (flags === undefined || flags === null) return O_RDONLY;
  const bits = typeof flags === 'string' ? FLAGS[flags] : undefined;
  if (bits === undefined) throw new ERR_INVALID_ARG_VALUE('flags', flags);
  return bits;
}

function toUnixTimestamp(time, name = 'time') {
  // eslint-disable-next-line eqeqeq
  if (typeof time === 'string' && +time == time) return +time;
  if (NumberIsFinite(time)) return time < 0 ? DateNow() / 1000 : time;
  if (isDate(time)) return DatePrototypeGetTime(time) / 1000;
  throw new ERR_INVALID_ARG_TYPE(name, ['Date', 'Time in seconds'], time);
}

// --- buffers, offsets, positions -----------------------------------------

const validateOffsetLengthRead = hideStackFrames((offset, length, size) => {
  if (offset < 0) throw new ERR_OUT_OF_RANGE('offset', '>= 0', offset);
  if (length < 0) throw new ERR_OUT_OF_RANGE('length', '>= 0', length);
  if (offset + length > size) throw new ERR_OUT_OF_RANGE('length', `<= ${size - offset}`, length);
});

const validateOffsetLengthWrite = hideStackFrames((offset, length, size) => {
  if (offset > size) throw new ERR_OUT_OF_RANGE('offset', `<= ${size}`, offset);
  if (length > size - offset) throw new ERR_OUT_OF_RANGE('length', `<= ${size - offset}`, length);
  if (length < 0) throw new ERR_OUT_OF_RANGE('length', '>= 0', length);
  validateInt32(length, 'length', 0);
});

const validatePosition = hideStackFrames((position, name, length) => {
  if (typeof position === 'number') {
    validateInteger(position, name, -1);
  } else if (typeof position === 'bigint') {
    const max = 2n ** 63n - 1n - BigInt(length);
    if (!(position >= -1n && position <= max)) throw new ERR_OUT_OF_RANGE(name, `>= -1 && <= ${max}`, position);
  } else {
    throw new ERR_INVALID_ARG_TYPE(name, ['integer', 'bigint'], position);
  }
});

// For the binding: -1 is the descriptor's own position.
function bindingPosition(position) {
  return typeof position === 'number' || typeof position === 'bigint' ? position : -1;
}

const validateBufferArray = hideStackFrames((buffers, name = 'buffers') => {
  let valid = ArrayIsArray(buffers);
  for (let i = 0; valid && i < buffers.length; i++) valid = isArrayBufferView(buffers[i]);
  if (!valid) throw new ERR_INVALID_ARG_TYPE(name, 'ArrayBufferView[]', buffers);
  return buffers;
});

const validateStringAfterArrayBufferView = hideStackFrames((value, name) => {
  if (typeof value !== 'string') {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], value);
  }
});

// readFile's `buffer` option: a place to read into, or a function that makes
// one of the file's size.
const validateReadFileBufferOptions = hideStackFrames(({ buffer }) => {
  if (buffer !== undefined && typeof buffer !== 'function' && !isArrayBufferView(buffer)) {
    throw new ERR_INVALID_ARG_TYPE('options.buffer', ['Buffer', 'TypedArray', 'DataView', 'Function'], buffer);
  }
});

const readFileBufferName = ({ buffer }) =>
  (typeof buffer === 'function' ? 'options.buffer().byteLength' : 'options.buffer.byteLength');

const getReadFileBuffer = hideStackFrames((options, size) => {
  let { buffer } = options;
  if (typeof buffer === 'function') {
    buffer = options.buffer(size);
    validateBuffer(buffer, 'options.buffer()');
  }
  if (buffer === undefined) return undefined;
  if (!Buffer.isBuffer(buffer)) buffer = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  if (size > buffer.byteLength) {
    throw new ERR_INVALID_ARG_VALUE(readFileBufferName(options), buffer.byteLength,
                                    `is smaller than the file size of ${size} bytes`);
  }
  return buffer;
});

const readFileBufferTooSmall = (options, byteLength) =>
  new ERR_INVALID_ARG_VALUE(readFileBufferName(options), byteLength, 'is too small to contain the entire file');

// The part of a view that an operation is about.
function viewOf(buffer, offset, length) {
  return offset === 0 && length === byteLengthOf(buffer) ? buffer : bytesOf(buffer, offset, length);
}

// readv and writev cross once, with one block of memory for all.
function totalLength(views) {
  let total = 0;
  for (let i = 0; i < views.length; i++) total += views[i].byteLength;
  return total;
}

function gather(views) {
  const block = Buffer.allocUnsafeSlow(totalLength(views));
  let at = 0;
  for (let i = 0; i < views.length; i++) {
    const view = views[i];
    block.set(Buffer.from(view.buffer, view.byteOffset, view.byteLength), at);
    at += view.byteLength;
  }
  return block;
}

function scatter(block, count, views) {
  let at = 0;
  for (let i = 0; i < views.length && at < count; i++) {
    const view = views[i];
    const end = MathMin(at + view.byteLength, count);
    Buffer.from(view.buffer, view.byteOffset, view.byteLength).set(block.subarray(at, end), 0);
    at = end;
  }
}

let warnedTemplate = false;
function warnOnNonPortableTemplate(template) {
  if (warnedTemplate) return;
  if (typeof template === 'string' ? StringPrototypeEndsWith(template, 'X') :
    TypedArrayPrototypeAt(template, -1) === StringPrototypeCharCodeAt('X', 0)) {
    process.emitWarning('mkdtemp() templates ending with X are not portable. ' +
                        'For details see: https://nodejs.org/api/fs.html');
    warnedTemplate = true;
  }
}

// --- callbacks and promises ----------------------------------------------

// Requests of the binding: any object with oncomplete(err, result). These
// shapes cost one object and one closure a call. Operations without a result
// call back with the error alone, as programs may count arguments.
function voidRequest(callback) {
  validateFunction(callback, 'cb');
  return { oncomplete: (err) => callback(err) };
}

function valueRequest(callback, convert) {
  validateFunction(callback, 'cb');
  return {
    oncomplete: (err, result) => {
      if (err) callback(err);
      else callback(null, convert === undefined ? result : convert(result));
    },
  };
}

module.exports = {
  BigIntStats,
  Dirent,
  DirentFromStats,
  Stats,
  assertEncoding,
  bindingPath,
  bindingPosition,
  constants,
  copyObject,
  encodeName,
  encodeNames,
  gather,
  getBindingPath,
  getDirent,
  getOptions,
  getReadFileBuffer,
  getStatFsFromBinding: statFsFrom,
  getStatsFromBinding: statsFrom,
  getValidatedFd,
  getValidatedPath,
  joinName,
  nonNegative: (n) => MathMax(0, n),
  readFileBufferTooSmall,
  realpathCacheKey: Symbol('realpathCacheKey'),
  scatter,
  stringToFlags,
  toUnixTimestamp,
  totalLength,
  validateBufferArray,
  validateOffsetLengthRead,
  validateOffsetLengthWrite,
  validatePath,
  validatePosition,
  validateReadFileBufferOptions,
  validateStringAfterArrayBufferView,
  valueRequest,
  viewOf,
  voidRequest,
  warnOnNonPortableTemplate,
};
