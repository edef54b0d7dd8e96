'use strict';

// net.Server: it takes connections from the host one by one, and makes of each a
// socket.

const {
  FunctionPrototypeCall,
  NumberIsInteger,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  Promise,
  PromiseResolve,
  Symbol,
  SymbolAsyncDispose,
  SymbolDispose,
} = primordials;

const EventEmitter = require('events');
const { getDefaultHighWaterMark } = require('stream');
const { isIP } = require('internal/net');
const { listen } = require('internal/net/tcp');
const { isPipeName, normalizeArgs } = require('internal/net/arguments');
const { BlockList } = require('internal/net/blocklist');
const { Socket, kKeepAlive, kKeepAliveDelay, kNoDelay } = require('internal/net/socket');
const { tracingChannel, channel } = require('diagnostics_channel');
const { addAbortListener } = require('internal/events/abort_listener');
const { defaultTriggerAsyncIdScope, newAsyncId, symbols: { async_id_symbol, owner_symbol } } = require('internal/async_hooks');
const { kEmptyObject } = require('internal/util');
const { validateAbortSignal, validateNumber, validatePort } = require('internal/validators');
const {
  ErrnoException,
  UVExceptionWithHostPort,
  codes: {
    ERR_FEATURE_UNAVAILABLE_ON_PLATFORM,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_SERVER_ALREADY_LISTEN,
    ERR_SERVER_NOT_RUNNING,
  },
} = require('internal/errors');

const serverSocket = channel('net.server.socket');
const serverListen = tracingChannel('net.server.listen');

const kStarting = Symbol('kStarting'); // an address is being looked up

function Server(options, connectionListener) {
  if (!(this instanceof Server)) return new Server(options, connectionListener);
  if (typeof options === 'function') {
    connectionListener = options;
    options = kEmptyObject;
  } else if (options === undefined || options === null) {
    options = kEmptyObject;
  } else if (typeof options !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  }
  FunctionPrototypeCall(EventEmitter, this, options);
  if (typeof connectionListener === 'function') this.on('connection', connectionListener);
  if (options.keepAliveInitialDelay !== undefined) validateNumber(options.keepAliveInitialDelay, 'options.keepAliveInitialDelay');
  if (options.highWaterMark !== undefined) validateNumber(options.highWaterMark, 'options.highWaterMark');
  if (options.blockList && !BlockList.isBlockList(options.blockList)) {
    throw new ERR_INVALID_ARG_TYPE('options.blockList', 'net.BlockList', options.blockList);
  }
  this._connections = 0;
  this[async_id_symbol] = -1;
  this._handle = null;
  this._listeningId = 1;
  this._unref = false;
  this[kStarting] = false;
  this.allowHalfOpen = options.allowHalfOpen || false;
  this.pauseOnConnect = !!options.pauseOnConnect;
  this.noDelay = !!options.noDelay;
  this.keepAlive = !!options.keepAlive;
  this.keepAliveInitialDelay = options.keepAliveInitialDelay > 0 ? ~~(options.keepAliveInitialDelay / 1000) : 0;
  this.highWaterMark = options.highWaterMark >= 0 ? options.highWaterMark : getDefaultHighWaterMark();
  if (options.blockList) this.blockList = options.blockList;
}
ObjectSetPrototypeOf(Server.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(Server, EventEmitter);

// ---- listening

// listen(options), (port, host, backlog), (path), each with a callback behind. How
// many connections may wait is the system's choice.
Server.prototype.listen = function(...args) {
  const { 0: given, 1: callback } = normalizeArgs(args);
  if (this._handle !== null || this[kStarting]) throw new ERR_SERVER_ALREADY_LISTEN();
  if (callback !== null) this.once('listening', callback);
  let options = given;
  if (options._handle || options.handle) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('server.listen() on a handle');
  if (NumberIsInteger(options.fd) && options.fd >= 0) {
    throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('server.listen() on a descriptor');
  }
  if (options.signal !== undefined) closeOnAbort(this, options.signal);
  // ([port], [host]): no port, or null, is any.
  if (args.length === 0 || typeof args[0] === 'function' ||
      (options.port === undefined && 'port' in options) || options.port === null) {
    options = { ...options, port: 0 };
  }
  if (typeof options.port === 'number' || typeof options.port === 'string') {
    validatePort(options.port, 'options.port');
    start(this, options);
    return this;
  }
  if (options.path && isPipeName(options.path)) {
    throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('server.listen() on a path');
  }
  if (!('port' in options || 'path' in options)) {
    throw new ERR_INVALID_ARG_VALUE('options', options, 'must have the property "port" or "path"');
  }
  throw new ERR_INVALID_ARG_VALUE('options', options);
};

function closeOnAbort(server, signal) {
  validateAbortSignal(signal, 'options.signal');
  const onAbort = () => server.close();
  if (signal.aborted) process.nextTick(onAbort);
  else {
    const listener = addAbortListener(signal, onAbort);
    server.once('close', listener[SymbolDispose]);
  }
}

// An address is listened at at once, and so is localhost, which is this machine
// whatever a server says; other names are looked up.
function start(server, options) {
  const { host, port } = options;
  const id = server._listeningId;
  if (serverListen.asyncStart.hasSubscribers) serverListen.asyncStart.publish({ server, options });
  if (!host || isIP(host) !== 0) {
    open(server, options, host || '', port | 0);
    return;
  }
  server[kStarting] = true;
  require('dns').lookup(host, (err, address) => {
    if (server._listeningId !== id) return; // closed meanwhile
    server[kStarting] = false;
    if (err) server.emit('error', err);
    else open(server, options, host === 'localhost' && isIP(address) === 4 ? host : address, port | 0);
  });
}

function open(server, options, host, port) {
  const handle = listen(host, port, !!options.ipv6Only, !!options.reusePort);
  if (handle === undefined || typeof handle === 'number' || handle.getsockname === undefined) {
    const err = typeof handle === 'number' ? new UVExceptionWithHostPort(handle, 'listen', host || '::', port) : handle;
    if (serverListen.error.hasSubscribers) serverListen.error.publish({ server, error: err });
    defaultTriggerAsyncIdScope(server[async_id_symbol], () => process.nextTick(() => server.emit('error', err)));
    return;
  }
  server._handle = handle;
  const { address, family } = handle.address;
  server._connectionKey = `${family === 'IPv6' ? 6 : 4}:${address}:${port}`;
  server[async_id_symbol] = handle.getAsyncId();
  handle[owner_symbol] = server;
  handle.onconnection = onconnection;
  if (server._unref) handle.unref();
  handle.again();
  if (serverListen.asyncEnd.hasSubscribers) serverListen.asyncEnd.publish({ server });
  defaultTriggerAsyncIdScope(server[async_id_symbol], () => process.nextTick(() => {
    if (server._handle !== null) server.emit('listening');
  }));
}

// Called on the handle.
function onconnection(status, connection) {
  const server = this[owner_symbol];
  if (status) {
    server.emit('error', typeof status === 'object' ? status : new ErrnoException(status, 'accept'));
    return;
  }
  if (server.maxConnections !== undefined && server.maxConnections !== null && server._connections >= server.maxConnections) {
    const local = {};
    const remote = {};
    connection.getsockname(local);
    connection.getpeername(remote);
    connection.close();
    server.emit('drop', {
      __proto__: null,
      localAddress: local.address,
      localPort: local.port,
      localFamily: local.family,
      remoteAddress: remote.address,
      remotePort: remote.port,
      remoteFamily: remote.family,
    });
    return;
  }
  if (server.blockList) {
    const remote = {};
    connection.getpeername(remote);
    const family = isIP(remote.address);
    if (family !== 0 && server.blockList.check(remote.address, `ipv${family}`)) {
      connection.close();
      return;
    }
  }
  const socket = new Socket({
    handle: connection,
    allowHalfOpen: server.allowHalfOpen,
    pauseOnCreate: server.pauseOnConnect,
    readable: true,
    writable: true,
    readableHighWaterMark: server.highWaterMark,
    writableHighWaterMark: server.highWaterMark,
  });
  if (server.noDelay) {
    socket[kNoDelay] = true;
    connection.setNoDelay(true);
  }
  if (server.keepAlive) {
    socket[kKeepAlive] = true;
    socket[kKeepAliveDelay] = server.keepAliveInitialDelay;
    connection.setKeepAlive(true, server.keepAliveInitialDelay);
  }
  server._connections++;
  socket.server = server;
  socket._server = server;
  server.emit('connection', socket);
  if (serverSocket.hasSubscribers) serverSocket.publish({ socket });
}

// ---- its end

Server.prototype.close = function(callback) {
  if (typeof callback === 'function') {
    if (this._handle === null) {
      this.once('close', function() { callback(new ERR_SERVER_NOT_RUNNING()); });
    } else {
      this.once('close', callback);
    }
  }
  this._listeningId++;
  this[kStarting] = false;
  if (this._handle !== null) {
    this._handle.close();
    this._handle = null;
  }
  this._emitCloseIfDrained();
  return this;
};

Server.prototype._emitCloseIfDrained = function() {
  if (this._handle !== null || this._connections > 0) return;
  defaultTriggerAsyncIdScope(this[async_id_symbol], () => process.nextTick(() => this.emit('close')));
};

Server.prototype[SymbolAsyncDispose] = function() {
  if (this._handle === null) return PromiseResolve();
  return new Promise((resolve, reject) => {
    this.close((err) => {
      if (err) reject(err);
      else resolve();
    });
  });
};

// ---- what it tells of itself

ObjectDefineProperty(Server.prototype, 'listening', {
  __proto__: null, configurable: true, enumerable: true, get() { return this._handle !== null; },
});

Server.prototype.address = function() {
  if (this._handle === null) return null;
  const out = {};
  this._handle.getsockname(out);
  return out;
};

Server.prototype.getConnections = function(callback) {
  defaultTriggerAsyncIdScope(this[async_id_symbol], () => process.nextTick(callback, null, this._connections));
  return this;
};

Server.prototype[EventEmitter.captureRejectionSymbol] = function(err, event, socket) {
  if (event === 'connection') socket.destroy(err);
  else this.emit('error', err);
};

Server.prototype.ref = function() {
  this._unref = false;
  this._handle?.ref();
  return this;
};

Server.prototype.unref = function() {
  this._unref = true;
  this._handle?.unref();
  return this;
};

module.exports = { Server };
