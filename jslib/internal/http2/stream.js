'use strict';

// A stream: one request and its answer, of either side. server_stream.js and
// client_stream.js have what only one of them does.
//
// A stream that a client asks for has no number before its session is connected.
// Until then it is corked, and what it is told to do waits for 'ready'.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ObjectAssign,
  SymbolFor,
  TypedArrayPrototypeGetLength,
} = primordials;
const AsyncContextFrame = require('internal/async_context_frame');
const { Buffer } = require('buffer');
const { Duplex } = require('stream');
const { setImmediate } = require('timers');
const { format } = require('internal/util/inspect');
const { customInspectSymbol, deprecate } = require('internal/util');
const { validateFunction, validateInteger } = require('internal/validators');
const {
  AbortError,
  aggregateTwoErrors,
  codes: {
    ERR_HTTP2_INVALID_STREAM,
    ERR_HTTP2_STREAM_ERROR,
    ERR_HTTP2_TRAILERS_ALREADY_SENT,
    ERR_HTTP2_TRAILERS_NOT_READY,
  },
} = require('internal/errors');
const channels = require('internal/http2/channels');
const { assertIsObject } = require('internal/http2/checks');
const { constants, nameForErrorCode } = require('internal/http2/constants');
const { NghttpError } = require('internal/http2/errors');
const { mapToHeaders } = require('internal/http2/headers');
const { streamBegins, streamEnds, streamMoves } = require('internal/http2/measure');
const { kTimeout, onTimeout, setTimeout } = require('internal/http2/timeout');
const {
  kActive, kClosed, kConnection, kId, kMaybeDestroy, kOptions, kReady, kSentHeaders, kSession, kState, kType,
} = require('internal/http2/symbols');

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_SESSION_CLIENT, NGHTTP2_SESSION_SERVER } = constants;
const maxCode = 2 ** 32 - 1;

class Http2Stream extends Duplex {
  constructor(session) {
    super({ allowHalfOpen: true, decodeStrings: false, autoDestroy: false });
    this.cork();
    this[kSession] = session;
    this[kId] = undefined;
    this[kTimeout] = null;
    this[kState] = {
      aborted: false,
      closed: false,
      didRead: false,
      endAfterHeaders: false,
      endWanted: false, // the writable side ended before there were headers
      ended: false, // the host knows that it ended
      hasTrailers: false,
      headersSent: false,
      headRequest: false,
      infoHeaders: undefined,
      reading: false,
      rstCode: NGHTTP2_NO_ERROR,
      sentTrailers: undefined,
      trailersReady: false,
      unconsumed: 0, // bytes that the peer may not yet replace by others
      writeQueueSize: 0,
    };
    this.asyncFrame_ = AsyncContextFrame.current();
    session[kState].pending.add(this);
    // What comes is put into the stream without asking for more: only who reads
    // lets the peer go on.
    this._readableState.readingMore = true;
    this.on('pause', onPause);
  }

  get aborted() { return this[kState].aborted; }
  get bufferSize() { return this[kState].writeQueueSize + this.writableLength; }
  get closed() { return this[kState].closed; }
  get endAfterHeaders() { return this[kState].endAfterHeaders; }
  get headRequest() { return this[kState].headRequest; }
  get headersSent() { return this[kState].headersSent; }
  get id() { return this[kId]; }
  get pending() { return this[kId] === undefined; }
  get rstCode() { return this[kState].rstCode; }
  get sentInfoHeaders() { return this[kState].infoHeaders; }
  get sentTrailers() { return this[kState].sentTrailers; }
  get session() { return this[kSession]; }

  get sentHeaders() {
    const sent = this[kSentHeaders];
    if (ArrayIsArray(sent)) this[kSentHeaders] = toObject(sent);
    return this[kSentHeaders];
  }

  get state() {
    const s = this.destroyed || this.pending ? null : this[kSession][kConnection].streamState(this[kId]);
    if (s === null) return {};
    return { state: s[0], weight: s[1], sumDependencyWeight: s[2], localClose: s[3], remoteClose: s[4], localWindowSize: s[5] };
  }

  // The stream has its number.
  [kReady](id) {
    const { pending, streams } = this[kSession][kState];
    pending.delete(this);
    streams.set(id, this);
    this[kId] = id;
    streamBegins(this[kSession], this);
    this.uncork();
    this.emit('ready');
  }

  [kActive]() {
    if (this.destroyed) return;
    this[kTimeout]?.refresh();
    this[kSession]?.[kActive]();
  }

  // Bytes of the peer.
  receive_(chunk) {
    this[kActive]();
    const state = this[kState];
    const size = TypedArrayPrototypeGetLength(chunk);
    streamMoves(this, 'read', size);
    state.unconsumed += size;
    if (!this.push(chunk)) state.reading = false;
    if (state.reading) consume(this);
  }

  // The answer has come.
  answered_(headers, flags) {
    if (channels.client.finish.hasSubscribers) channels.client.finish.publish({ stream: this, headers, flags });
  }

  _read() {
    if (this.destroyed) {
      this.push(null);
      return;
    }
    const state = this[kState];
    if (!state.didRead) {
      this._readableState.readingMore = false;
      state.didRead = true;
    }
    state.reading = true;
    consume(this);
  }

  _write(data, encoding, callback) {
    if (this.pending) { // uncorked by the program
      this.once('ready', () => this._write(data, encoding, callback));
      return;
    }
    send(this, typeof data === 'string' ? Buffer.from(data, encoding) : data, callback);
    this.tellSent_(false, data, encoding);
  }

  _writev(chunks, callback) {
    if (this.pending) {
      this.once('ready', () => this._writev(chunks, callback));
      return;
    }
    const parts = [];
    let bytesOnly = true;
    for (let i = 0; i < chunks.length; i++) {
      const { chunk, encoding } = chunks[i];
      bytesOnly &&= typeof chunk !== 'string';
      ArrayPrototypePush(parts, typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    }
    send(this, Buffer.concat(parts), callback);
    this.tellSent_(true, bytesOnly ? parts : chunks, '');
  }

  tellSent_(writev, data, encoding) {
    const channel = channels.client.bodyChunkSent;
    if (!channel.hasSubscribers || this[kSession]?.[kType] !== NGHTTP2_SESSION_CLIENT) return;
    channel.publish({ stream: this, writev, data, encoding });
  }

  _final(callback) {
    if (this.pending) {
      this.once('ready', () => this._final(callback));
      return;
    }
    endWritable(this);
    if (this[kSession]?.[kType] === NGHTTP2_SESSION_CLIENT) channels.publish(channels.client.bodySent, { stream: this });
    callback();
  }

  sendTrailers(headers) {
    const state = this[kState];
    if (this.destroyed || this.closed) throw new ERR_HTTP2_INVALID_STREAM();
    if (state.sentTrailers) throw new ERR_HTTP2_TRAILERS_ALREADY_SENT();
    if (!state.trailersReady) throw new ERR_HTTP2_TRAILERS_NOT_READY();
    assertIsObject(headers, 'headers');
    headers = ObjectAssign({ __proto__: null }, headers);
    this[kActive]();
    const mapped = mapToHeaders(headers, 'trailers', this[kSession][kOptions].strictSingleValueFields);
    state.sentTrailers = headers;
    setImmediate(() => {
      if (this.destroyed) return;
      state.hasTrailers = false;
      state.ended = true;
      // Some clients do not like trailers that are none.
      const connection = this[kSession][kConnection];
      const refused = mapped.headers.length > 0 ? connection.trailers(this[kId], mapped.headers, mapped.sensitive) : connection.end(this[kId]);
      if (refused < 0) this.destroy(new NghttpError(refused));
      else this[kMaybeDestroy]();
    });
  }

  close(code = NGHTTP2_NO_ERROR, callback = undefined) {
    validateInteger(code, 'code', 0, maxCode);
    if (callback !== undefined) validateFunction(callback, 'callback');
    if (this.closed) return;
    if (callback !== undefined) this.once('close', callback);
    closeStream(this, code, true, false);
  }

  // The host is done with the stream: both sides ended, or one was reset.
  [kClosed](code) {
    if (!this.closed) closeStream(this, code, false, false);
    if (!this.readable || code !== NGHTTP2_NO_ERROR) {
      this.destroy();
      return;
    }
    // What has come may still be read.
    this.on('end', () => this[kMaybeDestroy]());
    this.push(null);
    const state = this[kState];
    // A server that did not look at what came will not do so any more.
    if (this[kSession][kType] === NGHTTP2_SESSION_SERVER && !state.didRead && this.readableFlowing === null) this.resume();
    else this.read(0);
  }

  _destroy(err, callback) {
    const session = this[kSession];
    const state = this[kState];
    const { pending, streams } = session[kState];
    const codeOfSession = session[kState].goawayCode || session[kState].destroyCode;
    let code = this.closed ? this.rstCode : codeOfSession;
    if (err != null) {
      code = codeOfSession || (err instanceof AbortError ? NGHTTP2_CANCEL : NGHTTP2_INTERNAL_ERROR);
    }
    if (!this.closed) closeStream(this, code, !this.pending, true);
    this.push(null);
    if (this.pending) pending.delete(this);
    else {
      streams.delete(this[kId]);
      streamEnds(session, this);
      session[kConnection].forget(this[kId]);
      consume(this);
    }
    session[kState].writeQueueSize -= state.writeQueueSize;
    state.writeQueueSize = 0;
    // 'aborted' tells of a cancelled stream, and every client may cancel.
    if (err == null && code !== NGHTTP2_NO_ERROR && code !== NGHTTP2_CANCEL) {
      err = new ERR_HTTP2_STREAM_ERROR(nameForErrorCode[code] || code);
    }
    this[kSession] = undefined;
    setImmediate(() => session[kMaybeDestroy]());
    if (err) {
      const side = session[kType] === NGHTTP2_SESSION_CLIENT ? channels.client : channels.server;
      channels.publish(side.error, { stream: this, error: err });
    }
    callback(err);
  }

  [kMaybeDestroy]() {
    if (!this.writableFinished || this.destroyed) return;
    if (!this.readable && this.closed) {
      this.destroy();
      return;
    }
    const state = this[kState];
    // It has answered in full without a look at what is still being asked: that
    // need not come.
    if (state.headersSent && this[kSession]?.[kType] === NGHTTP2_SESSION_SERVER && !state.hasTrailers && !state.didRead &&
        this.readableFlowing === null) {
      // Later, so that what is pushed now comes through.
      setImmediate(() => this.close());
    }
  }

  [SymbolFor('nodejs.rejection')](err) { this.destroy(err); }

  [customInspectSymbol](depth) {
    if (typeof depth === 'number' && depth < 0) return this;
    const { closed, destroyed, state } = this;
    return `Http2Stream ${format({
      id: this[kId] || '<pending>', closed, destroyed, state, readableState: this._readableState, writableState: this._writableState,
    })}`;
  }
}
Http2Stream.prototype._onTimeout = onTimeout;
Http2Stream.prototype.setTimeout = setTimeout;
Http2Stream.prototype.priority = deprecate(function priority() {
  if (this.destroyed) throw new ERR_HTTP2_INVALID_STREAM();
}, 'http2Stream.priority is longer supported after priority signalling was deprecated in RFC 9113', 'DEP0194');

// A list of names and values as the object that it stands for.
function toObject(list) {
  const { sensitiveHeaders } = require('internal/http2/headers');
  const object = { __proto__: null };
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i];
    const known = object[name];
    if (known === undefined) object[name] = list[i + 1];
    else if (ArrayIsArray(known)) ArrayPrototypePush(known, list[i + 1]);
    else object[name] = [known, list[i + 1]];
  }
  if (list[sensitiveHeaders] !== undefined) object[sensitiveHeaders] = list[sensitiveHeaders];
  return object;
}

function onPause() { this[kState].reading = false; }

function consume(stream) {
  const state = stream[kState];
  if (state.unconsumed === 0 || stream.pending) return;
  stream[kSession][kConnection].consume(stream[kId], state.unconsumed);
  state.unconsumed = 0;
}

// The callback is called when the bytes are on their way, and it is known whether
// they were the last: the end rides on them.
function send(stream, bytes, callback) {
  if (stream.destroyed) return; // an error told of it
  stream[kActive]();
  const state = stream[kState];
  if (!state.headersSent) stream.respond();
  if (stream.destroyed) { // the headers were refused
    callback();
    return;
  }
  const session = stream[kSession];
  let waiting = 2;
  let failure = null;
  const done = (err) => {
    failure = aggregateTwoErrors(failure, err);
    if (--waiting > 0) return;
    if (failure) stream.destroy(failure);
    callback(failure);
  };
  const size = TypedArrayPrototypeGetLength(bytes);
  state.writeQueueSize += size;
  session[kState].writeQueueSize += size;
  session[kConnection].write(stream[kId], bytes, (err) => {
    if (!stream.destroyed) {
      streamMoves(stream, 'sent', size);
      state.writeQueueSize -= size;
      session[kState].writeQueueSize -= size;
    }
    done(err);
  });
  process.nextTick(() => {
    const { ending, buffered } = stream._writableState;
    if (ending && buffered.length === 0 && !state.hasTrailers && !stream.destroyed) endWritable(stream);
    done(null);
  });
}

// Nothing more will be written.
function endWritable(stream) {
  const state = stream[kState];
  if (state.ended || stream.destroyed) return;
  if (!state.headersSent) {
    state.endWanted = true;
    return;
  }
  if (state.hasTrailers) {
    wantTrailers(stream);
    return;
  }
  state.ended = true;
  stream[kSession][kConnection].end(stream[kId]);
  if (stream.writableFinished) stream[kMaybeDestroy]();
  else stream.once('finish', () => stream[kMaybeDestroy]());
}

// All else has been sent.
function wantTrailers(stream) {
  setImmediate(() => {
    const state = stream[kState];
    if (state.trailersReady) return;
    state.trailersReady = true;
    if (stream.destroyed || stream.closed) return;
    if (!stream.emit('wantTrailers')) stream.sendTrailers({});
  });
}

// now: the reset does not wait for what is written.
function closeStream(stream, code, reset, now) {
  const side = stream[kSession][kType] === NGHTTP2_SESSION_CLIENT ? channels.client : channels.server;
  const state = stream[kState];
  state.closed = true;
  state.rstCode = code;
  stream.setTimeout(0);
  stream.removeAllListeners('timeout');
  const { ending } = stream._writableState;
  if (!ending) {
    if (!state.aborted) {
      state.aborted = true;
      stream.emit('aborted');
    }
    stream.end();
  }
  if (reset) {
    if (!ending || stream.writableFinished || code !== NGHTTP2_NO_ERROR || now) resetStream(stream, code);
    else stream.once('finish', () => resetStream(stream, code));
  }
  channels.publish(side.close, { stream });
}

function resetStream(stream, code) {
  if (stream.pending) {
    stream.push(null);
    stream.once('ready', () => resetStream(stream, code));
    return;
  }
  stream[kSession]?.[kConnection].reset(stream[kId], code);
}

module.exports = { Http2Stream, endWritable, wantTrailers };
