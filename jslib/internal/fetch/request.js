'use strict';

// Request. https://fetch.spec.whatwg.org/#request-class

const {
  ArrayPrototypeIncludes,
  ObjectDefineProperties,
  String,
  StringPrototypeToUpperCase,
  Symbol,
  SymbolToStringTag,
  TypeError,
} = primordials;

const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { isToken } = require('internal/http/common');
const { extract, mixin } = require('internal/fetch/body');
const { HeaderList, fill, listOf, makeHeaders } = require('internal/fetch/headers');

const kConstruct = Symbol('kConstruct');
const forbidden = ['CONNECT', 'TRACE', 'TRACK'];
const normalized = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'];

const enums = {
  __proto__: null,
  mode: ['navigate', 'same-origin', 'no-cors', 'cors'],
  credentials: ['omit', 'same-origin', 'include'],
  cache: ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'],
  redirect: ['follow', 'error', 'manual'],
  referrerPolicy: ['', 'no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'origin', 'strict-origin',
    'origin-when-cross-origin', 'strict-origin-when-cross-origin', 'unsafe-url'],
  duplex: ['half'],
};

function pick(init, name) {
  const value = init[name];
  if (value === undefined) return undefined;
  const text = String(value);
  if (!ArrayPrototypeIncludes(enums[name], text)) {
    throw new TypeError(`RequestInit: ${name}: "${text}" is not an accepted type. Expected one of ${enums[name].join(', ')}.`);
  }
  return text;
}

let requestState;
let isRequest;

class Request {
  #url;
  #method = 'GET';
  #headers;
  #body = null;
  #signal;
  #mode = 'cors';
  #credentials = 'same-origin';
  #cache = 'default';
  #redirect = 'follow';
  #referrer = 'client';
  #referrerPolicy = '';
  #integrity = '';
  #keepalive = false;

  static {
    isRequest = (value) => value !== null && typeof value === 'object' && #url in value;
    requestState = (r) => ({
      url: r.#url, method: r.#method, headers: listOf(r.#headers), body: r.#body, signal: r.#signal, mode: r.#mode,
      redirect: r.#redirect, credentials: r.#credentials, integrity: r.#integrity,
    });
    mixin(Request, (r) => r.#body, (r) => listOf(r.#headers).get('content-type'));
  }

  constructor(input, init = undefined) {
    if (input === kConstruct) return;
    if (arguments.length === 0) throw new TypeError('Request constructor: 1 argument required, but 0 found.');
    if (init === null || init === undefined) init = {};
    else if (typeof init !== 'object' && typeof init !== 'function') throw new TypeError('Request constructor: Expected init ("Request") to be one of: Null, Undefined, Object.');
    const { URL } = require('internal/url');
    const { AbortController, AbortSignal } = require('internal/abort_controller');
    let signal = null;
    let inputBody = null;
    if (isRequest(input)) {
      this.#url = input.#url;
      this.#method = input.#method;
      this.#mode = input.#mode;
      this.#credentials = input.#credentials;
      this.#cache = input.#cache;
      this.#redirect = input.#redirect;
      this.#referrer = input.#referrer;
      this.#referrerPolicy = input.#referrerPolicy;
      this.#integrity = input.#integrity;
      this.#keepalive = input.#keepalive;
      this.#headers = makeHeaders(listOf(input.#headers).clone(), 'request');
      signal = input.#signal;
      inputBody = input.#body;
    } else {
      let parsed;
      try {
        parsed = new URL(String(input));
      } catch (cause) {
        throw new TypeError(`Failed to parse URL from ${input}`, { cause });
      }
      if (parsed.username !== '' || parsed.password !== '') {
        throw new TypeError(`Request cannot be constructed from a URL that includes credentials: ${input}`);
      }
      this.#url = parsed;
      this.#headers = makeHeaders(new HeaderList(), 'request');
    }
    if (init.window !== undefined && init.window !== null) throw new TypeError(`'window' option '${init.window}' must be null`);
    if (init.referrer !== undefined) {
      const referrer = String(init.referrer);
      if (referrer === '') {
        this.#referrer = 'no-referrer';
      } else {
        const parsed = URL.parse(referrer);
        if (parsed === null) throw new TypeError(`Referrer "${referrer}" is not a valid URL.`);
        this.#referrer = 'client';
      }
    }
    this.#referrerPolicy = pick(init, 'referrerPolicy') ?? this.#referrerPolicy;
    const mode = pick(init, 'mode');
    if (mode === 'navigate') throw new TypeError('Request constructor: invalid request mode navigate.');
    this.#mode = mode ?? this.#mode;
    this.#credentials = pick(init, 'credentials') ?? this.#credentials;
    this.#cache = pick(init, 'cache') ?? this.#cache;
    if (this.#cache === 'only-if-cached' && this.#mode !== 'same-origin') {
      throw new TypeError("'only-if-cached' can be set only with 'same-origin' mode");
    }
    this.#redirect = pick(init, 'redirect') ?? this.#redirect;
    if (init.integrity !== undefined && init.integrity !== null) this.#integrity = String(init.integrity);
    if (init.keepalive !== undefined) this.#keepalive = !!init.keepalive;
    if (init.method !== undefined) {
      const method = String(init.method);
      if (!isToken(method)) throw new TypeError(`'${method}' is not a valid HTTP method.`);
      const upper = StringPrototypeToUpperCase(method);
      if (ArrayPrototypeIncludes(forbidden, upper)) throw new TypeError(`'${method}' HTTP method is unsupported.`);
      this.#method = ArrayPrototypeIncludes(normalized, upper) ? upper : method;
    }
    if (init.signal !== undefined) signal = init.signal;
    if (signal !== null && !(signal instanceof AbortSignal)) {
      throw new TypeError("Failed to construct 'Request': member signal is not of type AbortSignal.");
    }
    this.#signal = signal === null ? new AbortController().signal : AbortSignal.any([signal]);
    if (init.headers !== undefined && init.headers !== null) {
      this.#headers = makeHeaders(new HeaderList(), 'request');
      fill(this.#headers, init.headers);
    }
    const given = init.body !== undefined && init.body !== null;
    if ((given || (inputBody !== null && init.body === undefined)) && (this.#method === 'GET' || this.#method === 'HEAD')) {
      throw new TypeError('Request with GET/HEAD method cannot have body.');
    }
    const duplex = pick(init, 'duplex');
    if (given) {
      const { body, type } = extract(init.body, this.#keepalive);
      this.#body = body;
      if (type !== null && !listOf(this.#headers).has('content-type')) listOf(this.#headers).append('content-type', type);
      if (body.source === null && duplex === undefined) {
        throw new TypeError('RequestInit: duplex option is required when sending a body.');
      }
    } else if (inputBody !== null && init.body === undefined) {
      if (inputBody.unusable) throw new TypeError('Cannot construct a Request with a Request object that has already been used.');
      this.#body = inputBody.clone();
      inputBody.used = true;
    }
  }

  get method() { return this.#method; }
  get url() { return this.#url.href; }
  get headers() { return this.#headers; }
  get destination() { this.#url; return ''; }
  get referrer() {
    if (this.#referrer === 'no-referrer') return '';
    return 'about:client';
  }
  get referrerPolicy() { return this.#referrerPolicy; }
  get mode() { return this.#mode; }
  get credentials() { return this.#credentials; }
  get cache() { return this.#cache; }
  get redirect() { return this.#redirect; }
  get integrity() { return this.#integrity; }
  get keepalive() { return this.#keepalive; }
  get isReloadNavigation() { this.#url; return false; }
  get isHistoryNavigation() { this.#url; return false; }
  get signal() { return this.#signal; }
  get duplex() { this.#url; return 'half'; }

  clone() {
    if (this.#body !== null && this.#body.unusable) throw new TypeError('unusable');
    const r = new Request(kConstruct);
    r.#url = this.#url;
    r.#method = this.#method;
    r.#headers = makeHeaders(listOf(this.#headers).clone(), 'request');
    r.#body = this.#body === null ? null : this.#body.clone();
    r.#signal = require('internal/abort_controller').AbortSignal.any([this.#signal]);
    r.#mode = this.#mode;
    r.#credentials = this.#credentials;
    r.#cache = this.#cache;
    r.#redirect = this.#redirect;
    r.#referrer = this.#referrer;
    r.#referrerPolicy = this.#referrerPolicy;
    r.#integrity = this.#integrity;
    r.#keepalive = this.#keepalive;
    return r;
  }

  [customInspectSymbol](depth, options) {
    if (options.depth === null) options.depth = 2;
    options.colors ??= true;
    const properties = {
      method: this.method, url: this.url, headers: this.headers, destination: this.destination, referrer: this.referrer,
      referrerPolicy: this.referrerPolicy, mode: this.mode, credentials: this.credentials, cache: this.cache,
      redirect: this.redirect, integrity: this.integrity, keepalive: this.keepalive,
      isReloadNavigation: this.isReloadNavigation, isHistoryNavigation: this.isHistoryNavigation, signal: this.signal,
    };
    return `Request ${require('internal/util/inspect').formatWithOptions(options, properties)}`;
  }
}

const properties = {};
for (const name of ['method', 'url', 'headers', 'redirect', 'clone', 'signal', 'duplex', 'destination', 'referrer',
  'referrerPolicy', 'mode', 'credentials', 'cache', 'integrity', 'keepalive', 'isReloadNavigation', 'isHistoryNavigation']) {
  properties[name] = kEnumerableProperty;
}
ObjectDefineProperties(Request.prototype, {
  ...properties,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'Request' },
});

module.exports = { Request, requestState };
