'use strict';

// How a socket gets from a host and a port to a connection: the look-up, and the
// attempts, one address after another.
//
// A name is looked up by the host for this one connection, which may then go to
// what was found: a policy that grants a name need not grant addresses. What the
// program looks up itself has to be granted by address.

const { ArrayPrototypePush, MathMax, Symbol } = primordials;

const { isIP } = require('internal/net');
const { Request } = require('internal/net/tcp');
const { own, prepare, sorted } = require('internal/dns');
const attempts = require('internal/net/attempts');
const { defaultTriggerAsyncIdScope, symbols: { async_id_symbol } } = require('internal/async_hooks');
const { setTimeout, clearTimeout } = require('timers');
const { hasObserver, startPerf } = require('internal/perf/observe');
const { validateBoolean, validateFunction, validateNumber, validatePort, validateString } = require('internal/validators');
const {
  DNSException,
  ExceptionWithHostPort,
  NodeAggregateError,
  codes: {
    ERR_INVALID_ADDRESS_FAMILY,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_IP_ADDRESS,
    ERR_IP_BLOCKED,
    ERR_SOCKET_CONNECTION_TIMEOUT,
  },
} = require('internal/errors');

const { UV_EINVAL, UV_ETIMEDOUT } = internalBinding('uv');
const kPerf = Symbol('kPerf');

// afterConnect(socket, status or error, request) ends every way from here.
function lookupAndConnect(socket, options, afterConnect) {
  const { localAddress, localPort, lookup } = options;
  const host = options.host || 'localhost';
  let { port, autoSelectFamily, autoSelectFamilyAttemptTimeout: timeout } = options;
  if (localAddress && isIP(localAddress) === 0) throw new ERR_INVALID_IP_ADDRESS(localAddress);
  if (localPort) validateNumber(localPort, 'options.localPort');
  if (port !== undefined) {
    if (typeof port !== 'number' && typeof port !== 'string') {
      throw new ERR_INVALID_ARG_TYPE('options.port', ['number', 'string'], port);
    }
    validatePort(port);
  }
  port |= 0;
  if (options.host) validateString(options.host, 'options.host');
  if (autoSelectFamily !== undefined && autoSelectFamily !== null) validateBoolean(autoSelectFamily, 'options.autoSelectFamily');
  else autoSelectFamily = attempts.getDefaultAutoSelectFamily();
  if (timeout !== undefined && timeout !== null) timeout = attempts.attemptTimeout(timeout, 'options.autoSelectFamilyAttemptTimeout');
  else timeout = attempts.getDefaultAutoSelectFamilyAttemptTimeout();

  const to = { socket, handle: socket._handle, host, options, port, localAddress, localPort, timeout, afterConnect };
  const literal = isIP(host);
  if (literal !== 0) {
    inSocket(socket, () => process.nextTick(() => {
      if (wanted(to)) inSocket(socket, () => connectOne(to, host, literal));
    }));
    return;
  }
  if (lookup !== undefined && lookup !== null) validateFunction(lookup, 'options.lookup');
  const dns = require('dns');
  const query = {
    family: options.family === 'IPv4' ? 4 : options.family === 'IPv6' ? 6 : options.family,
    hints: options.hints || 0,
  };
  socket._host = host;
  const many = autoSelectFamily && query.family !== 4 && query.family !== 6 && !localAddress;
  if (many) {
    query.all = true;
    socket.autoSelectFamilyAttemptedAddresses = [];
  }
  const found = many ? (err, list) => foundMany(to, err, list) : (err, address, family) => foundOne(to, err, address, family);
  const ask = lookup || (dns.lookup === own.lookup ? undefined : dns.lookup);
  if (ask === undefined) lookupByHost(to, query, found);
  else inSocket(socket, () => ask(host, query, found));
}

function inSocket(socket, block) { return defaultTriggerAsyncIdScope(socket[async_id_symbol], block); }

// Whether the socket still waits for this connection.
function wanted(to) { return to.socket.connecting && to.socket._handle === to.handle; }

function lookupByHost({ handle, host, port }, query, found) {
  const { family, all, order } = prepare(host, query);
  handle.lookup(host, port, family, (err, addresses) => {
    if (err) {
      found(typeof err.errno === 'number' && err.syscall === 'getaddrinfo' ? new DNSException(err.errno, 'getaddrinfo', host) : err);
      return;
    }
    let list = [];
    for (let i = 0; i < addresses.length; i++) ArrayPrototypePush(list, { address: addresses[i], family: isIP(addresses[i]) });
    list = sorted(list, order);
    if (all) found(null, list);
    else found(null, list[0].address, list[0].family);
  });
}

function failLater(to, err) {
  process.nextTick(() => {
    if (!to.socket.destroyed) to.socket.destroy(err);
  });
}

// What is wrong with an answer, if anything is.
function refusal({ options, port }, address, family) {
  if (typeof address !== 'string' || isIP(address) === 0) return new ERR_INVALID_IP_ADDRESS(address);
  if (family !== 4 && family !== 6) return new ERR_INVALID_ADDRESS_FAMILY(family, options.host, port);
  return undefined;
}

function foundOne(to, err, address, family) {
  const { socket, host } = to;
  socket.emit('lookup', err, address, family, host);
  if (!wanted(to)) return;
  err ||= refusal(to, address, family);
  if (err) {
    failLater(to, err);
    return;
  }
  socket._unrefTimer();
  inSocket(socket, () => connectOne(to, address, family));
}

function foundMany(to, err, list) {
  const { socket, host } = to;
  if (!wanted(to)) return;
  if (err) {
    socket.emit('lookup', err, undefined, undefined, host);
    if (wanted(to)) failLater(to, err);
    return;
  }
  const good = { __proto__: null, 4: [], 6: [] };
  let first;
  for (let i = 0; i < list.length; i++) {
    const { address, family } = list[i];
    socket.emit('lookup', err, address, family, host);
    if (!wanted(to)) return;
    if (refusal(to, address, family) !== undefined) continue;
    first ??= family;
    ArrayPrototypePush(good[family], address);
  }
  if (first === undefined) {
    failLater(to, refusal(to, list[0]?.address, list[0]?.family));
    return;
  }
  // By turns, beginning with the family of the first.
  const second = first === 4 ? 6 : 4;
  const addresses = [];
  for (let i = 0; i < MathMax(good[first].length, good[second].length); i++) {
    if (i < good[first].length) ArrayPrototypePush(addresses, { address: good[first][i], family: first });
    if (i < good[second].length) ArrayPrototypePush(addresses, { address: good[second][i], family: second });
  }
  socket._unrefTimer();
  if (addresses.length === 1) {
    inSocket(socket, () => connectOne(to, addresses[0].address, addresses[0].family));
    return;
  }
  to.addresses = addresses;
  to.next = 0;
  to.errors = [];
  inSocket(socket, () => connectNext(to));
}

// ---- attempts

function connectionError(to, address, status) {
  const { localAddress, localPort, port } = to;
  if (typeof status === 'object') {
    return status.syscall === 'bind' ? new ExceptionWithHostPort(status.errno, 'bind', localAddress, localPort) : status;
  }
  let details;
  if (localAddress && localPort) details = `${localAddress}:${localPort}`;
  const err = new ExceptionWithHostPort(status, 'connect', address, port, details);
  if (details) {
    err.localAddress = localAddress;
    err.localPort = localPort;
  }
  return err;
}

// Returns what stands in the way, or undefined. ended(status) comes later.
function begin(to, address, family, ended) {
  const { socket, handle, localAddress, localPort, port } = to;
  if (localAddress || localPort) {
    const from = localAddress || (family === 4 ? '0.0.0.0' : '::');
    const status = isIP(from) === family ? handle.bind(from, localPort | 0) : UV_EINVAL;
    if (status) return new ExceptionWithHostPort(status, 'bind', from, localPort);
  }
  if (socket.blockList?.check(address, `ipv${family}`)) return new ERR_IP_BLOCKED(address);
  if (socket.autoSelectFamilyAttemptedAddresses !== undefined) {
    ArrayPrototypePush(socket.autoSelectFamilyAttemptedAddresses, `${address}:${port}`);
  }
  socket.emit('connectionAttempt', address, port, family);
  if (!wanted(to)) return undefined;
  if (hasObserver('net')) startPerf(socket, kPerf, { type: 'net', name: 'connect', detail: { host: address, port } });
  handle.connect(new Request('TCPCONNECTWRAP', ended), address, port);
  return undefined;
}

function connectOne(to, address, family) {
  const { socket } = to;
  const obstacle = begin(to, address, family, (status) => {
    if (!wanted(to)) return;
    const err = status === 0 ? undefined : connectionError(to, address, status);
    if (err !== undefined) socket.emit('connectionAttemptFailed', address, to.port, family, err);
    if (wanted(to)) to.afterConnect(socket, err);
  });
  if (obstacle !== undefined) socket.destroy(obstacle);
}

function connectNext(to) {
  const { socket, addresses, errors, port } = to;
  for (;;) {
    if (!wanted(to)) return;
    if (to.next === addresses.length) {
      socket.destroy(errors.length === 0 ? new ERR_SOCKET_CONNECTION_TIMEOUT() : new NodeAggregateError(errors));
      return;
    }
    const { address, family } = addresses[to.next++];
    const mine = to.next;
    let timer;
    const obstacle = begin(to, address, family, (status) => {
      if (!wanted(to) || to.next !== mine) return; // it was given up meanwhile
      clearTimeout(timer);
      if (status === 0) {
        to.afterConnect(socket, undefined);
        return;
      }
      const err = connectionError(to, address, status);
      ArrayPrototypePush(errors, err);
      socket.emit('connectionAttemptFailed', address, port, family, err);
      connectNext(to);
    });
    if (obstacle === undefined) {
      if (to.next < addresses.length && wanted(to)) {
        timer = setTimeout(() => {
          if (!wanted(to) || to.next !== mine) return;
          socket.emit('connectionAttemptTimeout', address, port, family);
          ArrayPrototypePush(errors, connectionError(to, address, UV_ETIMEDOUT));
          connectNext(to);
        }, to.timeout);
      }
      return;
    }
    ArrayPrototypePush(errors, obstacle);
    socket.emit('connectionAttemptFailed', address, port, family, obstacle);
  }
}

module.exports = { kPerf, lookupAndConnect };
