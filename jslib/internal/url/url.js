'use strict';

// The URL class. The host parses and serializes; a URL keeps the serialized
// text. Where the parts are in it (hostcalls/url has the picture) the host has
// written for the URL that it made last, which is most often the one that is
// looked at next; others are told theirs when they are first asked.

const {
  Boolean,
  ObjectCreate,
  ObjectDefineProperties,
  ObjectDefineProperty,
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
const { construct } = binding;

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

// Where the parts of the URL are that the binding returned last, and its text.
const components = new Uint32Array(9);
let located = '';

const PROTOCOL_END = 0;
const USERNAME_END = 1;
const HOST_START = 2;
const HOST_END = 3;
const PORT_NUMBER = 4;
const PATHNAME_START = 5;
const SEARCH_START = 6;
const HASH_START = 7;
const SCHEME = 8;

// What Node keeps of a URL, for inspect's showHidden, which shows the order too.
class URLContext {
  constructor(href, parts) {
    this.href = href;
    this.protocol_end = parts[PROTOCOL_END];
    this.username_end = parts[USERNAME_END];
    this.host_start = parts[HOST_START];
    this.host_end = parts[HOST_END];
    this.pathname_start = parts[PATHNAME_START];
    this.search_start = parts[SEARCH_START];
    this.hash_start = parts[HASH_START];
    this.port = parts[PORT_NUMBER];
    this.scheme_type = parts[SCHEME];
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

// The serialized URL, or null.
function parse(input, base) {
  const href = binding.parse(input, base, components);
  if (href !== null) located = href;
  return href;
}

// What most URLs never need besides their text: their parameters, whether these
// have changed since the search was written, and a copy of the components.
class Extra {
  constructor(href) {
    this.href = href;
    this.params = undefined;
    this.stale = false;
    this.parts = undefined;
  }
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

// Passed in place of an input, it makes the constructor take what was parsed
// already.
const kParsed = Symbol('kParsed');

let isURLInstance;
let getURLHref;
let hrefOf;
let extraOf;

// Private methods would be one more property of every URL; these are as private.
let checkReceiver;
let sync;
let partsOf;
let searchOf;
let update;
let refresh;

class URL {
  #context; // the text, or an Extra: each private field is paid by every URL

  static {
    isURLInstance = (value) => typeof value === 'object' && value !== null && #context in value;

    getURLHref = (url) => {
      checkReceiver(url);
      sync(url);
      return hrefOf(url);
    };

    // In Node these call private methods, and V8 says so.
    checkReceiver = (url) => {
      if (!isURLInstance(url)) throw new TypeError('Receiver must be an instance of class URL');
    };

    hrefOf = (url) => {
      const context = url.#context;
      return typeof context === 'string' ? context : context.href;
    };

    extraOf = (url) => {
      const context = url.#context;
      return typeof context === 'string' ? url.#context = new Extra(context) : context;
    };

    // Writes changed parameters into the URL.
    sync = (url) => {
      const context = url.#context;
      if (typeof context === 'string' || !context.stale) return;
      context.stale = false;
      update(url, SEARCH, context.params.toString());
    };

    // Valid until the binding is called the next time.
    partsOf = (url) => {
      const href = hrefOf(url);
      if (href === located) return components;
      const extra = extraOf(url);
      if (extra.parts === undefined) {
        parse(href, undefined);
        extra.parts = new Uint32Array(components);
      }
      return extra.parts;
    };

    searchOf = (url) => {
      const href = hrefOf(url);
      const parts = partsOf(url);
      const start = parts[SEARCH_START];
      const hash = parts[HASH_START];
      if (start === OMITTED) return '';
      const end = hash === OMITTED ? href.length : hash;
      return end - start <= 1 ? '' : StringPrototypeSlice(href, start, end);
    };

    update = (url, what, value) => {
      const href = binding.update(hrefOf(url), what, value, components);
      if (href === null) return false;
      located = href;
      const context = url.#context;
      if (typeof context === 'string') {
        url.#context = href;
      } else {
        context.href = href;
        context.parts = undefined;
      }
      return true;
    };

    // The URL has a new search, which the parameters follow.
    refresh = (url, before) => {
      const context = url.#context;
      const params = typeof context === 'string' ? undefined : context.params;
      if (params === undefined) return;
      const search = searchOf(url);
      if (search !== before) setQuery(params, search);
    };
  }

  // The host takes the arguments out of the frame of this call: a list of them,
  // which rest parameters and `arguments` are, would cost a fifth of the whole.
  constructor() {
    const made = construct(components);
    if (typeof made === 'string') {
      this.#context = located = made;
      return;
    }
    // There is something to convert or to complain about.
    if (made.length === 0) throw new ERR_MISSING_ARGS('url');
    let base = made.length > 1 ? made[1] : undefined; // no index of Array.prototype
    if (made[0] === kParsed) {
      this.#context = base;
      return;
    }
    const input = `${made[0]}`;
    if (base !== undefined) base = `${base}`;
    const href = parse(input, base);
    if (href === null) throw invalidURL(input, base);
    this.#context = href;
  }

  static parse() {
    const made = construct(components);
    if (typeof made === 'string') {
      located = made;
      return new URL(kParsed, made);
    }
    if (made.length === 0) throw new ERR_MISSING_ARGS('url');
    const base = made.length > 1 ? made[1] : undefined;
    const href = parse(`${made[0]}`, base === undefined ? undefined : `${base}`);
    return href === null ? null : new URL(kParsed, href);
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
    if (options.showHidden) view[contextForInspect] = new URLContext(hrefOf(this), partsOf(this));
    return `${constructor.name} ${require('internal/util/inspect').inspect(view, options)}`;
  }

  toString() {
    return getURLHref(this);
  }

  get href() {
    return getURLHref(this);
  }
  set href(value) {
    value = `${value}`;
    sync(this);
    const before = searchOf(this);
    if (!update(this, HREF, value)) throw new ERR_INVALID_URL(value);
    refresh(this, before);
  }

  get origin() {
    const type = partsOf(this)[SCHEME];
    if (type === FILE) return 'null';
    const { protocol } = this;
    if (type !== NOT_SPECIAL) return `${protocol}//${this.host}`;
    if (protocol === 'blob:') {
      // The origin of what the blob's URL was made for.
      const inner = parse(this.pathname, undefined);
      if (inner !== null && (components[SCHEME] === 0 || components[SCHEME] === 2)) return new URL(kParsed, inner).origin;
    }
    return 'null';
  }

  get protocol() {
    return StringPrototypeSlice(hrefOf(this), 0, partsOf(this)[PROTOCOL_END]);
  }
  set protocol(value) {
    set(this, PROTOCOL, value);
  }

  get username() {
    const parts = partsOf(this);
    const start = parts[PROTOCOL_END] + 2;
    const end = parts[USERNAME_END];
    return start < end ? StringPrototypeSlice(hrefOf(this), start, end) : '';
  }
  set username(value) {
    set(this, USERNAME, value);
  }

  get password() {
    const parts = partsOf(this);
    const start = parts[USERNAME_END];
    const end = parts[HOST_START];
    return end > start ? StringPrototypeSlice(hrefOf(this), start + 1, end) : '';
  }
  set password(value) {
    set(this, PASSWORD, value);
  }

  get host() {
    const href = hrefOf(this);
    const parts = partsOf(this);
    const hostStart = parts[HOST_START];
    const start = href[hostStart] === '@' ? hostStart + 1 : hostStart;
    // Behind an empty host the path may be set off by "/.".
    return start === parts[HOST_END] ? '' : StringPrototypeSlice(href, start, parts[PATHNAME_START]);
  }
  set host(value) {
    set(this, HOST, value);
  }

  get hostname() {
    const href = hrefOf(this);
    const parts = partsOf(this);
    const start = parts[HOST_START];
    return StringPrototypeSlice(href, href[start] === '@' ? start + 1 : start, parts[HOST_END]);
  }
  set hostname(value) {
    set(this, HOSTNAME, value);
  }

  get port() {
    const port = partsOf(this)[PORT_NUMBER];
    return port === OMITTED ? '' : `${port}`;
  }
  set port(value) {
    set(this, PORT, value);
  }

  get pathname() {
    const href = hrefOf(this);
    const parts = partsOf(this);
    const search = parts[SEARCH_START];
    const hash = parts[HASH_START];
    return StringPrototypeSlice(href, parts[PATHNAME_START], search !== OMITTED ? search : hash !== OMITTED ? hash : href.length);
  }
  set pathname(value) {
    set(this, PATHNAME, value);
  }

  get search() {
    checkReceiver(this);
    sync(this);
    return searchOf(this);
  }
  set search(value) {
    value = toUSVString(value);
    sync(this);
    const before = searchOf(this);
    if (set(this, SEARCH, value)) refresh(this, before);
  }

  get searchParams() {
    const extra = extraOf(this);
    if (extra.params === undefined) {
      extra.params = new URLSearchParams(searchOf(this));
      setOwner(extra.params, () => { extra.stale = true; });
    }
    return extra.params;
  }

  get hash() {
    const href = hrefOf(this);
    const start = partsOf(this)[HASH_START];
    return start === OMITTED || href.length - start <= 1 ? '' : StringPrototypeSlice(href, start);
  }
  set hash(value) {
    set(this, HASH, value);
  }

  toJSON() {
    return getURLHref(this);
  }
}

function set(url, what, value) {
  value = `${value}`;
  sync(url);
  return update(url, what, value);
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

const kOneParameter = { __proto__: null, configurable: true, value: 1 };
ObjectDefineProperty(URL.parse, 'length', kOneParameter);
ObjectDefineProperties(URL, {
  length: kOneParameter,
  canParse: { __proto__: null, configurable: true, writable: true, enumerable: true },
  parse: { __proto__: null, configurable: true, writable: true, enumerable: true },
  createObjectURL: kEnumerableProperty,
  revokeObjectURL: kEnumerableProperty,
});

// QuickJS describes all objects that have the same properties once, for as long as
// one of them lives. While these do, before and after its field is there, it need
// not describe each URL of a program that lets go of one before it makes the next.
const living = [ObjectCreate(URL.prototype), new URL(kParsed, '')];

// The URL of a file by its absolute path.
function fromPath(path, windows, host) {
  const href = binding.fromPath(path, windows, host, components);
  if (href === null) throw invalidURL(path);
  located = href;
  return new URL(kParsed, href);
}

// URL objects may come from other implementations: looked at are properties
// that those of url.parse do not have.
function isURL(self) {
  return Boolean(self?.href && self.protocol && self.auth === undefined && self.path === undefined);
}

function getURLOrigin(url) {
  const href = parse(`${url}`, undefined);
  if (href === null) throw invalidURL(url);
  return new URL(kParsed, href).origin;
}

module.exports = { URL, fromPath, getURLHref, getURLOrigin, isURL, isURLInstance, living };
