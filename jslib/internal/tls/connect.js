'use strict';

// tls.connect: a connection to a server that is known by its certificate.

const { Number, ObjectAssign, ReflectApply } = primordials;

const { normalizeArgs } = require('internal/net/arguments');
const { isIP } = require('internal/net');
const { TLSSocket, kJudged, verifyError } = require('internal/tls/socket');
const { validateFunction } = require('internal/validators');
const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM, ERR_INVALID_ARG_TYPE } } = require('internal/errors');

let warnedOfAll = false;
let warnedOfIP = false;

// (options), (port[, host][, options]), (path[, options]), each with a callback
// behind.
function normalizeConnectArgs(args) {
  const normalized = normalizeArgs(args);
  const { 0: first } = normalized;
  let options = first;
  for (let i = 1; i < args.length && i < 3; i++) {
    if (args[i] !== null && typeof args[i] === 'object') {
      options = { ...args[i], ...first };
      break;
    }
  }
  return { options, callback: normalized[1] };
}

// Whoever sets NODE_TLS_REJECT_UNAUTHORIZED=0 is warned, once.
function trustsAll() {
  if (process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return false;
  if (!warnedOfAll) {
    warnedOfAll = true;
    process.emitWarning('Setting the NODE_TLS_REJECT_UNAUTHORIZED environment variable to \'0\' makes TLS connections and ' +
      'HTTPS requests insecure by disabling certificate verification.');
  }
  return true;
}

function connect(...args) {
  const { options: given, callback } = normalizeConnectArgs(args);
  const options = {
    rejectUnauthorized: !trustsAll(),
    ciphers: require('tls').DEFAULT_CIPHERS,
    checkServerIdentity: require('tls').checkServerIdentity,
    ...given,
  };
  if (!options.keepAlive) options.singleUse = true;
  validateFunction(options.checkServerIdentity, 'options.checkServerIdentity');
  checkUnavailable(options);
  const context = options.secureContext || require('tls').createSecureContext(options);
  const socket = new TLSSocket(options.socket, {
    allowHalfOpen: options.socket ? !!options.socket.allowHalfOpen : !!options.allowHalfOpen,
    pipe: !!options.path,
    secureContext: context,
    isServer: false,
    requestCert: true,
    rejectUnauthorized: options.rejectUnauthorized !== false,
    ALPNProtocols: options.ALPNProtocols,
    enableTrace: options.enableTrace,
    highWaterMark: options.highWaterMark,
    onread: options.onread,
    signal: options.signal,
    servername: undefined,
    noDelay: options.noDelay,
    keepAlive: options.keepAlive,
    keepAliveInitialDelay: options.keepAliveInitialDelay,
  });
  const { path, host, port, localAddress, servername } = options;
  ObjectAssign(socket._tlsOptions, { path, host, port, localAddress });
  socket[kJudged] = true;
  socket.once('secure', () => onConnectSecure(socket, options));
  if (callback !== null) socket.once('secureConnect', callback);
  if (servername) {
    if (!warnedOfIP && isIP(servername) !== 0) {
      warnedOfIP = true;
      process.emitWarning('Setting the TLS ServerName to an IP address is not permitted by RFC 6066. This will be ignored in a future version.',
        'DeprecationWarning', 'DEP0123');
    }
    socket.setServername(servername);
  }
  if (!options.socket && !socket.destroyed) { // it is if the signal was aborted before
    if (options.timeout) socket.setTimeout(options.timeout);
    socket.connect(options);
  }
  socket._releaseControl();
  socket._start();
  return socket;
}

function checkUnavailable({ session, requestOCSP, pskCallback, minDHSize, socket, path }) {
  const unavailable = (name) => { throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(`tls options.${name}`); };
  if (minDHSize !== undefined) {
    // There are no ciphers with DHE, so that none is too weak.
    if (typeof minDHSize !== 'number' || !(minDHSize > 0)) throw new ERR_INVALID_ARG_TYPE('options.minDHSize', 'number', Number(minDHSize));
  }
  if (session) unavailable('session');
  if (requestOCSP) unavailable('requestOCSP');
  if (pskCallback) unavailable('pskCallback');
  if (path && !socket) unavailable('path');
}

// The handshake has ended: is it who it should be?
function onConnectSecure(socket, options) {
  const hostname = options.servername || options.host || options.socket?._host || 'localhost';
  let problem = verifyError(socket);
  if (!problem) {
    const { checkServerIdentity } = options;
    problem = ReflectApply(checkServerIdentity, undefined, [hostname, socket.getPeerCertificate(true)]);
  }
  if (problem) {
    socket.authorized = false;
    socket.authorizationError = problem.code || problem.message;
    if (options.rejectUnauthorized !== false) {
      socket.destroy(problem);
      return;
    }
  } else {
    socket.authorized = true;
  }
  socket.secureConnecting = false;
  socket.emit('secureConnect');
}

module.exports = { connect };
