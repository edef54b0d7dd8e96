'use strict';

// node:tty. Only the standard streams can be terminals here: a program has no
// way to open another one.

const { FunctionPrototypeCall, NumberIsInteger, ObjectAssign, ObjectSetPrototypeOf } = primordials;
const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_FD, ERR_TTY_INIT_FAILED },
} = require('internal/errors');
const { StdioReadStream, StdioWriteStream, terminalMethods } = require('internal/process/stdio_streams');
const binding = internalBinding('stdio');

function isatty(fd) {
  return NumberIsInteger(fd) && fd >= 0 && fd <= 2 && binding.type(fd) === 'TTY';
}

const EINVAL = -22;

function checkTerminal(fd) {
  if (fd >> 0 !== fd || fd < 0) throw new ERR_INVALID_FD(fd);
  if (!isatty(fd)) {
    throw new ERR_TTY_INIT_FAILED({
      code: 'EINVAL', message: 'invalid argument', errno: EINVAL, syscall: 'uv_tty_init',
    });
  }
}

function ReadStream(fd, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(fd, options);
  checkTerminal(fd);
  // A terminal is read only for who asks, never ahead: a program that pauses it
  // may end, and what is typed later belongs to the shell.
  FunctionPrototypeCall(StdioReadStream, this, fd, { highWaterMark: 0, ...options });
  this.isRaw = false;
  this.rawMode = false;
  this.isTTY = true;
}
ObjectSetPrototypeOf(ReadStream.prototype, StdioReadStream.prototype);
ObjectSetPrototypeOf(ReadStream, StdioReadStream);

// true, 'raw' and 'io' are one here: what tells them apart is Windows' alone.
ReadStream.prototype.setRawMode = function(mode) {
  let rawMode = mode;
  if (typeof mode !== 'string') rawMode = mode ? 'raw' : false;
  else if (mode !== 'io' && mode !== 'raw') {
    throw new ERR_INVALID_ARG_VALUE('mode', mode, "must be true, false, 'raw', or 'io'");
  }
  try {
    binding.setRawMode(this.fd, rawMode !== false);
  } catch (err) {
    this.emit('error', err);
    return this;
  }
  this.isRaw = rawMode !== false;
  this.rawMode = rawMode;
  return this;
};

function WriteStream(fd) {
  if (!(this instanceof WriteStream)) return new WriteStream(fd);
  checkTerminal(fd);
  FunctionPrototypeCall(StdioWriteStream, this, fd);
  try {
    const size = binding.windowSize(fd);
    this.columns = size[0];
    this.rows = size[1];
  } catch {
    // A terminal without a size: the properties stay unset, as in Node.
  }
}
ObjectSetPrototypeOf(WriteStream.prototype, StdioWriteStream.prototype);
ObjectSetPrototypeOf(WriteStream, StdioWriteStream);
ObjectAssign(WriteStream.prototype, terminalMethods);

module.exports = { isatty, ReadStream, WriteStream };
