'use strict';

// A request that goes out.

const {
  ArrayIsArray,
  ArrayPrototypeForEach,
  ArrayPrototypePush,
  Boolean,
  FunctionPrototypeCall,
  JSONStringify,
  ObjectAssign,
  ObjectKeys,
  ObjectSetPrototypeOf,
  RegExpPrototypeExec,
  StringPrototypeIncludes,
  StringPrototypeToUpperCase,
  Symbol,
} = primordials;

const { OutgoingMessage } = require('internal/http/outgoing');
const { IncomingMessage, setVersion } = require('internal/http/incoming');
const { HTTPSocket } = require('internal/http/socket');
const { Agent, globalAgent } = require('internal/http/agent');
const { isToken, kOutHeaders, limitFields, validateHeaderSize } = require('internal/http/common');
const { failure } = require('internal/http/transport');
const { beginResource, clientCreated, clientError, clientFinish, clientStart, publish } = require('internal/http/channels');
const { addAbortSignal } = require('stream');
const { isURL, urlToHttpOptions } = require('internal/url');
const { validateBoolean } = require('internal/validators');
const {
  ConnResetException,
  codes: {
    ERR_FEATURE_UNAVAILABLE_ON_PLATFORM, ERR_INVALID_ARG_TYPE, ERR_INVALID_HTTP_TOKEN, ERR_INVALID_PROTOCOL, ERR_UNESCAPED_CHARACTERS,
  },
} = require('internal/errors');

const http = internalBinding('http');

const kId = Symbol('kId');
const kStreaming = Symbol('kStreaming');
const kError = Symbol('kError');
const kEndResource = Symbol('kEndResource');

const badPath = /[^\u0021-\u00ff]/;

function validateHost(host, name) {
  if (host !== null && host !== undefined && typeof host !== 'string') {
    throw new ERR_INVALID_ARG_TYPE(`options.${name}`, ['string', 'undefined', 'null'], host);
  }
  return host;
}

function ClientRequest(input, options, cb) {
  FunctionPrototypeCall(OutgoingMessage, this);
  if (typeof input === 'string') {
    input = urlToHttpOptions(new (require('internal/url').URL)(input));
  } else if (isURL(input)) {
    input = urlToHttpOptions(input);
  } else {
    cb = options;
    options = input;
    input = null;
  }
  if (typeof options === 'function') {
    cb = options;
    options = input || {};
  } else {
    options = ObjectAssign(input || {}, options);
  }
  let { agent } = options;
  const standard = options._defaultAgent || globalAgent;
  if (agent === false) {
    agent = new standard.constructor();
  } else if (agent === null || agent === undefined) {
    agent = standard;
  } else if (typeof agent.addRequest !== 'function' && !(agent instanceof Agent)) {
    throw new ERR_INVALID_ARG_TYPE('options.agent', ['Agent-like Object', 'undefined', 'false'], agent);
  }
  this.agent = agent;
  ArrayPrototypeForEach(['socketPath', 'createConnection', 'localAddress'], (name) => {
    if (options[name]) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(`options.${name} of http.request()`);
  });
  const protocol = options.protocol || standard.protocol;
  const expected = agent?.protocol ?? standard.protocol;
  if (options.path) {
    const path = `${options.path}`;
    if (RegExpPrototypeExec(badPath, path) !== null) throw new ERR_UNESCAPED_CHARACTERS('Request path');
  }
  if (protocol !== expected) throw new ERR_INVALID_PROTOCOL(protocol, expected);
  const defaultPort = options.defaultPort || agent?.defaultPort || 80;
  const port = options.port = options.port || defaultPort;
  const host = validateHost(options.hostname, 'hostname') || validateHost(options.host, 'host') || 'localhost';
  if (options.timeout !== undefined) this.timeout = require('internal/timers').getTimerDuration(options.timeout, 'timeout');

  let { method } = options;
  if (method !== null && method !== undefined && typeof method !== 'string') throw new ERR_INVALID_ARG_TYPE('options.method', 'string', method);
  if (method) {
    if (!isToken(method)) throw new ERR_INVALID_HTTP_TOKEN('Method', method);
    method = this.method = StringPrototypeToUpperCase(method);
  } else {
    method = this.method = 'GET';
  }
  if (options.maxHeaderSize !== undefined) validateHeaderSize(options.maxHeaderSize);
  if (options.joinDuplicateHeaders !== undefined) validateBoolean(options.joinDuplicateHeaders, 'options.joinDuplicateHeaders');
  this.joinDuplicateHeaders = options.joinDuplicateHeaders;
  this.path = options.path || '/';
  this.host = host;
  this.protocol = protocol;
  this.port_ = +port;
  this.useChunkedEncodingByDefault = method !== 'GET' && method !== 'HEAD' && method !== 'DELETE' &&
    method !== 'OPTIONS' && method !== 'TRACE' && method !== 'CONNECT';
  this.shouldKeepAlive = Boolean(agent?.keepAlive);
  this.maxHeadersCount = null;
  this.reusedSocket = false;
  this.aborted = false;
  this.res = null;
  this.upgradeOrConnect = false;
  this.parser = null;
  this[kId] = -1;
  this[kStreaming] = false;
  this[kError] = null;
  const hostOptions = protocol === 'https:' ? tlsOptions(agent?.options, options) : {};
  if (options.maxHeaderSize) hostOptions.maxHeaderSize = options.maxHeaderSize;
  this.options_ = ObjectKeys(hostOptions).length === 0 ? undefined : JSONStringify(hostOptions);
  if (cb) this.once('response', cb);

  const setHost = options.setHost !== undefined ? Boolean(options.setHost) : true;
  if (ArrayIsArray(options.headers)) {
    const pairs = ArrayIsArray(options.headers[0]) ? options.headers : null;
    const list = options.headers;
    if (pairs !== null) for (let i = 0; i < pairs.length; i++) this.appendHeader(pairs[i][0], pairs[i][1]);
    else for (let i = 0; i + 1 < list.length; i += 2) this.appendHeader(list[i], list[i + 1]);
  } else if (options.headers) {
    const names = ObjectKeys(options.headers);
    for (let i = 0; i < names.length; i++) this.setHeader(names[i], options.headers[names[i]]);
  }
  if (host && setHost && !this.getHeader('host')) {
    let value = host;
    if (StringPrototypeIncludes(value, ':') && value[0] !== '[') value = `[${value}]`;
    if (port && +port !== defaultPort) value += `:${port}`;
    this.setHeader('Host', value);
  }
  if (options.auth && !this.getHeader('Authorization')) {
    this.setHeader('Authorization', `Basic ${require('buffer').Buffer.from(options.auth).toString('base64')}`);
  }
  if (options.signal) addAbortSignal(options.signal, this);
  this[kEndResource] = beginResource('HTTPCLIENTREQUEST', this);
  publish(clientCreated, { request: this });

  this.socket_ = new HTTPSocket(undefined, undefined, (err) => abandon(this, err));
  this.socket_.connecting = true;
  if (protocol === 'https:') {
    this.socket_.encrypted = true;
    this.socket_.authorized = true;
  }
  process.nextTick(() => {
    if (this.destroyed) {
      finishDestroyed(this);
      return;
    }
    const socket = this.socket = this.socket_;
    socket._httpMessage = this;
    this.emit('socket', socket);
    const timeout = this.timeout ?? agent?.options?.timeout;
    if (this.timeout) socket.setTimeout(timeout);
    socket.on('timeout', () => this.emit('timeout'));
    this._implicitReady = true;
    this.flush_();
  });
}
ObjectSetPrototypeOf(ClientRequest.prototype, OutgoingMessage.prototype);
ObjectSetPrototypeOf(ClientRequest, OutgoingMessage);

function tlsOptions(base, own) {
  const pick = (name) => own[name] ?? base?.[name];
  const texts = (value) => {
    if (value === undefined || value === null) return [];
    const list = ArrayIsArray(value) ? value : [value];
    const out = [];
    for (let i = 0; i < list.length; i++) ArrayPrototypePush(out, `${list[i]}`);
    return out;
  };
  for (const name of ['pfx', 'checkServerIdentity', 'secureContext', 'crl']) {
    if (own[name] !== undefined) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(`options.${name} of https.request()`);
  }
  const o = {};
  if (pick('rejectUnauthorized') === false) o.insecure = true;
  if (pick('servername')) o.servername = `${pick('servername')}`;
  if (pick('ca')) o.ca = texts(pick('ca'));
  if (pick('cert')) o.cert = texts(pick('cert')).join('\n');
  if (pick('key')) o.key = texts(pick('key')).join('\n');
  if (pick('minVersion')) o.minVersion = pick('minVersion');
  if (pick('maxVersion')) o.maxVersion = pick('maxVersion');
  return o;
}

ClientRequest.prototype._implicitHeader = function _implicitHeader() {
  this._storeHeader(`${this.method} ${this.path} HTTP/1.1\r\n`, this[kOutHeaders]);
};

ClientRequest.prototype.ended_ = function ended_() { publish(clientStart, { request: this }); };

ClientRequest.prototype.ready_ = function ready_() { return this._implicitReady === true; };

function rawHeaders(req) {
  const out = [];
  for (const key in req[kOutHeaders]) {
    const { 0: name, 1: value } = req[kOutHeaders][key];
    if (ArrayIsArray(value)) for (let i = 0; i < value.length; i++) ArrayPrototypePush(out, name, `${value[i]}`);
    else ArrayPrototypePush(out, name, `${value}`);
  }
  return out;
}

// The first part opens the exchange, with the whole body if it is known.
ClientRequest.prototype.send_ = function send_(head, data, length, end, callback) {
  let bytes = data;
  if (typeof data === 'string') bytes = require('buffer').Buffer.from(data);
  if (!head) {
    this.upload_(bytes, end, callback);
    return;
  }
  const whole = end ? bytes ?? new primordials.Uint8Array(0) : undefined;
  const hasBody = bytes !== undefined || this.useChunkedEncodingByDefault;
  const size = !end ? (this.chunkedEncoding || this._promised < 0 ? -1 : this._promised) : 0;
  const host = StringPrototypeIncludes(this.host, ':') && this.host[0] !== '[' ? `[${this.host}]` : this.host;
  let path = `${this.path}`;
  if (path[0] !== '/') path = path[0] === '?' ? `/${path}` : path === '*' ? '/*' : `/${path}`;
  const headers = rawHeaders(this);
  if (!this.hasHeader('connection')) ArrayPrototypePush(headers, 'Connection', this.shouldKeepAlive ? 'keep-alive' : 'close');
  try {
    this[kId] = http.open(this.method, `${this.protocol}//${host}:${this.port_}${path}`, headers,
      end ? (hasBody ? whole : undefined) : undefined, end ? 0 : size, this.options_);
  } catch (err) {
    process.nextTick(() => this.destroy(err));
    return;
  }
  this[kStreaming] = !end;
  http.response(this[kId], { oncomplete: (err, answer) => responded(this, err, answer) });
  if (end) process.nextTick(callback, null);
  else if (bytes === undefined) process.nextTick(callback, null);
  else this.upload_(bytes, false, callback);
};

ClientRequest.prototype.upload_ = function upload_(bytes, end, callback) {
  const id = this[kId];
  if (id === -1) {
    process.nextTick(callback, this.res === null ? new ConnResetException('socket hang up') : null);
    return;
  }
  const finish = () => {
    if (end && this[kId] === id) http.endBody(id, true);
    callback(null);
  };
  if (bytes === undefined) {
    process.nextTick(finish);
    return;
  }
  http.writeBody(id, bytes, {
    oncomplete: (err) => {
      this.socket_.active_();
      // A server that answers early takes no more; the answer tells.
      if (err) callback(null);
      else finish();
    },
  });
};

function close(req) {
  const id = req[kId];
  req[kId] = -1;
  if (id !== -1) http.close(id);
}

function abandon(req, err) {
  const { res } = req;
  close(req);
  if (res !== null) {
    if (!res.complete) res.fail_(err);
    closeRequest(req);
    return;
  }
  if (!req.destroyed) req.destroy(err);
}

function interim(req, answer) {
  const message = new IncomingMessage(req.socket_);
  message.rawHeaders = answer.rawHeaders ?? [];
  if (answer.status === 100) req.emit('continue');
  req.emit('information', {
    statusCode: answer.status,
    statusMessage: answer.statusText,
    httpVersion: answer.httpVersion,
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    headers: message.headers,
    rawHeaders: message.rawHeaders,
  });
}

function responded(req, err, answer) {
  if (req[kId] === -1 || req.destroyed) return;
  if (err || answer.failure !== undefined) {
    close(req);
    req.destroy(err ?? failure(answer.failure));
    return;
  }
  if (answer.interim) {
    interim(req, answer);
    if (req[kId] !== -1) http.response(req[kId], { oncomplete: (e, a) => responded(req, e, a) });
    return;
  }
  if (answer.status === 101) { // there is nothing to upgrade to
    req.destroy(new ConnResetException('socket hang up'));
    return;
  }
  const socket = req.socket_;
  socket.connecting = false;
  socket.remoteAddress = answer.remote?.address;
  socket.remotePort = answer.remote?.port;
  socket.remoteFamily = answer.remote?.family;
  socket.localAddress = answer.local?.address;
  socket.localPort = answer.local?.port;
  socket.localFamily = answer.local?.family;
  socket.active_();
  socket.emit('connect');
  if (socket.encrypted) socket.emit('secureConnect');
  req.reusedSocket = answer.reused === true;

  const res = new IncomingMessage(socket);
  req.res = res;
  res.req = req;
  res.statusCode = answer.status;
  res.statusMessage = answer.statusText;
  res.rawHeaders = limitFields(answer.rawHeaders ?? [], req.maxHeadersCount);
  res.maxHeadersCount_ = req.maxHeadersCount;
  res.joinDuplicateHeaders = req.joinDuplicateHeaders ?? false;
  res.upgrade = false;
  setVersion(res, answer.httpVersion);
  const hasBody = answer.body && req.method !== 'HEAD';
  const chunked = StringPrototypeIncludes(`${res.headers['transfer-encoding'] ?? ''}`, 'chunked');
  res.start_(req[kId], hasBody, chunked, () => {
    publish(clientFinish, { request: req, response: res });
    // Behind what 'end' runs, as the socket would be freed in Node.
    process.nextTick(() => {
      const finish = () => {
        close(req);
        if (!req.destroyed || !req._closed) closeRequest(req);
      };
      if (req.finished) finish();
      else req.once('finish', finish);
    });
  });
  if (req.aborted || !req.emit('response', res)) res._dump();
}

function closeRequest(req) {
  if (req._closed) return;
  req.destroyed = true;
  req._closed = true;
  const socket = req.socket_;
  socket._httpMessage = null;
  if (!socket.destroyed) socket.closed_();
  req[kEndResource]?.();
  process.nextTick(() => req.emit('close'));
}

function finishDestroyed(req) {
  if (req._closed) return;
  req._closed = true;
  req[kEndResource]?.();
  let err = req[kError];
  if (!err && !req.res) err = new ConnResetException('socket hang up');
  if (err && !req.res) {
    req.setErrored_(err);
    publish(clientError, { request: req, error: err });
    req.emit('error', err);
  }
  req.emit('close');
}

ClientRequest.prototype.abort = function abort() {
  if (this.aborted) return;
  this.aborted = true;
  process.nextTick(() => this.emit('abort'));
  this.destroy();
};

ClientRequest.prototype.destroy = function destroy(err) {
  if (this.destroyed) return this;
  this.destroyed = true;
  this[kError] = err ?? null;
  const { res } = this;
  close(this);
  if (res !== null && !res.complete) res.fail_(err);
  this.socket_.closed_(err);
  process.nextTick(finishDestroyed, this);
  return this;
};

ClientRequest.prototype.broken_ = function broken_(err) { this.destroy(err); };

ClientRequest.prototype.setTimeout = function setTimeout(msecs, callback) {
  if (this.finished && this._closed) return this;
  msecs = require('internal/timers').getTimerDuration(msecs, 'msecs');
  this.timeout = msecs;
  if (callback) this.once('timeout', callback);
  if (this.socket) this.socket.setTimeout(msecs);
  return this;
};

ClientRequest.prototype.setNoDelay = function setNoDelay() {};
ClientRequest.prototype.setSocketKeepAlive = function setSocketKeepAlive() {};
ClientRequest.prototype.clearTimeout = function clearTimeout(cb) { this.setTimeout(0, cb); };
ClientRequest.prototype.onSocket = function onSocket() {
  throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('request.onSocket()');
};

module.exports = { ClientRequest };
