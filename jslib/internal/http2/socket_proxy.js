'use strict';

// session.socket: the socket as far as a program may touch it. Its bytes are the
// session's; timeouts, life and references are those of the session.

const { FunctionPrototypeBind, Proxy, ReflectGetPrototypeOf } = primordials;
const { kSocket } = require('internal/http2/symbols');
const { codes: { ERR_HTTP2_NO_SOCKET_MANIPULATION, ERR_HTTP2_SOCKET_UNBOUND } } = require('internal/errors');

const ofSession = { __proto__: null, destroy: true, ref: true, setTimeout: true, unref: true };
const forbidden = {
  __proto__: null,
  emit: true, end: true, pause: true, read: true, resume: true, setEncoding: true, setKeepAlive: true, setNoDelay: true, write: true,
};

function socketOf(session) {
  const socket = session[kSocket];
  if (socket === undefined) throw new ERR_HTTP2_SOCKET_UNBOUND();
  return socket;
}

const handler = {
  __proto__: null,
  get(session, name) {
    if (ofSession[name]) return FunctionPrototypeBind(session[name], session);
    if (forbidden[name]) throw new ERR_HTTP2_NO_SOCKET_MANIPULATION();
    const socket = socketOf(session);
    const value = socket[name];
    return typeof value === 'function' ? FunctionPrototypeBind(value, socket) : value;
  },
  getPrototypeOf(session) { return ReflectGetPrototypeOf(socketOf(session)); },
  has(session, name) { return name in socketOf(session); },
  set(session, name, value) {
    if (forbidden[name]) throw new ERR_HTTP2_NO_SOCKET_MANIPULATION();
    if (ofSession[name]) session[name] = value;
    else socketOf(session)[name] = value;
    return true;
  },
};

function proxySocket(session) { return new Proxy(session, handler); }

module.exports = { proxySocket };
