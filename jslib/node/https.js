'use strict';

// HTTPS for clients. A server of it needs a TLS socket of its own.

const { FunctionPrototypeCall, ObjectAssign, ObjectDefineProperty, ObjectSetPrototypeOf } = primordials;
const { Agent: HTTPAgent } = require('internal/http/agent');
const { ClientRequest } = require('internal/http/client');
const { isURL, urlToHttpOptions } = require('internal/url');
const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM } } = require('internal/errors');

function Agent(options) {
  if (!(this instanceof Agent)) return new Agent(options);
  FunctionPrototypeCall(HTTPAgent, this, { ...options, defaultPort: options?.defaultPort ?? 443, protocol: options?.protocol ?? 'https:' });
  this.maxCachedSessions = this.options.maxCachedSessions ?? 100;
}
ObjectSetPrototypeOf(Agent.prototype, HTTPAgent.prototype);
ObjectSetPrototypeOf(Agent, HTTPAgent);

// What decides whom to trust is part of a connection's name.
Agent.prototype.getName = function getName(options = {}) {
  let name = FunctionPrototypeCall(HTTPAgent.prototype.getName, this, options);
  for (const key of ['ca', 'cert', 'clientCertEngine', 'ciphers', 'key', 'pfx', 'rejectUnauthorized', 'servername',
    'minVersion', 'maxVersion', 'secureProtocol', 'crl', 'honorCipherOrder', 'ecdhCurve', 'dhparam', 'secureOptions',
    'sessionIdContext', 'sigalgs', 'privateKeyIdentifier', 'privateKeyEngine']) {
    name += ':';
    if (options[key] !== undefined && !(key === 'servername' && options.servername === options.host)) name += options[key];
  }
  return name;
};

let globalAgent = new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 });

function request(...args) {
  let options = {};
  if (typeof args[0] === 'string') options = urlToHttpOptions(new (require('internal/url').URL)(args.shift()));
  else if (isURL(args[0])) options = urlToHttpOptions(args.shift());
  if (args[0] && typeof args[0] !== 'function') ObjectAssign(options, args.shift());
  options._defaultAgent = globalAgent;
  return new ClientRequest(options, args[0]);
}

function get(input, options, cb) {
  const req = request(input, options, cb);
  req.end();
  return req;
}

function Server() {
  throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('https.createServer()');
}

function createServer(options, listener) {
  return new Server(options, listener);
}

module.exports = { Agent, Server, createServer, get, request };
ObjectDefineProperty(module.exports, 'globalAgent', {
  __proto__: null, configurable: true, enumerable: true, get() { return globalAgent; }, set(value) { globalAgent = value; },
});
