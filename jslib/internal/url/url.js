'use strict';

// The URL class. The host parses and serializes; what is kept here is the
// serialized URL and where its parts are (hostcalls/url has the picture), so
// that a getter is one slice.

const {
  Boolean,
  ObjectDefineProperties,
  StringPrototypeSlice,
  Symbol,
  SymbolToStringTag,
  TypeError,
  Uint32Array,
} = primordials;

const { captureStackTrace } = require('internal/errors/capture');
const {
  codes: { ERR_INVALID_URL, ERR_MISSING_ARGS },
} = require('internal/errors');
const { customInspectSymbol, getConstructorOf, kEnumerableProperty } = require('internal/util');
const { URLSearchParams, setOwner, setQuery, toUSVString } = require('internal/url/searchparams');

const binding = internalBinding('url');

// What a setter sets, as the binding counts.
const PROTOCOL = 0;
const HOST = 1;
const HOSTNAME = 2;
const PORT = 3;
const USERNAME = 4;
const PASSWORD = 5;
const PATHNAME = 6;
const SEARCH = 7;
const HASH = 8;
const HREF = 9;

const OMITTED = 0xffffffff;
const NOT_SPECIAL = 1;
const FILE = 6;

const contextForInspect = Symbol('context');

// The binding writes where the parts of the URL are that it returned last.
const components = new Uint32Array(9);

// The order of properties shows when a URL is inspected with showHidden.
class URLContext {
  constructor(href) {
    this.href = href;
    this.protocol_end = components[0];
    this.username_end = components[1];
    this.host_start = components[2];
    this.host_end = components[3];
    this.pathname_start = components[5];
    this.search_start = components[6];
    this.hash_start = components[7];
    this.port = components[4];
    this.scheme_type = components[8];
  }

  get hasPort() {
    return this.port !== OMITTED;
  }

  get hasSearch() {
    return this.search_start !== OMITTED;
  }

  get hasHash() {
    return this.hash_start !== OMITTED;
  }
}

function parse(input, base) {
  const href = binding.parse(input, base, components);
  return href === null ? null : new URLContext(href);
}

// In Node the native side makes this one, which is why its text has no code.
function invalidURL(input, base) {
  const error = new TypeError('Invalid URL');
  captureStackTrace(error, invalidURL);
  error.code = 'ERR_INVALID_URL';
  error.input = input;
  if (base !== undefined) error.base = base;
  return error;
}

// Passed in place of an input, it makes the constructor take a context that
// was parsed already.
const kContext = Symbol('kContext');

let isURLInstance;
let getURLHref;
let setComponent;

class URL {
  #context;
  #searchParams;
  #stale = false; // the parameters have changed since the search was written

  static {
    isURLInstance = (value) => typeof value === 'object' && value !== null && #context in value;
    getURLHref = (url) => {
      url.#sync();
      return url.#context.href;
    };
    // A function and no method: what is no URL lacks the context, says Node.
    setComponent = (url, what, value, searches = false) => {
      let context = url.#context;
      if (url.#stale) {
        url.#sync();
        context = url.#context;
      }
      const before = searches ? url.#search() : undefined;
      const href = binding.update(context.href, what, value, components);
      if (href === null) return false;
      url.#context = new URLContext(href);
      if (searches) url.#refresh(before);
      return true;
    };
  }

  constructor(input, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    if (input === kContext) {
      this.#context = base;
      return;
    }
    input = `${input}`;
    if (base !== undefined) base = `${base}`;
    const context = parse(input, base);
    if (context === null) throw invalidURL(input, base);
    this.#context = context;
  }

  static parse(input, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    const context = parse(`${input}`, base === undefined ? undefined : `${base}`);
    return context === null ? null : new URL(kContext, context);
  }

  static canParse(url, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    return binding.canParse(`${url}`, base === undefined ? undefined : `${base}`);
  }

  static createObjectURL(obj) {
    return require('internal/blob').createObjectURL(obj);
  }

  static revokeObjectURL(url) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    require('internal/blob').revokeObjectURL(`${url}`);
  }

  [customInspectSymbol](depth, options) {
    if (typeof depth === 'number' && depth < 0) return this;
    const constructor = getConstructorOf(this) || URL;
    const view = { __proto__: { constructor } };
    view.href = this.href;
    view.origin = this.origin;
    view.protocol = this.protocol;
    view.username = this.username;
    view.password = this.password;
    view.host = this.host;
    view.hostname = this.hostname;
    view.port = this.port;
    view.pathname = this.pathname;
    view.search = this.search;
    view.searchParams = this.searchParams;
    view.hash = this.hash;
    if (options.showHidden) view[contextForInspect] = this.#context;
    return `${constructor.name} ${require('internal/util/inspect').inspect(view, options)}`;
  }

  // Writes changed parameters into the URL.
  #sync() {
    if (!this.#stale) return;
    this.#stale = false;
    const query = this.#searchParams.toString();
    const href = binding.update(this.#context.href, SEARCH, query, components);
    if (href !== null) this.#context = new URLContext(href);
  }

  // The URL has a new search, which the parameters follow.
  #refresh(before) {
    if (this.#searchParams === undefined) return;
    const search = this.#search();
    if (search !== before) setQuery(this.#searchParams, search);
  }

  #search() {
    const { href, search_start: start, hash_start: hash } = this.#context;
    if (start === OMITTED) return '';
    const end = hash === OMITTED ? href.length : hash;
    return end - start <= 1 ? '' : StringPrototypeSlice(href, start, end);
  }

  toString() {
    this.#sync();
    return this.#context.href;
  }

  get href() {
    this.#sync();
    return this.#context.href;
  }
  set href(value) {
    value = `${value}`;
    if (!setComponent(this, HREF, value, true)) throw new ERR_INVALID_URL(value);
  }

  get origin() {
    const { scheme_type: type } = this.#context;
    if (type === FILE) return 'null';
    const { protocol } = this;
    if (type !== NOT_SPECIAL) return `${protocol}//${this.host}`;
    if (protocol === 'blob:') {
      // The origin of what the blob's URL was made for.
      const inner = parse(this.pathname, undefined);
      if (inner !== null && (inner.scheme_type === 0 || inner.scheme_type === 2)) return new URL(kContext, inner).origin;
    }
    return 'null';
  }

  get protocol() {
    const context = this.#context;
    return StringPrototypeSlice(context.href, 0, context.protocol_end);
  }
  set protocol(value) {
    setComponent(this, PROTOCOL, `${value}`);
  }

  get username() {
    const { href, protocol_end: protocolEnd, username_end: end } = this.#context;
    return protocolEnd + 2 < end ? StringPrototypeSlice(href, protocolEnd + 2, end) : '';
  }
  set username(value) {
    setComponent(this, USERNAME, `${value}`);
  }

  get password() {
    const { href, username_end: start, host_start: end } = this.#context;
    return end > start ? StringPrototypeSlice(href, start + 1, end) : '';
  }
  set password(value) {
    setComponent(this, PASSWORD, `${value}`);
  }

  get host() {
    const { href, host_start: hostStart, host_end: hostEnd, pathname_start: pathname } = this.#context;
    const start = href[hostStart] === '@' ? hostStart + 1 : hostStart;
    // Behind an empty host the path may be set off by "/.".
    return start === hostEnd ? '' : StringPrototypeSlice(href, start, pathname);
  }
  set host(value) {
    setComponent(this, HOST, `${value}`);
  }

  get hostname() {
    const { href, host_start: start, host_end: end } = this.#context;
    return StringPrototypeSlice(href, href[start] === '@' ? start + 1 : start, end);
  }
  set hostname(value) {
    setComponent(this, HOSTNAME, `${value}`);
  }

  get port() {
    const { port } = this.#context;
    return port === OMITTED ? '' : `${port}`;
  }
  set port(value) {
    setComponent(this, PORT, `${value}`);
  }

  get pathname() {
    const { href, pathname_start: start, search_start: search, hash_start: hash } = this.#context;
    return StringPrototypeSlice(href, start, search !== OMITTED ? search : hash !== OMITTED ? hash : href.length);
  }
  set pathname(value) {
    setComponent(this, PATHNAME, `${value}`);
  }

  get search() {
    this.#sync();
    return this.#search();
  }
  set search(value) {
    setComponent(this, SEARCH, toUSVString(value), true);
  }

  get searchParams() {
    let params = this.#searchParams;
    if (params === undefined) {
      params = this.#searchParams = new URLSearchParams(this.#search());
      setOwner(params, () => { this.#stale = true; });
    }
    return params;
  }

  get hash() {
    const { href, hash_start: start } = this.#context;
    return start === OMITTED || href.length - start <= 1 ? '' : StringPrototypeSlice(href, start);
  }
  set hash(value) {
    setComponent(this, HASH, `${value}`);
  }

  toJSON() {
    this.#sync();
    return this.#context.href;
  }
}

ObjectDefineProperties(URL.prototype, {
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'URL' },
  toString: kEnumerableProperty,
  href: kEnumerableProperty,
  origin: kEnumerableProperty,
  protocol: kEnumerableProperty,
  username: kEnumerableProperty,
  password: kEnumerableProperty,
  host: kEnumerableProperty,
  hostname: kEnumerableProperty,
  port: kEnumerableProperty,
  pathname: kEnumerableProperty,
  search: kEnumerableProperty,
  searchParams: kEnumerableProperty,
  hash: kEnumerableProperty,
  toJSON: kEnumerableProperty,
});

ObjectDefineProperties(URL, {
  canParse: { __proto__: null, configurable: true, writable: true, enumerable: true },
  parse: { __proto__: null, configurable: true, writable: true, enumerable: true },
  createObjectURL: kEnumerableProperty,
  revokeObjectURL: kEnumerableProperty,
});

// The URL of a file by its absolute path.
function fromPath(path, windows, host) {
  const href = binding.fromPath(path, windows, host, components);
  if (href === null) throw invalidURL(path);
  return new URL(kContext, new URLContext(href));
}

// URL objects may come from other implementations: looked at are properties
// that those of url.parse do not have.
function isURL(self) {
  return Boolean(self?.href && self.protocol && self.auth === undefined && self.path === undefined);
}

function getURLOrigin(url) {
  const context = parse(`${url}`, undefined);
  if (context === null) throw invalidURL(url);
  return new URL(kContext, context).origin;
}

module.exports = { URL, fromPath, getURLHref, getURLOrigin, isURL, isURLInstance };
