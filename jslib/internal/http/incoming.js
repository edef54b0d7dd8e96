'use strict';

// A message that comes in: a request to a server, a response to a client. Its
// body is pulled from the host chunk by chunk.

const {
  ArrayPrototypePush,
  FunctionPrototypeCall,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  StringPrototypeIncludes,
  Symbol,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
} = primordials;
const { Readable } = require('stream');
const { FastBuffer } = require('internal/buffer');
const { ConnResetException } = require('internal/errors');
const { limitFields, lower } = require('internal/http/common');

const http = internalBinding('http');

const kHeaders = Symbol('kHeaders');
const kDistinct = Symbol('kHeadersDistinct');
const kTrailers = Symbol('kTrailers');
const kTrailersDistinct = Symbol('kTrailersDistinct');
const kId = Symbol('kId'); // the host's number, -1 when there is no body (any more)
const kOnEnd = Symbol('kOnEnd');
const kChunked = Symbol('kChunked');
const kReading = Symbol('kReading');

const chunkSize = 64 * 1024;

function IncomingMessage(socket) {
  FunctionPrototypeCall(Readable, this, { autoDestroy: true, highWaterMark: socket?.readableHighWaterMark });
  this._readableState.readingMore = true;
  this.socket = socket;
  this.httpVersionMajor = null;
  this.httpVersionMinor = null;
  this.httpVersion = null;
  this.complete = false;
  this.rawHeaders = [];
  this.rawTrailers = [];
  this.joinDuplicateHeaders = false;
  this.aborted = false;
  this.upgrade = null;
  // request
  this.url = '';
  this.method = null;
  // response
  this.statusCode = null;
  this.statusMessage = null;
  this.client = socket;
  this._consumed = false;
  this._dumped = false;
  this[kHeaders] = null;
  this[kDistinct] = null;
  this[kTrailers] = null;
  this[kTrailersDistinct] = null;
  this[kId] = -1;
  this[kOnEnd] = undefined;
  this[kChunked] = false;
  this[kReading] = false;
  this.maxHeadersCount_ = 0;
}
ObjectSetPrototypeOf(IncomingMessage.prototype, Readable.prototype);
ObjectSetPrototypeOf(IncomingMessage, Readable);

// Of these only the first counts.
const single = {
  __proto__: null,
  'age': true, 'authorization': true, 'content-length': true, 'content-type': true, 'etag': true, 'expires': true,
  'from': true, 'host': true, 'if-modified-since': true, 'if-unmodified-since': true, 'last-modified': true,
  'location': true, 'max-forwards': true, 'proxy-authorization': true, 'referer': true, 'retry-after': true,
  'server': true, 'user-agent': true,
};

function gather(raw, join) {
  const headers = {};
  for (let i = 0; i < raw.length; i += 2) addLine(headers, lower(raw[i]), raw[i + 1], join);
  return headers;
}

function addLine(headers, name, value, join) {
  const old = headers[name];
  if (name === 'set-cookie') {
    if (old !== undefined) ArrayPrototypePush(old, value);
    else headers[name] = [value];
  } else if (old === undefined || typeof old !== 'string') {
    if (name === '__proto__') return;
    headers[name] = value;
  } else if (name === 'cookie') {
    headers[name] = `${old}; ${value}`;
  } else if (join || single[name] === undefined) {
    headers[name] = `${old}, ${value}`;
  }
}

function gatherDistinct(raw) {
  const headers = { __proto__: null };
  for (let i = 0; i < raw.length; i += 2) {
    const name = lower(raw[i]);
    if (headers[name] === undefined) headers[name] = [raw[i + 1]];
    else headers[name][headers[name].length] = raw[i + 1];
  }
  return headers;
}

function lazily(key, source, make) {
  return {
    __proto__: null,
    configurable: true,
    get() { return this[key] ??= make(this[source], this.joinDuplicateHeaders); },
    set(value) { this[key] = value; },
  };
}

ObjectDefineProperties(IncomingMessage.prototype, {
  headers: lazily(kHeaders, 'rawHeaders', gather),
  headersDistinct: lazily(kDistinct, 'rawHeaders', gatherDistinct),
  trailers: lazily(kTrailers, 'rawTrailers', gather),
  trailersDistinct: lazily(kTrailersDistinct, 'rawTrailers', gatherDistinct),
  connection: {
    __proto__: null,
    configurable: true,
    get() { return this.socket; },
    set(value) { this.socket = value; },
  },
});

IncomingMessage.prototype.setTimeout = function setTimeout(msecs, callback) {
  if (callback) this.on('timeout', callback);
  this.socket.setTimeout(msecs);
  return this;
};

IncomingMessage.prototype._addHeaderLine = function _addHeaderLine(field, value, dest) {
  addLine(dest, lower(field), value, this.joinDuplicateHeaders);
};

IncomingMessage.prototype._addHeaderLines = function _addHeaderLines(headers, n) {
  this[this.complete ? 'rawTrailers' : 'rawHeaders'] = headers;
  const dest = this[this.complete ? kTrailers : kHeaders];
  if (dest === undefined) return; // gathered when they are asked for
  for (let i = 0; i < n; i += 2) this._addHeaderLine(headers[i], headers[i + 1], dest);
};

// start_ says where the body comes from; onEnd is called once, when it is
// complete or given up.
IncomingMessage.prototype.start_ = function start_(id, hasBody, chunked, onEnd) {
  this[kOnEnd] = onEnd;
  if (hasBody) {
    this[kId] = id;
    this[kChunked] = chunked;
    return;
  }
  this.complete = true;
  this.push(null);
  settle(this);
};

function settle(message) {
  const onEnd = message[kOnEnd];
  message[kOnEnd] = undefined;
  message[kId] = -1;
  if (onEnd !== undefined) onEnd();
}

IncomingMessage.prototype._read = function _read(n) {
  if (!this._consumed) {
    this._readableState.readingMore = false;
    this._consumed = true;
  }
  if (this[kId] === -1 || this[kReading]) return;
  this[kReading] = true;
  http.readBody(this[kId], n > chunkSize ? n : chunkSize, {
    oncomplete: (err, chunk) => {
      this[kReading] = false;
      if (this[kId] === -1) return;
      this.socket?.active_?.();
      if (err) {
        this.fail_(err);
      } else if (chunk === null) {
        if (this[kChunked]) this.rawTrailers = limitFields(http.trailers(this[kId]), this.maxHeadersCount_);
        this.complete = true;
        settle(this);
        this.push(null);
      } else if (this._dumped) {
        this._read(n);
      } else {
        this.push(new FastBuffer(TypedArrayPrototypeGetBuffer(chunk), TypedArrayPrototypeGetByteOffset(chunk), TypedArrayPrototypeGetByteLength(chunk)));
      }
    },
  });
};

// fail_ ends a message whose connection broke.
IncomingMessage.prototype.fail_ = function fail_(cause) {
  if (this.complete && this.readableEnded) return;
  if (!this.complete && !this.aborted) {
    this.aborted = true;
    this.emit('aborted');
  }
  if (!this.destroyed) {
    if (this.complete) return; // all of it is here, to be read
    const err = cause?.name === 'Error' && cause.code !== undefined && cause.code !== 'ECONNRESET' ?
      cause : new ConnResetException('aborted');
    this.destroy(err);
  }
};

IncomingMessage.prototype._destroy = function _destroy(err, cb) {
  if (!this.readableEnded || !this.complete) {
    if (!this.aborted && !this.complete) {
      this.aborted = true;
      this.emit('aborted');
    }
  }
  const broken = this[kId] !== -1 && !this.complete;
  settle(this);
  // A request whose body is given up takes the connection with it.
  if (broken && this.socket && !this.socket.destroyed) this.socket.destroy(err);
  if (!err && this.aborted && !this.readableEnded && this.listenerCount('error') > 0) {
    err = new ConnResetException('aborted');
  }
  if (err && this.listenerCount('error') === 0) err = null;
  process.nextTick(cb, err);
};

// Nobody is interested in the body: it is read and thrown away.
IncomingMessage.prototype._dump = function _dump() {
  if (this._dumped) return;
  this._dumped = true;
  this.removeAllListeners('data');
  this.resume();
};

function keepAliveWanted(message) {
  const connection = message.headers.connection;
  const value = connection === undefined ? '' : lower(connection);
  if (message.httpVersionMajor === 1 && message.httpVersionMinor === 0) return StringPrototypeIncludes(value, 'keep-alive');
  return !StringPrototypeIncludes(value, 'close');
}

function setVersion(message, version) {
  message.httpVersion = version;
  message.httpVersionMajor = 1;
  message.httpVersionMinor = version === '1.0' ? 0 : 1;
}

module.exports = { IncomingMessage, keepAliveWanted, setVersion };
