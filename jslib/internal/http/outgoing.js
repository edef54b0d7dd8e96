'use strict';

// A message that goes out: the headers, and a body that waits here until the
// sink (see server_response.js and client.js) takes it. One send is under way at
// a time; what is written meanwhile goes out together with the next.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ArrayPrototypeSplice,
  FunctionPrototypeCall,
  MathFloor,
  NumberPrototypeToString,
  ObjectDefineProperties,
  ObjectKeys,
  ObjectSetPrototypeOf,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeToLowerCase,
  Symbol,
  SymbolFor,
} = primordials;

const { Stream } = require('stream');
const { Buffer } = require('buffer');
const { isUint8Array } = require('internal/util/types');
const { validateString } = require('internal/validators');
const { hasBadCharacters, kOutHeaders, utcDate, validateHeaderName, validateHeaderValue } = require('internal/http/common');
const {
  codes: {
    ERR_HTTP_CONTENT_LENGTH_MISMATCH,
    ERR_HTTP_HEADERS_SENT,
    ERR_HTTP_TRAILER_INVALID,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_CHAR,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_STREAM_ALREADY_FINISHED,
    ERR_STREAM_CANNOT_PIPE,
    ERR_STREAM_DESTROYED,
    ERR_STREAM_NULL_VALUES,
    ERR_STREAM_WRITE_AFTER_END,
  },
} = require('internal/errors');

const kQueue = Symbol('kQueue');
const kQueued = Symbol('kQueued');
const kCallbacks = Symbol('kCallbacks');
const kSending = Symbol('kSending');
const kScheduled = Symbol('kScheduled');
const kCorked = Symbol('kCorked');
const kCorkedFrom = Symbol('kCorkedFrom');
const kNeedDrain = SymbolFor('nodejs.http.outgoing.needDrain');
const kErrored = Symbol('errored');
const kHighWaterMark = Symbol('kHighWaterMark');
const kHeadPending = Symbol('kHeadPending');
const kEndSent = Symbol('kEndSent');
const kBytes = Symbol('kBytes');

const lower = StringPrototypeToLowerCase;
const defaultHighWaterMark = 64 * 1024;

function OutgoingMessage(options) {
  FunctionPrototypeCall(Stream, this);
  this.writable = true;
  this.destroyed = false;
  this._last = false;
  this.chunkedEncoding = false;
  this.shouldKeepAlive = true;
  this.maxRequestsOnConnectionReached = false;
  this._defaultKeepAlive = true;
  this.useChunkedEncodingByDefault = true;
  this.sendDate = false;
  this._removedConnection = false;
  this._removedContLen = false;
  this._removedTE = false;
  this.strictContentLength = false;
  this._contentLength = null;
  this._hasBody = true;
  this._trailer = '';
  this.finished = false;
  this._headerSent = false;
  this._closed = false;
  this.socket = null;
  this._header = null;
  this[kOutHeaders] = null;
  this._keepAliveTimeout = 0;
  this[kQueue] = [];
  this[kQueued] = 0;
  this[kCallbacks] = [];
  this[kSending] = false;
  this[kScheduled] = false;
  this[kCorked] = 0;
  this[kCorkedFrom] = 0;
  this[kNeedDrain] = false;
  this[kErrored] = null;
  this[kHeadPending] = false;
  this[kEndSent] = false;
  this[kBytes] = 0;
  this[kHighWaterMark] = options?.highWaterMark ?? defaultHighWaterMark;
  this._promised = -1; // what Content-Length says
}
ObjectSetPrototypeOf(OutgoingMessage.prototype, Stream.prototype);
ObjectSetPrototypeOf(OutgoingMessage, Stream);

function getter(get) { return { __proto__: null, configurable: true, get }; }

ObjectDefineProperties(OutgoingMessage.prototype, {
  errored: getter(function() { return this[kErrored]; }),
  closed: getter(function() { return this._closed; }),
  writableFinished: getter(function() { return this.finished && this[kEndSent] === 'done'; }),
  writableObjectMode: getter(() => false),
  writableLength: getter(function() { return this[kQueued]; }),
  writableHighWaterMark: getter(function() { return this[kHighWaterMark]; }),
  writableCorked: getter(function() { return this[kCorked]; }),
  writableEnded: getter(function() { return this.finished; }),
  writableNeedDrain: getter(function() { return !this.destroyed && !this.finished && this[kNeedDrain]; }),
  headersSent: { __proto__: null, configurable: true, enumerable: true, get() { return !!this._header; } },
  connection: {
    __proto__: null, configurable: true, get() { return this.socket; }, set(value) { this.socket = value; },
  },
  _headers: getter(function() { return this.getHeaders(); }),
});

// Headers

function notSent(message, what) {
  if (message._header) throw new ERR_HTTP_HEADERS_SENT(what);
}

OutgoingMessage.prototype.setHeader = function setHeader(name, value) {
  notSent(this, 'set');
  validateHeaderName(name);
  validateHeaderValue(name, value);
  (this[kOutHeaders] ??= { __proto__: null })[lower(name)] = [name, value];
  return this;
};

OutgoingMessage.prototype.setHeaders = function setHeaders(headers) {
  notSent(this, 'set');
  if (!headers || ArrayIsArray(headers) || typeof headers.keys !== 'function' || typeof headers.get !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('headers', ['Headers', 'Map'], headers);
  }
  const cookies = [];
  for (const { 0: key, 1: value } of headers) {
    if (key === 'set-cookie') {
      if (ArrayIsArray(value)) for (const one of value) ArrayPrototypePush(cookies, one);
      else ArrayPrototypePush(cookies, value);
      continue;
    }
    this.setHeader(key, value);
  }
  if (cookies.length > 0) this.setHeader('set-cookie', cookies);
  return this;
};

OutgoingMessage.prototype.appendHeader = function appendHeader(name, value) {
  notSent(this, 'append');
  validateHeaderName(name);
  validateHeaderValue(name, value);
  const headers = this[kOutHeaders] ??= { __proto__: null };
  const old = headers[lower(name)];
  if (old === undefined) {
    headers[lower(name)] = [name, value];
    return this;
  }
  const list = ArrayIsArray(old[1]) ? old[1] : (old[1] = [old[1]]);
  if (ArrayIsArray(value)) for (let i = 0; i < value.length; i++) ArrayPrototypePush(list, value[i]);
  else ArrayPrototypePush(list, value);
  return this;
};

OutgoingMessage.prototype.getHeader = function getHeader(name) {
  validateString(name, 'name');
  return this[kOutHeaders]?.[lower(name)]?.[1];
};

OutgoingMessage.prototype.getHeaderNames = function getHeaderNames() {
  return this[kOutHeaders] === null ? [] : ObjectKeys(this[kOutHeaders]);
};

OutgoingMessage.prototype.getRawHeaderNames = function getRawHeaderNames() {
  const names = [];
  for (const key in this[kOutHeaders]) ArrayPrototypePush(names, this[kOutHeaders][key][0]);
  return names;
};

OutgoingMessage.prototype.getHeaders = function getHeaders() {
  const result = { __proto__: null };
  for (const key in this[kOutHeaders]) result[key] = this[kOutHeaders][key][1];
  return result;
};

OutgoingMessage.prototype.hasHeader = function hasHeader(name) {
  validateString(name, 'name');
  return this[kOutHeaders]?.[lower(name)] !== undefined;
};

OutgoingMessage.prototype.removeHeader = function removeHeader(name) {
  validateString(name, 'name');
  notSent(this, 'remove');
  const key = lower(name);
  switch (key) {
    case 'connection': this._removedConnection = true; break;
    case 'content-length': this._removedContLen = true; break;
    case 'transfer-encoding': this._removedTE = true; break;
    case 'date': this.sendDate = false; break;
  }
  if (this[kOutHeaders] !== null) delete this[kOutHeaders][key];
};

// Makes the head, and decides how the end of the body is told.
OutgoingMessage.prototype._storeHeader = function _storeHeader(firstLine, headers) {
  const state = { connection: false, contLen: false, te: false, date: false, expect: false, trailer: false, header: firstLine };
  if (headers) {
    if (headers === this[kOutHeaders]) {
      for (const key in headers) putHeader(this, state, headers[key][0], headers[key][1], false);
    } else if (ArrayIsArray(headers)) {
      if (headers.length > 0 && ArrayIsArray(headers[0])) {
        for (let i = 0; i < headers.length; i++) putHeader(this, state, headers[i][0], headers[i][1], true);
      } else {
        if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
        for (let i = 0; i < headers.length; i += 2) putHeader(this, state, headers[i], headers[i + 1], true);
      }
    } else {
      const names = ObjectKeys(headers);
      for (let i = 0; i < names.length; i++) putHeader(this, state, names[i], headers[names[i]], true);
    }
  }
  if (this.sendDate && !state.date) state.header += `Date: ${utcDate()}\r\n`;

  if (this.chunkedEncoding && (this.statusCode === 204 || this.statusCode === 304)) {
    this.chunkedEncoding = false;
    this.shouldKeepAlive = false;
  }
  if (this._removedConnection) {
    this._last = !this.shouldKeepAlive;
  } else if (!state.connection) {
    const keep = this.shouldKeepAlive && (state.contLen || this.useChunkedEncodingByDefault || this.agent);
    if (keep && this.maxRequestsOnConnectionReached) {
      this._last = true;
      state.header += 'Connection: close\r\n';
    } else if (keep) {
      state.header += 'Connection: keep-alive\r\n';
      if (this._keepAliveTimeout && this._defaultKeepAlive) {
        state.header += `Keep-Alive: timeout=${MathFloor(this._keepAliveTimeout / 1000)}\r\n`;
      }
    } else {
      this._last = true;
      state.header += 'Connection: close\r\n';
    }
  }
  if (!state.contLen && !state.te) {
    if (!this._hasBody) {
      this.chunkedEncoding = false;
    } else if (!this.useChunkedEncodingByDefault) {
      this._last = true;
    } else if (!state.trailer && !this._removedContLen && typeof this._contentLength === 'number') {
      state.header += `Content-Length: ${this._contentLength}\r\n`;
      this._promised = this._contentLength;
    } else if (!this._removedTE) {
      state.header += 'Transfer-Encoding: chunked\r\n';
      this.chunkedEncoding = true;
    } else {
      this._last = true; // only the end of the connection can end it
    }
  }
  if (this.chunkedEncoding !== true && state.trailer) throw new ERR_HTTP_TRAILER_INVALID();
  this._header = `${state.header}\r\n`;
  this[kHeadPending] = true;
  if (state.expect) this.flushHeaders();
};

function putHeader(self, state, name, value, validate) {
  if (validate) validateHeaderName(name);
  if (ArrayIsArray(value)) {
    if (value.length < 2 || !isCookie(name)) {
      for (let i = 0; i < value.length; i++) putLine(self, state, name, value[i], validate);
      return;
    }
    value = value.join('; ');
  }
  putLine(self, state, name, value, validate);
}

function isCookie(name) { return name.length === 6 && lower(name) === 'cookie'; }

function putLine(self, state, name, value, validate) {
  if (validate) validateHeaderValue(name, value);
  // Node's disposition names may be UTF-8: the bytes go out as they are.
  state.header += `${name}: ${value}\r\n`;
  switch (lower(name)) {
    case 'connection':
      state.connection = true;
      self._removedConnection = false;
      if (StringPrototypeIncludes(lower(`${value}`), 'close')) self._last = true;
      else self.shouldKeepAlive = true;
      break;
    case 'transfer-encoding':
      state.te = true;
      self._removedTE = false;
      if (StringPrototypeIncludes(lower(`${value}`), 'chunked')) self.chunkedEncoding = true;
      break;
    case 'content-length':
      state.contLen = true;
      self._contentLength = +value;
      self._promised = self._contentLength;
      self._removedContLen = false;
      break;
    case 'date': state.date = true; break;
    case 'expect': state.expect = true; break;
    case 'trailer': state.trailer = true; break;
    case 'keep-alive': self._defaultKeepAlive = false; break;
  }
}

OutgoingMessage.prototype._implicitHeader = function _implicitHeader() {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_implicitHeader()');
};

OutgoingMessage.prototype.flushHeaders = function flushHeaders() {
  if (!this._header) this._implicitHeader();
  schedule(this);
};

OutgoingMessage.prototype.addTrailers = function addTrailers(headers) {
  const isArray = ArrayIsArray(headers);
  const keys = isArray ? [...headers.keys()] : ObjectKeys(headers);
  for (let i = 0; i < keys.length; i++) {
    const name = isArray ? headers[keys[i]][0] : keys[i];
    const value = isArray ? headers[keys[i]][1] : headers[keys[i]];
    validateHeaderName(name, 'Trailer name');
    const values = ArrayIsArray(value) ? value : [value];
    for (let j = 0; j < values.length; j++) {
      if (hasBadCharacters(`${values[j]}`)) throw new ERR_INVALID_CHAR('trailer content', name);
      this._trailer += `${name}: ${values[j]}\r\n`;
    }
  }
};

// Body

OutgoingMessage.prototype.write = function write(chunk, encoding, callback) {
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  return put(this, chunk, encoding, callback, false);
};

// Who writes to what is destroyed hears of it in the callback alone: that the
// peer has gone is no error of the program.
function failWrite(message, err, callback) {
  process.nextTick(() => {
    if (typeof callback === 'function') callback(err);
    if (!message.destroyed) message.emit('error', err);
  });
  return false;
}

function put(message, chunk, encoding, callback, isLast) {
  let length;
  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();
  if (typeof chunk === 'string') {
    if (encoding && encoding !== 'utf8' && encoding !== 'utf-8') chunk = Buffer.from(chunk, encoding);
    length = typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.byteLength;
  } else if (isUint8Array(chunk)) {
    length = chunk.byteLength;
  } else {
    throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'Uint8Array'], chunk);
  }
  if (message.finished) return failWrite(message, new ERR_STREAM_WRITE_AFTER_END(), callback);
  if (message.destroyed) return failWrite(message, new ERR_STREAM_DESTROYED('write'), callback);
  if (message.strictContentLength && message._promised >= 0 && !isLast && message[kBytes] + length > message._promised) {
    throw new ERR_HTTP_CONTENT_LENGTH_MISMATCH(length + message[kBytes], message._promised);
  }
  if (!message._header) {
    if (isLast) message._contentLength = length;
    message._implicitHeader();
  }
  message[kBytes] += length;
  if (!message._hasBody) {
    if (callback) process.nextTick(callback);
    schedule(message);
    return true;
  }
  if (length > 0) {
    ArrayPrototypePush(message[kQueue], chunk);
    message[kQueued] += length;
  }
  if (typeof callback === 'function') ArrayPrototypePush(message[kCallbacks], callback);
  if (!isLast) schedule(message);
  const room = message[kQueued] < message[kHighWaterMark];
  if (!room) message[kNeedDrain] = true;
  return room;
}

OutgoingMessage.prototype.end = function end(chunk, encoding, callback) {
  if (typeof chunk === 'function') {
    callback = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  if (this.finished) {
    if (typeof callback === 'function') {
      if (this.writableFinished) process.nextTick(callback, new ERR_STREAM_ALREADY_FINISHED('end'));
      else this.once('finish', callback);
    }
    if (chunk) failWrite(this, new ERR_STREAM_WRITE_AFTER_END(), undefined);
    return this;
  }
  if (chunk) {
    put(this, chunk, encoding, null, true);
  } else if (!this._header) {
    this._contentLength = 0;
    this._implicitHeader();
  }
  if (typeof callback === 'function') this.once('finish', callback);
  if (this.strictContentLength && this._hasBody && this._promised >= 0 && this[kBytes] !== this._promised) {
    throw new ERR_HTTP_CONTENT_LENGTH_MISMATCH(this[kBytes], this._promised);
  }
  this.finished = true;
  if (this[kCorked] > 0) joinCorked(this);
  this[kCorked] = 0;
  this.ended_();
  this.emit('prefinish');
  flush(this);
  return this;
};

// For the requests: nothing will be added.
OutgoingMessage.prototype.ended_ = function ended_() {};

OutgoingMessage.prototype.cork = function cork() {
  if (this[kCorked]++ === 0) this[kCorkedFrom] = this[kQueue].length;
};

OutgoingMessage.prototype.uncork = function uncork() {
  if (this[kCorked] === 0 || --this[kCorked] > 0) return;
  joinCorked(this);
  flush(this);
};

// What is written in one go is sent in one go.
function schedule(message) {
  if (message[kScheduled] || message[kSending]) return;
  message[kScheduled] = true;
  process.nextTick(() => {
    message[kScheduled] = false;
    flush(message);
  });
}

function joined(queue) {
  if (queue.length === 1) return queue[0];
  let text = '';
  let i = 0;
  for (; i < queue.length; i++) {
    const part = queue[i];
    if (typeof part !== 'string') break;
    // Half a pair must not find its other half in the next part.
    const last = StringPrototypeCharCodeAt(part, part.length - 1);
    if (last >= 0xd800 && last <= 0xdbff) break;
    text += part;
  }
  if (i === queue.length) return text;
  return Buffer.concat(queue.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

// Several parts as the chunks that they are to the peer: who reads them tells
// one from the next.
function chunksOf(queue) {
  const framed = [];
  for (let i = 0; i < queue.length; i++) {
    const part = queue[i];
    const size = typeof part === 'string' ? Buffer.byteLength(part) : part.byteLength;
    ArrayPrototypePush(framed, `${NumberPrototypeToString(size, 16)}\r\n`, part, '\r\n');
  }
  return joined(framed);
}

// cork() makes one chunk of what is written until uncork().
function joinCorked(message) {
  const queue = message[kQueue];
  const corked = ArrayPrototypeSplice(queue, message[kCorkedFrom]);
  if (corked.length !== 0) ArrayPrototypePush(queue, joined(corked));
}

function flush(message) {
  if (message[kSending] || message.destroyed || !message.ready_()) return;
  if (message[kCorked] > 0 && !message.finished) return;
  const end = message.finished && message[kEndSent] === false;
  const queue = message[kQueue];
  const head = message[kHeadPending];
  if (!head && !end && queue.length === 0) return;
  const length = message[kQueued];
  const callbacks = message[kCallbacks];
  const framed = queue.length > 1 && message.chunkedEncoding && message.framesChunks_;
  const data = queue.length === 0 ? undefined : framed ? chunksOf(queue) : joined(queue);
  message[kQueue] = [];
  message[kCallbacks] = [];
  message[kHeadPending] = false;
  message._headerSent = true;
  message[kSending] = true;
  if (end) message[kEndSent] = true;
  message.send_(head, data, length, end, (err) => {
    message[kSending] = false;
    message[kQueued] -= length;
    for (let i = 0; i < callbacks.length; i++) callbacks[i](err);
    if (err) {
      message.broken_(err);
      return;
    }
    if (end) {
      message[kEndSent] = 'done';
      message.emit('finish');
      message.onFinished_();
      return;
    }
    flush(message);
    if (message[kNeedDrain] && message[kQueued] < message[kHighWaterMark] && !message.destroyed) {
      if (message[kQueued] === 0) {
        message[kNeedDrain] = false;
        if (!message.finished) message.emit('drain');
      }
    }
  }, framed);
}

// For the sinks: whether there is somewhere to send to yet.
OutgoingMessage.prototype.ready_ = function ready_() { return false; };
OutgoingMessage.prototype.framesChunks_ = false; // whether send_ takes several chunks at once
OutgoingMessage.prototype.onFinished_ = function onFinished_() {};
OutgoingMessage.prototype.flush_ = function flush_() { flush(this); };
OutgoingMessage.prototype.broken_ = function broken_(err) { this.destroy(err); };
OutgoingMessage.prototype.setErrored_ = function setErrored_(err) { this[kErrored] = err ?? null; };

OutgoingMessage.prototype._flush = function _flush() { flush(this); };
OutgoingMessage.prototype._finish = function _finish() { this.emit('prefinish'); };
OutgoingMessage.prototype._renderHeaders = function _renderHeaders() {
  notSent(this, 'render');
  const headers = {};
  for (const key in this[kOutHeaders]) headers[this[kOutHeaders][key][0]] = this[kOutHeaders][key][1];
  return headers;
};
OutgoingMessage.prototype._send = function _send(data, encoding, callback) { return put(this, data, encoding, callback, false); };

OutgoingMessage.prototype.setTimeout = function setTimeout(msecs, callback) {
  if (callback) this.on('timeout', callback);
  if (this.socket) this.socket.setTimeout(msecs);
  else this.once('socket', (socket) => socket.setTimeout(msecs));
  return this;
};

OutgoingMessage.prototype.destroy = function destroy(error) {
  if (this.destroyed) return this;
  this.destroyed = true;
  this[kErrored] = error ?? null;
  if (this.socket) this.socket.destroy(error);
  else this.once('socket', (socket) => socket.destroy(error));
  return this;
};

OutgoingMessage.prototype.pipe = function pipe() {
  this.emit('error', new ERR_STREAM_CANNOT_PIPE());
};

module.exports = { OutgoingMessage, kHeadPending };
