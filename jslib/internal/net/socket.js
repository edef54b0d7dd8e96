'use strict';

// net.Socket: a stream over a connection of the host.
//
// The connection (`_handle`) is read while the stream wants more; see
// internal/net/tcp. A write first offers all of its bytes to the system and calls
// back at once if it takes them, else when it has.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  FunctionPrototypeCall,
  MathMin,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  Symbol,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSet,
  Uint8Array,
} = primordials;

const { Duplex } = require('stream');
const { Buffer } = require('buffer');
const { FastBuffer } = require('internal/buffer');
const { clearTimeout } = require('timers');
const { kTimeout, getTimerDuration, setUnrefTimeout } = require('internal/timers');
const { TCP, Request } = require('internal/net/tcp');
const { normalizeArgs, normalizedArgs } = require('internal/net/arguments');
const { kPerf, lookupAndConnect } = require('internal/net/connecting');
const { BlockList } = require('internal/net/blocklist');
const { channel } = require('diagnostics_channel');
const { defaultTriggerAsyncIdScope, newAsyncId, symbols: { async_id_symbol, owner_symbol } } = require('internal/async_hooks');
const { hasObserver, stopPerf } = require('internal/perf/observe');
const { isUint8Array } = require('internal/util/types');
const { validateFunction, validateInt32, validateNumber, validateString } = require('internal/validators');
const {
  ErrnoException,
  genericNodeError,
  codes: {
    ERR_FEATURE_UNAVAILABLE_ON_PLATFORM,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_MISSING_ARGS,
    ERR_SOCKET_CLOSED,
    ERR_SOCKET_CLOSED_BEFORE_CONNECTION,
  },
} = require('internal/errors');

const clientSocket = channel('net.client.socket');

const kBytesRead = Symbol('kBytesRead');
const kBytesWritten = Symbol('kBytesWritten');
const kKeepAlive = Symbol('kKeepAlive');
const kKeepAliveDelay = Symbol('kKeepAliveDelay');
const kLastQueue = Symbol('kLastQueue');
const kNoDelay = Symbol('kNoDelay');
const kOnread = Symbol('kOnread');   // the program's own buffer and callback
const kHeld = Symbol('kHeld');       // what it has not taken yet

function Socket(options) {
  if (!(this instanceof Socket)) return new Socket(options);
  if (options?.objectMode) throw new ERR_INVALID_ARG_VALUE('options.objectMode', options.objectMode, 'is not supported');
  const objects = options?.readableObjectMode ? 'readableObjectMode' : options?.writableObjectMode ? 'writableObjectMode' : undefined;
  if (objects !== undefined) throw new ERR_INVALID_ARG_VALUE(`options.${objects}`, options[objects], 'is not supported');
  let delay = options?.keepAliveInitialDelay;
  if (delay !== undefined) {
    validateNumber(delay, 'options.keepAliveInitialDelay');
    if (delay < 0) delay = 0;
  }
  options = typeof options === 'number' ? { fd: options } : { ...options };
  if (options.fd !== undefined && options.handle === undefined) {
    validateInt32(options.fd, 'fd', 0);
    throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('net.Socket on a descriptor');
  }

  this.connecting = false;
  this._hadError = false;
  this._parent = null;
  this._host = null;
  this[kLastQueue] = 0;
  this[kTimeout] = null;
  this[kOnread] = null;
  this[kHeld] = null;
  this._handle = options.handle || null;
  this[async_id_symbol] = newAsyncId();

  options.allowHalfOpen = !!options.allowHalfOpen;
  options.emitClose = false; // it comes when the connection has gone
  options.autoDestroy = true;
  options.decodeStrings = false;
  FunctionPrototypeCall(Duplex, this, options);

  const { onread } = options;
  if (onread !== null && typeof onread === 'object' && typeof onread.callback === 'function' &&
      (isUint8Array(onread.buffer) || typeof onread.buffer === 'function')) {
    const { buffer, callback } = onread;
    this[kOnread] = {
      __proto__: null, callback, make: typeof buffer === 'function' ? buffer : undefined, target: buffer,
    };
  }
  if (options.blockList) {
    if (!BlockList.isBlockList(options.blockList)) {
      throw new ERR_INVALID_ARG_TYPE('options.blockList', 'net.BlockList', options.blockList);
    }
    this.blockList = options.blockList;
  }
  this.on('end', onReadableEnd);
  adopt(this);
  this._pendingData = null;
  this._pendingEncoding = '';
  this.server = null;
  this._server = null;
  this[kNoDelay] = !!options.noDelay;
  this[kKeepAlive] = !!options.keepAlive;
  this[kKeepAliveDelay] = ~~(delay / 1000);
  this[kBytesRead] = 0;
  this[kBytesWritten] = 0;

  if (this._handle !== null && options.readable !== false) {
    if (options.pauseOnCreate) this.readableFlowing = false;
    else if (!options.manualStart) this.read(0);
  }
}
ObjectSetPrototypeOf(Socket.prototype, Duplex.prototype);
ObjectSetPrototypeOf(Socket, Duplex);

// The connection becomes the socket's.
function adopt(socket) {
  const { _handle: handle } = socket;
  if (handle === null) return;
  handle[owner_symbol] = socket;
  const { [kOnread]: onread } = socket;
  if (onread?.make !== undefined) onread.target = onread.make();
  handle.onread = (status, bytes) => onStreamRead(socket, status, bytes);
  if (handle instanceof TCP) socket[async_id_symbol] = handle.getAsyncId();
}

// ---- reading

function onStreamRead(socket, status, bytes) {
  if (socket.destroyed) return;
  socket._unrefTimer();
  if (status !== 0) {
    socket.destroy(typeof status === 'object' ? status : new ErrnoException(status, 'read'));
    return;
  }
  if (bytes === null) {
    if (socket._readableState.endEmitted) {
      maybeDestroy(socket);
    } else {
      socket.on('end', function() { maybeDestroy(this); });
      socket.push(null);
      // 'end' comes even if nothing reads, when there was nothing.
      if (socket.readableLength === 0) socket.read(0);
    }
    return;
  }
  if (socket[kOnread] !== null) {
    giveOut(socket, bytes);
    return;
  }
  const chunk = new FastBuffer(TypedArrayPrototypeGetBuffer(bytes), TypedArrayPrototypeGetByteOffset(bytes), TypedArrayPrototypeGetLength(bytes));
  if (!socket.push(chunk)) socket._handle?.readStop();
}

function maybeDestroy(socket) {
  if (!socket.readable && !socket.writable && !socket.destroyed && !socket.connecting && !socket.writableLength) {
    socket.destroy();
  }
}

// Fills the program's buffer, or one after the other that it makes, as often as it
// takes; it stops by answering false.
function giveOut(socket, bytes) {
  const { [kOnread]: onread } = socket;
  let at = 0;
  while (at < bytes.length) {
    const { target } = onread;
    if (!isUint8Array(target) || target.length === 0) {
      socket.destroy(new ERR_INVALID_ARG_VALUE('onread.buffer', target));
      return;
    }
    const n = MathMin(target.length, bytes.length - at);
    TypedArrayPrototypeSet(target, new Uint8Array(bytes.buffer, bytes.byteOffset + at, n));
    at += n;
    const more = FunctionPrototypeCall(onread.callback, socket, n, target);
    if (socket.destroyed) return;
    if (onread.make !== undefined) onread.target = onread.make();
    if (more === false || !socket._handle.reading) {
      socket._handle.readStop();
      if (at < bytes.length) socket[kHeld] = new Uint8Array(bytes.buffer, bytes.byteOffset + at, bytes.length - at);
      return;
    }
  }
}

function readOn(socket) {
  const held = socket[kHeld];
  if (held !== null) {
    socket[kHeld] = null;
    socket._handle.reading = true;
    giveOut(socket, held);
    if (socket._handle === null || !socket._handle.reading) return;
  }
  socket._handle.readStart();
}

Socket.prototype._read = function(n) {
  if (this.connecting || this._handle === null) this.once('connect', () => this._read(n));
  else if (!this._handle.reading) readOn(this);
};

Socket.prototype.pause = function() {
  if (this[kOnread] !== null && !this.connecting && this._handle?.reading) this._handle.readStop();
  return FunctionPrototypeCall(Duplex.prototype.pause, this);
};

Socket.prototype.resume = function() {
  if (this[kOnread] !== null && !this.connecting && this._handle !== null && !this._handle.reading) readOn(this);
  return FunctionPrototypeCall(Duplex.prototype.resume, this);
};

Socket.prototype.read = function(n) {
  if (this[kOnread] !== null && !this.connecting && this._handle !== null && !this._handle.reading) readOn(this);
  return FunctionPrototypeCall(Duplex.prototype.read, this, n);
};

// Who may not write when the peer has ended finds out why.
function onReadableEnd() {
  if (!this.allowHalfOpen) this.write = writeAfterEnd;
}

function writeAfterEnd(chunk, encoding, cb) {
  if (!this.writableEnded) return FunctionPrototypeCall(Duplex.prototype.write, this, chunk, encoding, cb);
  if (typeof encoding === 'function') cb = encoding;
  const err = genericNodeError('This socket has been ended by the other party', { code: 'EPIPE' });
  if (typeof cb === 'function') defaultTriggerAsyncIdScope(this[async_id_symbol], () => process.nextTick(cb, err));
  this.destroy(err);
  return false;
}

// ---- writing

Socket.prototype._writeGeneric = function(many, data, encoding, cb) {
  if (this.connecting) {
    // It comes back when the connection is there.
    this._pendingData = data;
    this._pendingEncoding = encoding;
    const onClose = () => cb(new ERR_SOCKET_CLOSED_BEFORE_CONNECTION());
    this.once('connect', function() {
      this.off('close', onClose);
      this._writeGeneric(many, data, encoding, cb);
    });
    this.once('close', onClose);
    return false;
  }
  this._pendingData = null;
  this._pendingEncoding = '';
  if (this._handle === null) {
    cb(new ERR_SOCKET_CLOSED());
    return false;
  }
  this._unrefTimer();
  const bytes = many ? together(data) : typeof data === 'string' ? Buffer.from(data, encoding) : data;
  const written = this._handle.write(bytes, (status) => {
    if (this.destroyed) {
      cb(null);
      return;
    }
    if (status !== 0) {
      cb(typeof status === 'object' ? status : new ErrnoException(status, 'write'));
      return;
    }
    this._unrefTimer();
    this[kLastQueue] = 0;
    cb();
  });
  if (written === false) {
    cb();
  } else if (!(written instanceof Request)) {
    cb(typeof written === 'object' ? written : new ErrnoException(written, 'write'));
  } else {
    this[kLastQueue] = this._handle.writeQueueSize;
  }
  return undefined;
};

function together(chunks) {
  const list = [];
  for (let i = 0; i < chunks.length; i++) {
    const { chunk, encoding } = chunks[i];
    ArrayPrototypePush(list, typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
  }
  return Buffer.concat(list);
}

Socket.prototype._write = function(data, encoding, cb) { this._writeGeneric(false, data, encoding, cb); };
Socket.prototype._writev = function(chunks, cb) { this._writeGeneric(true, chunks, '', cb); };

Socket.prototype._final = function(cb) {
  if (this.connecting) {
    this.once('connect', () => this._final(cb));
    return;
  }
  if (this._handle === null) {
    cb();
    return;
  }
  this._handle.shutdown(new Request('SHUTDOWNWRAP', () => cb()));
};

Socket.prototype.end = function(data, encoding, callback) {
  FunctionPrototypeCall(Duplex.prototype.end, this, data, encoding, callback);
  return this;
};

// ---- its end

Socket.prototype.destroySoon = function() {
  if (this.writable) this.end();
  if (this.writableFinished) this.destroy();
  else this.once('finish', this.destroy);
};

Socket.prototype._destroy = function(exception, cb) {
  this.connecting = false;
  for (let s = this; s !== null; s = s._parent) clearTimeout(s[kTimeout]);
  const { _handle: handle } = this;
  if (handle !== null) {
    const isException = !!exception;
    this[kBytesRead] = handle.bytesRead;
    this[kBytesWritten] = handle.bytesWritten;
    handle.finish(this.resetAndClosing === true, () => this.emit('close', isException));
    this.resetAndClosing = false;
    handle.onread = ignore;
    this._handle = null;
    this._sockname = null;
    cb(exception);
  } else {
    cb(exception);
    process.nextTick(emitClose, this);
  }
  const { _server: server } = this;
  if (server) {
    this._server = null;
    server._connections--;
    server._emitCloseIfDrained();
  }
};

function ignore() {}
function emitClose(socket) { socket.emit('close', false); }

Socket.prototype.resetAndDestroy = function() {
  if (this._handle === null) {
    this.destroy(new ERR_SOCKET_CLOSED());
  } else if (this.connecting) {
    this.once('connect', () => this._reset());
  } else {
    this._reset();
  }
  return this;
};

Socket.prototype._reset = function() {
  this.resetAndClosing = true;
  return this.destroy();
};

// ---- time

Socket.prototype._unrefTimer = function() {
  for (let s = this; s !== null; s = s._parent) {
    if (s[kTimeout]) s[kTimeout].refresh();
  }
};

Socket.prototype.setTimeout = function(msecs, callback) {
  if (this.destroyed) return this;
  this.timeout = msecs;
  msecs = getTimerDuration(msecs, 'msecs');
  clearTimeout(this[kTimeout]);
  if (msecs === 0) {
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.removeListener('timeout', callback);
    }
    return this;
  }
  this[kTimeout] = setUnrefTimeout(() => this._onTimeout(), msecs);
  if (callback !== undefined) {
    validateFunction(callback, 'callback');
    this.once('timeout', callback);
  }
  return this;
};

Socket.prototype._onTimeout = function() {
  if (this[kLastQueue] > 0 && this._handle !== null) {
    const { writeQueueSize } = this._handle;
    if (writeQueueSize !== this[kLastQueue]) { // a long write goes on
      this[kLastQueue] = writeQueueSize;
      this._unrefTimer();
      return;
    }
  }
  this.emit('timeout');
};

// ---- options of the connection; those set before there is one are kept.

Socket.prototype.setNoDelay = function(enable) {
  enable = enable === undefined ? true : !!enable;
  if (this._handle === null || this.connecting) {
    this[kNoDelay] = enable;
  } else if (this._handle.setNoDelay && enable !== this[kNoDelay]) {
    this[kNoDelay] = enable;
    this._handle.setNoDelay(enable);
  }
  return this;
};

Socket.prototype.setKeepAlive = function(enable, initialDelayMsecs) {
  enable = !!enable;
  const delay = ~~(initialDelayMsecs / 1000);
  if (this._handle === null || this.connecting) {
    this[kKeepAlive] = enable;
    this[kKeepAliveDelay] = delay;
  } else if (this._handle.setKeepAlive && (enable !== this[kKeepAlive] || (enable && delay !== this[kKeepAliveDelay]))) {
    this[kKeepAlive] = enable;
    this[kKeepAliveDelay] = delay;
    this._handle.setKeepAlive(enable, delay);
  }
  return this;
};

for (const name of ['ref', 'unref']) {
  Socket.prototype[name] = function() {
    if (this._handle === null) this.once('connect', this[name]);
    else this._handle[name]();
    return this;
  };
}

// ---- connecting

Socket.prototype.connect = function(...args) {
  const { 0: options, 1: callback } = ArrayIsArray(args[0]) && args[0][normalizedArgs] ? args[0] : normalizeArgs(args);
  const { path } = options;
  if (options.port === undefined && !path) throw new ERR_MISSING_ARGS(['options', 'port', 'path']);
  if (path) validateString(path, 'options.path');
  if (path) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('net.connect() to a path');
  if (this.write !== Socket.prototype.write) this.write = Socket.prototype.write;
  if (this.destroyed) {
    this._handle = null;
    this._peername = undefined;
    this._sockname = undefined;
    this._undestroy();
  }
  if (this._handle === null) {
    this._handle = new TCP();
    adopt(this);
  }
  if (callback !== null) this.once('connect', callback);
  if (clientSocket.hasSubscribers) clientSocket.publish({ socket: this });
  this._unrefTimer();
  this.connecting = true;
  lookupAndConnect(this, options, afterConnect);
  return this;
};

function afterConnect(socket, err) {
  socket.connecting = false;
  socket._sockname = undefined;
  if (err !== undefined) {
    socket.destroy(err);
    return;
  }
  const { _handle: handle } = socket;
  socket._unrefTimer();
  if (socket[kNoDelay]) handle.setNoDelay(true);
  if (socket[kKeepAlive]) handle.setKeepAlive(true, socket[kKeepAliveDelay]);
  socket.emit('connect');
  socket.emit('ready');
  if (!socket.destroyed && !socket.isPaused()) socket.read(0);
  if (socket[kPerf] && hasObserver('net')) stopPerf(socket, kPerf);
}

// connect(…) makes a socket and connects it.
function connect(...args) {
  const normalized = normalizeArgs(args);
  const { 0: options } = normalized;
  const socket = new Socket(options);
  if (options.timeout) socket.setTimeout(options.timeout);
  return socket.connect(normalized);
}

// ---- what it tells of itself

function nameOf(socket, kept, fill) {
  const { _handle: handle } = socket;
  if (handle === null || socket.connecting) return socket[kept] ?? {};
  if (!socket[kept]) {
    const out = {};
    if (handle[fill](out) !== 0) return out;
    socket[kept] = out;
  }
  return socket[kept];
}

Socket.prototype._getpeername = function() { return nameOf(this, '_peername', 'getpeername'); };
Socket.prototype._getsockname = function() { return nameOf(this, '_sockname', 'getsockname'); };
Socket.prototype.address = function() { return this._getsockname(); };

function getter(get, enumerable = true) { return { __proto__: null, configurable: false, enumerable, get }; }

ObjectDefineProperties(Socket.prototype, {
  remoteAddress: getter(function() { return this._getpeername().address; }),
  remoteFamily: getter(function() { return this._getpeername().family; }),
  remotePort: getter(function() { return this._getpeername().port; }),
  localAddress: getter(function() { return this._getsockname().address; }),
  localPort: getter(function() { return this._getsockname().port; }),
  localFamily: getter(function() { return this._getsockname().family; }),
  _connecting: getter(function() { return this.connecting; }),
  pending: { __proto__: null, configurable: true, enumerable: false, get() { return this._handle === null || this.connecting; } },
  readyState: getter(function() {
    if (this.connecting) return 'opening';
    if (this.readable && this.writable) return 'open';
    if (this.readable && !this.writable) return 'readOnly';
    if (!this.readable && this.writable) return 'writeOnly';
    return 'closed';
  }, false),
  bufferSize: getter(function() { return this._handle === null ? undefined : this.writableLength; }, false),
  bytesRead: getter(function() { return this._handle === null ? this[kBytesRead] : this._handle.bytesRead; }, false),
  _bytesDispatched: getter(function() { return this._handle === null ? this[kBytesWritten] : this._handle.bytesWritten; }, false),
  bytesWritten: getter(bytesWritten, false),
});

// All that was handed in, sent or not.
function bytesWritten() {
  let bytes = this._bytesDispatched;
  const { writableBuffer, _pendingData: data } = this;
  if (!writableBuffer) return undefined;
  const count = (chunk, encoding) => (typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length);
  for (let i = 0; i < writableBuffer.length; i++) bytes += count(writableBuffer[i].chunk, writableBuffer[i].encoding);
  if (ArrayIsArray(data)) {
    for (let i = 0; i < data.length; i++) bytes += count(data[i].chunk, data[i].encoding);
  } else if (data) {
    bytes += count(data, this._pendingEncoding);
  }
  return bytes;
}

module.exports = { Socket, connect, kKeepAlive, kKeepAliveDelay, kNoDelay };
