'use strict';

// node:net: TCP over the host's connections, and addresses. Pipes and what has a
// descriptor of the system's say that they are not available.

const { isIP, isIPv4, isIPv6 } = require('internal/net');
const { BlockList } = require('internal/net/blocklist');
const { SocketAddress } = require('internal/net/socket_address');
const { Socket, connect } = require('internal/net/socket');
const { Server } = require('internal/net/server');
const { normalizeArgs } = require('internal/net/arguments');
const {
  getDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamily,
  setDefaultAutoSelectFamilyAttemptTimeout,
} = require('internal/net/attempts');

function createServer(options, connectionListener) { return new Server(options, connectionListener); }

module.exports = {
  _normalizeArgs: normalizeArgs,
  BlockList,
  SocketAddress,
  connect,
  createConnection: connect,
  createServer,
  isIP,
  isIPv4,
  isIPv6,
  Server,
  Socket,
  Stream: Socket,
  getDefaultAutoSelectFamily,
  setDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout,
};
