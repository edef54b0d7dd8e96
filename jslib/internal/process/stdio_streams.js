'use strict';

// The streams over the three standard descriptors. Writing is synchronous: what
// a program has printed is out before it goes on, crashes or exits. Reading is
// pulled: the host is asked for a chunk when the stream wants one.
//
// Binding ops (stdio):
//   type(fd: number): string                    'TTY', 'FILE', 'PIPE', 'TCP' or 'UNKNOWN'
//   write(fd: number, data: Uint8Array)         all of it; throws the system error (EPIPE …)
//   writeString(fd: number, text: string)       the same, as UTF-8
//   read(fd: number, max: number, req)          Uint8Array, or null at the end; never sync
//   setRef(fd: number, ref: bool)               does a pending read keep the loop alive
//   windowSize(fd: number): number[2]           columns, rows; throws when fd is no terminal
//   setRawMode(fd: number, raw: bool)

const { ObjectSetPrototypeOf, FunctionPrototypeCall } = primordials;

const binding = internalBinding('stdio');
const { Readable, Writable } = require('stream');
const { getColorDepth, hasColors } = require('internal/tty');

const READ_SIZE = 65536;

// Standard output may be "ended" any number of times and still be written to.
function closeNothing(err, callback) {
  callback(err);
  this._undestroy();
  if (!this._writableState.emitClose) process.nextTick(() => this.emit('close'));
}

function StdioWriteStream(fd) {
  FunctionPrototypeCall(Writable, this, { decodeStrings: false, emitClose: false });
  this.fd = fd;
  this._type = undefined;
  this._isStdio = true;
  this.destroySoon = this.destroy;
  this._destroy = closeNothing;
}
ObjectSetPrototypeOf(StdioWriteStream.prototype, Writable.prototype);
ObjectSetPrototypeOf(StdioWriteStream, Writable);

StdioWriteStream.prototype._write = function(chunk, encoding, callback) {
  try {
    if (typeof chunk !== 'string') {
      binding.write(this.fd, chunk);
    } else if (encoding === 'utf8' || encoding === 'utf-8') {
      binding.writeString(this.fd, chunk);
    } else {
      binding.write(this.fd, require('buffer').Buffer.from(chunk, encoding));
    }
  } catch (err) {
    callback(err);
    return;
  }
  callback();
};

// What tty.WriteStream adds to either kind of stream.
const terminalMethods = {
  isTTY: true,
  getColorDepth,
  hasColors,
  _refreshSize() {
    let size;
    try {
      size = binding.windowSize(this.fd);
    } catch (err) {
      this.emit('error', err);
      return;
    }
    if (this.columns === size[0] && this.rows === size[1]) return;
    this.columns = size[0];
    this.rows = size[1];
    this.emit('resize');
  },
  cursorTo(x, y, callback) { return require('internal/readline/callbacks').cursorTo(this, x, y, callback); },
  moveCursor(dx, dy, callback) { return require('internal/readline/callbacks').moveCursor(this, dx, dy, callback); },
  clearLine(dir, callback) { return require('internal/readline/callbacks').clearLine(this, dir, callback); },
  clearScreenDown(callback) { return require('internal/readline/callbacks').clearScreenDown(this, callback); },
  getWindowSize() { return [this.columns, this.rows]; },
};

class ReadRequest {
  constructor(stream) {
    this.stream = stream;
  }

  oncomplete(err, chunk) {
    const { stream } = this;
    stream._pending = false;
    if (stream.destroyed) return;
    if (err) {
      stream.destroy(err);
    } else if (chunk === null) {
      stream.push(null);
    } else {
      stream.bytesRead += chunk.length;
      stream.push(require('buffer').Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    }
  }
}

function StdioReadStream(fd, options) {
  FunctionPrototypeCall(Readable, this, { highWaterMark: READ_SIZE, emitClose: false, ...options });
  this.fd = fd;
  this.bytesRead = 0;
  this._pending = false;
  this._refed = true;
  // A program that pauses its input is not waiting for it, and may end.
  this.on('pause', () => process.nextTick(() => {
    if (!this.readableFlowing) binding.setRef(this.fd, false);
  }));
  this.on('resume', () => binding.setRef(this.fd, this._refed));
}
ObjectSetPrototypeOf(StdioReadStream.prototype, Readable.prototype);
ObjectSetPrototypeOf(StdioReadStream, Readable);

StdioReadStream.prototype._read = function() {
  if (this._pending) return;
  this._pending = true;
  binding.setRef(this.fd, this._refed);
  binding.read(this.fd, READ_SIZE, new ReadRequest(this));
};

// A read that is under way cannot be taken back, but nobody waits for it.
StdioReadStream.prototype._destroy = function(err, callback) {
  if (this._pending) binding.setRef(this.fd, false);
  callback(err);
};

StdioReadStream.prototype.ref = function() {
  this._refed = true;
  binding.setRef(this.fd, true);
  return this;
};

StdioReadStream.prototype.unref = function() {
  this._refed = false;
  binding.setRef(this.fd, false);
  return this;
};

module.exports = { StdioReadStream, StdioWriteStream, terminalMethods };
