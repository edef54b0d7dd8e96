'use strict';

// What a client does with the host, for http.request and fetch alike.

const { Error, StringPrototypeSlice, StringPrototypeStartsWith } = primordials;
const { ConnResetException } = require('internal/errors');

// An error that the host found while there was no response, as Node has it.
function failure(f) {
  if (f.code === 'ECONNRESET' && f.syscall === undefined) return new ConnResetException(f.message);
  const err = new Error(f.message);
  if (f.errno !== undefined) err.errno = f.errno;
  err.code = f.code;
  if (f.syscall !== undefined) err.syscall = f.syscall;
  if (f.address !== undefined) {
    err.address = f.address;
    err.port = f.port;
  }
  if (f.hostname !== undefined) err.hostname = f.hostname;
  return err;
}

// The connection ended, as undici has it.
function closed(message = 'other side closed') { return undici('SocketError', 'UND_ERR_SOCKET', message); }

function undici(name, code, message) {
  const err = new Error(message);
  err.name = name;
  if (code !== undefined) err.code = code;
  return err;
}

const parse = 'Parse Error: ';

// The same error as fetch has it.
function undiciError(err) {
  const { code, message } = err;
  if (code === 'ECONNRESET' && (message === 'socket hang up' || message === 'aborted')) return closed();
  if (code === 'HPE_HEADER_OVERFLOW') return undici('HeadersOverflowError', 'UND_ERR_HEADERS_OVERFLOW', 'Headers Overflow Error');
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return undici('HeadersTimeoutError', code, message);
  if (StringPrototypeStartsWith(message, parse)) {
    return undici('HTTPParserError', undefined, `Response does not match the HTTP/1.1 protocol (${StringPrototypeSlice(message, parse.length)})`);
  }
  return err;
}

module.exports = { closed, failure, undiciError };
