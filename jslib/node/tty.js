'use strict';

const {
  FunctionPrototypeCall,
  NumberIsInteger,
  ObjectDefineProperty,
  ObjectKeys,
  ObjectSetPrototypeOf,
} = primordials;

const binding = internalBinding('stdio');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_FD, ERR_TTY_INIT_FAILED } } = require('internal/errors');
const { StdioReadStream, StdioWriteStream, terminalMethods } = require('internal/process/stdio_streams');

function isatty(fd) {
  return NumberIsInteger(fd) && fd >= 0 && fd <= 2147483647 && binding.type(fd) === 'TTY';
}

function checkTerminal(fd) {
  if (fd >> 0 !== fd || fd < 0) throw new ERR_INVALID_FD(fd);
  if (binding.type(fd) !== 'TTY') {
    throw new ERR_TTY_INIT_FAILED({ errno: -22, code: 'EINVAL', message: 'invalid argument', syscall: 'uv_tty_init' });
  }
}

function ReadStream(fd, options) {
  if (!new.target) return new ReadStream(fd, options);
  checkTerminal(fd);
  FunctionPrototypeCall(StdioReadStream, this, fd, { highWaterMark: 0, ...options });
  this.isRaw = false;
  this.isTTY = true;
}
ObjectSetPrototypeOf(ReadStream.prototype, StdioReadStream.prototype);
ObjectSetPrototypeOf(ReadStream, StdioReadStream);

ReadStream.prototype.setRawMode = function(mode) {
  if (typeof mode === 'string' && mode !== 'raw' && mode !== 'io') {
    throw new ERR_INVALID_ARG_VALUE('mode', mode, "must be true, false, 'raw', or 'io'");
  }
  const raw = !!mode;
  try {
    binding.setRawMode(this.fd, raw);
  } catch (err) {
    this.emit('error', err);
    return this;
  }
  this.isRaw = raw;
  return this;
};

function WriteStream(fd) {
  if (!new.target) return new WriteStream(fd);
  checkTerminal(fd);
  FunctionPrototypeCall(StdioWriteStream, this, fd);
  const { 0: columns, 1: rows } = binding.windowSize(fd);
  this.columns = columns;
  this.rows = rows;
}
ObjectSetPrototypeOf(WriteStream.prototype, StdioWriteStream.prototype);
ObjectSetPrototypeOf(WriteStream, StdioWriteStream);

for (const name of ObjectKeys(terminalMethods)) {
  ObjectDefineProperty(WriteStream.prototype, name, {
    __proto__: null, value: terminalMethods[name], writable: true, enumerable: true, configurable: true,
  });
}

module.exports = { isatty, ReadStream, WriteStream };
