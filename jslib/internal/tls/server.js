'use strict';

// tls.Server: a server of net's, of each of whose connections TLS takes
// possession.

const {
  ArrayPrototypeUnshift,
  FunctionPrototypeCall,
  ObjectSetPrototypeOf,
  RegExp,
  RegExpPrototypeExec,
  StringPrototypeIncludes,
  SymbolFor,
  Symbol,
} = primordials;

const { Server: NetServer } = require('internal/net/server');
const { convertALPNProtocols } = require('internal/tls/alpn');
const { createSecureContext, isContext } = require('internal/tls/context');
const { TLSSocket, kJudged, verifyError } = require('internal/tls/socket');
const { fail } = require('internal/unavailable');
const { kEmptyObject } = require('internal/util');
const { validateBuffer, validateFunction, validateNumber, validateObject } = require('internal/validators');
const {
  ConnResetException,
  codes: {
    ERR_FEATURE_UNAVAILABLE_ON_PLATFORM,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS,
    ERR_TLS_REQUIRED_SERVER_NAME,
  },
} = require('internal/errors');

const kRejection = SymbolFor('nodejs.rejection');
const kErrorTold = Symbol('kErrorTold');
const kSNICallback = Symbol('kSNICallback');
const handshakeTimeout = 120 * 1000;

function Server(options, listener) {
  if (!(this instanceof Server)) return new Server(options, listener);
  if (typeof options === 'function') {
    listener = options;
    options = kEmptyObject;
  } else if (options === undefined || options === null) {
    options = kEmptyObject;
  } else if (typeof options !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  }
  const { ALPNCallback, ALPNProtocols, SNICallback } = options;
  this._contexts = [];
  this.requestCert = options.requestCert === true;
  this.rejectUnauthorized = options.rejectUnauthorized !== false;
  if (ALPNCallback) {
    validateFunction(ALPNCallback, 'options.ALPNCallback');
    if (ALPNProtocols) throw new ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS();
    this.ALPNCallback = ALPNCallback;
  }
  if (ALPNProtocols) convertALPNProtocols(ALPNProtocols, this);
  if (options.sessionTimeout) this.sessionTimeout = options.sessionTimeout;
  if (options.pskCallback) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('tls options.pskCallback');
  if (options.enableTrace) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('tls options.enableTrace');
  this.setSecureContext(options);
  this._handshakeTimeout = options.handshakeTimeout || handshakeTimeout;
  validateNumber(this._handshakeTimeout, 'options.handshakeTimeout');
  if (SNICallback !== undefined && SNICallback !== null) validateFunction(SNICallback, 'options.SNICallback');
  this[kSNICallback] = SNICallback ?? undefined;
  FunctionPrototypeCall(NetServer, this, options, onConnection);
  if (listener) this.on('secureConnection', listener);
}
ObjectSetPrototypeOf(Server.prototype, NetServer.prototype);
ObjectSetPrototypeOf(Server, NetServer);

function onConnection(raw) {
  const { ALPNCallback, ALPNProtocols } = this;
  // A certificate for a name is asked of the program, or of addContext's.
  const SNICallback = this[kSNICallback] ?? (this._contexts.length > 0 ? (name, callback) => callback(null, contextOf(this, name)) : undefined);
  const socket = new TLSSocket(raw, {
    secureContext: this._sharedCreds,
    isServer: true,
    server: this,
    requestCert: this.requestCert,
    rejectUnauthorized: this.rejectUnauthorized,
    handshakeTimeout: this._handshakeTimeout,
    ALPNProtocols,
    ALPNCallback,
    SNICallback,
    pauseOnConnect: this.pauseOnConnect,
    highWaterMark: this.highWaterMark,
  });
  socket[kJudged] = true;
  socket[kErrorTold] = false;
  socket.on('secure', onSecure);
  socket.on('close', onClose);
  socket.on('_tlsError', onError);
}

function onSecure() {
  const { server } = this;
  if (this._requestCert) {
    const problem = verifyError(this);
    if (problem) {
      this.authorizationError = problem.code;
      if (this._rejectUnauthorized) this.destroy();
    } else {
      this.authorized = true;
    }
  }
  if (this.destroyed || !this._releaseControl()) return;
  this.secureConnecting = false;
  server.emit('secureConnection', this);
}

function onClose() {
  if (this._controlReleased || this[kErrorTold]) return;
  this[kErrorTold] = true;
  this.server.emit('tlsClientError', new ConnResetException('socket hang up'), this);
}

function onError(err) {
  if (this._controlReleased || this[kErrorTold]) return;
  this[kErrorTold] = true;
  this.server.emit('tlsClientError', err, this);
}

// The context for a name: the one that was added last counts.
function contextOf({ _contexts: contexts }, name) {
  for (let i = 0; i < contexts.length; i++) {
    if (RegExpPrototypeExec(contexts[i][0], name) !== null) return contexts[i][1];
  }
  return undefined;
}

function patternOf(name) {
  let pattern = '^';
  for (let i = 0; i < name.length; i++) {
    const c = name[i];
    if (c === '*') pattern += '[^.]*';
    else pattern += StringPrototypeIncludes('.^$+?-\\[]{}|()/', c) ? `\\${c}` : c;
  }
  return `${pattern}$`;
}

// A star stands for what has no dot.
Server.prototype.addContext = function(servername, context) {
  if (!servername) throw new ERR_TLS_REQUIRED_SERVER_NAME();
  ArrayPrototypeUnshift(this._contexts, [new RegExp(patternOf(`${servername}`), 'i'), isContext(context) ? context : createSecureContext(context)]);
};

const kept = [
  'key', 'passphrase', 'cert', 'clientCertEngine', 'ca', 'minVersion', 'maxVersion', 'secureProtocol', 'crl', 'ecdhCurve',
  'dhparam', 'ciphers', 'sigalgs', 'honorCipherOrder', 'secureOptions', 'sessionIdContext', 'privateKeyIdentifier', 'privateKeyEngine',
];

// For connections that come later.
Server.prototype.setSecureContext = function(options) {
  validateObject(options, 'options');
  if (options.pfx) this.pfx = options.pfx;
  for (let i = 0; i < kept.length; i++) {
    const value = options[kept[i]];
    this[kept[i]] = value || undefined;
  }
  this.honorCipherOrder = options.honorCipherOrder !== undefined ? !!options.honorCipherOrder : true;
  this._sharedCreds = createSecureContext(options);
};

// Of sessions that are resumed, of which there are none.
Server.prototype.getTicketKeys = function() { fail('tlsServer.getTicketKeys()'); };
Server.prototype.setTicketKeys = function(keys) {
  validateBuffer(keys);
  if (keys.byteLength !== 48) throw new ERR_INVALID_ARG_VALUE('keys', keys.byteLength, 'Session ticket keys must be a 48-byte buffer');
  fail('tlsServer.setTicketKeys()');
};

Server.prototype[kRejection] = function(err, event, socket) {
  if (event === 'secureConnection') socket.destroy(err);
  else FunctionPrototypeCall(NetServer.prototype[kRejection], this, err, event, socket);
};

function createServer(options, listener) { return new Server(options, listener); }

module.exports = { Server, createServer };
