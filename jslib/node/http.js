'use strict';

const { ObjectDefineProperty } = primordials;
const { METHODS, STATUS_CODES, validateHeaderName, validateHeaderValue } = require('internal/http/common');
const { IncomingMessage } = require('internal/http/incoming');
const { OutgoingMessage } = require('internal/http/outgoing');
const { ServerResponse } = require('internal/http/server_response');
const { Server } = require('internal/http/server');
const { Agent, globalAgent } = require('internal/http/agent');
const { ClientRequest } = require('internal/http/client');
const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM } } = require('internal/errors');
const { defineLazyProperties } = require('internal/util');
const { validateInteger } = require('internal/validators');

function createServer(options, requestListener) {
  return new Server(options, requestListener);
}

function request(url, options, cb) {
  return new ClientRequest(url, options, cb);
}

function get(url, options, cb) {
  const req = request(url, options, cb);
  req.end();
  return req;
}

function _connectionListener() {
  throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('serving HTTP on a socket of one\'s own');
}

// The host pools connections and bounds them by policy; the parsers that Node
// counts here do not exist.
function setMaxIdleHTTPParsers(max) { validateInteger(max, 'max', 1); }

module.exports = {
  _connectionListener,
  METHODS,
  STATUS_CODES,
  Agent,
  ClientRequest,
  IncomingMessage,
  OutgoingMessage,
  Server,
  ServerResponse,
  createServer,
  validateHeaderName,
  validateHeaderValue,
  get,
  request,
  setMaxIdleHTTPParsers,
};

ObjectDefineProperty(module.exports, 'maxHeaderSize', {
  __proto__: null, configurable: true, enumerable: true, get() { return 16 * 1024; },
});

let agent = globalAgent;
ObjectDefineProperty(module.exports, 'globalAgent', {
  __proto__: null, configurable: true, enumerable: true, get() { return agent; }, set(value) { agent = value; },
});

defineLazyProperties(module.exports, 'internal/deps/fetch', ['MessageEvent']);
