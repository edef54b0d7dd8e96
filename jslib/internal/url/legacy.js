'use strict';

// Node's first URL parser: lenient, older than the URL Standard, and not to be
// changed, since programs rely on what it makes of odd input.

const {
  ObjectKeys,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  SafeSet,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  decodeURIComponent,
  hardenRegExp,
} = primordials;

const { codes: { ERR_INVALID_URL } } = require('internal/errors');
const { validateString } = require('internal/validators');
const { encodeComponent } = require('internal/querystring');
const querystring = require('querystring');

const binding = internalBinding('url');

// Protocols whose text is not escaped, and which never have a host.
const scripts = new SafeSet(['javascript', 'javascript:']);
// Protocols that go with two slashes.
const slashed = new SafeSet();
for (const name of ['http', 'https', 'ftp', 'gopher', 'file', 'ws', 'wss']) {
  slashed.add(name);
  slashed.add(`${name}:`);
}

const protocolPattern = /^[a-z0-9.+-]+:/i;
const portPattern = /:[0-9]*$/;
const userAtHost = /^\/\/[^@/]+@[^@/]+/;
const plainPath = /^(\/\/?(?!\/)[^?\s]*)(\?[^\s]*)?$/;
const hostEndPattern = /[#/?]/;
const lineBreaks = hardenRegExp(/[\t\n\r]/g);
const notInHost = /[ "%';<>\\^`{|}]/;
const notInHostname = /[/\\#?:]/;
const searchStart = /[?#]/;
const escapable = hardenRegExp(/[\t\n\r "'<>\\^`{|}]/g);

// What toASCII may leave or make that must not be in a host; an IPv6 address
// has brackets and colons.
const forbiddenInHost = /[\0\t\n\r #%/:<>?@[\\\]^|]/;
const forbiddenInIPv6 = /[\0\t\n\r #%/<>?@\\^|]/;

const MAX_HOSTNAME = 255;

function Url() {
  this.protocol = null;
  this.slashes = null;
  this.auth = null;
  this.host = null;
  this.port = null;
  this.hostname = null;
  this.hash = null;
  this.search = null;
  this.query = null;
  this.pathname = null;
  this.path = null;
  this.href = null;
}

function isBracketed(hostname) {
  return hostname[0] === '[' && hostname[hostname.length - 1] === ']';
}

function isSpace(code) {
  return code < 33 || code === 0xa0 || code === 0xfeff;
}

function trim(text) {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(StringPrototypeCharCodeAt(text, start))) start++;
  while (end > start && isSpace(StringPrototypeCharCodeAt(text, end - 1))) end--;
  return StringPrototypeSlice(text, start, end);
}

const percent = (char) => {
  const code = StringPrototypeCharCodeAt(char, 0);
  return code < 16 ? `%0${'0123456789ABCDEF'[code]}` : `%${'0123456789ABCDEF'[code >> 4]}${'0123456789ABCDEF'[code & 15]}`;
};

let warnedOfPort = false;

// Cuts the hostname off before what cannot be in one; returns the rest, to
// which the cut belongs.
function cutHostname(self, rest, url) {
  const bad = RegExpPrototypeExec(notInHostname, self.hostname);
  if (bad === null) return rest;
  if (bad[0] === ':' && !warnedOfPort) {
    warnedOfPort = true;
    process.emitWarning(`The URL ${url} is invalid. Future versions of Node.js will throw an error.`, 'DeprecationWarning', 'DEP0170');
  }
  const cut = StringPrototypeSlice(self.hostname, bad.index);
  self.hostname = StringPrototypeSlice(self.hostname, 0, bad.index);
  return `/${cut}${rest}`;
}

// Takes auth, host and port off the start of rest, and returns what follows.
// The last '@' before a host's end parts auth from host:
//   http://a@b@c/   user a@b, host c
//   http://a@b?@c   user a, host b, search ?@c
function takeAuthority(self, rest, url) {
  const stop = RegExpPrototypeExec(hostEndPattern, rest);
  let tail = '';
  if (stop !== null) {
    tail = StringPrototypeSlice(rest, stop.index);
    rest = StringPrototypeSlice(rest, 0, stop.index);
  }
  rest = RegExpPrototypeSymbolReplace(lineBreaks, rest, '');
  const at = StringPrototypeLastIndexOf(rest, '@');
  if (at !== -1) {
    self.auth = decodeURIComponent(StringPrototypeSlice(rest, 0, at));
    rest = StringPrototypeSlice(rest, at + 1);
  }
  const bad = RegExpPrototypeExec(notInHost, rest);
  self.host = bad === null ? rest : StringPrototypeSlice(rest, 0, bad.index);
  rest = bad === null ? tail : StringPrototypeSlice(rest, bad.index) + tail;

  self.parseHost();
  if (typeof self.hostname !== 'string') self.hostname = '';
  const ipv6 = isBracketed(self.hostname);
  if (!ipv6) rest = cutHostname(self, rest, url);
  self.hostname = self.hostname.length > MAX_HOSTNAME ? '' : StringPrototypeToLowerCase(self.hostname);

  if (self.hostname !== '') {
    if (!ipv6) self.hostname = binding.idnaToASCII(self.hostname);
    // Mapping can make separators of other characters: that must not pass.
    if (self.hostname === '' || RegExpPrototypeExec(ipv6 ? forbiddenInIPv6 : forbiddenInHost, self.hostname) !== null) {
      throw new ERR_INVALID_URL(url);
    }
  }
  self.host = `${self.hostname}${self.port ? `:${self.port}` : ''}`;
  if (ipv6) {
    // The host keeps the brackets.
    self.hostname = StringPrototypeSlice(self.hostname, 1, -1);
    if (rest[0] !== '/') rest = `/${rest}`;
  }
  return rest;
}

function takePath(self, rest, parseQueryString) {
  const first = RegExpPrototypeExec(searchStart, rest);
  let question = -1;
  let hash = -1;
  if (first !== null) {
    if (first[0] === '?') question = first.index;
    hash = question === -1 ? first.index : StringPrototypeIndexOf(rest, '#', question);
  }
  if (hash !== -1) self.hash = StringPrototypeSlice(rest, hash);
  if (question !== -1) {
    self.search = StringPrototypeSlice(rest, question, hash === -1 ? rest.length : hash);
    self.query = StringPrototypeSlice(self.search, 1);
    if (parseQueryString) self.query = querystring.parse(self.query);
  } else if (parseQueryString) {
    self.search = null;
    self.query = { __proto__: null };
  }
  const end = first === null ? rest.length : first.index;
  if (end > 0) self.pathname = StringPrototypeSlice(rest, 0, end);
}

Url.prototype.parse = function parse(url, parseQueryString, slashesDenoteHost) {
  validateString(url, 'url');

  // Backslashes count as slashes up to the search, as in browsers.
  let rest = trim(url);
  const split = RegExpPrototypeExec(searchStart, rest);
  const head = split === null ? rest : StringPrototypeSlice(rest, 0, split.index);
  const hasAt = StringPrototypeIncludes(head, '@');
  if (StringPrototypeIncludes(head, '\\')) {
    rest = StringPrototypeReplaceAll(head, '\\', '/') + StringPrototypeSlice(rest, head.length);
  }

  if (!slashesDenoteHost && !hasAt && !StringPrototypeIncludes(rest, '#')) {
    const plain = RegExpPrototypeExec(plainPath, rest);
    if (plain !== null) {
      this.path = rest;
      this.href = rest;
      this.pathname = plain[1];
      if (plain[2]) {
        this.search = plain[2];
        this.query = StringPrototypeSlice(this.search, 1);
        if (parseQueryString) this.query = querystring.parse(this.query);
      } else if (parseQueryString) {
        this.search = null;
        this.query = { __proto__: null };
      }
      return this;
    }
  }

  const proto = RegExpPrototypeExec(protocolPattern, rest)?.[0];
  let lowerProto;
  if (proto !== undefined) {
    this.protocol = lowerProto = StringPrototypeToLowerCase(proto);
    rest = StringPrototypeSlice(rest, proto.length);
  }

  // user@host always is a host, and resolving takes //foo for one.
  let slashes = false;
  if (slashesDenoteHost || proto !== undefined || RegExpPrototypeExec(userAtHost, rest) !== null) {
    slashes = rest[0] === '/' && rest[1] === '/';
    if (slashes && !scripts.has(lowerProto)) {
      rest = StringPrototypeSlice(rest, 2);
      this.slashes = true;
    }
  }
  if (!scripts.has(lowerProto) && (slashes || (proto !== undefined && !slashed.has(proto)))) {
    rest = takeAuthority(this, rest, url);
  }
  if (!scripts.has(lowerProto)) rest = RegExpPrototypeSymbolReplace(escapable, rest, percent);
  takePath(this, rest, parseQueryString);

  if (slashed.has(lowerProto) && this.hostname && !this.pathname) this.pathname = '/';
  if (this.pathname || this.search) this.path = `${this.pathname || ''}${this.search || ''}`;
  this.href = this.format();
  return this;
};

Url.prototype.parseHost = function parseHost() {
  let { host } = this;
  const port = RegExpPrototypeExec(portPattern, host)?.[0];
  if (port !== undefined) {
    if (port !== ':') this.port = StringPrototypeSlice(port, 1);
    host = StringPrototypeSlice(host, 0, host.length - port.length);
  }
  if (host) this.hostname = host;
};

Url.prototype.format = function format() {
  let auth = this.auth || '';
  if (auth) auth = `${StringPrototypeReplaceAll(encodeComponent(auth), '%3A', ':')}@`;
  let protocol = this.protocol || '';
  if (protocol && protocol[protocol.length - 1] !== ':') protocol += ':';
  let pathname = this.pathname || '';
  let hash = this.hash || '';
  let host = '';
  if (this.host) {
    host = auth + this.host;
  } else if (this.hostname) {
    const bare = StringPrototypeIncludes(this.hostname, ':') && !isBracketed(this.hostname);
    host = auth + (bare ? `[${this.hostname}]` : this.hostname);
    if (this.port) host += `:${this.port}`;
  }
  let query = '';
  if (this.query !== null && typeof this.query === 'object') query = querystring.stringify(this.query);
  let search = this.search || (query && `?${query}`) || '';

  pathname = StringPrototypeReplaceAll(StringPrototypeReplaceAll(pathname, '#', '%23'), '?', '%3F');
  // Other protocols get slashes only if they had them.
  if (this.slashes || slashed.has(protocol)) {
    if (this.slashes || host) {
      if (pathname && pathname[0] !== '/') pathname = `/${pathname}`;
      host = `//${host}`;
    } else if (StringPrototypeSlice(protocol, 0, 4) === 'file') {
      host = '//';
    }
  }
  search = StringPrototypeReplaceAll(search, '#', '%23');
  if (hash && hash[0] !== '#') hash = `#${hash}`;
  if (search && search[0] !== '?') search = `?${search}`;
  return protocol + host + pathname + search + hash;
};

// The fields of a Url, also of one that a program extended.
function assign(target, source, except) {
  const keys = ObjectKeys(source);
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] !== except) target[keys[i]] = source[keys[i]];
  }
  return target;
}

module.exports = { Url, assign, scripts, slashed };
