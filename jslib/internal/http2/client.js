'use strict';

// http2.connect: a session to a server.

const { ObjectAssign, ObjectDefineProperty, Promise, StringPrototypeSlice } = primordials;
const net = require('net');
const { isIP } = require('internal/net');
const { promisify } = require('internal/util');
const { validateNumber } = require('internal/validators');
const { codes: { ERR_HTTP2_UNSUPPORTED_PROTOCOL } } = require('internal/errors');
const { assertIsObject } = require('internal/http2/checks');
const { ClientHttp2Session } = require('internal/http2/client_session');
const { sessionOptions } = require('internal/http2/options');
const { kAuthority, kProtocol } = require('internal/http2/symbols');

const defaultOriginSetSize = 128;

function connect(authority, options, listener) {
  if (typeof options === 'function') {
    listener = options;
    options = undefined;
  }
  options = sessionOptions(options);
  if (options.maxOriginSetSize == null) options.maxOriginSetSize = defaultOriginSetSize;
  else validateNumber(options.maxOriginSetSize, 'options.maxOriginSetSize', 0);
  if (typeof authority === 'string') authority = new (require('internal/url').URL)(authority);
  assertIsObject(authority, 'authority', ['string', 'Object', 'URL']);

  const protocol = authority.protocol || options.protocol || 'https:';
  const port = `${authority.port !== '' ? authority.port : authority.protocol === 'http:' ? 80 : 443}`;
  const host = hostOf(authority);
  const session = new ClientHttp2Session(options, openSocket(authority, options, protocol, host, port));
  session[kAuthority] = `${options.servername || host}:${port}`;
  session[kProtocol] = protocol;
  if (typeof listener === 'function') session.once('connect', listener);
  return session;
}

function hostOf({ host, hostname }) {
  if (hostname) return hostname[0] === '[' ? StringPrototypeSlice(hostname, 1, -1) : hostname;
  return host || 'localhost';
}

function openSocket(authority, options, protocol, host, port) {
  if (typeof options.createConnection === 'function') return options.createConnection(authority, options);
  switch (protocol) {
    case 'http:': return net.connect(ObjectAssign({ port, host }, options));
    case 'https:': return require('tls').connect(port, host, secureOptions(options, isIP(host) === 0 ? host : undefined));
    default: throw new ERR_HTTP2_UNSUPPORTED_PROTOCOL(protocol);
  }
}

function secureOptions(options, servername) {
  return ObjectAssign({ servername }, options, { ALPNProtocols: ['h2'] });
}

const promised = {
  connect(authority, options) {
    return new Promise((resolve, reject) => {
      const session = connect(authority, options, () => {
        session.removeListener('error', reject);
        resolve(session);
      });
      session.once('error', reject);
    });
  },
};
ObjectDefineProperty(connect, promisify.custom, { __proto__: null, value: promised.connect });

module.exports = { connect };
