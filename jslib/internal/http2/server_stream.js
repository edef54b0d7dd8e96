'use strict';

// The server's side of a stream: it answers what a client asked, or pushes what it
// did not ask.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ArrayPrototypeUnshift,
  ObjectAssign,
  ObjectKeys,
  StringPrototypeToLowerCase,
} = primordials;
const { utcDate } = require('internal/http/common');
const { kEmptyObject } = require('internal/util');
const { validateFunction } = require('internal/validators');
const {
  codes: {
    ERR_HTTP2_HEADERS_AFTER_RESPOND,
    ERR_HTTP2_HEADERS_SENT,
    ERR_HTTP2_INVALID_INFO_STATUS,
    ERR_HTTP2_INVALID_STREAM,
    ERR_HTTP2_NESTED_PUSH,
    ERR_HTTP2_OUT_OF_STREAMS,
    ERR_HTTP2_PUSH_DISABLED,
    ERR_HTTP2_STATUS_101,
    ERR_HTTP2_STATUS_INVALID,
    ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const channels = require('internal/http2/channels');
const { assertIsObject } = require('internal/http2/checks');
const { constants } = require('internal/http2/constants');
const { NghttpError } = require('internal/http2/errors');
const { getAuthority, mapToHeaders, sensitiveHeaders } = require('internal/http2/headers');
const { Http2Stream, endWritable } = require('internal/http2/stream');
const {
  kActive, kAuthority, kConnection, kId, kMaybeDestroy, kOptions, kProtocol, kReady, kSentHeaders, kSession, kState,
} = require('internal/http2/symbols');

const {
  HTTP2_HEADER_AUTHORITY,
  HTTP2_HEADER_DATE,
  HTTP2_HEADER_METHOD,
  HTTP2_HEADER_PATH,
  HTTP2_HEADER_SCHEME,
  HTTP2_HEADER_STATUS,
  HTTP_STATUS_NOT_MODIFIED,
  HTTP_STATUS_NO_CONTENT,
  HTTP_STATUS_OK,
  HTTP_STATUS_RESET_CONTENT,
  HTTP_STATUS_SWITCHING_PROTOCOLS,
  NGHTTP2_ERR_STREAM_CLOSED,
  NGHTTP2_ERR_STREAM_ID_NOT_AVAILABLE,
} = constants;

class ServerHttp2Stream extends Http2Stream {
  constructor(session, id, headers) {
    super(session);
    this[kProtocol] = headers[HTTP2_HEADER_SCHEME];
    this[kAuthority] = getAuthority(headers);
    this[kReady](id);
  }

  get pushAllowed() {
    const session = this[kSession];
    return !this.destroyed && !this.closed && !session.closed && !session.destroyed && session.remoteSettings.enablePush;
  }

  pushStream(headers, options, callback) {
    if (!this.pushAllowed) throw new ERR_HTTP2_PUSH_DISABLED();
    if (this[kId] % 2 === 0) throw new ERR_HTTP2_NESTED_PUSH();
    const session = this[kSession];
    this[kActive]();
    if (typeof options === 'function') {
      callback = options;
      options = undefined;
    }
    validateFunction(callback, 'callback');
    assertIsObject(options, 'options');
    assertIsObject(headers, 'headers');
    headers = ObjectAssign({ __proto__: null }, headers);
    headers[HTTP2_HEADER_METHOD] ??= 'GET';
    if (getAuthority(headers) === undefined) headers[HTTP2_HEADER_AUTHORITY] = this[kAuthority];
    headers[HTTP2_HEADER_SCHEME] ??= this[kProtocol];
    headers[HTTP2_HEADER_PATH] ??= '/';
    const head = headers[HTTP2_HEADER_METHOD] === 'HEAD';
    const { headers: list, sensitive } = mapToHeaders(headers, 'push', session[kOptions].strictSingleValueFields);
    const id = session[kConnection].push(this[kId], list, sensitive);
    if (id < 0) {
      process.nextTick(callback, pushError(id));
      return;
    }
    const stream = new ServerHttp2Stream(session, id, headers);
    stream[kSentHeaders] = headers;
    stream.push(null);
    if (head || options?.endStream) stream.end();
    stream[kState].headRequest = head;
    process.nextTick(() => {
      channels.publish(channels.server.start, { stream, headers });
      callback(null, stream, headers, 0);
    });
    channels.publish(channels.server.created, { stream, headers });
  }

  respond(headers, options) {
    checkUnanswered(this);
    assertIsObject(options, 'options');
    options ??= kEmptyObject;
    this[kActive]();
    const state = this[kState];
    if (options.waitForTrailers) state.hasTrailers = true;
    const { sent, status } = prepareResponse(headers, options);
    const { headers: list, sensitive } = mapToHeaders(sent, 'response', this[kSession][kOptions].strictSingleValueFields);
    this[kSentHeaders] = sent;
    const over = !!options.endStream;
    if (over) state.hasTrailers = false;
    if (over || hasNoBody(status) || this.headRequest) this.end();
    answer(this, list, sensitive, sent);
  }

  additionalHeaders(headers) {
    if (this.destroyed || this.closed) throw new ERR_HTTP2_INVALID_STREAM();
    const state = this[kState];
    if (state.headersSent) throw new ERR_HTTP2_HEADERS_AFTER_RESPOND();
    assertIsObject(headers, 'headers');
    headers = ObjectAssign({ __proto__: null }, headers);
    if (headers[HTTP2_HEADER_STATUS] != null) {
      const status = headers[HTTP2_HEADER_STATUS] |= 0;
      if (status === HTTP_STATUS_SWITCHING_PROTOCOLS) throw new ERR_HTTP2_STATUS_101();
      if (status < 100 || status >= 200) throw new ERR_HTTP2_INVALID_INFO_STATUS(status);
    }
    this[kActive]();
    const { headers: list, sensitive } = mapToHeaders(headers, 'info', this[kSession][kOptions].strictSingleValueFields);
    if (state.infoHeaders === undefined) state.infoHeaders = [headers];
    else ArrayPrototypePush(state.infoHeaders, headers);
    const refused = this[kSession][kConnection].info(this[kId], list, sensitive);
    if (refused < 0) this.destroy(new NghttpError(refused));
  }
}

function checkUnanswered(stream) {
  if (stream.destroyed || stream.closed) throw new ERR_HTTP2_INVALID_STREAM();
  if (stream.headersSent) throw new ERR_HTTP2_HEADERS_SENT();
}

function hasNoBody(status) {
  return status === HTTP_STATUS_NO_CONTENT || status === HTTP_STATUS_RESET_CONTENT || status === HTTP_STATUS_NOT_MODIFIED;
}

function pushError(code) {
  switch (code) {
    case NGHTTP2_ERR_STREAM_ID_NOT_AVAILABLE: return new ERR_HTTP2_OUT_OF_STREAMS();
    case NGHTTP2_ERR_STREAM_CLOSED: return new ERR_HTTP2_INVALID_STREAM();
    default: return new NghttpError(code);
  }
}

// Sends the head. A writable side that has ended already ends with it.
function answer(stream, list, sensitive, sent) {
  const state = stream[kState];
  state.headersSent = true;
  const over = state.endWanted && !state.hasTrailers;
  if (over) state.ended = true;
  const refused = stream[kSession][kConnection].respond(stream[kId], list, sensitive, over);
  if (refused < 0) {
    stream.destroy(new NghttpError(refused));
    return;
  }
  if (over) {
    if (stream.writableFinished) stream[kMaybeDestroy]();
    else stream.once('finish', () => stream[kMaybeDestroy]());
  } else if (state.endWanted) {
    endWritable(stream); // trailers are to come
  }
  const channel = channels.server.finish;
  if (channel.hasSubscribers) channel.publish({ stream, headers: sent, flags: flagsOf(state) });
}

// As Node has them: headers are sent, trailers follow.
function flagsOf(state) { return 4 | (state.hasTrailers ? 32 : 0); }

// The headers of an answer with what goes without saying.
function prepareResponse(headers, options) {
  const sendDate = options.sendDate == null || options.sendDate;
  return ArrayIsArray(headers) ? prepareList(headers, sendDate) : prepareObject(headers, sendDate);
}

function checked(sent, status) {
  if (status < 200 || status > 599) throw new ERR_HTTP2_STATUS_INVALID(status);
  const secret = sent[sensitiveHeaders];
  if (secret !== undefined && !ArrayIsArray(secret)) throw new ERR_INVALID_ARG_VALUE('headers[http2.neverIndex]', secret);
  return { sent, status };
}

function prepareObject(headers, sendDate) {
  assertIsObject(headers, 'headers', ['Object', 'Array']);
  const sent = { __proto__: null };
  if (headers !== undefined) {
    const keys = ObjectKeys(headers);
    for (let i = 0; i < keys.length; i++) sent[keys[i]] = headers[keys[i]];
    sent[sensitiveHeaders] = headers[sensitiveHeaders];
  }
  const status = sent[HTTP2_HEADER_STATUS] = sent[HTTP2_HEADER_STATUS] | 0 || HTTP_STATUS_OK;
  if (sendDate && sent[HTTP2_HEADER_DATE] == null) sent[HTTP2_HEADER_DATE] = utcDate();
  return checked(sent, status);
}

function prepareList(headers, sendDate) {
  let status = 0;
  let dated = false;
  for (let i = 0; i < headers.length; i += 2) {
    const name = StringPrototypeToLowerCase(headers[i]);
    if (name === HTTP2_HEADER_STATUS) status = headers[i + 1] | 0;
    else if (name === HTTP2_HEADER_DATE) dated = true;
  }
  if (!status) {
    status = HTTP_STATUS_OK;
    ArrayPrototypeUnshift(headers, HTTP2_HEADER_STATUS, status);
  }
  if (!dated && sendDate) ArrayPrototypePush(headers, HTTP2_HEADER_DATE, utcDate());
  return checked(headers, status);
}

module.exports = { ServerHttp2Stream, answer, checkUnanswered, hasNoBody, prepareObject };
