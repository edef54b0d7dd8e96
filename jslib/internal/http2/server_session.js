'use strict';

// The server's side of a session.

const { RegExpPrototypeExec } = primordials;
const { validateString } = require('internal/validators');
const {
  codes: {
    ERR_HTTP2_ALTSVC_INVALID_ORIGIN,
    ERR_HTTP2_ALTSVC_LENGTH,
    ERR_HTTP2_INVALID_ORIGIN,
    ERR_HTTP2_INVALID_SESSION,
    ERR_HTTP2_ORIGIN_LENGTH,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_CHAR,
    ERR_OUT_OF_RANGE,
  },
} = require('internal/errors');
const channels = require('internal/http2/channels');
const { constants } = require('internal/http2/constants');
const { respondWithFD, respondWithFile } = require('internal/http2/respond_file');
const { ServerHttp2Stream } = require('internal/http2/server_stream');
const { Http2Session } = require('internal/http2/session');
const { kConnection, kServer, kSessions, kState } = require('internal/http2/symbols');

const { HTTP2_HEADER_METHOD, NGHTTP2_SESSION_SERVER } = constants;
const maxLength = 2 ** 14 - 2; // of what these frames tell
const quotedString = /^[\x09\x20-\x5b\x5d-\x7e\x80-\xff]*$/;

ServerHttp2Stream.prototype.respondWithFD = respondWithFD;
ServerHttp2Stream.prototype.respondWithFile = respondWithFile;

class ServerHttp2Session extends Http2Session {
  constructor(options, socket, server) {
    super(NGHTTP2_SESSION_SERVER, options, socket);
    this[kServer] = server;
    server?.[kSessions].add(this);
  }

  get server() { return this[kServer]; }

  // A client asks.
  streamOfPeer_(id, headers, end) {
    const stream = new ServerHttp2Stream(this, id, headers);
    channels.publish(channels.server.created, { stream, headers });
    channels.publish(channels.server.start, { stream, headers });
    if (end) stream.push(null);
    if (headers[HTTP2_HEADER_METHOD] === 'HEAD') {
      stream.end();
      stream[kState].headRequest = true;
    }
    stream[kState].endAfterHeaders = end;
    return stream;
  }

  // Tells where else the same may be had, of an origin or of a stream's.
  altsvc(alt, originOrStream) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    let stream = 0;
    let origin = '';
    if (typeof originOrStream === 'number') {
      if (originOrStream >>> 0 !== originOrStream || originOrStream === 0) {
        throw new ERR_OUT_OF_RANGE('originOrStream', `> 0 && < ${2 ** 32}`, originOrStream);
      }
      stream = originOrStream;
    } else if (originOrStream !== undefined) {
      origin = originOf(originOrStream);
      if (typeof origin !== 'string') {
        throw new ERR_INVALID_ARG_TYPE('originOrStream', ['string', 'number', 'URL', 'object'], originOrStream);
      }
      if (origin === 'null' || origin.length === 0) throw new ERR_HTTP2_ALTSVC_INVALID_ORIGIN();
    }
    validateString(alt, 'alt');
    if (RegExpPrototypeExec(quotedString, alt) === null) throw new ERR_INVALID_CHAR('alt');
    if (alt.length + origin.length > maxLength) throw new ERR_HTTP2_ALTSVC_LENGTH();
    this[kConnection].altsvc(stream, origin, alt);
  }

  // Tells for which origins the server speaks as well.
  origin(...origins) {
    if (this.destroyed) throw new ERR_HTTP2_INVALID_SESSION();
    if (origins.length === 0) return;
    let length = 0;
    for (let i = 0; i < origins.length; i++) {
      const origin = origins[i] == null ? origins[i] : originOf(origins[i]);
      validateString(origin, 'origin');
      if (origin === 'null') throw new ERR_HTTP2_INVALID_ORIGIN();
      origins[i] = origin;
      length += origin.length;
    }
    if (length > maxLength) throw new ERR_HTTP2_ORIGIN_LENGTH();
    this[kConnection].origin(origins);
  }
}

// The origin of a URL, given as text, or as an object that has it.
function originOf(given) {
  if (typeof given === 'string') {
    const { URL } = require('internal/url');
    return new URL(given).origin;
  }
  return given === null || typeof given !== 'object' ? given : given.origin;
}

module.exports = { ServerHttp2Session };
