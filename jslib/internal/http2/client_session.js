'use strict';

// The client's side of a session: it asks.

const { ArrayPrototypePush, ObjectAssign, SymbolDispose } = primordials;
const { AsyncResource } = require('async_hooks');
const { deprecateProperty } = require('internal/util');
const { validateAbortSignal, validateBoolean, validateNumber } = require('internal/validators');
const {
  AbortError,
  codes: {
    ERR_HTTP2_GOAWAY_SESSION,
    ERR_HTTP2_INVALID_SESSION,
    ERR_HTTP2_OUT_OF_STREAMS,
    ERR_INVALID_ARG_TYPE,
  },
} = require('internal/errors');
const channels = require('internal/http2/channels');
const { assertIsObject } = require('internal/http2/checks');
const { ClientHttp2Stream } = require('internal/http2/client_stream');
const { constants } = require('internal/http2/constants');
const { NghttpError } = require('internal/http2/errors');
const { isPayloadMeaningless, prepareRequest } = require('internal/http2/headers');
const { Http2Session } = require('internal/http2/session');
const {
  kActive, kAuthority, kConnection, kOptions, kOrigin, kProtocol, kReady, kSentHeaders, kSession, kState,
} = require('internal/http2/symbols');

const { NGHTTP2_ERR_STREAM_ID_NOT_AVAILABLE, NGHTTP2_SESSION_CLIENT } = constants;

class ClientHttp2Session extends Http2Session {
  constructor(options, socket) {
    super(NGHTTP2_SESSION_CLIENT, options, socket);
    this[kState].requests = undefined; // those that wait for the connection
  }

  // The server pushes.
  streamOfPeer_(id, headers, end) {
    const stream = new ClientHttp2Stream(this, id);
    channels.publish(channels.client.created, { stream, headers });
    channels.publish(channels.client.start, { stream, headers });
    if (end) stream.push(null);
    stream.end();
    stream[kState].endAfterHeaders = end;
    return stream;
  }

  // What is wrong with the session is told by the stream, so that who asks again
  // from a callback is not thrown at.
  request(headers, options) {
    const refused = this.destroyed ? new ERR_HTTP2_INVALID_SESSION() : this.closed ? new ERR_HTTP2_GOAWAY_SESSION() : undefined;
    this[kActive]();
    if (headers !== undefined && (headers === null || typeof headers !== 'object')) {
      throw new ERR_INVALID_ARG_TYPE('headers', ['Object', 'Array'], headers);
    }
    const asked = prepareRequest(headers ?? {}, { authority: this[kAuthority], protocol: this[kProtocol] },
                                 this[kOptions].strictSingleValueFields);
    assertIsObject(options, 'options');
    options = ObjectAssign({ __proto__: null }, options);
    checkPriority(options);
    if (options.endStream === undefined) options.endStream = isPayloadMeaningless(asked.method);
    else validateBoolean(options.endStream, 'options.endStream');

    const stream = new ClientHttp2Stream(this, undefined);
    stream[kSentHeaders] = asked.sent;
    stream[kOrigin] = `${asked.scheme}://${asked.authority}`;
    if (options.endStream) {
      stream.end();
      // It rides on the headers.
      stream[kState].ended = true;
    }
    if (options.waitForTrailers) stream[kState].hasTrailers = true;
    if (options.signal) abortWith(stream, options.signal);

    const resource = new AsyncResource('PendingRequest');
    if (refused !== undefined) process.nextTick(resource.bind(() => stream.destroy(refused)));
    else if (!this.connecting) send(this, stream, asked, options);
    else whenConnected(this, resource.bind(() => send(this, stream, asked, options)));
    if (channels.client.created.hasSubscribers) channels.client.created.publish({ stream, headers: stream.sentHeaders });
    return stream;
  }
}

// One listener for all.
function whenConnected(session, ask) {
  const state = session[kState];
  if (state.requests !== undefined) {
    ArrayPrototypePush(state.requests, ask);
    return;
  }
  state.requests = [ask];
  session.once('connect', () => {
    const { requests } = state;
    state.requests = undefined;
    for (let i = 0; i < requests.length; i++) requests[i]();
  });
}

const deprecateWeight = deprecateProperty('weight', 'Priority signaling has been deprecated as of RFC 9113.', 'DEP0194');

// Nothing is made of them, but wrong ones were always refused.
function checkPriority(options) {
  deprecateWeight(options);
  if (options.parent !== undefined) validateNumber(options.parent, 'options.parent', 0);
  if (options.exclusive !== undefined) validateBoolean(options.exclusive, 'options.exclusive');
  if (options.silent !== undefined) validateBoolean(options.silent, 'options.silent');
}

function abortWith(stream, signal) {
  validateAbortSignal(signal, 'options.signal');
  const abort = () => stream.destroy(new AbortError(undefined, { cause: signal.reason }));
  if (signal.aborted) {
    abort();
    return;
  }
  const listening = require('internal/events/abort_listener').addAbortListener(signal, abort);
  stream.once('close', () => listening[SymbolDispose]());
}

function send(session, stream, asked, options) {
  if (stream[kSession] === undefined || session.destroyed) return;
  if (session.closed) {
    stream.destroy(new ERR_HTTP2_GOAWAY_SESSION());
    return;
  }
  const id = session[kConnection].request(asked.headers, asked.sensitive, options.endStream);
  if (id === NGHTTP2_ERR_STREAM_ID_NOT_AVAILABLE) {
    stream.destroy(new ERR_HTTP2_OUT_OF_STREAMS());
    return;
  }
  if (id < 0) {
    session.destroy(new NghttpError(id));
    return;
  }
  stream[kReady](id);
  if (channels.client.start.hasSubscribers) channels.client.start.publish({ stream, headers: stream.sentHeaders });
}

module.exports = { ClientHttp2Session };
