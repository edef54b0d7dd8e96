'use strict';

// fs.ReadStream and fs.WriteStream.

const {
  FunctionPrototypeBind,
  MathMin,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  PromisePrototypeThen,
  ReflectApply,
  Symbol,
  TypedArrayPrototypeGetLength,
} = primordials;
const binding = internalBinding('fs');
const { Buffer } = require('buffer');
const { createUnsafeBuffer } = require('internal/buffer');
const {
  codes: {
    ERR_FEATURE_UNAVAILABLE_ON_PLATFORM,
    ERR_INVALID_ARG_TYPE,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_OUT_OF_RANGE,
    ERR_STREAM_DESTROYED,
    ERR_SYSTEM_ERROR,
  },
} = require('internal/errors');
const { deprecate, kEmptyObject } = require('internal/util');
const { validateBoolean, validateFunction, validateInteger, validateThisInternalField } =
  require('internal/validators');
const { errorOrDestroy } = require('internal/streams/destroy');
const { Readable, Writable, finished } = require('stream');
const descriptors = require('internal/fs/descriptors');
const { toPathIfFileURL } = require('internal/url');
const { copyObject, getOptions, getValidatedFd, validatePath } = require('internal/fs/utils');

const kFs = Symbol('kFs');
const kHandle = Symbol('kHandle');
// An operation must not run on a descriptor that is being closed.
const kIsPerformingIO = Symbol('kIsPerformingIO');
const kIoDone = Symbol('kIoDone');

const nullish = (value) => value === undefined || value === null;

// --- opening and closing, for both ---------------------------------------

// A FileHandle in the shape of the fs functions that streams use.
function handleOperations(handle, unref) {
  return {
    open(path, flags, mode, callback) {
      throw new ERR_METHOD_NOT_IMPLEMENTED('open()');
    },
    close(fd, callback) {
      unref();
      PromisePrototypeThen(handle.close(), () => callback(), callback);
    },
    fsync(fd, callback) {
      PromisePrototypeThen(handle.sync(), () => callback(), callback);
    },
    read(fd, buffer, offset, length, position, callback) {
      PromisePrototypeThen(handle.read(buffer, offset, length, position),
                           (result) => callback(null, result.bytesRead, result.buffer),
                           (err) => callback(err, 0, buffer));
    },
    write(fd, buffer, offset, length, position, callback) {
      PromisePrototypeThen(handle.write(buffer, offset, length, position),
                           (result) => callback(null, result.bytesWritten, result.buffer),
                           (err) => callback(err, 0, buffer));
    },
    writev(fd, buffers, position, callback) {
      PromisePrototypeThen(handle.writev(buffers, position),
                           (result) => callback(null, result.bytesWritten, result.buffers),
                           (err) => callback(err, 0, buffers));
    },
  };
}

// Where the stream's descriptor is to come from: options.fd, or path when it
// is constructed.
function importSource(stream, path, options, defaultFlags) {
  if (!nullish(options.windowsHandle)) {
    throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('windowsHandle');
  }
  if (nullish(options.fd)) {
    stream.fd = null;
    stream[kFs] = options.fs || require('fs');
    validateFunction(stream[kFs].open, 'options.fs.open');
    stream.path = toPathIfFileURL(path);
    stream.flags = options.flags === undefined ? defaultFlags : options.flags;
    stream.mode = options.mode === undefined ? 0o666 : options.mode;
    validatePath(stream.path);
    return;
  }

  const { fd } = options;
  const { FileHandle, kRef, kUnref } = require('internal/fs/file_handle');
  if (typeof fd === 'number') {
    stream[kFs] = options.fs || require('fs');
    stream.fd = getValidatedFd(fd);
  } else if (typeof fd === 'object' && fd instanceof FileHandle) {
    if (options.fs) throw new ERR_METHOD_NOT_IMPLEMENTED('FileHandle with fs');
    stream[kHandle] = fd;
    stream[kFs] = handleOperations(fd, () => fd[kUnref]());
    fd[kRef]();
    fd.on('close', FunctionPrototypeBind(stream.close, stream));
    stream.fd = getValidatedFd(fd.fd);
  } else {
    throw new ERR_INVALID_ARG_TYPE('options.fd', ['number', 'FileHandle'], fd);
  }
}

function construct(callback) {
  const stream = this;
  if (typeof stream.fd === 'number') {
    callback();
    return;
  }
  if (stream.open === openRead || stream.open === openWrite) {
    stream[kFs].open(stream.path, stream.flags, stream.mode, (err, fd) => {
      if (err) {
        callback(err);
        return;
      }
      stream.fd = fd;
      callback();
      stream.emit('open', stream.fd);
      stream.emit('ready');
    });
    return;
  }
  // A program has replaced open(): its events tell what became of it.
  const emit = stream.emit;
  stream.emit = function(...args) {
    if (args[0] === 'open') {
      this.emit = emit;
      callback();
      ReflectApply(emit, this, args);
    } else if (args[0] === 'error') {
      this.emit = emit;
      callback(args[1]);
    } else {
      ReflectApply(emit, this, args);
    }
  };
  stream.open();
}

function closeDescriptor(stream, err, callback) {
  const close = (closeError) => {
    stream[kFs].close(stream.fd, (thenError) => callback(thenError || closeError));
    stream.fd = null;
  };
  if (!stream.fd) callback(err);
  else if (stream.flush) stream[kFs].fsync(stream.fd, (flushError) => close(err || flushError));
  else close(err);
}

function destroy(err, callback) {
  if (this[kIsPerformingIO]) this.once(kIoDone, (ioError) => closeDescriptor(this, err || ioError, callback));
  else closeDescriptor(this, err, callback);
}

// Whether an operation at the descriptor's own position can go to the binding
// as it is: with fs's own function, which would find nothing wrong.
function goesToBinding(stream, operation, own) {
  const { fd } = stream;
  return operation === own && stream.pos === undefined && fd === (fd | 0) && fd >= 0;
}

const autoClose = (stateKey, className) => ({
  __proto__: null,
  get() {
    validateThisInternalField(this, kFs, className);
    return this[stateKey].autoDestroy;
  },
  set(value) {
    validateThisInternalField(this, kFs, className);
    this[stateKey].autoDestroy = value;
  },
});

const pending = {
  __proto__: null,
  get() { return this.fd === null; },
  configurable: true,
};

// --- ReadStream ----------------------------------------------------------

function ReadStream(path, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(path, options);

  options = copyObject(getOptions(options, kEmptyObject));
  if (options.highWaterMark === undefined) options.highWaterMark = 64 * 1024;
  importSource(this, path, options, 'r');

  options.autoDestroy = options.autoClose === undefined ? true : options.autoClose;
  validateFunction(this[kFs].read, 'options.fs.read');
  if (options.autoDestroy) validateFunction(this[kFs].close, 'options.fs.close');

  this.start = options.start;
  this.end = options.end;
  this.pos = undefined;
  this.bytesRead = 0;
  this[kIsPerformingIO] = false;

  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  // `end` is inclusive.
  if (this.end === undefined) {
    this.end = Infinity;
  } else if (this.end !== Infinity) {
    validateInteger(this.end, 'end', 0);
    if (this.start !== undefined && this.start > this.end) {
      throw new ERR_OUT_OF_RANGE('start', `<= "end" (here: ${this.end})`, this.start);
    }
  }
  ReflectApply(Readable, this, [options]);
}
ObjectSetPrototypeOf(ReadStream.prototype, Readable.prototype);
ObjectSetPrototypeOf(ReadStream, Readable);

ObjectDefineProperty(ReadStream.prototype, 'autoClose', autoClose('_readableState', 'ReadStream'));
ObjectDefineProperty(ReadStream.prototype, 'pending', pending);

const openRead = deprecate(function() {
  // The stream opens by itself.
}, 'ReadStream.prototype.open() is deprecated', 'DEP0135');
ReadStream.prototype.open = openRead;
ReadStream.prototype._construct = construct;
ReadStream.prototype._destroy = destroy;

ReadStream.prototype._read = function(size) {
  const { pos } = this;
  const n = MathMin(this.end - (pos === undefined ? this.bytesRead : pos) + 1, size);
  if (n <= 0) {
    this.push(null);
    return;
  }
  // A buffer of its own: what is pushed is the program's to keep.
  const buffer = createUnsafeBuffer(n);
  this[kIsPerformingIO] = true;
  if (goesToBinding(this, this[kFs].read, descriptors.read)) {
    binding.read(this.fd, buffer, -1, { oncomplete: (err, bytesRead) => finishRead(this, err, bytesRead, buffer) });
    return;
  }
  this[kFs].read(this.fd, buffer, 0, n, pos, (err, bytesRead, data) => {
    finishRead(this, err, bytesRead, data);
  });
};

function finishRead(stream, err, bytesRead, data) {
  stream[kIsPerformingIO] = false;
  if (stream.destroyed) {
    stream.emit(kIoDone, err);
  } else if (err) {
    errorOrDestroy(stream, err);
  } else if (bytesRead > 0) {
    if (stream.pos !== undefined) stream.pos += bytesRead;
    stream.bytesRead += bytesRead;
    if (bytesRead !== TypedArrayPrototypeGetLength(data)) {
      // Short reads must not hold on to 64 KiB each.
      const exact = createUnsafeBuffer(bytesRead);
      data.copy(exact, 0, 0, bytesRead);
      data = exact;
    }
    stream.push(data);
  } else {
    stream.push(null);
  }
}

ReadStream.prototype.close = function(callback) {
  if (typeof callback === 'function') finished(this, callback);
  this.destroy();
};

// --- WriteStream ---------------------------------------------------------

function WriteStream(path, options) {
  if (!(this instanceof WriteStream)) return new WriteStream(path, options);

  options = copyObject(getOptions(options, kEmptyObject));
  options.decodeStrings = true; // fs.write() is about bytes
  importSource(this, path, options, 'w');

  options.autoDestroy = options.autoClose === undefined ? true : options.autoClose;
  const ops = this[kFs];
  if (!ops.write && !ops.writev) throw new ERR_INVALID_ARG_TYPE('options.fs.write', 'function', ops.write);
  if (ops.write) validateFunction(ops.write, 'options.fs.write');
  if (ops.writev) validateFunction(ops.writev, 'options.fs.writev');
  if (options.autoDestroy) validateFunction(ops.close, 'options.fs.close');

  this.flush = options.flush;
  if (nullish(this.flush)) {
    this.flush = false;
  } else {
    validateBoolean(this.flush, 'options.flush');
    validateFunction(ops.fsync, 'options.fs.fsync');
  }
  if (!ops.write) this._write = null;
  if (!ops.writev) this._writev = null;

  this.start = options.start;
  this.pos = undefined;
  this.bytesWritten = 0;
  this[kIsPerformingIO] = false;
  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  ReflectApply(Writable, this, [options]);
  if (options.encoding) this.setDefaultEncoding(options.encoding);
}
ObjectSetPrototypeOf(WriteStream.prototype, Writable.prototype);
ObjectSetPrototypeOf(WriteStream, Writable);

ObjectDefineProperty(WriteStream.prototype, 'autoClose', autoClose('_writableState', 'WriteStream'));
ObjectDefineProperty(WriteStream.prototype, 'pending', pending);

const openWrite = deprecate(function() {
  // The stream opens by itself.
}, 'WriteStream.prototype.open() is deprecated', 'DEP0135');
WriteStream.prototype.open = openWrite;
WriteStream.prototype._construct = construct;
WriteStream.prototype._destroy = destroy;

// What both kinds of write do with an answer. Returns how much was written, or
// -1 when `done` was called. Writes that get nowhere are given up.
function takeAnswer(stream, name, err, written, attempt, size, done) {
  if (err?.code === 'EAGAIN') {
    err = null;
    written = 0;
  }
  if (stream.destroyed || err) {
    done(err || new ERR_STREAM_DESTROYED(name));
    return -1;
  }
  stream.bytesWritten += written;
  attempt.failures = written ? 0 : attempt.failures + 1;
  if (attempt.failures > 5) {
    done(new ERR_SYSTEM_ERROR(`${name} failed`));
    return -1;
  }
  if (written === size) {
    done();
    return -1;
  }
  return written;
}

// Goes on with a write that has come to something else than all of it.
function finishWrite(stream, firstError, firstWritten, firstBuffer, firstSize, position, done) {
  const attempt = { failures: 0 };
  const take = (err, written, buffer, size, pos) => {
    const n = takeAnswer(stream, 'write', err, written, attempt, size, done);
    if (n < 0) return;
    const rest = size - n;
    const next = pos === undefined ? pos : pos + n;
    stream[kFs].write(stream.fd, buffer.slice(n), 0, rest, next, (e, w, b) => take(e, w, b, rest, next));
  };
  take(firstError, firstWritten, firstBuffer, firstSize, position);
}

function writevAll(stream, chunks, total, position, done) {
  const attempt = { failures: 0 };
  const step = (list, size, pos) => {
    stream[kFs].writev(stream.fd, list, pos, (err, written, buffers) => {
      const n = takeAnswer(stream, 'writev', err, written, attempt, size, done);
      if (n >= 0) step([Buffer.concat(buffers).slice(n)], size - n, pos === undefined ? pos : pos + n);
    });
  };
  step(chunks, total, position);
}

function ioFinished(stream, callback) {
  return (err) => {
    stream[kIsPerformingIO] = false;
    callback(err);
    if (stream.destroyed) stream.emit(kIoDone, err);
  };
}

WriteStream.prototype._write = function(data, encoding, callback) {
  this[kIsPerformingIO] = true;
  const position = this.pos;
  const size = TypedArrayPrototypeGetLength(data);
  if (position !== undefined) this.pos += size;
  const take = (err, written = 0, buffer = data) => {
    if (!err && written === size && !this.destroyed) {
      // As nearly always: all of it, and nobody waits for the end of this.
      this.bytesWritten += written;
      this[kIsPerformingIO] = false;
      callback();
      if (this.destroyed) this.emit(kIoDone);
      return;
    }
    finishWrite(this, err, written, buffer, size, position, ioFinished(this, callback));
  };
  if (goesToBinding(this, this[kFs].write, descriptors.write)) {
    binding.writeBuffer(this.fd, data, -1, { oncomplete: take });
  } else {
    this[kFs].write(this.fd, data, 0, size, position, take);
  }
};

WriteStream.prototype._writev = function(requests, callback) {
  const chunks = [];
  let size = 0;
  for (let i = 0; i < requests.length; i++) {
    const { chunk } = requests[i];
    chunks[i] = chunk;
    size += chunk.length;
  }
  this[kIsPerformingIO] = true;
  const position = this.pos;
  if (position !== undefined) this.pos += size;
  writevAll(this, chunks, size, position, ioFinished(this, callback));
};

WriteStream.prototype.close = function(callback) {
  if (callback) {
    if (this.closed) {
      process.nextTick(callback);
      return;
    }
    this.on('close', callback);
  }
  // Without autoClose, nobody else destroys it.
  if (!this.autoClose) this.on('finish', this.destroy);
  // Not destroy(): what was written must still get there.
  this.end();
};

WriteStream.prototype.destroySoon = WriteStream.prototype.end;

module.exports = { ReadStream, WriteStream };
