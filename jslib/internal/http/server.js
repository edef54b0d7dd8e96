'use strict';

// The server: it takes requests from the host one by one, and makes of each a
// message, an answer and, once a connection, a socket.

const {
  ArrayPrototypeForEach,
  ArrayPrototypePop,
  FunctionPrototypeCall,
  NumberIsFinite,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  Promise,
  SafeMap,
  Symbol,
  SymbolAsyncDispose,
  SymbolFor,
} = primordials;
const EventEmitter = require('events');
const { IncomingMessage, keepAliveWanted, setVersion } = require('internal/http/incoming');
const { ServerResponse } = require('internal/http/server_response');
const { beginResource, publish, serverStart } = require('internal/http/channels');
const { HTTPSocket, kCurrent } = require('internal/http/socket');
const { STATUS_CODES, defaultHeadersCount, validateHeaderSize } = require('internal/http/common');
const { kEmptyObject } = require('internal/util');
const { validateAbortSignal, validateBoolean, validateFunction, validateInteger, validateObject, validatePort } = require('internal/validators');
const {
  ConnResetException,
  UVExceptionWithHostPort,
  codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE, ERR_SERVER_ALREADY_LISTEN, ERR_SERVER_NOT_RUNNING },
} = require('internal/errors');

const http = internalBinding('http');
const handles = internalBinding('handles');

const kId = Symbol('kId');
const kAddress = Symbol('kAddress');
const kSockets = Symbol('kSockets');
const kUnref = Symbol('kUnref');
const kLimits = Symbol('kLimits');
const kChecking = Symbol('kChecking');
const kIncoming = Symbol('IncomingMessage');
const kResponse = Symbol('ServerResponse');
const kClosing = Symbol('kClosing');

const defaultHeaderSize = 16 * 1024;

function Server(options, requestListener) {
  if (!(this instanceof Server)) return new Server(options, requestListener);
  FunctionPrototypeCall(EventEmitter, this);
  if (typeof options === 'function') {
    requestListener = options;
    options = kEmptyObject;
  } else if (options === undefined || options === null) {
    options = kEmptyObject;
  } else {
    validateObject(options, 'options');
  }
  this[kIncoming] = options.IncomingMessage ?? IncomingMessage;
  this[kResponse] = options.ServerResponse ?? ServerResponse;
  if (options.maxHeaderSize !== undefined) validateHeaderSize(options.maxHeaderSize);
  this.maxHeaderSize = options.maxHeaderSize || undefined;
  if (options.joinDuplicateHeaders !== undefined) validateBoolean(options.joinDuplicateHeaders, 'options.joinDuplicateHeaders');
  this.joinDuplicateHeaders = options.joinDuplicateHeaders ?? false;
  if (options.requireHostHeader !== undefined) validateBoolean(options.requireHostHeader, 'options.requireHostHeader');
  this.requireHostHeader = options.requireHostHeader ?? true;
  this.httpAllowHalfOpen = false;
  this.timeout = 0;
  this.maxRequestsPerSocket = 0;
  this.listening = false;
  this.highWaterMark = options.highWaterMark;
  this.rejectNonStandardBodyWrites = options.rejectNonStandardBodyWrites ?? false;
  if (options.insecureHTTPParser !== undefined) {
    validateBoolean(options.insecureHTTPParser, 'options.insecureHTTPParser');
    if (options.insecureHTTPParser) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('options.insecureHTTPParser of http.createServer()');
  }
  // Node looks every 30 s whose time is up; here it is up at once, unless the
  // program says how often to look.
  if (options.connectionsCheckingInterval !== undefined) validateInteger(options.connectionsCheckingInterval, 'connectionsCheckingInterval', 0);
  this.connectionsCheckingInterval = options.connectionsCheckingInterval ?? 30_000;
  this[kChecking] = options.connectionsCheckingInterval ?? 0;
  const limits = this[kLimits] = {
    headersTimeout: 60_000, requestTimeout: 300_000, keepAliveTimeout: 5_000, maxHeadersCount: null, maxConnections: undefined,
  };
  ArrayPrototypeForEach(['headersTimeout', 'requestTimeout', 'keepAliveTimeout'], (name) => {
    if (options[name] === undefined) return;
    validateInteger(options[name], name, 0);
    limits[name] = options[name];
  });
  if (limits.requestTimeout > 0 && limits.headersTimeout > limits.requestTimeout) {
    if (options.headersTimeout !== undefined && options.requestTimeout !== undefined) {
      throw new ERR_OUT_OF_RANGE('headersTimeout', '<= requestTimeout', options.headersTimeout);
    }
    limits.headersTimeout = limits.requestTimeout;
  }
  this[kId] = -1;
  this[kAddress] = null;
  this[kSockets] = new SafeMap();
  this[kUnref] = false;
  this[kClosing] = false;
  if (requestListener) this.on('request', requestListener);
  this.on('connection', refuseForeign);
}
ObjectSetPrototypeOf(Server.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(Server, EventEmitter);

// The host reads requests from connections of its own. A socket that a program
// hands over would wait for ever.
function refuseForeign(socket) {
  if (!(socket instanceof HTTPSocket)) socket.destroy(new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('serving HTTP/1 on a socket of one\'s own'));
}

// The host enforces these, so it must hear when they change.
for (const name of ['headersTimeout', 'requestTimeout', 'keepAliveTimeout', 'maxHeadersCount', 'maxConnections']) {
  ObjectDefineProperty(Server.prototype, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return this[kLimits][name]; },
    set(value) {
      this[kLimits][name] = value;
      if (this[kId] !== -1) configure(this);
    },
  });
}

function configure(server) {
  const ms = (n) => (NumberIsFinite(n) && n > 0 ? primordials.MathMin(primordials.MathCeil(n), 0x7fffffff) : 0);
  const limits = server[kLimits];
  // Node lets clients have a second more than it tells them.
  const idle = limits.keepAliveTimeout > 0 ? limits.keepAliveTimeout + 1000 : 0;
  // A count of 0 is none, as in Node; connections are at least one.
  const fields = typeof limits.maxHeadersCount === 'number' ? ms(limits.maxHeadersCount) : defaultHeadersCount;
  http.configure(server[kId], ms(limits.headersTimeout), ms(limits.requestTimeout), ms(idle), ms(server[kChecking]), fields, ms(limits.maxConnections));
}

// listen(port?, host?, backlog?, callback?), listen(options, callback?)
function listenOptions(args) {
  let callback;
  if (typeof args[args.length - 1] === 'function') callback = ArrayPrototypePop(args);
  let options = {};
  const first = args[0];
  if (first !== null && typeof first === 'object') {
    options = first;
    if (options._handle !== undefined || options.fd !== undefined) {
      throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('server.listen() on a handle or descriptor');
    }
  } else if (typeof first === 'string' && !(primordials.RegExpPrototypeExec(/^\s*\d+\s*$/, first) !== null)) {
    options = { path: first };
  } else {
    options = { port: first };
    if (typeof args[1] === 'string') options.host = args[1];
    for (let i = 1; i < args.length; i++) if (typeof args[i] === 'number') options.backlog = args[i];
  }
  if (options.path !== undefined && options.port === undefined) {
    throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('server.listen() on a path');
  }
  if ((first !== null && typeof first === 'object') && !('port' in options)) {
    throw new ERR_INVALID_ARG_VALUE('options', options, 'must have the property "port" or "path"');
  }
  if (options.port === undefined || options.port === null) return { ...options, port: 0, callback };
  validatePort(options.port, 'options.port');
  return { ...options, port: options.port | 0, callback };
}

Server.prototype.listen = function listen(...args) {
  const options = listenOptions(args);
  if (this.listening) throw new ERR_SERVER_ALREADY_LISTEN();
  if (options.callback !== undefined) this.once('listening', options.callback);
  const { host, port, signal } = options;
  if (signal !== undefined) {
    validateAbortSignal(signal, 'options.signal');
    const onAbort = () => this.close();
    if (signal.aborted) process.nextTick(onAbort);
    else signal.addEventListener('abort', onAbort, { once: true });
  }
  let opened;
  try {
    opened = http.listen(host ?? '', port, options.backlog ?? 511, this.maxHeaderSize ?? defaultHeaderSize);
  } catch (err) {
    let error = err;
    if (err.errno !== undefined) error = new UVExceptionWithHostPort(err.errno, 'listen', host || '::', port);
    process.nextTick(() => this.emit('error', error));
    return this;
  }
  this[kId] = opened.id;
  this[kAddress] = opened.address;
  this[kClosing] = false;
  this.listening = true;
  configure(this);
  if (this[kUnref]) handles.setRef(opened.id, false);
  accept(this);
  process.nextTick(() => {
    if (this.listening) this.emit('listening');
  });
  return this;
};

function accept(server) {
  const id = server[kId];
  const request = {
    oncomplete(err, event) {
      if (err || event === null) {
        ended(server);
        return;
      }
      http.accept(id, request);
      if (event.dropped) dropped(server, event);
      else if (event.closed) connectionClosed(server, event);
      else dispatch(server, event);
    },
  };
  http.accept(id, request);
}

// One event may stand for many connections, when they come faster than they are
// heard of.
function dropped(server, { remote, local }) {
  server.emit('drop', {
    localAddress: local?.address, localPort: local?.port, localFamily: local?.family,
    remoteAddress: remote?.address, remotePort: remote?.port, remoteFamily: remote?.family,
  });
}

function ended(server) {
  server[kId] = -1;
  server[kClosing] = false;
  process.nextTick(() => server.emit('close'));
}

function connectionClosed(server, event) {
  const socket = server[kSockets].get(event.conn);
  if (socket === undefined) return;
  server[kSockets].delete(event.conn);
  const current = socket[kCurrent];
  socket[kCurrent] = null;
  const broken = current !== null;
  socket.closed_(broken && event.error ? new ConnResetException('aborted') : undefined);
  if (!broken) return;
  current.req.fail_(undefined);
  current.res.broken_();
}

function connect(server, event) {
  const id = event.conn;
  const socket = new HTTPSocket(event.remote, event.local, () => {
    if (server[kId] !== -1) http.destroyConnection(server[kId], id);
  });
  socket.server = server;
  socket.requests_ = 0;
  server[kSockets].set(id, socket);
  if (server.timeout) socket.setTimeout(server.timeout);
  socket.on('timeout', () => {
    const current = socket[kCurrent];
    const heard = (current !== null && (current.req.emit('timeout', socket) | current.res.emit('timeout', socket))) |
      server.emit('timeout', socket);
    if (!heard) socket.destroy();
  });
  server.emit('connection', socket);
  return socket;
}

function dispatch(server, event) {
  const socket = server[kSockets].get(event.conn) ?? connect(server, event);
  const req = new server[kIncoming](socket);
  req.method = event.method;
  req.url = event.url;
  req.rawHeaders = event.rawHeaders ?? [];
  req.joinDuplicateHeaders = server.joinDuplicateHeaders;
  req.upgrade = false;
  setVersion(req, event.httpVersion);
  const res = new server[kResponse](req, { highWaterMark: server.highWaterMark });
  res._keepAliveTimeout = server.keepAliveTimeout;
  res.shouldKeepAlive = keepAliveWanted(req);
  socket.requests_++;
  if (server.maxRequestsPerSocket > 0) res.maxRequestsOnConnectionReached = server.maxRequestsPerSocket <= socket.requests_;
  socket[kCurrent] = { req, res };
  socket.active_();

  // The host's exchange goes when both sides are done with it.
  let open = 2;
  const endResource = beginResource('HTTPINCOMINGMESSAGE', req);
  const done = () => {
    if (--open > 0) return;
    endResource?.();
    http.close(event.id);
    if (socket[kCurrent]?.res === res) socket[kCurrent] = null;
  };
  res.attach_(event.id, socket, () => {
    // What nobody has asked for will not be asked for.
    if (!req._consumed) req._dump();
    done();
  });
  req.start_(event.id, event.body === true, event.chunked === true, done);
  publish(serverStart, { request: req, response: res, socket, server });

  if (event.method === 'CONNECT') {
    socket.destroy();
    return;
  }
  if (server.maxRequestsPerSocket > 0 && server.maxRequestsPerSocket < socket.requests_) {
    server.emit('dropRequest', req, socket);
    res.writeHead(503);
    res.end();
    return;
  }
  if (server.requireHostHeader && event.httpVersion === '1.1' && req.headers.host === undefined) {
    res.writeHead(400, ['Connection', 'close']);
    res.end();
    return;
  }
  const expect = req.headers.expect;
  if (expect !== undefined && req.httpVersionMinor > 0) {
    if (event.expect) {
      res._expect_continue = true;
      if (server.listenerCount('checkContinue') > 0) {
        server.emit('checkContinue', req, res);
        return;
      }
      res.writeContinue();
    } else if (server.listenerCount('checkExpectation') > 0) {
      server.emit('checkExpectation', req, res);
      return;
    } else {
      res.writeHead(417);
      res.end();
      return;
    }
  }
  server.emit('request', req, res);
}

Server.prototype.address = function address() {
  const a = this[kAddress];
  return this.listening && a !== null ? { address: a.address, family: a.family, port: a.port } : null;
};

Server.prototype.close = function close(callback) {
  if (typeof callback === 'function') {
    if (!this.listening) this.once('close', () => callback(new ERR_SERVER_NOT_RUNNING()));
    else this.once('close', callback);
  }
  if (this.listening) {
    this.listening = false;
    this[kClosing] = true;
    http.closeServer(this[kId]);
  } else if (!this[kClosing]) {
    process.nextTick(() => this.emit('close'));
  }
  return this;
};

Server.prototype.closeAllConnections = function closeAllConnections() {
  if (this[kId] !== -1) http.closeConnections(this[kId], true);
};

Server.prototype.closeIdleConnections = function closeIdleConnections() {
  if (this[kId] !== -1) http.closeConnections(this[kId], false);
};

Server.prototype.getConnections = function getConnections(callback) {
  validateFunction(callback, 'callback');
  const n = this[kId] === -1 ? 0 : http.connectionCount(this[kId]);
  process.nextTick(callback, null, n);
  return this;
};

Server.prototype.setTimeout = function setTimeout(msecs, callback) {
  this.timeout = msecs;
  if (callback) this.on('timeout', callback);
  return this;
};

Server.prototype.ref = function ref() {
  this[kUnref] = false;
  if (this[kId] !== -1) handles.setRef(this[kId], true);
  return this;
};

Server.prototype.unref = function unref() {
  this[kUnref] = true;
  if (this[kId] !== -1) handles.setRef(this[kId], false);
  return this;
};

Server.prototype[SymbolAsyncDispose] = async function() {
  if (!this.listening) return;
  await new Promise((resolve, reject) => this.close((err) => (err ? reject(err) : resolve())));
};

// A listener of 'request' that rejected, with captureRejections.
Server.prototype[SymbolFor('nodejs.rejection')] = function(err, event, ...args) {
  if (event !== 'request') {
    this.emit('error', err);
    return;
  }
  const res = args[1];
  if (res.headersSent || res.writableEnded) {
    res.destroy();
    return;
  }
  for (const name of res.getHeaderNames()) res.removeHeader(name);
  res.statusCode = 500;
  res.end(STATUS_CODES[500]);
};

module.exports = { Server };
