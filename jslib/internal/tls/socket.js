'use strict';

// tls.TLSSocket: a socket that speaks in secret.
//
// Its handle (see internal/tls/handle) holds back what is read and written until
// the handshake has ended and the peer is accepted. The states are Node's, with
// their names, as programs look at them: secureConnecting, _secureEstablished,
// and _controlReleased, from when on errors are the program's and no longer the
// server's.

const {
  ArrayPrototypePush,
  Error,
  FunctionPrototypeCall,
  ObjectSetPrototypeOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  Symbol,
} = primordials;

const { Buffer } = require('buffer');
const { Duplex } = require('stream');
const { Socket } = require('internal/net/socket');
const { TCP } = require('internal/net/tcp');
const { isIP } = require('internal/net');
const { symbols: { owner_symbol } } = require('internal/async_hooks');
const { convertALPNProtocols, namesOf } = require('internal/tls/alpn');
const { asBuffer } = require('internal/tls/bytes');
const { chainOf } = require('internal/tls/certificate');
const { createSecureContext, isContext, settingsText } = require('internal/tls/context');
const { TLSHandle } = require('internal/tls/handle');
const { StreamHandle } = require('internal/tls/stream_handle');
const { validateBuffer, validateFunction, validateInt32, validateObject, validateString, validateUint32 } = require('internal/validators');
const { fail } = require('internal/unavailable');
const {
  ConnResetException,
  codes: {
    ERR_FEATURE_UNAVAILABLE_ON_PLATFORM,
    ERR_INVALID_ARG_TYPE,
    ERR_TLS_ALPN_CALLBACK_INVALID_RESULT,
    ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS,
    ERR_TLS_HANDSHAKE_TIMEOUT,
    ERR_TLS_INVALID_CONTEXT,
    ERR_TLS_INVALID_STATE,
    ERR_TLS_RENEGOTIATION_DISABLED,
    ERR_TLS_SNI_FROM_SERVER,
    ERR_MULTIPLE_CALLBACK,
  },
} = require('internal/errors');

const binding = internalBinding('net');

const kOutcome = Symbol('kOutcome');
const kContext = Symbol('kContext');
const kJudged = Symbol('kJudged'); // somebody decides on 'secure'
const kStarted = Symbol('kStarted');
const kRenegotiation = Symbol('kRenegotiation');

const noProtocol = '\u0000'; // of which no client speaks

function TLSSocket(socket, opts) {
  if (!(this instanceof TLSSocket)) return new TLSSocket(socket, opts);
  const options = this._tlsOptions = opts ? { ...opts } : {};
  if (socket !== undefined && socket !== null && !(socket instanceof Duplex) && typeof socket.pipe !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('socket', 'stream.Duplex', socket);
  }
  if (options.enableTrace) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('tls options.enableTrace');
  const { ALPNCallback, ALPNProtocols, SNICallback } = options;
  if (ALPNCallback && ALPNProtocols) throw new ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS();
  if (ALPNProtocols) convertALPNProtocols(ALPNProtocols, options);
  options.names = options.ALPNProtocols ? namesOf(options.ALPNProtocols) : undefined;
  this._secureEstablished = false;
  this._securePending = false;
  this._newSessionPending = false;
  this._controlReleased = false;
  this.secureConnecting = true;
  this._SNICallback = null;
  this.servername = null;
  this.alpnProtocol = null;
  this.authorized = false;
  this.authorizationError = null;
  this[kOutcome] = null;
  this[kJudged] = false;
  this[kStarted] = false;
  this[kRenegotiation] = true;

  const isServer = !!options.isServer;
  if (options.secureContext !== undefined && options.secureContext !== null && !isContext(options.secureContext)) {
    throw new ERR_TLS_INVALID_CONTEXT('context');
  }
  this[kContext] = options.secureContext || (isServer || socket ? createSecureContext(options) : undefined);
  if (isServer && SNICallback) {
    validateFunction(SNICallback, 'options.SNICallback');
    this._SNICallback = SNICallback;
  }

  socket ??= undefined;
  const over = socket instanceof Socket && socket._handle !== null && socket._handle.constructor === TCP;
  let handle;
  if (socket === undefined) handle = new TLSHandle();
  else if (over) handle = new TLSHandle(socket);
  else handle = new StreamHandle(socket, (err) => onUnderError(this, err));

  FunctionPrototypeCall(Socket, this, {
    handle,
    allowHalfOpen: socket ? socket.allowHalfOpen : options.allowHalfOpen,
    pauseOnCreate: options.pauseOnConnect,
    manualStart: true,
    highWaterMark: options.highWaterMark,
    onread: socket ? null : options.onread,
    signal: options.signal,
    noDelay: options.noDelay,
    keepAlive: options.keepAlive,
    keepAliveInitialDelay: options.keepAliveInitialDelay,
  });
  this.encrypted = true;
  this.ssl = handle;
  this._requestCert = !!options.requestCert || !isServer;
  this._rejectUnauthorized = options.rejectUnauthorized !== false;
  if (socket !== undefined) wrap(this, socket, over);
  if (isServer) {
    this.server = options.server;
    begin(this);
  } else {
    handle.onwant = () => begin(this); // for who makes a socket by himself
  }
  // The end of what the peer sends is heard of by who reads.
  process.nextTick(() => {
    if (this._handle !== null) this.read(0);
  });
}
ObjectSetPrototypeOf(TLSSocket.prototype, Socket.prototype);
ObjectSetPrototypeOf(TLSSocket, Socket);

// The socket lives with the stream that it goes over.
function wrap(socket, stream, over) {
  socket._parent = over ? stream : null;
  socket.connecting = !!stream.connecting || (stream instanceof Socket && stream._handle === null);
  if (over) {
    stream.on('error', (err) => onUnderError(socket, err));
    stream.once('close', () => onUnderError(socket, null));
  }
  if (socket.connecting) {
    stream.once('connect', () => {
      socket.connecting = false;
      socket.emit('connect');
    });
  }
}

function onUnderError(socket, err) {
  if (socket.destroyed) return;
  if (err !== null) {
    socket.destroy(released(socket, err));
  } else if (socket.secureConnecting && socket._controlReleased && !socket._tlsOptions.isServer) {
    onEnd(socket);
  } else {
    socket.destroy();
  }
}

// Tells an error to who cares before the program does; it is the program's own
// when the handshake has ended.
function released(socket, err) {
  const heard = socket.emit('_tlsError', err);
  return socket._controlReleased || !heard ? err : undefined;
}

TLSSocket.prototype._tlsError = function(err) { return released(this, err) ?? null; };

TLSSocket.prototype._emitTLSError = function(err) {
  const own = released(this, err);
  if (own !== undefined) this.destroy(own);
};

TLSSocket.prototype._handleTimeout = function() {
  this.destroy(released(this, new ERR_TLS_HANDSHAKE_TIMEOUT()));
};

TLSSocket.prototype._releaseControl = function() {
  if (this._controlReleased) return false;
  this._controlReleased = true;
  return true;
};

// ---- the handshake

// For clients.
TLSSocket.prototype._start = function() {
  if (this.connecting) {
    this.once('connect', this._start);
    return;
  }
  begin(this);
};

// The connection may yet have to be made. A handshake begins in a later tick, when
// who has made the socket has said what else there is to say.
function begin(socket) {
  if (socket[kStarted]) return;
  socket[kStarted] = true;
  if (socket.connecting) socket.once('connect', () => process.nextTick(shake, socket));
  else process.nextTick(shake, socket);
}

function shake(socket) {
  const { _handle: handle, _tlsOptions: options } = socket;
  if (socket.destroyed || handle === null) return;
  const { isServer } = options;
  socket[kContext] ??= createSecureContext(options);
  if (isServer && options.handshakeTimeout > 0) {
    socket.setTimeout(options.handshakeTimeout, socket._handleTimeout);
  }
  handle.take(() => {
    if (socket.destroyed) return;
    const ask = !!isServer && !!(socket._SNICallback || options.ALPNCallback);
    try {
      handle.handshake(!!isServer, settingsText(socket[kContext]), termsOf(socket, ask, options.names), (err, outcome) => onOutcome(socket, err, outcome));
    } catch (err) {
      socket.destroy(released(socket, err));
    }
  });
}

function termsOf(socket, ask, names) {
  const { server, isServer } = socket._tlsOptions;
  return {
    __proto__: null,
    servername: isServer ? '' : socket._tlsOptions.servername || '',
    alpn: names ?? [],
    requestCert: socket._requestCert,
    require: socket._requestCert && socket._rejectUnauthorized,
    ask,
    keylog: socket.listenerCount('keylog') > 0 || (server?.listenerCount('keylog') ?? 0) > 0,
  };
}

function onOutcome(socket, err, outcome) {
  if (socket.destroyed) return;
  if (err) {
    socket._hadError = true;
    socket.destroy(released(socket, err));
  } else if (outcome === null) {
    onEnd(socket);
  } else if (outcome.hello !== undefined) {
    onHello(socket, outcome.hello);
  } else {
    onSecure(socket, outcome);
  }
}

// The peer has ended before the handshake has.
function onEnd(socket) {
  if (socket._tlsOptions.isServer) {
    socket.destroy();
    return;
  }
  socket._hadError = true;
  const err = new ConnResetException('Client network socket disconnected before secure TLS connection was established');
  const { path, host, port, localAddress } = socket._tlsOptions;
  err.path = path;
  err.host = host;
  err.port = port;
  err.localAddress = localAddress;
  socket.destroy(released(socket, err));
}

// What a client wants decides with which certificate and protocol it is answered.
function onHello(socket, hello) {
  socket.servername = hello.servername || false;
  const { ALPNCallback } = socket._tlsOptions;
  let names = socket._tlsOptions.names;
  if (ALPNCallback && hello.alpn.length > 0) {
    const protocols = [];
    for (let i = 0; i < hello.alpn.length; i++) ArrayPrototypePush(protocols, hello.alpn[i]);
    const chosen = FunctionPrototypeCall(ALPNCallback, socket, { servername: hello.servername || undefined, protocols });
    if (chosen === undefined) {
      names = [noProtocol];
    } else {
      let offered = false;
      for (let i = 0; i < hello.alpn.length; i++) offered ||= hello.alpn[i] === chosen;
      if (!offered) {
        socket.destroy(released(socket, new ERR_TLS_ALPN_CALLBACK_INVALID_RESULT(chosen, hello.alpn)));
        return;
      }
      names = [chosen];
    }
  }
  if (!socket._SNICallback || !hello.servername) {
    answer(socket, names);
    return;
  }
  let called = false;
  FunctionPrototypeCall(socket._SNICallback, socket, hello.servername, (err, context) => {
    if (called) {
      socket.destroy(released(socket, new ERR_MULTIPLE_CALLBACK()));
      return;
    }
    called = true;
    if (socket.destroyed) return;
    if (err) {
      socket.destroy(released(socket, err));
      return;
    }
    if (context) {
      const found = isContext(context) ? context : isContext({ context }) ? { context } : undefined;
      if (found === undefined) {
        socket.destroy(released(socket, new Error('Invalid SNI context')));
        return;
      }
      // Whom the server trusts remains true.
      socket[kContext] = found;
    }
    answer(socket, names);
  });
}

function answer(socket, names) {
  socket._handle.answer(settingsText(socket[kContext]), termsOf(socket, false, names), (err, outcome) => onOutcome(socket, err, outcome));
}

function onSecure(socket, outcome) {
  const options = socket._tlsOptions;
  socket[kOutcome] = outcome;
  tellKeys(socket, outcome.keylog);
  if (socket.destroyed) return;
  socket.alpnProtocol = outcome.alpn || false;
  if (options.isServer) socket.servername = outcome.servername || false;
  else socket.servername = (options.servername && isIP(options.servername) === 0 && options.servername) || false;
  socket._secureEstablished = true;
  try {
    socket._finishInit();
  } finally {
    if (!socket.destroyed && !socket.secureConnecting) socket._handle.proceed();
  }
}

function tellKeys(socket, lines) {
  if (lines === undefined || lines === null) return;
  for (let i = 0; i < lines.length; i++) {
    const line = Buffer.from(lines[i]);
    socket.emit('keylog', line);
    socket._tlsOptions.server?.emit('keylog', line, socket);
  }
}

TLSSocket.prototype._finishInit = function() {
  if (this._tlsOptions.isServer && this._tlsOptions.handshakeTimeout > 0) this.setTimeout(0, this._handleTimeout);
  // Who makes a socket by himself looks at 'secure'; tls.connect() and servers
  // decide there whether the peer is accepted.
  if (!this[kJudged]) this.secureConnecting = false;
  this.emit('secure');
};

// Why the peer is not to be trusted, as an error.
function verifyError(socket) {
  const problem = socket[kOutcome]?.problem;
  if (!problem) return null;
  const err = new Error(problem.message);
  err.code = problem.code;
  return err;
}

// Some ask the handle.
TLSHandle.prototype.verifyError = function() { return verifyError(this[owner_symbol]); };

// ---- what it tells of the connection

TLSSocket.prototype.getPeerCertificate = function(detailed) {
  if (this._handle === null) return null;
  if (this[kOutcome] === null) return {};
  return chainOf(this._handle.id, true, !!detailed) ?? {};
};

TLSSocket.prototype.getCertificate = function() {
  if (this._handle === null) return null;
  if (this[kOutcome] === null) return {};
  return chainOf(this._handle.id, false, false) ?? {};
};

TLSSocket.prototype.getProtocol = function() {
  return this._handle === null || this[kOutcome] === null ? null : this[kOutcome].version;
};

TLSSocket.prototype.getCipher = function() {
  const outcome = this[kOutcome];
  if (this._handle === null || outcome === null) return undefined;
  const { cipher: name, standardName } = outcome;
  // The version is the one that has brought the suite.
  const old = outcome.version !== 'TLSv1.3' && StringPrototypeSlice(name, -4) === '-SHA';
  const exchange = old && StringPrototypeStartsWith(name, 'ECDHE') ? 'TLSv1' : 'SSLv3';
  return { name, standardName, version: old ? exchange : outcome.version === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2' };
};

TLSSocket.prototype.getEphemeralKeyInfo = function() {
  const outcome = this[kOutcome];
  if (this._handle === null || outcome === null) return null;
  if (this._tlsOptions.isServer) return null;
  if (!outcome.group) return {};
  if (outcome.bits === 0) return { type: 'TLSGroup', name: outcome.group, size: undefined };
  return { type: 'ECDH', name: outcome.group, size: outcome.bits };
};

TLSSocket.prototype.exportKeyingMaterial = function(length, label, context) {
  validateUint32(length, 'length', true);
  validateString(label, 'label');
  if (context !== undefined) validateBuffer(context, 'context');
  if (!this._secureEstablished || this._handle === null) throw new ERR_TLS_INVALID_STATE();
  return asBuffer(binding.exportTLS(this._handle.id, length, label, context ?? null));
};

TLSSocket.prototype.setMaxSendFragment = function(size) {
  validateInt32(size, 'size');
  return this._handle !== null && this[kOutcome] !== null && binding.limitTLS(this._handle.id, size);
};

// Sessions are not resumed.
TLSSocket.prototype.isSessionReused = function() { return this._handle === null ? null : false; };
TLSSocket.prototype.getSession = function() { return this._handle === null ? null : undefined; };
TLSSocket.prototype.getTLSTicket = function() { return this._handle === null ? null : undefined; };

TLSSocket.prototype.setServername = function(name) {
  validateString(name, 'name');
  if (this._tlsOptions.isServer) throw new ERR_TLS_SNI_FROM_SERVER();
  if (this[kStarted] && !this.connecting) throw new ERR_TLS_INVALID_STATE();
  this._tlsOptions.servername = name;
};

// The certificate of a server's end, until the client has said what it wants.
TLSSocket.prototype.setKeyCert = function(context) {
  if (this[kOutcome] !== null) throw new ERR_TLS_INVALID_STATE();
  this[kContext] = isContext(context) ? context : createSecureContext(context);
};

// TLS 1.3 has no renegotiation, and with earlier versions none is agreed to.
TLSSocket.prototype.renegotiate = function(options, callback) {
  validateObject(options, 'options');
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (this.destroyed) return undefined;
  if (!this[kRenegotiation]) {
    if (callback) process.nextTick(callback, new ERR_TLS_RENEGOTIATION_DISABLED());
    return false;
  }
  if (callback) process.nextTick(callback, new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('tlsSocket.renegotiate()'));
  return false;
};

TLSSocket.prototype.disableRenegotiation = function() { this[kRenegotiation] = false; };

const missing = ['enableTrace', 'getFinished', 'getPeerFinished', 'getPeerX509Certificate', 'getSharedSigalgs', 'getX509Certificate', 'setSession'];
for (let i = 0; i < missing.length; i++) {
  TLSSocket.prototype[missing[i]] = { [missing[i]]() { fail(`tlsSocket.${missing[i]}()`); } }[missing[i]];
}

module.exports = { TLSSocket, kJudged, verifyError };
