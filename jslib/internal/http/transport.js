'use strict';

// What a client does with the host, for http.request and fetch alike.

const { Error } = primordials;
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

module.exports = { failure };
