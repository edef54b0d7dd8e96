'use strict';

// A session: one connection to a peer, and the streams on it. What it hears from
// the connection is in session_events.js, what only one side can do in
// client_session.js and server_session.js.
//
// It lives with its socket: when either is destroyed, so is the other.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  DateNow,
  MathMin,
  ObjectAssign,
  ReflectApply,
  SafeMap,
  SafeSet,
  SymbolFor,
} = primordials;
const { AsyncResource } = require('async_hooks');
const { Buffer } = require('buffer');
const EventEmitter = require('events');
const { setImmediate } = require('timers');
const { format } = require('internal/util/inspect');
const { now } = require('internal/perf/utils');
const { customInspectSymbol, kEmptyObject } = require('internal/util');
const { validateBuffer, validateFunction, validateInt32, validateNumber } = require('internal/validators');
const {
  codes: {
    ERR_HTTP2_INVALID_SESSION,
    ERR_HTTP2_MAX_PENDING_SETTINGS_ACK,
    ERR_HTTP2_NO_MEM,
    ERR_HTTP2_PING_CANCEL,
    ERR_HTTP2_PING_LENGTH,
    ERR_HTTP2_SESSION_ERROR,
    ERR_HTTP2_SOCKET_BOUND,
    ERR_HTTP2_STREAM_CANCEL,
    ERR_OUT_OF_RANGE,
    ERR_SOCKET_CLOSED,
  },
} = require('internal/errors');
const { assertIsObject } = require('internal/http2/checks');
const { constants } = require('internal/http2/constants');
const { Connection } = require('internal/http2/connection');
const { sessionBegins, sessionEnds } = require('internal/http2/measure');
const { emit, hear, originSet } = require('internal/http2/session_events');
const { named, nativeSettings, validateSettings } = require('internal/http2/settings');
const { proxySocket } = require('internal/http2/socket_proxy');
const { kTimeout, onTimeout, setTimeout } = require('internal/http2/timeout');
const {
  kActive, kBound, kConnection, kEncrypted, kMaybeDestroy, kOptions, kServer, kSessions, kSocket, kState, kType,
} = require('internal/http2/symbols');

const { NGHTTP2_CANCEL, NGHTTP2_ERR_NOMEM, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_SESSION_SERVER } = constants;
const maxStreamID = 2 ** 32 - 1;

class Http2Session extends EventEmitter {
  constructor(type, options, socket) {
    super();
    if (socket[kBound] !== undefined) throw new ERR_HTTP2_SOCKET_BOUND();
    socket[kBound] = this;
    socket.on('error', onSocketError);
    socket.on('close', onSocketClose);

    this[kType] = type;
    this[kOptions] = options;
    this[kSocket] = socket;
    this[kConnection] = undefined;
    this[kEncrypted] = undefined;
    this[kTimeout] = null;
    this[kState] = {
      closed: false,
      destroyed: false,
      connecting: true,
      destroyCode: NGHTTP2_NO_ERROR,
      goawayCode: null,
      goawayLastStreamID: null,
      streams: new SafeMap(), // by number
      pending: new SafeSet(), // those that have none yet
      pendingAck: 0,
      settings: [], // SETTINGS that wait to be acknowledged
      pings: [],
      writeQueueSize: 0,
      originSet: undefined,
      alpn: undefined,
      proxy: undefined,
      customSettings: undefined,
      localSettings: undefined,
      remoteSettings: undefined,
    };

    if (typeof socket.setNoDelay === 'function') socket.setNoDelay();
    if (socket.connecting || socket.secureConnecting) {
      socket.once(socket.secureConnecting === undefined ? 'connect' : 'secureConnect', () => {
        try {
          start(this);
        } catch (error) {
          socket.destroy(error);
        }
      });
    } else {
      start(this);
    }
  }

  get encrypted() { return this[kEncrypted]; }
  get alpnProtocol() { return this[kState].alpn; }
  get connecting() { return this[kState].connecting; }
  get closed() { return this[kState].closed; }
  get destroyed() { return this[kState].destroyed; }
  get type() { return this[kType]; }
  get goawayCode() { return this[kState].goawayCode || NGHTTP2_NO_ERROR; }
  get goawayLastStreamID() { return this[kState].goawayLastStreamID || 0; }
  get pendingSettingsAck() { return this[kState].pendingAck > 0; }
  get socket() { return this[kState].proxy ??= proxySocket(this); }

  // The origins that a server speaks for, once it has shown who it is.
  get originSet() {
    if (!this.encrypted || this.destroyed) return undefined;
    const list = [];
    originSet(this).forEach((origin) => ArrayPrototypePush(list, origin));
    return list;
  }

  get state() {
    if (this.connecting || this.destroyed) return {};
    const s = this[kConnection].state();
    return {
      effectiveLocalWindowSize: s[0],
      effectiveRecvDataLength: s[1],
      nextStreamID: s[2],
      localWindowSize: s[3],
      lastProcStreamID: s[4],
      remoteWindowSize: s[5],
      outboundQueueSize: s[6],
      deflateDynamicTableSize: s[7],
      inflateDynamicTableSize: s[8],
    };
  }

  // The settings that the peer has acknowledged, and those that it has sent.
  get localSettings() {
    const state = this[kState];
    if (state.localSettings === undefined && !state.destroyed && !state.connecting) {
      state.localSettings = named(this[kConnection].localSettings(), state.customSettings);
    }
    return state.localSettings ?? {};
  }

  get remoteSettings() {
    const state = this[kState];
    if (state.remoteSettings === undefined && !state.destroyed && !state.connecting) {
      state.remoteSettings = named(this[kConnection].remoteSettings(), undefined);
    }
    return state.remoteSettings ?? {};
  }

  setNextStreamID(id) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    validateNumber(id, 'id');
    if (id <= 0 || id > maxStreamID) throw new ERR_OUT_OF_RANGE('id', `> 0 and <= ${maxStreamID}`, id);
    this[kConnection].setNextStreamID(id);
  }

  setLocalWindowSize(windowSize) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    validateInt32(windowSize, 'windowSize', 0);
    if (this[kConnection].window(windowSize) === NGHTTP2_ERR_NOMEM) this.destroy(new ERR_HTTP2_NO_MEM());
  }

  ping(payload, callback) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    if (typeof payload === 'function') {
      callback = payload;
      payload = undefined;
    }
    if (payload) {
      validateBuffer(payload, 'payload');
      if (payload.byteLength !== 8) throw new ERR_HTTP2_PING_LENGTH();
    }
    validateFunction(callback, 'callback');
    if (this.connecting || this.closed) {
      process.nextTick(callback, new ERR_HTTP2_PING_CANCEL());
      return undefined;
    }
    const ping = awaited('HTTP2PING', callback);
    const sent = this[kConnection].ping(payload ?? pingPayload());
    if (sent) ArrayPrototypePush(this[kState].pings, ping);
    else process.nextTick(() => ping.tell(new ERR_HTTP2_PING_CANCEL()));
    return sent;
  }

  settings(settings, callback) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    assertIsObject(settings, 'settings');
    validateSettings(settings);
    if (callback) validateFunction(callback, 'callback');
    this[kState].pendingAck++;
    const values = nativeSettings(settings);
    keepCustom(this[kState], values);
    whenConnected(this, () => {
      this[kActive]();
      if (this[kConnection].settings(values)) ArrayPrototypePush(this[kState].settings, awaitedSettings(callback));
      else this.destroy(new ERR_HTTP2_MAX_PENDING_SETTINGS_ACK());
    });
  }

  goaway(code = NGHTTP2_NO_ERROR, lastStreamID = 0, opaqueData = undefined) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    if (opaqueData !== undefined) validateBuffer(opaqueData, 'opaqueData');
    validateNumber(code, 'code');
    validateNumber(lastStreamID, 'lastStreamID');
    whenConnected(this, () => {
      this[kActive]();
      this[kConnection].goaway(code, lastStreamID, opaqueData);
    });
  }

  // Streams that are open end as they like, no new ones begin, and the session
  // ends with the last.
  close(callback) {
    if (this.closed || this.destroyed) return;
    this[kState].closed = true;
    if (typeof callback === 'function') this.once('close', callback);
    this.goaway();
    this[kMaybeDestroy]();
  }

  destroy(error = NGHTTP2_NO_ERROR, code = undefined) {
    if (this.destroyed) return;
    if (typeof error === 'number') {
      code = error;
      error = code !== NGHTTP2_NO_ERROR ? new ERR_HTTP2_SESSION_ERROR(code) : undefined;
    }
    if (code === undefined && error != null) code = NGHTTP2_INTERNAL_ERROR;
    tearDown(this, code ?? NGHTTP2_NO_ERROR, error);
  }

  ref() { this[kSocket]?.ref?.(); }
  unref() { this[kSocket]?.unref?.(); }

  [kActive]() {
    if (!this.destroyed) this[kTimeout]?.refresh();
  }

  [kMaybeDestroy](error, drained = false) {
    if (error == null) {
      const { closed, destroyed, pending, streams } = this[kState];
      if (destroyed || !closed || streams.size > 0 || pending.size > 0) return;
      const connection = this[kConnection];
      if (!drained && connection?.hasPending()) {
        connection.drained = () => this[kMaybeDestroy](undefined, true);
        connection.flush();
        return;
      }
    }
    this.destroy(error);
  }

  [SymbolFor('nodejs.rejection')](err, event, ...args) {
    if (event === 'stream') args[0].destroy(err);
    else this.destroy(err);
  }

  [customInspectSymbol](depth) {
    if (typeof depth === 'number' && depth < 0) return this;
    const { type, closed, destroyed, state, localSettings, remoteSettings } = this;
    return `Http2Session ${format({ type, closed, destroyed, state, localSettings, remoteSettings })}`;
  }
}
Http2Session.prototype._onTimeout = onTimeout;
Http2Session.prototype.setTimeout = setTimeout;

// The time of day is as good as any payload.
function pingPayload() {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(DateNow());
  return bytes;
}

// What the peer is to acknowledge, as an async resource.
function awaited(type, callback) {
  const resource = new AsyncResource(type);
  const start = now();
  return {
    tell(err, value) { // returns how long it took
      const duration = now() - start;
      resource.runInAsyncScope(() => {
        if (err) callback?.(err);
        else callback?.(null, duration, value);
      });
      resource.emitDestroy();
      return duration;
    },
  };
}

function awaitedSettings(callback) {
  return awaited('HTTP2SETTINGS', callback && ((err, duration, settings) => callback(null, settings, duration)));
}

function whenConnected(session, f) {
  if (!session.connecting) f();
  else session.once('connect', () => { if (!session.destroyed) f(); });
}

function keepCustom(state, { customSettings }) {
  if (customSettings !== undefined) state.customSettings = ObjectAssign({}, state.customSettings, customSettings);
}

// Those of the options that the host enforces.
const enforced = [
  'maxDeflateDynamicTableSize', 'maxSettings', 'maxSendHeaderBlockLength', 'peerMaxConcurrentStreams', 'maxOutstandingPings',
  'maxOutstandingSettings', 'maxSessionMemory', 'maxHeaderListPairs', 'maxReservedRemoteStreams', 'maxSessionInvalidFrames',
  'maxSessionRejectedStreams', 'paddingStrategy', 'streamResetBurst', 'streamResetRate',
];

function hostOptions(options) {
  const given = { __proto__: null, settings: nativeSettings(options.settings || undefined) };
  for (let i = 0; i < enforced.length; i++) {
    const value = options[enforced[i]];
    if (typeof value === 'number') given[enforced[i]] = MathMin(value, 0xffffffff);
  }
  if (options.strictFieldWhitespaceValidation === false) given.strictFieldWhitespaceValidation = false;
  if (options.remoteCustomSettings) given.remoteCustomSettings = options.remoteCustomSettings;
  return given;
}

// The socket is connected: the protocol begins.
function start(session) {
  const state = session[kState];
  const { [kSocket]: socket, [kOptions]: options } = session;
  if (!state.destroyed) {
    const settings = typeof options.settings === 'object' && options.settings !== null ? options.settings : kEmptyObject;
    validateSettings(settings);
    const server = session[kType] === NGHTTP2_SESSION_SERVER;
    const host = hostOptions(options);
    keepCustom(state, host.settings);
    state.connecting = false;
    sessionBegins(session);
    state.pendingAck++;
    ArrayPrototypePush(state.settings, awaitedSettings(undefined));
    session[kEncrypted] = socket.encrypted === true;
    state.alpn = session[kEncrypted] ? socket.alpnProtocol : 'h2c';
    const connection = session[kConnection] = new Connection(socket, server, host, (event) => hear(session, event));
    if (server && ArrayIsArray(options.origins)) ReflectApply(session.origin, session, options.origins);
    // In the next tick: listeners of the session are added in this one.
    process.nextTick(() => {
      connection.flush();
      socket.on('data', (chunk) => connection.receive(chunk));
    });
  }
  process.nextTick(emit, session, 'connect', session, socket);
}

function onSocketError(error) {
  const session = this[kBound];
  // A peer that takes no more is about to be heard of as gone, which is no error.
  if (session === undefined || error.syscall === 'write' && error.code === 'EPIPE') return;
  // Who has said good-bye may hang up as it likes.
  if (error.code === 'ECONNRESET' && session[kState].goawayCode !== null) session.destroy();
  else session.destroy(error);
}

function onSocketClose() {
  const session = this[kBound];
  if (session === undefined || session.destroyed) return;
  const error = session.connecting ? new ERR_SOCKET_CLOSED() : undefined;
  const { pending, streams } = session[kState];
  const cancel = (stream) => stream.close(NGHTTP2_CANCEL);
  streams.forEach(cancel);
  pending.forEach(cancel);
  session.close();
  if (!session.destroyed) tearDown(session, NGHTTP2_NO_ERROR, error);
}

function tearDown(session, code, error) {
  const state = session[kState];
  session.setTimeout(0);
  state.destroyed = true;
  state.destroyCode = code;
  session.removeAllListeners('timeout');
  const connection = session[kConnection];
  connection?.terminate();
  if (state.pending.size > 0 || state.streams.size > 0) {
    const cancel = new ERR_HTTP2_STREAM_CANCEL(error);
    state.pending.forEach((stream) => stream.destroy(cancel));
    state.streams.forEach((stream) => stream.destroy(error));
  }
  if (connection === undefined) {
    leaveSocket(session, error);
    return;
  }
  connection.shutDown(code, () => {
    sessionEnds(session);
    cancelPings(state);
    leaveSocket(session, error);
  });
}

// Nobody will answer these any more. Of settings Node does not tell.
function cancelPings({ pings }) {
  while (pings.length > 0) ArrayPrototypeShift(pings).tell(new ERR_HTTP2_PING_CANCEL());
}

function leaveSocket(session, error) {
  const socket = session[kSocket];
  const server = session[kServer];
  session[kSocket] = undefined;
  if (server) server[kSessions].delete(session);
  socket[kBound] = undefined;
  const closed = () => {
    if (error) session.emit('error', error);
    session.emit('close');
  };
  if (socket.destroyed) {
    process.nextTick(closed);
    return;
  }
  socket.on('close', closed);
  // The peer's end is heard of only by who reads.
  if (session.closed) socket.resume();
  socket.end(() => {
    if (!session.closed) setImmediate(() => socket.destroy(error));
  });
}

module.exports = { Http2Session };
