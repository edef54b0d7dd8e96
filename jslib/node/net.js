'use strict';

// Addresses. Sockets of a program's own are not there yet: asking for one says
// so, rather than that there is no such module.

const { ObjectSetPrototypeOf } = primordials;
const http = internalBinding('http');
const { isIP, isIPv4, isIPv6 } = require('internal/net');
const { Duplex } = require('stream');
const EventEmitter = require('events');
const { validateBoolean, validateInt32 } = require('internal/validators');
const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM } } = require('internal/errors');

function unavailable(what) { return new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(what); }

// Classes, so that `x instanceof net.Socket` can be asked.
function Socket(options) {
  if (!(this instanceof Socket)) return new Socket(options);
  throw unavailable('net.Socket');
}
ObjectSetPrototypeOf(Socket.prototype, Duplex.prototype);
ObjectSetPrototypeOf(Socket, Duplex);

function Server(options, listener) {
  if (!(this instanceof Server)) return new Server(options, listener);
  throw unavailable('net.Server');
}
ObjectSetPrototypeOf(Server.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(Server, EventEmitter);

function connect() { throw unavailable('net.connect()'); }
function createConnection() { throw unavailable('net.createConnection()'); }
function createServer() { throw unavailable('net.createServer()'); }

class BlockList {
  constructor() { throw unavailable('net.BlockList'); }
}

class SocketAddress {
  constructor() { throw unavailable('net.SocketAddress'); }
}

// What connections of fetch() and http keep to: the host tries the addresses of
// a name one after another, the next when one fails or takes this long.
const minAttemptTimeout = 10;
let autoSelectFamily = true;
let attemptTimeout = 250;

function setAttempts() { http.setAttempts(autoSelectFamily ? attemptTimeout : 0); }

module.exports = {
  BlockList,
  Server,
  Socket,
  SocketAddress,
  Stream: Socket,
  connect,
  createConnection,
  createServer,
  isIP,
  isIPv4,
  isIPv6,
  getDefaultAutoSelectFamily() { return autoSelectFamily; },
  setDefaultAutoSelectFamily(value) {
    validateBoolean(value, 'value');
    autoSelectFamily = value;
    setAttempts();
  },
  getDefaultAutoSelectFamilyAttemptTimeout() { return attemptTimeout; },
  setDefaultAutoSelectFamilyAttemptTimeout(value) {
    validateInt32(value, 'value', 1);
    attemptTimeout = value < minAttemptTimeout ? minAttemptTimeout : value;
    setAttempts();
  },
};
