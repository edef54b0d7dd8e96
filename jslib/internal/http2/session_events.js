'use strict';

// What a session hears from its connection.

const {
  ArrayPrototypeShift,
  JSONParse,
  ReflectApply,
  SafeSet,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetLength,
} = primordials;
const AsyncContextFrame = require('internal/async_context_frame');
const { setImmediate } = require('timers');
const { FastBuffer } = require('internal/buffer');
const { codes: { ERR_HTTP2_SESSION_ERROR, ERR_HTTP2_TOO_MANY_ORIGINS } } = require('internal/errors');
const { constants } = require('internal/http2/constants');
const { NghttpError } = require('internal/http2/errors');
const { toHeaderObject } = require('internal/http2/headers');
const { pinged, streamMoves } = require('internal/http2/measure');
const { named } = require('internal/http2/settings');
const {
  kActive, kClosed, kConnection, kEncrypted, kOptions, kOrigin, kSocket, kState, kType,
} = require('internal/http2/symbols');

const binding = internalBinding('http2');

const {
  HTTP2_HEADER_STATUS,
  HTTP_STATUS_MISDIRECTED_REQUEST,
  NGHTTP2_COMPRESSION_ERROR,
  NGHTTP2_FLAG_END_STREAM,
  NGHTTP2_FLOW_CONTROL_ERROR,
  NGHTTP2_FRAME_SIZE_ERROR,
  NGHTTP2_INTERNAL_ERROR,
  NGHTTP2_NO_ERROR,
  NGHTTP2_PROTOCOL_ERROR,
  NGHTTP2_REFUSED_STREAM,
  NGHTTP2_SESSION_CLIENT,
  NGHTTP2_SESSION_SERVER,
  NGHTTP2_STREAM_CLOSED,
} = constants;
const protocolError = -505; // of nghttp2: what came was not to come

function toBuffer(bytes) {
  return new FastBuffer(TypedArrayPrototypeGetBuffer(bytes), TypedArrayPrototypeGetByteOffset(bytes), TypedArrayPrototypeGetLength(bytes));
}

function emit(self, ...args) {
  ReflectApply(self.emit, self, args);
}

const handlers = { __proto__: null };

// Events of a stream are told in the async context that the stream was made in.
function hear(session, event) {
  const handler = handlers[event[0]];
  if (session.destroyed || handler === undefined) return;
  const stream = session[kState].streams.get(event[1]);
  const frame = stream?.asyncFrame_;
  if (frame === undefined) {
    handler(session, event, stream);
    return;
  }
  const prior = AsyncContextFrame.exchange(frame);
  try {
    handler(session, event, stream);
  } finally {
    AsyncContextFrame.set(prior);
  }
}

handlers[binding.HEADERS] = (session, { 1: id, 2: category, 3: flags, 4: raw, 5: sensitive }, stream) => {
  session[kActive]();
  const end = (flags & NGHTTP2_FLAG_END_STREAM) !== 0;
  if (stream !== undefined) {
    further(session, stream, category, flags, raw, sensitive, end);
    return;
  }
  if (category !== binding.CAT_REQUEST || session[kType] !== NGHTTP2_SESSION_SERVER) return; // of one that was destroyed
  if (session.closed) {
    session[kConnection].reset(id, NGHTTP2_REFUSED_STREAM);
    return;
  }
  const headers = toHeaderObject(raw, sensitive);
  const made = session.streamOfPeer_(id, headers, end);
  process.nextTick(emit, session, 'stream', made, headers, flags, raw);
};

handlers[binding.PROMISE] = (session, { 2: id, 3: flags, 4: raw, 5: sensitive }) => {
  session[kActive]();
  if (session[kType] !== NGHTTP2_SESSION_CLIENT) return;
  if (session.closed) {
    session[kConnection].reset(id, NGHTTP2_REFUSED_STREAM);
    return;
  }
  const headers = toHeaderObject(raw, sensitive);
  const made = session.streamOfPeer_(id, headers, (flags & NGHTTP2_FLAG_END_STREAM) !== 0);
  process.nextTick(emit, session, 'stream', made, headers, flags, raw);
};

function eventName(category, status, end) {
  switch (category) {
    case binding.CAT_RESPONSE: return !end && status >= 100 && status < 200 ? 'headers' : 'response';
    case binding.CAT_PUSH_RESPONSE: return 'push';
    default: return status >= 200 ? 'response' : end ? 'trailers' : 'headers';
  }
}

// Answers, interim answers and trailers.
function further(session, stream, category, flags, raw, sensitive, end) {
  streamMoves(stream, 'header', 0);
  const headers = toHeaderObject(raw, sensitive);
  const status = headers[HTTP2_HEADER_STATUS];
  if (status === HTTP_STATUS_MISDIRECTED_REQUEST && session[kEncrypted]) originSet(session).delete(stream[kOrigin]);
  const name = eventName(category, status, end);
  process.nextTick(emit, stream, name, headers, flags, raw);
  if (name === 'response' || name === 'push') stream.answered_(headers, flags);
  if (end) stream.push(null);
}

handlers[binding.DATA] = (session, { 1: id, 2: chunk }, stream) => {
  session[kActive]();
  if (stream === undefined || stream.destroyed) session[kConnection].consume(id, TypedArrayPrototypeGetLength(chunk));
  else stream.receive_(toBuffer(chunk));
};

handlers[binding.END] = (session, event, stream) => { stream?.push(null); };

handlers[binding.CLOSE] = (session, { 2: code }, stream) => {
  session[kConnection].forget(stream === undefined ? 0 : stream.id);
  if (stream !== undefined && !stream.destroyed) stream[kClosed](code);
};

handlers[binding.SETTINGS] = (session, { 1: text }) => {
  session[kActive]();
  session[kState].remoteSettings = named(JSONParse(text), undefined);
  session.emit('remoteSettings', session.remoteSettings);
};

handlers[binding.SETTINGS_ACK] = (session, { 1: text }) => {
  const state = session[kState];
  const sent = ArrayPrototypeShift(state.settings);
  if (sent === undefined) {
    session.destroy(new NghttpError(protocolError));
    return;
  }
  state.pendingAck--;
  const settings = state.localSettings = named(JSONParse(text), state.customSettings);
  sent.tell(null, settings);
  session.emit('localSettings', settings);
};

handlers[binding.PING] = (session, { 1: payload }) => {
  session[kActive]();
  session.emit('ping', toBuffer(payload));
};

handlers[binding.PING_ACK] = (session, { 1: payload }) => {
  const sent = ArrayPrototypeShift(session[kState].pings);
  if (sent === undefined) session.destroy(new NghttpError(protocolError));
  else pinged(session, sent.tell(null, toBuffer(payload)));
};

handlers[binding.GOAWAY] = (session, { 1: code, 2: lastStreamID, 3: data }) => {
  const state = session[kState];
  state.goawayCode = code;
  state.goawayLastStreamID = lastStreamID;
  session.emit('goaway', code, lastStreamID, TypedArrayPrototypeGetLength(data) > 0 ? toBuffer(data) : undefined);
  if (code === NGHTTP2_NO_ERROR) session.close();
  // Nothing went wrong on this side.
  else session.destroy(new ERR_HTTP2_SESSION_ERROR(code), NGHTTP2_NO_ERROR);
};

handlers[binding.ALTSVC] = (session, { 1: stream, 2: origin, 3: value }) => {
  session[kActive]();
  session.emit('altsvc', value, origin, stream);
};

handlers[binding.ORIGIN] = (session, { 1: origins }) => {
  session[kActive]();
  if (!session[kEncrypted]) return;
  const set = originSet(session);
  const max = session[kOptions].maxOriginSetSize;
  for (let i = 0; i < origins.length; i++) {
    if (set.size >= max) {
      session.destroy(new ERR_HTTP2_TOO_MANY_ORIGINS(max));
      return;
    }
    set.add(origins[i]);
  }
  session.emit('origin', origins);
};

// What the host could not send, by the codes of the protocol.
const codeOfError = {
  '__proto__': null,
  '-505': NGHTTP2_PROTOCOL_ERROR, // PROTO
  '-510': NGHTTP2_STREAM_CLOSED,
  '-522': NGHTTP2_FRAME_SIZE_ERROR,
  '-523': NGHTTP2_COMPRESSION_ERROR, // HEADER_COMP
  '-524': NGHTTP2_FLOW_CONTROL_ERROR,
  '-531': NGHTTP2_PROTOCOL_ERROR, // HTTP_HEADER
  '-532': NGHTTP2_PROTOCOL_ERROR, // HTTP_MESSAGING
  '-533': NGHTTP2_REFUSED_STREAM,
};

handlers[binding.FRAME_ERROR] = (session, { 1: id, 2: type, 3: error }, stream) => {
  const code = codeOfError[error] ?? NGHTTP2_INTERNAL_ERROR;
  const emitter = stream ?? session;
  emitter[kActive]();
  emitter.emit('frameError', type, code, id);
  // A GOAWAY that says more may be on its way.
  setImmediate(() => {
    if (stream !== undefined && !stream.destroyed) stream.close(code);
    session.close();
  });
};

handlers[binding.ERROR] = (session, event) => {
  session.destroy(new NghttpError(event[1], event.length > 3 ? event[3] : undefined));
};

// The origins that the server speaks for, beginning with the one that was asked.
function originSet(session) {
  const state = session[kState];
  if (state.originSet === undefined) {
    const { remoteAddress, remoteFamily, remotePort, servername } = session[kSocket];
    const host = servername || (remoteFamily === 'IPv6' ? `[${remoteAddress}]` : remoteAddress);
    state.originSet = new SafeSet();
    state.originSet.add(new (require('internal/url').URL)(`https://${host}${remotePort == null ? '' : `:${remotePort}`}`).origin);
  }
  return state.originSet;
}

module.exports = { emit, hear, originSet };
