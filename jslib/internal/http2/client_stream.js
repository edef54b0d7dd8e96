'use strict';

const { constants } = require('internal/http2/constants');
const { Http2Stream } = require('internal/http2/stream');
const { kReady, kState } = require('internal/http2/symbols');

const { HTTP2_HEADER_STATUS, HTTP_STATUS_CONTINUE } = constants;

// A request, or with a number what a server pushes.
class ClientHttp2Stream extends Http2Stream {
  constructor(session, id) {
    super(session);
    this[kState].headersSent = true;
    if (id !== undefined) this[kReady](id);
    this.on('headers', onHeaders);
  }
}

function onHeaders(headers) {
  if (headers[HTTP2_HEADER_STATUS] === HTTP_STATUS_CONTINUE) this.emit('continue');
}

module.exports = { ClientHttp2Stream };
