'use strict';

// request.socket and response.socket. Programs of HTTP/1 know them as their own;
// here many streams share one, so that life and events are those of the stream,
// timeouts those of the session, and the bytes nobody's. All else is the socket's.

const { FunctionPrototypeBind, Proxy, ReflectGetPrototypeOf, Symbol } = primordials;
const { kSocket } = require('internal/http2/symbols');
const { codes: { ERR_HTTP2_NO_SOCKET_MANIPULATION } } = require('internal/errors');

// On a stream: who speaks for it.
const kRequest = Symbol('request');
const kResponse = Symbol('response');
const kProxy = Symbol('proxySocket');

const ofStream = {
  __proto__: null,
  destroy: true, destroyed: true, emit: true, end: true, on: true, once: true, readable: true, writable: true,
};
const forbidden = { __proto__: null, pause: true, read: true, resume: true, write: true };

// What has the property: the stream, its session or the socket. A destroyed
// stream has no session any more, and answers for all.
function ownerOf(stream, name) {
  if (forbidden[name]) throw new ERR_HTTP2_NO_SOCKET_MANIPULATION();
  if (ofStream[name]) return stream;
  if (name === 'setTimeout') return stream.session ?? stream;
  return stream.session?.[kSocket] ?? stream;
}

const handler = {
  __proto__: null,
  get(stream, name) {
    if (name === 'readable') {
      return !stream.destroyed && (stream[kRequest] ?? stream).readable;
    }
    const owner = ownerOf(stream, name);
    const value = owner[name];
    return typeof value === 'function' ? FunctionPrototypeBind(value, owner) : value;
  },
  getPrototypeOf(stream) { return ReflectGetPrototypeOf(stream.session?.[kSocket] ?? stream); },
  has(stream, name) { return name in stream || name in (stream.session?.[kSocket] ?? stream); },
  set(stream, name, value) {
    ownerOf(stream, name)[name] = value;
    return true;
  },
};

// The same for request and response.
function proxyFor(stream) { return stream[kProxy] ??= new Proxy(stream, handler); }

module.exports = { kRequest, kResponse, proxyFor };
