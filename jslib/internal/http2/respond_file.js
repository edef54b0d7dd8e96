'use strict';

// Answers that are files: respondWithFile and respondWithFD of a server's stream.

const { FunctionPrototypeCall, MathMin, ObjectAssign, TypedArrayPrototypeSubarray } = primordials;
const { Buffer } = require('buffer');
const fs = require('fs');
const {
  codes: {
    ERR_HTTP2_INVALID_STREAM,
    ERR_HTTP2_PAYLOAD_FORBIDDEN,
    ERR_HTTP2_SEND_FILE,
    ERR_HTTP2_SEND_FILE_NOSEEK,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const { assertIsObject } = require('internal/http2/checks');
const { constants } = require('internal/http2/constants');
const { mapToHeaders } = require('internal/http2/headers');
const { answer, checkUnanswered, hasNoBody, prepareObject } = require('internal/http2/server_stream');
const { wantTrailers } = require('internal/http2/stream');
const { kActive, kConnection, kId, kOptions, kSentHeaders, kSession, kState } = require('internal/http2/symbols');

const { HTTP2_HEADER_CONTENT_LENGTH, NGHTTP2_INTERNAL_ERROR } = constants;
const pieceSize = 64 * 1024;

function readOptions(given) {
  assertIsObject(given, 'options');
  const options = ObjectAssign({ __proto__: null }, given);
  if (options.offset !== undefined && typeof options.offset !== 'number') throw new ERR_INVALID_ARG_VALUE('options.offset', options.offset);
  if (options.length !== undefined && typeof options.length !== 'number') throw new ERR_INVALID_ARG_VALUE('options.length', options.length);
  if (options.statCheck !== undefined && typeof options.statCheck !== 'function') {
    throw new ERR_INVALID_ARG_VALUE('options.statCheck', options.statCheck);
  }
  return options;
}

function prepare(stream, headers, options) {
  if (options.waitForTrailers) stream[kState].hasTrailers = true;
  stream[kActive]();
  const { sent, status } = prepareObject(headers, options.sendDate == null || options.sendDate);
  if (hasNoBody(status) || stream.headRequest) throw new ERR_HTTP2_PAYLOAD_FORBIDDEN(status);
  return sent;
}

function respondWithFD(fd, headers, options) {
  checkUnanswered(this);
  options = readOptions(options);
  if (fd instanceof require('internal/fs/file_handle').FileHandle) fd = fd.fd;
  else if (typeof fd !== 'number') throw new ERR_INVALID_ARG_TYPE('fd', ['number', 'FileHandle'], fd);
  const sent = prepare(this, headers, options);
  const part = { offset: options.offset ?? 0, length: options.length ?? -1 };
  if (options.statCheck === undefined) {
    sendFile(this, fd, false, sent, part);
    return;
  }
  fs.fstat(fd, (err, stat) => {
    if (err) {
      this.destroy(err);
      return;
    }
    if (gone(this)) return;
    if (FunctionPrototypeCall(options.statCheck, this, stat, sent, part) === false || this.headersSent) return;
    sendFile(this, fd, false, sent, part);
  });
}

function respondWithFile(path, headers, options) {
  checkUnanswered(this);
  options = readOptions(options);
  const sent = prepare(this, headers, options);
  const failed = (err) => {
    if (options.onError) options.onError(err);
    else this.destroy(err);
  };
  fs.open(path, 'r', (err, fd) => {
    if (err) {
      failed(err);
      return;
    }
    if (this.destroyed || this.closed) {
      close(fd);
      return;
    }
    fs.fstat(fd, (err, stat) => {
      if (!err && !stat.isFile()) err = notAFile(stat, options);
      if (err) {
        close(fd);
        failed(err);
        return;
      }
      if (gone(this)) {
        close(fd);
        return;
      }
      const part = stat.isFile() ? { offset: options.offset ?? 0, length: options.length ?? -1 } : { offset: -1, length: -1 };
      if ((options.statCheck !== undefined && FunctionPrototypeCall(options.statCheck, this, stat, sent, part) === false) ||
          this.headersSent) {
        close(fd);
        return;
      }
      if (stat.isFile()) {
        const rest = stat.size - part.offset;
        part.length = part.length < 0 ? rest : MathMin(rest, part.length);
        sent[HTTP2_HEADER_CONTENT_LENGTH] = part.length;
      }
      sendFile(this, fd, true, sent, part);
    });
  });
}

// What is no file has no place to begin at, and no length.
function notAFile(stat, options) {
  if (stat.isDirectory()) return new ERR_HTTP2_SEND_FILE();
  return options.offset !== undefined || options.length !== undefined ? new ERR_HTTP2_SEND_FILE_NOSEEK() : null;
}

function gone(stream) {
  if (!stream.destroyed && !stream.closed) return false;
  stream.destroy(new ERR_HTTP2_INVALID_STREAM());
  return true;
}

// The number may be none any more; nobody is left to hear of it.
function close(fd) { fs.close(fd, () => {}); }

// length below 0 is all, offset below 0 where the file stands.
function sendFile(stream, fd, own, sent, { offset, length }) {
  const state = stream[kState];
  const done = () => { if (own) close(fd); };
  let mapped;
  try {
    mapped = mapToHeaders(sent, 'response', stream[kSession][kOptions].strictSingleValueFields);
  } catch (err) {
    done();
    stream.destroy(err);
    return;
  }
  stream[kSentHeaders] = sent;
  // For the program the writable side is over; its bytes come from here.
  state.ended = true;
  stream.end();
  state.endWanted = false;
  answer(stream, mapped.headers, mapped.sensitive, sent);
  const connection = stream[kSession]?.[kConnection];
  const id = stream[kId];
  let left = length < 0 ? Infinity : length;
  let position = offset < 0 ? -1 : offset;

  const finish = () => {
    done();
    if (stream.destroyed) return;
    if (state.hasTrailers) wantTrailers(stream);
    else connection.end(id);
  };
  const next = () => {
    if (stream.destroyed || stream.closed) {
      done();
      return;
    }
    if (left === 0) {
      finish();
      return;
    }
    const size = MathMin(pieceSize, left);
    const bytes = Buffer.allocUnsafeSlow(size);
    fs.read(fd, bytes, 0, size, position, (err, n) => {
      if (err) {
        done();
        if (!stream.destroyed) stream.close(NGHTTP2_INTERNAL_ERROR);
        return;
      }
      if (n === 0) {
        finish();
        return;
      }
      left -= n;
      if (position >= 0) position += n;
      if (stream.destroyed || stream.closed) {
        done();
        return;
      }
      stream[kActive]();
      state.writeQueueSize = n;
      connection.write(id, n === size ? bytes : TypedArrayPrototypeSubarray(bytes, 0, n), () => {
        state.writeQueueSize = 0;
        next();
      });
    });
  };
  if (connection === undefined) done();
  else next();
}

module.exports = { respondWithFD, respondWithFile };
