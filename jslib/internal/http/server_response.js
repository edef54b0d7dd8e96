'use strict';

// The answer of a server.

const { ArrayIsArray, FunctionPrototypeCall, ObjectKeys, ObjectSetPrototypeOf, Symbol } = primordials;
const { OutgoingMessage } = require('internal/http/outgoing');
const { publish, serverCreated, serverFinish } = require('internal/http/channels');
const { STATUS_CODES, hasBadCharacters, kOutHeaders, validateHeaderName, validateHeaderValue } = require('internal/http/common');
const { validateLinkHeaderValue, validateObject } = require('internal/validators');
const {
  codes: { ERR_HTTP_HEADERS_SENT, ERR_HTTP_INVALID_STATUS_CODE, ERR_INVALID_ARG_VALUE, ERR_INVALID_CHAR },
} = require('internal/errors');

const http = internalBinding('http');
const { CHUNKED, END, FRAMED, INTERIM, KEEP_ALIVE, NO_BODY, TRAILERS } = http;

const kExchange = Symbol('kExchange');
const kRelease = Symbol('kRelease');

function ServerResponse(req, options) {
  FunctionPrototypeCall(OutgoingMessage, this, options);
  this.req = req;
  this.sendDate = true;
  this._sent100 = false;
  this._expect_continue = false;
  if (req.method === 'HEAD') this._hasBody = false;
  if (req.httpVersionMajor < 1 || req.httpVersionMinor < 1) {
    this.useChunkedEncodingByDefault = primordials.RegExpPrototypeExec(/chunked/i, req.headers?.te ?? '') !== null;
    this.shouldKeepAlive = false;
  }
  this[kExchange] = -1;
  this[kRelease] = undefined;
  publish(serverCreated, { request: req, response: this });
}
ObjectSetPrototypeOf(ServerResponse.prototype, OutgoingMessage.prototype);
ObjectSetPrototypeOf(ServerResponse, OutgoingMessage);

ServerResponse.prototype.statusCode = 200;
ServerResponse.prototype.statusMessage = undefined;

// attach_ says where the answer goes; release is called once, when it is
// complete or given up.
ServerResponse.prototype.attach_ = function attach_(exchange, socket, release) {
  this[kExchange] = exchange;
  this[kRelease] = release;
  this.socket = socket;
  socket._httpMessage = this;
  this.emit('socket', socket);
};

ServerResponse.prototype.assignSocket = function assignSocket(socket) {
  socket._httpMessage = this;
  this.socket = socket;
  this.emit('socket', socket);
};

ServerResponse.prototype.detachSocket = function detachSocket(socket) {
  socket._httpMessage = null;
  this.socket = null;
};

ServerResponse.prototype.ready_ = function ready_() { return this[kExchange] !== -1; };

ServerResponse.prototype.framesChunks_ = true;

ServerResponse.prototype.send_ = function send_(head, data, length, end, callback, framed) {
  let flags = framed ? FRAMED : 0;
  let first;
  if (head) first = this._header;
  if (end) {
    flags |= END;
    if (this.chunkedEncoding && this._trailer !== '' && !head) {
      flags |= TRAILERS;
      first = this._trailer;
    }
    if (!this._last) flags |= KEEP_ALIVE;
  }
  if (this.chunkedEncoding) flags |= CHUNKED;
  if (!this._hasBody) flags |= NO_BODY;
  const isText = typeof data === 'string';
  const exchange = this[kExchange];
  const trailers = end && head && this.chunkedEncoding && this._trailer !== '';
  if (trailers) flags &= ~(END | KEEP_ALIVE);
  const size = this.chunkedEncoding ? -1 : this._promised;
  http.send(exchange, first, isText ? data : undefined, isText ? undefined : data, flags, size, {
    oncomplete: (err) => {
      this.socket?.active_();
      if (!err && trailers) {
        flags = END | CHUNKED | TRAILERS | (this._last ? 0 : KEEP_ALIVE);
        http.send(exchange, this._trailer, undefined, undefined, flags, -1, { oncomplete: callback });
        return;
      }
      callback(err);
    },
  });
};

ServerResponse.prototype.onFinished_ = function onFinished_() {
  this[kExchange] = -1;
  const { socket } = this;
  if (socket !== null) publish(serverFinish, { request: this.req, response: this, socket, server: socket.server });
  if (socket !== null && socket._httpMessage === this) this.detachSocket(socket);
  this.release_();
  // Node's close comes behind the listeners of finish.
  this.close_();
};

ServerResponse.prototype.release_ = function release_() {
  const release = this[kRelease];
  this[kRelease] = undefined;
  if (release !== undefined) release();
};

ServerResponse.prototype.close_ = function close_() {
  if (this._closed) return;
  this.destroyed = true;
  this._closed = true;
  process.nextTick(() => this.emit('close'));
};

// The client is gone: no error, as in Node; 'close' without 'finish' tells.
ServerResponse.prototype.broken_ = function broken_() {
  this.destroyed = true;
  this[kExchange] = -1;
  this.release_();
  this.socket?.destroy();
  this.close_();
};

ServerResponse.prototype.destroy = function destroy(err) {
  if (this.destroyed) return this;
  this.destroyed = true;
  this.setErrored_(err);
  const { socket } = this;
  this[kExchange] = -1;
  this.release_();
  socket?.destroy(err);
  this.close_();
  return this;
};

ServerResponse.prototype._implicitHeader = function _implicitHeader() {
  this.writeHead(this.statusCode);
};

ServerResponse.prototype.writeHead = function writeHead(statusCode, reason, headers) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('write');
  const original = statusCode;
  statusCode |= 0;
  if (statusCode < 100 || statusCode > 999) throw new ERR_HTTP_INVALID_STATUS_CODE(original);
  if (typeof reason === 'string') {
    this.statusMessage = reason;
  } else {
    this.statusMessage ||= STATUS_CODES[statusCode] || 'unknown';
    headers ??= reason;
  }
  this.statusCode = statusCode;

  let list;
  if (this[kOutHeaders]) {
    mergeHeaders(this, headers);
    list = this[kOutHeaders];
  } else {
    list = headers;
  }
  if (hasBadCharacters(this.statusMessage)) throw new ERR_INVALID_CHAR('statusMessage');
  if (statusCode === 204 || statusCode === 304 || (statusCode >= 100 && statusCode <= 199)) this._hasBody = false;
  // Without our 100 the client would not send its body, and wait.
  if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false;
  this._storeHeader(`HTTP/1.1 ${statusCode} ${this.statusMessage}\r\n`, list);
  return this;
};
ServerResponse.prototype.writeHeader = ServerResponse.prototype.writeHead;

function mergeHeaders(res, headers) {
  if (!headers) return;
  if (!ArrayIsArray(headers)) {
    const names = ObjectKeys(headers);
    for (let i = 0; i < names.length; i++) res.setHeader(names[i], headers[names[i]]);
    return;
  }
  const pairs = [];
  if (headers.length > 0 && ArrayIsArray(headers[0])) {
    for (let i = 0; i < headers.length; i++) pairs[i] = headers[i];
  } else {
    if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
    for (let i = 0; i < headers.length; i += 2) pairs[i / 2] = [headers[i], headers[i + 1]];
  }
  for (let i = 0; i < pairs.length; i++) res.removeHeader(pairs[i][0]);
  for (let i = 0; i < pairs.length; i++) res.appendHeader(pairs[i][0], pairs[i][1]);
}

// Interim answers go out at once, ahead of what is written after them.
function interim(res, text, callback) {
  if (!res.ready_()) return;
  http.send(res[kExchange], text, undefined, undefined, INTERIM, -1, {
    oncomplete(err) {
      if (err) {
        res.broken_(err);
        return;
      }
      if (typeof callback === 'function') callback();
    },
  });
}

ServerResponse.prototype.writeContinue = function writeContinue(callback) {
  interim(this, 'HTTP/1.1 100 Continue\r\n\r\n', callback);
  this._sent100 = true;
};

ServerResponse.prototype.writeProcessing = function writeProcessing(callback) {
  interim(this, 'HTTP/1.1 102 Processing\r\n\r\n', callback);
};

ServerResponse.prototype.writeEarlyHints = function writeEarlyHints(hints, callback) {
  validateObject(hints, 'hints');
  if (hints.link === null || hints.link === undefined) return;
  const link = validateLinkHeaderValue(hints.link);
  if (link.length === 0) return;
  let head = `HTTP/1.1 103 Early Hints\r\nLink: ${link}\r\n`;
  const names = ObjectKeys(hints);
  for (let i = 0; i < names.length; i++) {
    if (names[i] === 'link') continue;
    validateHeaderName(names[i]);
    validateHeaderValue(names[i], hints[names[i]]);
    head += `${names[i]}: ${hints[names[i]]}\r\n`;
  }
  interim(this, `${head}\r\n`, callback);
};

module.exports = { ServerResponse };
