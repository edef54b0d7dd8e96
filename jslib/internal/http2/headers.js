'use strict';

// Headers as programs give and get them, and as the session takes them: a flat
// list of names and values, in which each char is a byte.

const {
  ArrayIsArray,
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  ObjectAssign,
  ObjectKeys,
  RegExpPrototypeExec,
  String,
  StringFromCharCode,
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  Symbol,
} = primordials;

const { isToken } = require('internal/http/common');
const {
  codes: {
    ERR_HTTP2_CONNECT_AUTHORITY,
    ERR_HTTP2_CONNECT_PATH,
    ERR_HTTP2_CONNECT_SCHEME,
    ERR_HTTP2_HEADER_SINGLE_VALUE,
    ERR_HTTP2_INVALID_CONNECTION_HEADERS,
    ERR_HTTP2_INVALID_PSEUDOHEADER,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_HTTP_TOKEN,
  },
} = require('internal/errors');

const sensitiveHeaders = Symbol('sensitiveHeaders');

// Which pseudo-headers a block may have.
const anyPseudoHeader = {
  '__proto__': null, ':status': true, ':method': true, ':authority': true, ':scheme': true, ':path': true, ':protocol': true,
};
const pseudoHeadersOf = {
  __proto__: null,
  request: anyPseudoHeader,
  push: anyPseudoHeader,
  response: { '__proto__': null, ':status': true },
  info: { '__proto__': null, ':status': true },
  trailers: { __proto__: null },
};

// Of these a block has one at most; the first counts where more have come.
const single = {
  '__proto__': null,
  ':status': true, ':method': true, ':authority': true, ':scheme': true, ':path': true, ':protocol': true,
  'access-control-allow-credentials': true, 'access-control-max-age': true, 'access-control-request-method': true,
  'age': true, 'authorization': true, 'content-encoding': true, 'content-language': true, 'content-length': true,
  'content-location': true, 'content-md5': true, 'content-range': true, 'content-type': true, 'date': true,
  'dnt': true, 'etag': true, 'expires': true, 'from': true, 'host': true, 'if-match': true,
  'if-modified-since': true, 'if-none-match': true, 'if-range': true, 'if-unmodified-since': true,
  'last-modified': true, 'location': true, 'max-forwards': true, 'proxy-authorization': true, 'range': true,
  'referer': true, 'retry-after': true, 'tk': true, 'upgrade-insecure-requests': true, 'user-agent': true,
  'x-content-type-options': true,
};

// They speak of a connection that HTTP/2 has another idea of.
const ofConnections = {
  '__proto__': null,
  'connection': true, 'http2-settings': true, 'keep-alive': true, 'proxy-connection': true,
  'te': true, 'transfer-encoding': true, 'upgrade': true,
};

const beyondLatin1 = /[^\x00-\xff]/;

// As in Node, a char beyond Latin-1 is cut to its low byte.
function toBytes(value) {
  const text = String(value);
  if (RegExpPrototypeExec(beyondLatin1, text) === null) return text;
  let bytes = '';
  for (let i = 0; i < text.length; i++) bytes += StringFromCharCode(StringPrototypeCharCodeAt(text, i) & 0xff);
  return bytes;
}

function isPseudoHeader(name) {
  return name[0] === ':';
}

function lowerNames(names) {
  if (names === undefined) return [];
  if (!ArrayIsArray(names)) throw new ERR_INVALID_ARG_TYPE('headers[http2.sensitiveHeaders]', 'Array', names);
  const lower = [];
  for (let i = 0; i < names.length; i++) {
    if (typeof names[i] !== 'string') {
      throw new ERR_INVALID_ARG_TYPE(`headers[http2.sensitiveHeaders][${i}]`, 'string', names[i]);
    }
    ArrayPrototypePush(lower, StringPrototypeToLowerCase(names[i]));
  }
  return lower;
}

// A block while it is gathered.
class Block {
  constructor(kind, strict) {
    this.allowed = pseudoHeadersOf[kind];
    this.strict = strict;
    this.seen = { __proto__: null };
    this.pseudo = []; // they come first on the wire
    this.regular = [];
  }

  add(key, value) {
    if (value === undefined || key === '') return;
    const name = StringPrototypeToLowerCase(key);
    let several = false;
    if (ArrayIsArray(value)) {
      if (value.length === 0) return;
      several = value.length > 1;
      if (!several) value = value[0];
    }
    if (this.strict && single[name] !== undefined) {
      if (several || this.seen[name] !== undefined) throw new ERR_HTTP2_HEADER_SINGLE_VALUE(name);
      this.seen[name] = true;
    }
    if (isPseudoHeader(name)) {
      if (this.allowed[name] === undefined) throw new ERR_HTTP2_INVALID_PSEUDOHEADER(name);
      ArrayPrototypePush(this.pseudo, name, toBytes(value));
      return;
    }
    if (!isToken(name)) throw new ERR_INVALID_HTTP_TOKEN('Header name', name);
    if (ofConnections[name] !== undefined && !(name === 'te' && value === 'trailers')) {
      throw new ERR_HTTP2_INVALID_CONNECTION_HEADERS(name);
    }
    if (!several) {
      ArrayPrototypePush(this.regular, name, toBytes(value));
      return;
    }
    for (let i = 0; i < value.length; i++) ArrayPrototypePush(this.regular, name, toBytes(value[i]));
  }

  flat() {
    const list = this.pseudo;
    for (let i = 0; i < this.regular.length; i++) ArrayPrototypePush(list, this.regular[i]);
    return list;
  }
}

// nghttp2 keeps these out of the compressor's table unasked: a short cookie
// could be guessed.
const shortCookie = 20;

function isSecret(name, value) {
  return name === 'authorization' || (name === 'cookie' && value.length < shortCookie);
}

function addSecrets(flat, sensitive) {
  for (let i = 0; i < flat.length; i += 2) {
    if (isSecret(flat[i], flat[i + 1]) && !ArrayPrototypeIncludes(sensitive, flat[i])) ArrayPrototypePush(sensitive, flat[i]);
  }
  return sensitive;
}

// mapToHeaders makes the list for the session out of an object, or of a list of
// names and values. kind is one of request, push, response, info, trailers.
function mapToHeaders(headers, kind, strict = true) {
  const block = new Block(kind, strict);
  if (ArrayIsArray(headers)) {
    for (let i = 0; i + 1 < headers.length; i += 2) {
      if (typeof headers[i] !== 'string') throw new ERR_INVALID_HTTP_TOKEN('Header name', headers[i]);
      block.add(headers[i], headers[i + 1]);
    }
  } else {
    const keys = ObjectKeys(headers);
    for (let i = 0; i < keys.length; i++) block.add(keys[i], headers[keys[i]]);
  }
  const flat = block.flat();
  return { headers: flat, sensitive: addSecrets(flat, lowerNames(headers[sensitiveHeaders])) };
}

// toHeaderObject is what listeners get of a list that has come.
function toHeaderObject(flat, sensitive) {
  const headers = { __proto__: null };
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i];
    const value = flat[i + 1];
    const old = headers[name];
    if (old === undefined) {
      headers[name] = name === ':status' ? value | 0 : name === 'set-cookie' ? [value] : value;
    } else if (name === 'set-cookie') {
      ArrayPrototypePush(old, value);
    } else if (name === 'cookie') {
      headers[name] = `${old}; ${value}`;
    } else if (single[name] === undefined) {
      headers[name] = `${old}, ${value}`;
    }
  }
  headers[sensitiveHeaders] = sensitive;
  return headers;
}

// Host stands in for :authority where a request was HTTP/1 once.
function getAuthority(headers) {
  return headers[':authority'] ?? headers.host;
}

const kinds = {
  '__proto__': null, ':method': 'method', ':authority': 'authority', ':scheme': 'scheme', ':path': 'path', ':protocol': 'protocol',
};

// What a request asks, whichever form it has.
function target(headers) {
  if (!ArrayIsArray(headers)) {
    return {
      method: headers[':method'],
      authority: headers[':authority'],
      scheme: headers[':scheme'],
      path: headers[':path'],
      protocol: headers[':protocol'],
      hasHost: headers.host !== undefined,
    };
  }
  const found = { method: undefined, authority: undefined, scheme: undefined, path: undefined, protocol: undefined, hasHost: false };
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (typeof headers[i] !== 'string' || !isPseudoHeader(headers[i])) continue;
    const key = kinds[StringPrototypeToLowerCase(headers[i])];
    if (key !== undefined) found[key] = headers[i + 1];
  }
  return found;
}

// The pseudo-headers that the request leaves to its session, as a flat list.
function missing(asked, session) {
  const added = [];
  if (asked.method === undefined) {
    asked.method = 'GET';
    ArrayPrototypePush(added, ':method', 'GET');
  }
  if (asked.method === 'CONNECT' && asked.protocol === undefined) {
    if (asked.authority === undefined) throw new ERR_HTTP2_CONNECT_AUTHORITY();
    if (asked.scheme !== undefined) throw new ERR_HTTP2_CONNECT_SCHEME();
    if (asked.path !== undefined) throw new ERR_HTTP2_CONNECT_PATH();
    return added;
  }
  if (asked.authority === undefined && !asked.hasHost) {
    asked.authority = session.authority;
    ArrayPrototypePush(added, ':authority', session.authority);
  }
  if (asked.scheme === undefined) {
    asked.scheme = StringPrototypeSlice(session.protocol, 0, -1);
    ArrayPrototypePush(added, ':scheme', asked.scheme);
  }
  if (asked.path === undefined) ArrayPrototypePush(added, ':path', '/');
  return added;
}

// prepareRequest completes and maps the headers of a client's request. session
// has the authority and the protocol ('https:') of the connection. The result:
//   headers, sensitive   for the session
//   sent                 what was meant, in the form that the program chose
//   method, scheme, authority
function prepareRequest(headers, session, strict = true) {
  const asked = target(headers);
  const added = missing(asked, session);
  let sent;
  if (ArrayIsArray(headers)) {
    sent = added;
    for (let i = 0; i < headers.length; i++) ArrayPrototypePush(sent, headers[i]);
    if (headers[sensitiveHeaders] !== undefined) sent[sensitiveHeaders] = headers[sensitiveHeaders];
  } else {
    sent = ObjectAssign({ __proto__: null }, headers);
    for (let i = 0; i < added.length; i += 2) sent[added[i]] = added[i + 1];
  }
  const mapped = mapToHeaders(sent, 'request', strict);
  return {
    headers: mapped.headers,
    sensitive: mapped.sensitive,
    sent,
    method: asked.method,
    scheme: asked.scheme,
    authority: asked.authority === undefined ? getAuthority(sent) : asked.authority,
  };
}

// A request with such a method has no body unless it says so.
function isPayloadMeaningless(method) {
  return method === 'GET' || method === 'HEAD' || method === 'DELETE';
}

module.exports = {
  getAuthority,
  isPayloadMeaningless,
  isPseudoHeader,
  mapToHeaders,
  prepareRequest,
  sensitiveHeaders,
  toHeaderObject,
};
