'use strict';

// A request of HTTP/2 in the shape that http's has. It reads from its stream and
// tells what happens there; it can be replaced, so that it knows of the stream
// what any program knows.

const {
  ArrayPrototypePush,
  ObjectAssign,
  StringPrototypeTrim,
  Symbol,
} = primordials;
const { Readable } = require('stream');
const { kRequest, proxyFor } = require('internal/http2/compat_socket');
const { getAuthority } = require('internal/http2/headers');
const { validateString } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');

const kAborted = Symbol('aborted');
const kHeaders = Symbol('headers');
const kRawHeaders = Symbol('rawHeaders');
const kRawTrailers = Symbol('rawTrailers');
const kState = Symbol('state');
const kStream = Symbol('stream');
const kTrailers = Symbol('trailers');

class Http2ServerRequest extends Readable {
  constructor(stream, headers, options, rawHeaders) {
    super(ObjectAssign({ autoDestroy: false }, options));
    this[kState] = { closed: false, didRead: false };
    this[kHeaders] = headers;
    this[kRawHeaders] = rawHeaders;
    this[kTrailers] = {};
    this[kRawTrailers] = [];
    this[kStream] = stream;
    this[kAborted] = false;
    stream[kRequest] = this;
    stream.on('trailers', onTrailers);
    stream.on('end', onEnd);
    stream.on('error', onError);
    stream.on('aborted', onAborted);
    stream.on('close', onClose);
    stream.on('timeout', onTimeout);
    this.on('pause', onPause);
    this.on('resume', onResume);
  }

  get aborted() { return this[kAborted]; }

  get complete() {
    return this[kAborted] || this._readableState.ended || this[kState].closed || this[kStream].destroyed;
  }

  get stream() { return this[kStream]; }
  get headers() { return this[kHeaders]; }
  get rawHeaders() { return this[kRawHeaders]; }
  get trailers() { return this[kTrailers]; }
  get rawTrailers() { return this[kRawTrailers]; }
  get httpVersionMajor() { return 2; }
  get httpVersionMinor() { return 0; }
  get httpVersion() { return '2.0'; }
  get socket() { return proxyFor(this[kStream]); }
  get connection() { return this.socket; }

  _read() {
    const state = this[kState];
    const stream = this[kStream];
    if (state.didRead) {
      process.nextTick(resume, stream);
      return;
    }
    state.didRead = true;
    stream.on('data', onData);
  }

  get method() { return this[kHeaders][':method']; }

  set method(method) {
    validateString(method, 'method');
    if (StringPrototypeTrim(method) === '') throw new ERR_INVALID_ARG_VALUE('method', method);
    this[kHeaders][':method'] = method;
  }

  get authority() { return getAuthority(this[kHeaders]); }
  get scheme() { return this[kHeaders][':scheme']; }
  get url() { return this[kHeaders][':path']; }
  set url(url) { this[kHeaders][':path'] = url; }

  setTimeout(msecs, callback) {
    if (!this[kState].closed) this[kStream].setTimeout(msecs, callback);
    return this;
  }
}

function resume(stream) { stream.resume(); }

// Listeners of a request.

function onPause() { this[kStream].pause(); }

function onResume() { this[kStream].resume(); }

// Listeners of its stream.

function onData(chunk) {
  const request = this[kRequest];
  if (request !== undefined && !request.push(chunk)) this.pause();
}

function onTrailers(trailers, flags, rawTrailers) {
  const request = this[kRequest];
  if (request === undefined) return;
  ObjectAssign(request[kTrailers], trailers);
  for (let i = 0; i < rawTrailers.length; i++) ArrayPrototypePush(request[kRawTrailers], rawTrailers[i]);
}

function onEnd() { this[kRequest]?.push(null); }

// Errors are told by the stream alone. A program of HTTP/1 hears 'aborted' and
// 'close'.
function onError() {}

function onAborted() {
  const request = this[kRequest];
  if (request === undefined || request[kState].closed) return;
  request[kAborted] = true;
  request.emit('aborted');
}

function onTimeout() { this[kRequest]?.emit('timeout'); }

function onClose() {
  const request = this[kRequest];
  if (request === undefined) return;
  const state = request[kState];
  state.closed = true;
  request.push(null);
  // Who never read is told of the end nevertheless.
  if (!state.didRead && request.readableFlowing === null) request.resume();
  this[kRequest] = undefined;
  request.emit('close');
}

module.exports = { Http2ServerRequest };
