'use strict';

// readFile, writeFile, appendFile: whole contents at once.

const binding = internalBinding('fs');
const { Buffer } = require('buffer');
const { FastBuffer } = require('internal/buffer');
const {
  AbortError,
  aggregateTwoErrors,
  codes: { ERR_FS_FILE_TOO_LARGE },
} = require('internal/errors');
const { isArrayBufferView } = require('internal/util/types');
const { isInt32, parseFileMode, validateBoolean, validateFunction } = require('internal/validators');
const { regularSize } = require('internal/fs/stats');
const { ReadFileJob, checkAborted } = require('internal/fs/read_file');
const { O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY } = require('internal/fs/constants');
const { close, isUtf8, open, write } = require('internal/fs/descriptors');
const {
  bindingPath,
  constants: { kIoMaxLength },
  copyObject,
  getBindingPath,
  getOptions,
  getReadFileBuffer,
  getValidatedPath,
  readFileBufferTooSmall,
  stringToFlags,
  validatePath,
  validateReadFileBufferOptions,
  validateStringAfterArrayBufferView,
} = require('internal/fs/utils');

const publicFs = () => require('fs');
const isFd = isInt32;
const TRUNCATE = O_TRUNC | O_CREAT | O_WRONLY;

const readDefaults = { flag: 'r' };
const writeDefaults = { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false };
const appendDefaults = { encoding: 'utf8', mode: 0o666, flag: 'a' };

// --- reading -------------------------------------------------------------

function readFile(path, options, callback) {
  callback ||= options;
  validateFunction(callback, 'cb');
  options = getOptions(options, readDefaults);
  validateReadFileBufferOptions(options);
  if (!isFd(path) && isPlain(options)) {
    const flags = stringToFlags(options.flag, 'options.flag');
    readAtOnce(getBindingPath(path), flags, options.encoding, callback);
    return;
  }
  const job = new ReadFileJob(options, callback);
  if (isFd(path)) {
    job.startWithDescriptor(path);
    return;
  }
  if (checkAborted(options.signal, callback)) return;
  const flags = stringToFlags(options.flag, 'options.flag');
  job.start(getBindingPath(path), flags);
}

// Nothing can end it on the way, and the bytes may be wherever we like.
const isPlain = (options) => !options.signal && options.buffer === undefined;

function fromBytes(bytes, encoding) {
  const buffer = new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return encoding ? buffer.toString(encoding) : buffer;
}

function readAtOnce(path, flags, encoding, callback) {
  if (encoding === 'utf8' || encoding === 'utf-8') {
    binding.readFileUtf8(path, flags, {
      oncomplete(err, text) {
        if (err) callback(err);
        else callback(null, text);
      },
    });
    return;
  }
  binding.readFile(path, flags, {
    oncomplete(err, bytes) {
      let result;
      try {
        if (!err) result = fromBytes(bytes, encoding);
      } catch (thrown) {
        err = thrown;
      }
      if (err) callback(err);
      else callback(null, result);
    },
  });
}

// The commonest calls have nothing to look at but the path, and the host looks at
// that: what it refuses is looked at here, for the error that Node gives.
function readTextSync(path) {
  try {
    return binding.readFileUtf8(path, O_RDONLY);
  } catch (err) {
    validatePath(path);
    throw err;
  }
}

// One crossing, unless the program brings its own buffer.
function readFileSync(path, options) {
  if (typeof path === 'string' && (options === 'utf8' || options === 'utf-8')) return readTextSync(path);
  options = getOptions(options, readDefaults);
  validateReadFileBufferOptions(options);
  if (options.buffer !== undefined) return readIntoSync(path, options);

  const { encoding } = options;
  if (encoding === 'utf8' || encoding === 'utf-8') {
    return isFd(path) ? binding.readDescriptorUtf8(path) :
      binding.readFileUtf8(getBindingPath(path), stringToFlags(options.flag));
  }
  const bytes = isFd(path) ? binding.readDescriptor(path) :
    binding.readFile(getBindingPath(path), stringToFlags(options.flag));
  return fromBytes(bytes, encoding);
}

function readIntoSync(path, options) {
  const fs = publicFs();
  const owned = !isFd(path);
  const fd = owned ? fs.openSync(path, options.flag, 0o666) : path;
  try {
    const size = regularSize(binding.fstat(fd, false));
    if (size > kIoMaxLength) throw new ERR_FS_FILE_TOO_LARGE(size);
    const buffer = getReadFileBuffer(options, size);
    const limit = size === 0 ? buffer.byteLength : size;
    let length = 0;
    while (length < limit) {
      const n = fs.readSync(fd, buffer, length, limit - length);
      if (n === 0) break;
      length += n;
    }
    // A file of unknown size must not be cut off silently.
    if (size === 0 && length === buffer.byteLength && fs.readSync(fd, Buffer.alloc(1), 0, 1) !== 0) {
      throw readFileBufferTooSmall(options, buffer.byteLength);
    }
    const result = buffer.subarray(0, length);
    return options.encoding ? result.toString(options.encoding) : result;
  } finally {
    if (owned) fs.closeSync(fd);
  }
}

// --- writing -------------------------------------------------------------

// Writes what is left, and then closes a descriptor that is ours. Errors on
// the way close it too and are joined with those of closing.
class WriteFileJob {
  constructor(fd, owned, data, options, callback) {
    this.fd = fd;
    this.owned = owned;
    this.data = data;
    this.offset = 0;
    this.length = data.byteLength;
    this.signal = options.signal;
    this.flush = options.flush;
    this.callback = callback;
  }

  run() {
    if (this.signal?.aborted) {
      this.finish(new AbortError(undefined, { cause: this.signal.reason }));
      return;
    }
    publicFs().write(this.fd, this.data, this.offset, this.length, null, (err, written) => {
      if (err) {
        this.finish(err);
      } else if (written !== this.length) {
        this.offset += written;
        this.length -= written;
        this.run();
      } else if (this.flush) {
        publicFs().fsync(this.fd, (syncError) => this.finish(syncError));
      } else {
        this.finish(null);
      }
    });
  }

  finish(err) {
    const { callback } = this;
    if (!this.owned) callback(err || null);
    else if (!err) publicFs().close(this.fd, callback);
    else publicFs().close(this.fd, (closeError) => callback(aggregateTwoErrors(closeError, err)));
  }
}

function toBytes(data, encoding) {
  if (isArrayBufferView(data)) return data;
  validateStringAfterArrayBufferView(data, 'data');
  return Buffer.from(data, encoding || 'utf8');
}

function writeFile(path, data, options, callback) {
  callback ||= options;
  validateFunction(callback, 'cb');
  options = getOptions(options, writeDefaults);
  const flag = options.flag || 'w';
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  data = toBytes(data, options.encoding);
  const { signal } = options;

  if (isFd(path)) {
    new WriteFileJob(path, false, data, { signal, flush }, callback).run();
    return;
  }
  if (checkAborted(signal, callback)) return;
  const fs = publicFs();
  // Unless the program has put functions of its own in their place.
  if (!signal && !flush && fs.open === open && fs.write === write && fs.close === close) {
    path = getValidatedPath(path);
    binding.writeFile(bindingPath(path), data, stringToFlags(flag), parseFileMode(options.mode, 'mode', 0o666),
                      { oncomplete: (err) => callback(err) });
    return;
  }
  fs.open(path, flag, options.mode, (err, fd) => {
    if (err) callback(err);
    else new WriteFileJob(fd, true, data, { signal, flush }, callback).run();
  });
}

function writeTextSync(path, text) {
  try {
    binding.writeFileUtf8(path, text, TRUNCATE, 0o666);
  } catch (err) {
    validatePath(path);
    throw err;
  }
}

function writeFileSync(path, data, options) {
  if (typeof path === 'string' && typeof data === 'string' && (options === undefined || options === 'utf8')) {
    writeTextSync(path, data);
    return;
  }
  options = getOptions(options, writeDefaults);
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  const flag = options.flag || 'w';

  if (!flush && !isFd(path)) {
    path = getValidatedPath(path);
    const isText = typeof data === 'string' && isUtf8(options.encoding || 'utf8');
    if (!isText) data = toBytes(data, options.encoding);
    const flags = stringToFlags(flag);
    const mode = parseFileMode(options.mode, 'mode', 0o666);
    path = getBindingPath(path);
    if (isText) binding.writeFileUtf8(path, data, flags, mode);
    else binding.writeFile(path, data, flags, mode);
    return;
  }

  data = toBytes(data, options.encoding);
  const fs = publicFs();
  const owned = !isFd(path);
  const fd = owned ? fs.openSync(path, flag, options.mode) : path;
  try {
    let offset = 0;
    let length = data.byteLength;
    while (length > 0) {
      const written = fs.writeSync(fd, data, offset, length);
      offset += written;
      length -= written;
    }
    if (flush) fs.fsyncSync(fd);
  } finally {
    if (owned) fs.closeSync(fd);
  }
}

// Appending to a descriptor means writing where it stands.
function appendOptions(path, options) {
  options = copyObject(getOptions(options, appendDefaults));
  if (!options.flag || isFd(path)) options.flag = 'a';
  return options;
}

function appendFile(path, data, options, callback) {
  callback ||= options;
  validateFunction(callback, 'cb');
  publicFs().writeFile(path, data, appendOptions(path, options), callback);
}

function appendFileSync(path, data, options) {
  publicFs().writeFileSync(path, data, appendOptions(path, options));
}

module.exports = {
  fromBytes,
  isPlain,
  appendFile,
  appendFileSync,
  readFile,
  readFileSync,
  writeFile,
  writeFileSync,
};
