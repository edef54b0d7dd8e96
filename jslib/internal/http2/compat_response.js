'use strict';

// A response of HTTP/2 in the shape that http's has, and what makes it and its
// request out of a stream of the server.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  NumberIsInteger,
  ObjectAssign,
  ObjectKeys,
  StringPrototypeToLowerCase,
  StringPrototypeTrim,
  Symbol,
} = primordials;
const Stream = require('stream');
const { isToken } = require('internal/http/common');
const { kRequest, kResponse, proxyFor } = require('internal/http2/compat_socket');
const { constants } = require('internal/http2/constants');
const { isPseudoHeader } = require('internal/http2/headers');
const { validateFunction, validateLinkHeaderValue, validateObject, validateString } = require('internal/validators');
const {
  codes: {
    ERR_HTTP2_HEADERS_SENT,
    ERR_HTTP2_INFO_STATUS_NOT_ALLOWED,
    ERR_HTTP2_INVALID_HEADER_VALUE,
    ERR_HTTP2_INVALID_STREAM,
    ERR_HTTP2_PSEUDOHEADER_NOT_ALLOWED,
    ERR_HTTP2_STATUS_INVALID,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_HTTP_TOKEN,
    ERR_STREAM_WRITE_AFTER_END,
  },
} = require('internal/errors');

const {
  HTTP_STATUS_CONTINUE,
  HTTP_STATUS_EARLY_HINTS,
  HTTP_STATUS_EXPECTATION_FAILED,
  HTTP_STATUS_METHOD_NOT_ALLOWED,
  HTTP_STATUS_NOT_MODIFIED,
  HTTP_STATUS_NO_CONTENT,
  HTTP_STATUS_OK,
  HTTP_STATUS_RESET_CONTENT,
  HTTP_STATUS_SWITCHING_PROTOCOLS,
} = constants;

const kHeaders = Symbol('headers');
const kState = Symbol('state');
const kStream = Symbol('stream');
const kTrailers = Symbol('trailers');

class Http2ServerResponse extends Stream {
  constructor(stream, options) {
    super(options);
    this[kState] = {
      closed: false,
      ending: false,
      destroyed: false,
      sendDate: true,
      statusCode: HTTP_STATUS_OK,
    };
    this[kHeaders] = { __proto__: null };
    this[kTrailers] = { __proto__: null };
    this[kStream] = stream;
    stream[kResponse] = this;
    this.writable = true;
    this.req = stream[kRequest] ?? null;
    stream.on('drain', onDrain);
    stream.on('close', onClose);
    stream.on('wantTrailers', onWantTrailers);
    stream.on('timeout', onTimeout);
  }

  // State

  get _header() { return this.headersSent; } // what frameworks look at
  get finished() { return this[kState].ending; }
  get headersSent() { return this[kStream].headersSent; }
  get stream() { return this[kStream]; }
  get connection() { return this.socket; }
  get socket() { return this[kState].closed ? undefined : proxyFor(this[kStream]); }
  get writableCorked() { return this[kStream].writableCorked; }
  get writableEnded() { return this[kState].ending; }
  get writableFinished() { return this[kStream].writableFinished; }
  get writableHighWaterMark() { return this[kStream].writableHighWaterMark; }
  get writableLength() { return this[kStream].writableLength; }
  get writableNeedDrain() { return this[kStream].writableNeedDrain; }
  get writableObjectMode() { return this[kStream].writableObjectMode; }

  get sendDate() { return this[kState].sendDate; }
  set sendDate(value) { this[kState].sendDate = Boolean(value); }

  get statusCode() { return this[kState].statusCode; }

  set statusCode(code) {
    code |= 0;
    if (code >= 100 && code < 200) throw new ERR_HTTP2_INFO_STATUS_NOT_ALLOWED();
    if (code < 100 || code > 599) throw new ERR_HTTP2_STATUS_INVALID(code);
    this[kState].statusCode = code;
  }

  get statusMessage() {
    warnOfStatusMessage();
    return '';
  }

  set statusMessage(message) { warnOfStatusMessage(); }

  // Headers

  getHeader(name) { return this[kHeaders][nameOf(name)]; }
  getHeaderNames() { return ObjectKeys(this[kHeaders]); }
  getHeaders() { return ObjectAssign({ __proto__: null }, this[kHeaders]); }
  hasHeader(name) { return this[kHeaders][nameOf(name)] !== undefined; }

  setHeader(name, value) {
    name = nameOf(name);
    checkHeader(name, value);
    checkNotSent(this);
    put(this, name, value);
  }

  appendHeader(name, value) {
    name = nameOf(name);
    checkHeader(name, value);
    checkNotSent(this);
    append(this, name, value);
  }

  removeHeader(name) {
    name = nameOf(name);
    checkNotSent(this);
    if (name === 'date') this[kState].sendDate = false;
    delete this[kHeaders][name];
  }

  setTrailer(name, value) {
    name = nameOf(name);
    checkHeader(name, value);
    this[kTrailers][name] = value;
  }

  addTrailers(headers) {
    const names = ObjectKeys(headers);
    for (let i = 0; i < names.length; i++) this.setTrailer(names[i], headers[names[i]]);
  }

  // The head

  writeHead(statusCode, statusMessage, headers) {
    if (isGone(this)) return this;
    checkNotSent(this);
    if (typeof statusMessage === 'string') warnOfStatusMessage();
    else headers ??= statusMessage;
    if (ArrayIsArray(headers)) putList(this, headers);
    else if (typeof headers === 'object' && headers !== null) putObject(this, headers);
    this[kState].statusCode = statusCode;
    respond(this);
    return this;
  }

  flushHeaders() {
    if (!this.headersSent) this.writeHead(this[kState].statusCode);
  }

  writeContinue() { return inform(this, HTTP_STATUS_CONTINUE); }

  writeInformation(statusCode, headers) {
    if (!NumberIsInteger(statusCode) || statusCode < 100 || statusCode > 199 || statusCode === HTTP_STATUS_SWITCHING_PROTOCOLS) {
      throw new ERR_HTTP2_STATUS_INVALID(statusCode);
    }
    if (headers !== undefined) validateObject(headers, 'headers');
    return inform(this, statusCode, headers);
  }

  writeEarlyHints(hints) {
    validateObject(hints, 'hints');
    const link = validateLinkHeaderValue(hints.link);
    if (link.length === 0) return false;
    const headers = { __proto__: null };
    const names = ObjectKeys(hints);
    for (let i = 0; i < names.length; i++) if (names[i] !== 'link') headers[names[i]] = hints[names[i]];
    headers.link = link;
    return inform(this, HTTP_STATUS_EARLY_HINTS, headers);
  }

  // The body

  cork() { this[kStream].cork(); }
  uncork() { this[kStream].uncork(); }

  write(chunk, encoding, callback) {
    if (typeof encoding === 'function') {
      callback = encoding;
      encoding = 'utf8';
    }
    const { closed, destroyed, ending, statusCode } = this[kState];
    if (ending) return fail(this, new ERR_STREAM_WRITE_AFTER_END(), callback);
    if (closed) return fail(this, new ERR_HTTP2_INVALID_STREAM(), callback);
    if (destroyed) return false;
    const stream = this[kStream];
    if (!stream.headersSent) this.writeHead(statusCode);
    if (stream.writableEnded) { // a response without a body
      if (typeof callback === 'function') process.nextTick(callback, new ERR_STREAM_WRITE_AFTER_END());
      return false;
    }
    return stream.write(chunk, encoding, callback);
  }

  end(chunk, encoding, callback) {
    if (typeof chunk === 'function') {
      callback = chunk;
      chunk = null;
    } else if (typeof encoding === 'function') {
      callback = encoding;
      encoding = 'utf8';
    }
    const stream = this[kStream];
    const state = this[kState];
    if (state.closed || state.ending) {
      if (typeof callback === 'function') process.nextTick(callback);
      return this;
    }
    if (chunk !== null && chunk !== undefined) this.write(chunk, encoding);
    state.ending = true;
    if (typeof callback === 'function') (stream.writableEnded ? this : stream).once('finish', callback);
    if (!stream.headersSent) this.writeHead(state.statusCode);
    if (stream.destroyed) close(this);
    else if (!stream.writableEnded) stream.end();
    return this;
  }

  destroy(err) {
    const state = this[kState];
    if (state.destroyed) return;
    state.destroyed = true;
    this[kStream].destroy(err);
  }

  setTimeout(msecs, callback) {
    if (!this[kState].closed) this[kStream].setTimeout(msecs, callback);
    return this;
  }

  createPushResponse(headers, callback) {
    validateFunction(callback, 'callback');
    if (this[kState].closed) {
      process.nextTick(callback, new ERR_HTTP2_INVALID_STREAM());
      return;
    }
    this[kStream].pushStream(headers, {}, (err, stream) => {
      if (err) callback(err);
      else callback(null, new Http2ServerResponse(stream));
    });
  }
}

function nameOf(name) {
  validateString(name, 'name');
  return StringPrototypeToLowerCase(StringPrototypeTrim(name));
}

function checkHeader(name, value) {
  if (isPseudoHeader(name)) throw new ERR_HTTP2_PSEUDOHEADER_NOT_ALLOWED();
  if (!isToken(name)) throw new ERR_INVALID_HTTP_TOKEN('Header name', name);
  if (value === undefined || value === null) throw new ERR_HTTP2_INVALID_HEADER_VALUE(value, name);
}

function checkNotSent(res) {
  if (res[kStream].headersSent) throw new ERR_HTTP2_HEADERS_SENT();
}

// HTTP/2 has no connections to speak of. Programs of HTTP/1 do so by habit.
function isDropped(name, value) {
  if (name !== 'connection' || value === 'trailers') return false;
  warnOfConnection();
  return true;
}

function put(res, name, value) {
  if (!isDropped(name, value)) res[kHeaders][name] = value;
}

function append(res, name, value) {
  if (isDropped(name, value)) return;
  const old = res[kHeaders][name];
  if (old === undefined) {
    res[kHeaders][name] = value;
    return;
  }
  const all = [];
  pushValues(all, old);
  pushValues(all, value);
  res[kHeaders][name] = all;
}

function pushValues(all, value) {
  if (!ArrayIsArray(value)) {
    ArrayPrototypePush(all, value);
    return;
  }
  for (let i = 0; i < value.length; i++) ArrayPrototypePush(all, value[i]);
}

function putObject(res, headers) {
  const keys = ObjectKeys(headers);
  for (let i = 0; i < keys.length; i++) {
    const name = nameOf(keys[i]);
    checkHeader(name, headers[keys[i]]);
    put(res, name, headers[keys[i]]);
  }
}

// [name, value, …] or [[name, value], …]: names may come more than once, and
// replace what setHeader had for them.
function putList(res, headers) {
  const isNested = headers.length > 0 && ArrayIsArray(headers[0]);
  if (!isNested && headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
  const pairs = [];
  for (let i = 0; i < headers.length; i += isNested ? 1 : 2) {
    const pair = headers[i];
    const name = nameOf(isNested ? pair?.[0] : pair);
    const value = isNested ? pair[1] : headers[i + 1];
    checkHeader(name, value);
    ArrayPrototypePush(pairs, { name, value });
  }
  for (let i = 0; i < pairs.length; i++) delete res[kHeaders][pairs[i].name];
  for (let i = 0; i < pairs.length; i++) append(res, pairs[i].name, pairs[i].value);
}

// Nobody would hear an answer.
function isGone(res) {
  const stream = res[kStream];
  return res[kState].closed || stream.destroyed || stream.closed;
}

function hasBody(stream, statusCode) {
  return !stream.headRequest && statusCode !== HTTP_STATUS_NO_CONTENT && statusCode !== HTTP_STATUS_RESET_CONTENT &&
    statusCode !== HTTP_STATUS_NOT_MODIFIED;
}

function respond(res) {
  const { ending, sendDate, statusCode } = res[kState];
  const stream = res[kStream];
  const over = !hasBody(stream, statusCode) || (ending && ObjectKeys(res[kTrailers]).length === 0);
  const headers = ObjectAssign({ __proto__: null }, res[kHeaders]);
  headers[':status'] = statusCode;
  stream.respond(headers, { endStream: over, waitForTrailers: !over, sendDate });
}

function inform(res, statusCode, headers) {
  const stream = res[kStream];
  if (isGone(res) || stream.headersSent) return false;
  stream.additionalHeaders(ObjectAssign({ __proto__: null }, headers, { ':status': statusCode }));
  return true;
}

function fail(res, err, callback) {
  if (typeof callback === 'function') process.nextTick(callback, err);
  res.destroy(err);
  return false;
}

function close(res) {
  const state = res[kState];
  if (state.closed) return;
  state.closed = true;
  const stream = res[kStream];
  stream.removeListener('wantTrailers', onWantTrailers);
  stream[kResponse] = undefined;
  res.emit('finish');
  res.emit('close');
}

// Listeners of the stream.

function onDrain() { this[kResponse]?.emit('drain'); }

function onTimeout() { this[kResponse]?.emit('timeout'); }

function onWantTrailers() { this.sendTrailers(this[kResponse][kTrailers]); }

// The stream of a HEAD request is over with its headers. For the program it is
// when it has said end().
function onClose() {
  const res = this[kResponse];
  if (res !== undefined && (!this.headRequest || res[kState].ending)) close(res);
}

// Warnings that are given once.

let warnedOfStatusMessage = false;
let warnedOfConnection = false;

function warnOfStatusMessage() {
  if (warnedOfStatusMessage) return;
  warnedOfStatusMessage = true;
  process.emitWarning('Status message is not supported by HTTP/2 (RFC7540 8.1.2.4)', 'UnsupportedWarning');
}

function warnOfConnection() {
  if (warnedOfConnection) return;
  warnedOfConnection = true;
  process.emitWarning(
    'The provided connection header is not valid, the value will be dropped from the header and will never be in use.',
    'UnsupportedWarning');
}

// A listener of the server's 'stream', called on it: it makes request and
// response, and says which of the server's events they are.
function onServerStream(ServerRequest, ServerResponse, stream, headers, flags, rawHeaders) {
  const req = new ServerRequest(stream, headers, undefined, rawHeaders);
  const res = new ServerResponse(stream);
  const { expect } = headers;
  if (headers[':method'] === 'CONNECT') {
    if (!this.emit('connect', req, res)) refuse(res, HTTP_STATUS_METHOD_NOT_ALLOWED);
  } else if (expect === undefined) {
    this.emit('request', req, res);
  } else if (expect !== '100-continue') {
    if (!this.emit('checkExpectation', req, res)) refuse(res, HTTP_STATUS_EXPECTATION_FAILED);
  } else if (!this.emit('checkContinue', req, res)) {
    res.writeContinue();
    this.emit('request', req, res);
  }
}

function refuse(res, statusCode) {
  res.statusCode = statusCode;
  res.end();
}

module.exports = { Http2ServerResponse, onServerStream };
