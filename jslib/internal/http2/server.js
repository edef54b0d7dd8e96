'use strict';

// The server: each connection of net's becomes a session.

const {
  FunctionPrototypeCall,
  ObjectAssign,
  Promise,
  SafeSet,
  SymbolAsyncDispose,
  SymbolFor,
} = primordials;
const net = require('net');
const { STATUS_CODES } = require('internal/http/common');
const { kEmptyObject } = require('internal/util');
const { validateFunction } = require('internal/validators');
const { assertIsObject } = require('internal/http2/checks');
const { constants: { HTTP2_HEADER_STATUS } } = require('internal/http2/constants');
const { serverOptions } = require('internal/http2/options');
const { ServerHttp2Session } = require('internal/http2/server_session');
const { validateSettings } = require('internal/http2/settings');
const { kOptions, kServer, kSessions } = require('internal/http2/symbols');

const kRejection = SymbolFor('nodejs.rejection');

class Http2Server extends net.Server {
  constructor(given, requestListener) {
    const options = serverOptions(given);
    super(options, onConnection);
    setUp(this, options, requestListener);
  }

  setTimeout(msecs, callback) {
    this.timeout = msecs;
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.on('timeout', callback);
    }
    return this;
  }

  // For sessions that begin later.
  updateSettings(settings) {
    assertIsObject(settings, 'settings');
    validateSettings(settings);
    this[kOptions].settings = ObjectAssign({}, this[kOptions].settings, settings);
  }

  close(callback) {
    super.close(callback);
    this[kSessions].forEach((session) => session.close());
  }

  async [SymbolAsyncDispose]() {
    await new Promise((resolve, reject) => super.close((err) => (err ? reject(err) : resolve())));
  }

  [kRejection](err, event, ...args) {
    if (event === 'stream') failStream(args[0], err);
    else if (event === 'request') failResponse(args[1]);
    else FunctionPrototypeCall(net.Server.prototype[kRejection], this, err, event, ...args);
  }
}

function setUp(server, options, requestListener) {
  server[kOptions] = options;
  server[kSessions] = new SafeSet();
  server.timeout = 0;
  server.on('newListener', addCompatibility);
  if (typeof requestListener === 'function') server.on('request', requestListener);
}

function failStream(stream, err) {
  if (stream.sentHeaders) {
    stream.destroy(err);
    return;
  }
  stream.respond({ [HTTP2_HEADER_STATUS]: 500 });
  stream.end();
}

function failResponse(res) {
  if (res.headersSent || res.finished) {
    res.destroy();
    return;
  }
  const names = res.getHeaderNames();
  for (let i = 0; i < names.length; i++) res.removeHeader(names[i]);
  res.statusCode = 500;
  res.end(STATUS_CODES[500]);
}

function onConnection(socket) {
  const session = new ServerHttp2Session(this[kOptions], socket, this);
  session.on('stream', forwardStream);
  session.on('error', forwardError);
  if (this.timeout) session.setTimeout(this.timeout, onSessionTimeout);
  this.emit('session', session);
}

function forwardStream(stream, headers, flags, raw) { this[kServer]?.emit('stream', stream, headers, flags, raw); }

function forwardError(error) { this[kServer]?.emit('sessionError', error, this); }

function onSessionTimeout() {
  if (this.destroyed || this.closed) return;
  if (!this[kServer].emit('timeout', this)) this.destroy();
}

// Requests and responses as http has them, for who listens for those.
function addCompatibility(name) {
  if (name !== 'request') return;
  this.removeListener('newListener', addCompatibility);
  const { Http2ServerRequest, Http2ServerResponse } = this[kOptions];
  const { Http2ServerRequest: Request } = require('internal/http2/compat_request');
  const { Http2ServerResponse: Response, onServerStream } = require('internal/http2/compat_response');
  this.on('stream', function(stream, headers, flags, raw) {
    FunctionPrototypeCall(onServerStream, this, Http2ServerRequest || Request, Http2ServerResponse || Response, stream, headers, flags, raw);
  });
}

function createServer(options, handler) {
  if (typeof options === 'function') {
    handler = options;
    options = kEmptyObject;
  }
  return new Http2Server(options, handler);
}

// The class is made when somebody wants it, as it needs all of tls.
let Http2SecureServer;

function createSecureServer(options, handler) {
  Http2SecureServer ??= require('internal/http2/secure_server').secureServer(Http2Server, setUp, onConnection);
  return new Http2SecureServer(options, handler);
}

// A session over a socket that somebody else has accepted.
function performServerHandshake(socket, options = kEmptyObject) {
  return new ServerHttp2Session(serverOptions(options), socket, undefined);
}

module.exports = { createSecureServer, createServer, performServerHandshake };
