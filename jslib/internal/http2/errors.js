'use strict';

// What a broken connection or a refused call of the session is told by.

const { Error } = primordials;
const { nghttp2ErrorString } = require('internal/http2/constants');
const { getMessage, kIsNodeError } = require('internal/errors');

// NghttpError carries the number of the library's error. With customCode it is
// one of Node's own, but the number stays.
class NghttpError extends Error {
  constructor(errno, customCode) {
    super(customCode === undefined ? nghttp2ErrorString(errno) : getMessage(customCode, []));
    this.code = customCode ?? 'ERR_HTTP2_ERROR';
    this.errno = errno;
  }

  get [kIsNodeError]() { return true; }

  toString() { return `${this.name} [${this.code}]: ${this.message}`; }
}

module.exports = { NghttpError };
