'use strict';

// readFile in steps, for descriptors and for what a signal may end or the
// program has a buffer for: open, fstat, read until the end, close. Else one
// operation does all, which ends as many turns of the event loop later.

const binding = internalBinding('fs');
const { MathMin } = primordials;
const { Buffer } = require('buffer');
const { AbortError, aggregateTwoErrors, codes: { ERR_FS_FILE_TOO_LARGE } } = require('internal/errors');
const { regularSize } = require('internal/fs/stats');
const {
  constants: { kIoMaxLength, kReadFileBufferLength, kReadFileUnknownBufferLength },
  getReadFileBuffer,
  readFileBufferTooSmall,
  viewOf,
} = require('internal/fs/utils');

function checkAborted(signal, callback) {
  if (!signal?.aborted) return false;
  callback(new AbortError(undefined, { cause: signal.reason }));
  return true;
}

// The job is its own request: `step` is the method that takes the next
// completion.
class ReadFileJob {
  constructor(options, callback) {
    this.options = options;
    this.callback = callback;
    this.step = undefined;
    this.fd = -1;
    this.owned = true;
    this.size = 0; // 0 is unknown
    this.pos = 0;
    this.buffer = null;
    this.chunks = null; // while the size is unknown
    this.own = false; // the program's buffer
    this.probing = false;
    this.err = null;
  }

  oncomplete(err, result) {
    this.step(err, result);
  }

  start(path, flags) {
    this.step = this.opened;
    binding.open(path, flags, 0o666, this);
  }

  // The descriptor stays the program's: it is not closed, and errors come late
  // by as many ticks as Node has.
  startWithDescriptor(fd) {
    this.owned = false;
    process.nextTick(() => this.opened(null, fd));
  }

  opened(err, fd) {
    if (err) {
      this.callback(err);
      return;
    }
    this.fd = fd;
    this.step = this.described;
    binding.fstat(fd, false, this);
  }

  described(err, stats) {
    if (err) {
      this.close(err);
      return;
    }
    this.size = regularSize(stats);
    if (this.size > kIoMaxLength) {
      this.close(new ERR_FS_FILE_TOO_LARGE(this.size));
      return;
    }
    try {
      const given = getReadFileBuffer(this.options, this.size);
      if (given !== undefined) {
        this.buffer = given;
        this.own = true;
      } else if (this.size === 0) {
        this.chunks = [];
      } else {
        this.buffer = Buffer.allocUnsafeSlow(this.size);
      }
    } catch (thrown) {
      this.close(thrown);
      return;
    }
    this.step = this.read;
    this.readMore();
  }

  readMore() {
    const signal = this.options.signal;
    if (signal?.aborted) {
      this.close(new AbortError(undefined, { cause: signal.reason }));
      return;
    }
    if (this.size !== 0) {
      const length = MathMin(kReadFileBufferLength, this.size - this.pos);
      binding.read(this.fd, viewOf(this.buffer, this.pos, length), -1, this);
    } else if (!this.own) {
      this.buffer = Buffer.allocUnsafeSlow(kReadFileUnknownBufferLength);
      binding.read(this.fd, this.buffer, -1, this);
    } else if (this.pos < this.buffer.byteLength) {
      binding.read(this.fd, viewOf(this.buffer, this.pos, this.buffer.byteLength - this.pos), -1, this);
    } else {
      // Full: is there more?
      this.probing = true;
      binding.read(this.fd, Buffer.allocUnsafeSlow(1), -1, this);
    }
  }

  read(err, n) {
    if (err) {
      this.close(err);
      return;
    }
    if (this.probing) {
      this.close(n === 0 ? null : readFileBufferTooSmall(this.options, this.buffer.byteLength));
      return;
    }
    this.pos += n;
    if (n === 0 || this.pos === this.size) {
      this.close(null);
      return;
    }
    if (this.chunks !== null) {
      this.chunks.push(n === kReadFileUnknownBufferLength ? this.buffer : this.buffer.slice(0, n));
    }
    this.readMore();
  }

  close(err) {
    if (!this.owned) {
      this.err = err;
      process.nextTick(() => this.closed(null));
      return;
    }
    this.err = err;
    this.step = this.closed;
    binding.close(this.fd, this);
  }

  closed(closeError) {
    const { callback } = this;
    if (this.err || closeError) {
      callback(aggregateTwoErrors(closeError, this.err));
      return;
    }
    let result;
    try {
      if (this.chunks !== null) result = Buffer.concat(this.chunks, this.pos);
      else if (this.own) result = this.buffer.subarray(0, this.pos);
      else if (this.pos < this.size) result = this.buffer.slice(0, this.pos);
      else result = this.buffer;
      if (this.options.encoding) result = result.toString(this.options.encoding);
    } catch (err) {
      callback(err);
      return;
    }
    callback(null, result);
  }
}

module.exports = { ReadFileJob, checkAborted };
