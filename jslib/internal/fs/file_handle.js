'use strict';

// FileHandle: a descriptor with promises. It counts what is under way, so that
// close() waits for it.

const {
  ArrayPrototypePush,
  ArrayPrototypeUnshift,
  Error,
  FunctionPrototypeBind,
  MathMin,
  Promise,
  PromisePrototypeThen,
  PromiseResolve,
  ReflectApply,
  SafePromisePrototypeFinally,
  Symbol,
  SymbolAsyncDispose,
  SymbolAsyncIterator,
  SymbolIterator,
  TypedArrayPrototypeGetByteLength,
  Uint8Array,
} = primordials;

const { bytesOf } = require('internal/util/views');
const binding = internalBinding('fs');
const EventEmitter = require('events');
const { Buffer } = require('buffer');
const { StringDecoder } = require('string_decoder');
const {
  AbortError,
  codes: { ERR_FS_FILE_TOO_LARGE, ERR_INVALID_STATE },
} = require('internal/errors');
const { isArrayBufferView } = require('internal/util/types');
const { kEmptyObject } = require('internal/util');
const {
  kValidateObjectAllowNullable,
  parseFileMode,
  validateBoolean,
  validateEncoding,
  validateInteger,
  validateObject,
} = require('internal/validators');
const { isUtf8, prepareRead, prepareWrite } = require('internal/fs/descriptors');
const { regularSize } = require('internal/fs/stats');
const {
  bindingPosition,
  constants: {
    kIoMaxLength,
    kMaxUserId,
    kReadFileBufferLength,
    kReadFileUnknownBufferLength,
    kWriteFileMaxChunkSize,
  },
  gather,
  getOptions,
  getReadFileBuffer,
  getStatsFromBinding,
  nonNegative,
  readFileBufferTooSmall,
  scatter,
  toUnixTimestamp,
  totalLength,
  validateBufferArray,
  validateReadFileBufferOptions,
  validateStringAfterArrayBufferView,
  viewOf,
} = require('internal/fs/utils');

const kFd = Symbol('kFd');
const kRefs = Symbol('kRefs');
const kClosePromise = Symbol('kClosePromise');
const kCloseResolve = Symbol('kCloseResolve');
const kCloseReject = Symbol('kCloseReject');
const kRef = Symbol('kRef');
const kUnref = Symbol('kUnref');
const kLocked = Symbol('kLocked');

// An operation of the binding as a promise. The extra step is Node's, too,
// and counts in the order of promise callbacks.
function call(op, ...args) {
  const promise = new Promise((resolve, reject) => {
    ArrayPrototypePush(args, {
      oncomplete: (err, result) => {
        if (err) reject(err);
        else resolve(result);
      },
    });
    ReflectApply(op, binding, args);
  });
  return PromisePrototypeThen(promise, undefined, (err) => { throw err; });
}

function checkAborted(signal) {
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
}

class FileHandle extends EventEmitter {
  #open = undefined; // the mark of a real one

  static isFileHandle(value) {
    return value !== undefined && value !== null && typeof value === 'object' && #open in value;
  }

  constructor(fd) {
    super();
    this[kFd] = fd === undefined ? -1 : fd;
    this[kRefs] = 1;
    this[kClosePromise] = null;
  }

  get fd() { return this[kFd]; }
  getAsyncId() { return 0; }

  appendFile(data, options) { return use(writeFile, this, data, options); }
  chmod(mode) { return use(fchmod, this, mode); }
  chown(uid, gid) { return use(fchown, this, uid, gid); }
  datasync() { return use(fdatasync, this); }
  sync() { return use(fsync, this); }
  read(buffer, offset, length, position) { return use(read, this, buffer, offset, length, position); }
  readv(buffers, position) { return use(readv, this, buffers, position); }
  readFile(options) { return use(readFile, this, options); }
  stat(options) { return use(fstat, this, options); }
  truncate(len = 0) { return use(ftruncate, this, len); }
  utimes(atime, mtime) { return use(futimes, this, atime, mtime); }
  write(buffer, offset, length, position) { return use(write, this, buffer, offset, length, position); }
  writev(buffers, position) { return use(writev, this, buffers, position); }
  writeFile(data, options) { return use(writeFile, this, data, options); }

  readLines(options = undefined) {
    const { Interface } = require('internal/readline/interface');
    return new Interface({ input: this.createReadStream(options), crlfDelay: Infinity });
  }

  // An own property: programs pass it around without its handle.
  close = () => {
    if (this[kFd] === -1) return PromiseResolve();
    if (this[kClosePromise]) return this[kClosePromise];
    this[kRefs]--;
    if (this[kRefs] === 0) {
      const fd = this[kFd];
      this[kFd] = -1;
      this[kClosePromise] = SafePromisePrototypeFinally(call(binding.close, fd), () => {
        this[kClosePromise] = undefined;
      });
    } else {
      const closed = new Promise((resolve, reject) => {
        this[kCloseResolve] = resolve;
        this[kCloseReject] = reject;
      });
      this[kClosePromise] = SafePromisePrototypeFinally(closed, () => {
        this[kClosePromise] = undefined;
        this[kCloseReject] = undefined;
        this[kCloseResolve] = undefined;
      });
    }
    this.emit('close');
    return this[kClosePromise];
  };

  async [SymbolAsyncDispose]() {
    await this.close();
  }

  readableWebStream(options = kEmptyObject) {
    if (this[kFd] === -1) throw new ERR_INVALID_STATE('The FileHandle is closed');
    if (this[kClosePromise]) throw new ERR_INVALID_STATE('The FileHandle is closing');
    if (this[kLocked]) throw new ERR_INVALID_STATE('The FileHandle is locked');
    this[kLocked] = true;
    validateObject(options, 'options');
    const { type = 'bytes', autoClose = false } = options;
    validateBoolean(autoClose, 'options.autoClose');
    if (type !== 'bytes') {
      process.emitWarning('A non-"bytes" options.type has no effect. A byte-oriented steam is ' +
                          'always created.', 'ExperimentalWarning');
    }

    const readInto = FunctionPrototypeBind(this.read, this);
    const done = async () => {
      this[kUnref]();
      if (autoClose) await this.close();
    };
    const { ReadableStream, readableStreamCancel } = require('internal/webstreams/readablestream');
    const stream = new ReadableStream({
      type: 'bytes',
      autoAllocateChunkSize: 16384,
      async pull(controller) {
        const { view } = controller.byobRequest;
        const { bytesRead } = await readInto(view, view.byteOffset, view.byteLength);
        if (bytesRead === 0) {
          controller.close();
          await done();
        }
        controller.byobRequest.respond(bytesRead);
      },
      async cancel() {
        await done();
      },
    });
    this[kRef]();
    this.once('close', () => { readableStreamCancel(stream); });
    return stream;
  }

  createReadStream(options = undefined) {
    const { ReadStream } = require('internal/fs/streams');
    return new ReadStream(undefined, { ...options, fd: this });
  }

  createWriteStream(options = undefined) {
    const { WriteStream } = require('internal/fs/streams');
    return new WriteStream(undefined, { ...options, fd: this });
  }

  [kRef]() {
    this[kRefs]++;
  }

  [kUnref]() {
    this[kRefs]--;
    if (this[kRefs] === 0) {
      const fd = this[kFd];
      this[kFd] = -1;
      PromisePrototypeThen(call(binding.close, fd), this[kCloseResolve], this[kCloseReject]);
    }
  }
}

// Runs an operation while the handle is held open.
async function use(fn, handle, ...args) {
  if (handle.fd === -1) {
    const err = new Error('file closed');
    err.code = 'EBADF';
    err.syscall = fn.name;
    throw err;
  }
  try {
    handle[kRef]();
    ArrayPrototypeUnshift(args, handle);
    return await ReflectApply(fn, undefined, args);
  } finally {
    handle[kUnref]();
  }
}

// --- operations ----------------------------------------------------------

async function read(handle, buffer, offset, length, position) {
  if (!isArrayBufferView(buffer)) {
    const options = buffer;
    if (options !== undefined) validateObject(options, 'options', kValidateObjectAllowNullable);
    ({ buffer = Buffer.alloc(16384), offset = 0, length = undefined, position = null } = options ?? kEmptyObject);
  } else if (offset !== null && typeof offset === 'object') {
    ({ offset = 0, length = undefined, position = null } = offset);
  }
  length ??= buffer.byteLength - (offset ?? 0);
  const range = prepareRead(buffer, offset, length, position);
  if (range === false) return { __proto__: null, bytesRead: 0, buffer };
  const bytesRead = await call(binding.read, handle.fd, viewOf(buffer, range.offset, range.length), range.position);
  return { __proto__: null, bytesRead, buffer };
}

async function readv(handle, buffers, position) {
  validateBufferArray(buffers);
  const block = Buffer.allocUnsafeSlow(totalLength(buffers));
  const bytesRead = await call(binding.read, handle.fd, block, bindingPosition(position));
  scatter(block, bytesRead, buffers);
  return { __proto__: null, bytesRead, buffers };
}

async function write(handle, buffer, offset, length, position) {
  if (buffer?.byteLength === 0) return { __proto__: null, bytesWritten: 0, buffer };
  let bytesWritten;
  if (isArrayBufferView(buffer)) {
    const range = prepareWrite(buffer, offset, length, position);
    bytesWritten = await call(binding.writeBuffer, handle.fd, viewOf(buffer, range.offset, range.length), range.position);
  } else {
    validateStringAfterArrayBufferView(buffer, 'buffer');
    validateEncoding(buffer, length);
    if (isUtf8(length)) {
      bytesWritten = await call(binding.writeString, handle.fd, buffer, bindingPosition(offset));
    } else {
      bytesWritten = await call(binding.writeBuffer, handle.fd, Buffer.from(buffer, length), bindingPosition(offset));
    }
  }
  return { __proto__: null, bytesWritten, buffer };
}

async function writev(handle, buffers, position) {
  validateBufferArray(buffers);
  if (buffers.length === 0) return { __proto__: null, bytesWritten: 0, buffers };
  const block = gather(buffers);
  const bytesWritten = await call(binding.writeBuffer, handle.fd, block, bindingPosition(position));
  return { __proto__: null, bytesWritten, buffers };
}

async function fstat(handle, options = kEmptyObject) {
  const bigint = !!options.bigint;
  return getStatsFromBinding(await call(binding.fstat, handle.fd, bigint), bigint);
}

async function ftruncate(handle, len = 0) {
  validateInteger(len, 'len');
  return await call(binding.ftruncate, handle.fd, nonNegative(len));
}

async function fsync(handle) {
  return await call(binding.fsync, handle.fd);
}

async function fdatasync(handle) {
  return await call(binding.fdatasync, handle.fd);
}

async function fchmod(handle, mode) {
  return await call(binding.fchmod, handle.fd, parseFileMode(mode, 'mode'));
}

async function fchown(handle, uid, gid) {
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  return await call(binding.fchown, handle.fd, uid, gid);
}

async function futimes(handle, atime, mtime) {
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  return await call(binding.futimes, handle.fd, atime, mtime);
}

// --- whole files ---------------------------------------------------------

// Reads from the current position to the end.
async function readFile(handle, options) {
  options = getOptions(options, kEmptyObject);
  validateReadFileBufferOptions(options);
  return readAll(handle, options);
}

async function readAll(handle, options) {
  const { encoding, signal } = options;
  checkAborted(signal);
  const size = regularSize(await call(binding.fstat, handle.fd, false));
  checkAborted(signal);
  if (size > kIoMaxLength) throw new ERR_FS_FILE_TOO_LARGE(size);
  if (options.buffer !== undefined) return readIntoGiven(handle, options, size);
  if (size === 0) return readUnknown(handle, encoding, signal);

  const buffer = Buffer.allocUnsafeSlow(size);
  let length = 0;
  while (length < size) {
    checkAborted(signal);
    const part = viewOf(buffer, length, MathMin(size - length, kReadFileBufferLength));
    const n = await call(binding.read, handle.fd, part, -1);
    if (n === 0) break;
    length += n;
  }
  const result = length === size ? buffer : buffer.subarray(0, length);
  return encoding ? result.toString(encoding) : result;
}

// Pipes, devices and files of procfs.
async function readUnknown(handle, encoding, signal) {
  const decoder = encoding ? new StringDecoder(encoding) : null;
  const chunks = [];
  let text = '';
  while (true) {
    checkAborted(signal);
    const buffer = Buffer.allocUnsafeSlow(kReadFileUnknownBufferLength);
    const n = await call(binding.read, handle.fd, buffer, -1);
    if (n === 0) break;
    const chunk = n === buffer.length ? buffer : buffer.subarray(0, n);
    if (decoder !== null) text += decoder.write(chunk);
    else chunks.push(chunk);
  }
  if (decoder !== null) return text + decoder.end();
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

async function readIntoGiven(handle, options, size) {
  const { encoding, signal } = options;
  const buffer = getReadFileBuffer(options, size);
  const limit = size === 0 ? buffer.byteLength : size;
  let length = 0;
  while (length < limit) {
    checkAborted(signal);
    const part = viewOf(buffer, length, MathMin(limit - length, kReadFileBufferLength));
    const n = await call(binding.read, handle.fd, part, -1);
    if (n === 0) break;
    length += n;
  }
  // A file of unknown size must not be cut off silently.
  if (size === 0 && length === buffer.byteLength) {
    checkAborted(signal);
    if (await call(binding.read, handle.fd, Buffer.allocUnsafeSlow(1), -1) !== 0) {
      throw readFileBufferTooSmall(options, buffer.byteLength);
    }
  }
  const result = buffer.subarray(0, length);
  return encoding ? result.toString(encoding) : result;
}

const isCustomIterable = (data) => data !== undefined && data !== null && typeof data !== 'string' &&
  !isArrayBufferView(data) && (data[SymbolAsyncIterator] || data[SymbolIterator]) !== undefined;

async function writeChunk(handle, data, signal) {
  const bytes = bytesOf(data);
  let offset = 0;
  while (offset < TypedArrayPrototypeGetByteLength(bytes)) {
    const length = MathMin(kWriteFileMaxChunkSize, TypedArrayPrototypeGetByteLength(bytes) - offset);
    offset += await call(binding.writeBuffer, handle.fd, viewOf(bytes, offset, length), -1);
    if (offset < TypedArrayPrototypeGetByteLength(bytes)) checkAborted(signal);
  }
}

// data: a view, or an iterable of views and strings.
async function writeAll(handle, data, signal, encoding) {
  checkAborted(signal);
  if (!isCustomIterable(data)) {
    await writeChunk(handle, data, signal);
    return;
  }
  for await (const chunk of data) {
    checkAborted(signal);
    await writeChunk(handle, isArrayBufferView(chunk) ? chunk : Buffer.from(chunk, encoding || 'utf8'), signal);
    checkAborted(signal);
  }
}

function toWritable(data, encoding) {
  if (isArrayBufferView(data) || isCustomIterable(data)) return data;
  validateStringAfterArrayBufferView(data, 'data');
  return Buffer.from(data, encoding || 'utf8');
}

async function writeFile(handle, data, options) {
  options = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  return writeAll(handle, toWritable(data, options.encoding), options.signal, options.encoding);
}

module.exports = {
  FileHandle,
  call,
  checkAborted,
  fchmod,
  ftruncate,
  kRef,
  kUnref,
  readAll,
  toWritable,
  writeAll,
};
