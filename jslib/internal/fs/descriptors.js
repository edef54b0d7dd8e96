'use strict';

// fs functions on open descriptors.

const { ObjectDefineProperty } = primordials;

const { byteLengthOf } = require('internal/util/views');
const binding = internalBinding('fs');
const { Buffer } = require('buffer');
const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { isArrayBufferView } = require('internal/util/types');
const { customPromisifyArgs, kEmptyObject } = require('internal/util');
const {
  kValidateObjectAllowNullable,
  parseFileMode,
  validateBuffer,
  validateEncoding,
  validateFunction,
  validateInteger,
  validateObject,
} = require('internal/validators');
const {
  bindingPath,
  bindingPosition,
  constants: { kMaxUserId },
  gather,
  getBindingPath,
  getStatsFromBinding,
  getValidatedFd,
  getValidatedPath,
  nonNegative,
  scatter,
  stringToFlags,
  toUnixTimestamp,
  totalLength,
  validateBufferArray,
  validateOffsetLengthRead,
  validateOffsetLengthWrite,
  validatePosition,
  validateStringAfterArrayBufferView,
  valueRequest,
  viewOf,
  voidRequest,
} = require('internal/fs/utils');

const nullish = (value) => value === undefined || value === null;

// --- open, close ---------------------------------------------------------

function open(path, flags, mode, callback) {
  path = getValidatedPath(path);
  if (arguments.length < 3) {
    callback = flags;
    flags = 'r';
    mode = 0o666;
  } else if (typeof mode === 'function') {
    callback = mode;
    mode = 0o666;
  } else {
    mode = parseFileMode(mode, 'mode', 0o666);
  }
  binding.open(bindingPath(path), stringToFlags(flags), mode, valueRequest(callback));
}

function openSync(path, flags, mode) {
  return binding.open(getBindingPath(path), stringToFlags(flags), parseFileMode(mode, 'mode', 0o666));
}

function throwError(err) {
  if (!nullish(err)) throw err;
}

function close(fd, callback = throwError) {
  if (callback !== throwError) validateFunction(callback, 'cb');
  binding.close(getValidatedFd(fd), { oncomplete: (err) => callback(err) });
}

function closeSync(fd) {
  binding.close(getValidatedFd(fd));
}

// --- read ----------------------------------------------------------------

// Completes and checks the arguments of a read; false means there is nothing
// to read.
function prepareRead(buffer, offset, length, position) {
  validateBuffer(buffer);
  if (nullish(offset)) offset = 0;
  else validateInteger(offset, 'offset', 0);
  length |= 0;
  if (nullish(position)) position = -1;
  else validatePosition(position, 'position', length);
  if (length === 0) return false;
  if (byteLengthOf(buffer) === 0) {
    throw new ERR_INVALID_ARG_VALUE('buffer', buffer, 'is empty and cannot be written');
  }
  validateOffsetLengthRead(offset, length, byteLengthOf(buffer));
  return { offset, length, position: bindingPosition(position) };
}

// read(fd, buffer, offset, length, position, cb), read(fd[, buffer][, options], cb)
function read(fd, buffer, offset, length, position, callback) {
  fd = getValidatedFd(fd);
  if (arguments.length <= 4) {
    let options = null;
    if (arguments.length === 4) {
      validateObject(offset, 'options', kValidateObjectAllowNullable);
      callback = length;
      options = offset;
    } else if (arguments.length === 3) {
      callback = offset;
      if (!isArrayBufferView(buffer)) {
        options = buffer;
        ({ buffer = Buffer.alloc(16384) } = options ?? kEmptyObject);
      }
    } else {
      callback = buffer;
      buffer = Buffer.alloc(16384);
    }
    if (options !== undefined) validateObject(options, 'options', kValidateObjectAllowNullable);
    ({ offset = 0, length = buffer?.byteLength - offset, position = null } = options ?? kEmptyObject);
  }
  validateBuffer(buffer);
  validateFunction(callback, 'cb');
  const range = prepareRead(buffer, offset, length, position);
  if (range === false) {
    process.nextTick(() => callback(null, 0, buffer));
    return;
  }
  binding.read(fd, viewOf(buffer, range.offset, range.length), range.position,
               { oncomplete: (err, bytesRead) => callback(err, bytesRead || 0, buffer) });
}

function readSync(fd, buffer, offset, length, position) {
  validateBuffer(buffer);
  if (arguments.length <= 3 || typeof offset === 'object') {
    const options = offset;
    if (options !== undefined) validateObject(options, 'options', kValidateObjectAllowNullable);
    ({ offset = 0, length = byteLengthOf(buffer) - offset, position = null } = options ?? kEmptyObject);
  }
  if (offset !== undefined) validateInteger(offset, 'offset', 0);
  const range = prepareRead(buffer, offset, length, position);
  if (range === false) return 0;
  return binding.read(getValidatedFd(fd), viewOf(buffer, range.offset, range.length), range.position);
}

function readv(fd, buffers, position, callback) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  callback ||= position;
  validateFunction(callback, 'cb');
  const block = Buffer.allocUnsafeSlow(totalLength(buffers));
  binding.read(fd, block, bindingPosition(position), {
    oncomplete: (err, bytesRead) => {
      if (!err) scatter(block, bytesRead, buffers);
      callback(err, bytesRead || 0, buffers);
    },
  });
}

function readvSync(fd, buffers, position) {
  validateBufferArray(buffers);
  const block = Buffer.allocUnsafeSlow(totalLength(buffers));
  const bytesRead = binding.read(getValidatedFd(fd), block, bindingPosition(position));
  scatter(block, bytesRead, buffers);
  return bytesRead;
}

// --- write ---------------------------------------------------------------

// The range of a view to be written, from positional arguments or options.
function prepareWrite(buffer, offset, length, position) {
  if (typeof offset === 'object') {
    ({ offset = 0, length = byteLengthOf(buffer) - offset, position = null } = offset ?? kEmptyObject);
  }
  if (nullish(offset) || typeof offset === 'function') offset = 0;
  else validateInteger(offset, 'offset', 0);
  if (typeof length !== 'number') length = byteLengthOf(buffer) - offset;
  validateOffsetLengthWrite(offset, length, byteLengthOf(buffer));
  return { offset, length, position: bindingPosition(position) };
}

function isUtf8(encoding) {
  return nullish(encoding) || encoding === 'utf8' || encoding === 'utf-8';
}

// write(fd, buffer[, offset[, length[, position]]], cb), write(fd, buffer, options, cb),
// write(fd, string[, position[, encoding]], cb)
function write(fd, buffer, offset, length, position, callback) {
  fd = getValidatedFd(fd);
  if (isArrayBufferView(buffer)) {
    callback ||= position || length || offset;
    validateFunction(callback, 'cb');
    const range = prepareWrite(buffer, offset, length, position);
    binding.writeBuffer(fd, viewOf(buffer, range.offset, range.length), range.position,
                        { oncomplete: (err, written) => callback(err, written || 0, buffer) });
    return;
  }

  validateStringAfterArrayBufferView(buffer, 'buffer');
  let encoding = 'utf8';
  if (typeof position === 'function') {
    encoding = length;
    callback = position;
  } else if (typeof offset === 'function') {
    callback = offset;
    offset = null;
  } else {
    callback = length;
  }
  validateEncoding(buffer, encoding);
  validateFunction(callback, 'cb');
  const req = { oncomplete: (err, written) => callback(err, written || 0, buffer) };
  if (isUtf8(encoding)) {
    binding.writeString(fd, buffer, bindingPosition(offset), req);
  } else {
    binding.writeBuffer(fd, Buffer.from(buffer, encoding), bindingPosition(offset), req);
  }
}

function writeSync(fd, buffer, offset, length, position) {
  if (isArrayBufferView(buffer)) {
    const range = prepareWrite(buffer, offset, length, position);
    return binding.writeBuffer(getValidatedFd(fd), viewOf(buffer, range.offset, range.length), range.position);
  }
  validateStringAfterArrayBufferView(buffer, 'buffer');
  validateEncoding(buffer, length);
  if (isUtf8(length)) return binding.writeString(getValidatedFd(fd), buffer, bindingPosition(offset));
  return binding.writeBuffer(getValidatedFd(fd), Buffer.from(buffer, length), bindingPosition(offset));
}

function writev(fd, buffers, position, callback) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  callback ||= position;
  validateFunction(callback, 'cb');
  if (buffers.length === 0) {
    process.nextTick(callback, null, 0, buffers);
    return;
  }
  const block = gather(buffers);
  binding.writeBuffer(fd, block, bindingPosition(position),
                      { oncomplete: (err, written) => callback(err, written || 0, buffers) });
}

function writevSync(fd, buffers, position) {
  validateBufferArray(buffers);
  if (buffers.length === 0) return 0;
  const block = gather(buffers);
  return binding.writeBuffer(getValidatedFd(fd), block, bindingPosition(position));
}

// util.promisify() of these gives an object instead of the first result.
const promisifyArgs = (fn, names) => ObjectDefineProperty(fn, customPromisifyArgs,
  { __proto__: null, value: names, enumerable: false });
promisifyArgs(read, ['bytesRead', 'buffer']);
promisifyArgs(readv, ['bytesRead', 'buffers']);
promisifyArgs(write, ['bytesWritten', 'buffer']);
promisifyArgs(writev, ['bytesWritten', 'buffer']);

// --- metadata ------------------------------------------------------------

function fstat(fd, options = kEmptyObject, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  const bigint = !!options.bigint;
  const req = valueRequest(callback, (stats) => getStatsFromBinding(stats, bigint));
  binding.fstat(getValidatedFd(fd), bigint, req);
}

function fstatSync(fd, options = kEmptyObject) {
  const bigint = !!options.bigint;
  return getStatsFromBinding(binding.fstat(getValidatedFd(fd), bigint), bigint);
}

function ftruncate(fd, len = 0, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  }
  validateInteger(len, 'len');
  const req = voidRequest(callback);
  binding.ftruncate(getValidatedFd(fd), nonNegative(len), req);
}

function ftruncateSync(fd, len = 0) {
  validateInteger(len, 'len');
  binding.ftruncate(getValidatedFd(fd), nonNegative(len));
}

function fsync(fd, callback) {
  const req = voidRequest(callback);
  binding.fsync(getValidatedFd(fd), req);
}

function fsyncSync(fd) {
  binding.fsync(getValidatedFd(fd));
}

function fdatasync(fd, callback) {
  const req = voidRequest(callback);
  binding.fdatasync(getValidatedFd(fd), req);
}

function fdatasyncSync(fd) {
  binding.fdatasync(getValidatedFd(fd));
}

function fchmod(fd, mode, callback) {
  mode = parseFileMode(mode, 'mode');
  const req = voidRequest(callback);
  binding.fchmod(getValidatedFd(fd), mode, req);
}

function fchmodSync(fd, mode) {
  fd = getValidatedFd(fd);
  binding.fchmod(fd, parseFileMode(mode, 'mode'));
}

function fchown(fd, uid, gid, callback) {
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  const req = voidRequest(callback);
  binding.fchown(getValidatedFd(fd), uid, gid, req);
}

function fchownSync(fd, uid, gid) {
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  binding.fchown(getValidatedFd(fd), uid, gid);
}

function futimes(fd, atime, mtime, callback) {
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  const req = voidRequest(callback);
  binding.futimes(getValidatedFd(fd), atime, mtime, req);
}

function futimesSync(fd, atime, mtime) {
  binding.futimes(getValidatedFd(fd), toUnixTimestamp(atime, 'atime'), toUnixTimestamp(mtime, 'mtime'));
}

module.exports = {
  close,
  closeSync,
  fchmod,
  fchmodSync,
  fchown,
  fchownSync,
  fdatasync,
  fdatasyncSync,
  fstat,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncate,
  ftruncateSync,
  futimes,
  futimesSync,
  isUtf8,
  open,
  openSync,
  prepareRead,
  prepareWrite,
  read,
  readSync,
  readv,
  readvSync,
  write,
  writeSync,
  writev,
  writevSync,
};
