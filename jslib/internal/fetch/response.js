'use strict';

// Response. https://fetch.spec.whatwg.org/#response-class

const {
  JSONStringify,
  ObjectDefineProperties,
  RangeError,
  RegExpPrototypeExec,
  String,
  Symbol,
  SymbolToStringTag,
  TypeError,
} = primordials;

const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { Body, extract, mixin } = require('internal/fetch/body');
const { HeaderList, fill, listOf, makeHeaders } = require('internal/fetch/headers');
const { Buffer } = require('buffer');

const kConstruct = Symbol('kConstruct');
const nullBody = { __proto__: null, 101: true, 103: true, 204: true, 205: true, 304: true };
const redirects = { __proto__: null, 301: true, 302: true, 303: true, 307: true, 308: true };
const reason = /^[\t\x20-\x7e\x80-\xff]*$/;

let stateOf;
let makeResponse;

class Response {
  #type = 'default';
  #status = 200;
  #statusText = '';
  #urls = [];
  #headers;
  #body = null;

  static {
    stateOf = (r) => ({ body: r.#body, headers: listOf(r.#headers) });
    makeResponse = (state, guard) => {
      const r = new Response(kConstruct);
      r.#type = state.type ?? 'default';
      r.#status = state.status;
      r.#statusText = state.statusText ?? '';
      r.#urls = state.urls ?? [];
      r.#headers = makeHeaders(state.headers ?? new HeaderList(), guard);
      r.#body = state.body ?? null;
      return r;
    };
    mixin(Response, (r) => r.#body, (r) => listOf(r.#headers).get('content-type'));
  }

  static error() {
    return makeResponse({ type: 'error', status: 0 }, 'immutable');
  }

  static json(data, init = undefined) {
    if (arguments.length === 0) throw new TypeError('Response.json: 1 argument required, but 0 found.');
    const text = JSONStringify(data);
    if (text === undefined) throw new TypeError('The data is not of type JSON');
    const r = makeResponse({ status: 200 }, 'response');
    r.#init(init, { body: Body.fromBytes(Buffer.from(text)), type: 'application/json' });
    return r;
  }

  static redirect(url, status = 302) {
    if (arguments.length === 0) throw new TypeError('Response.redirect: 1 argument required, but 0 found.');
    const { URL } = require('internal/url');
    let parsed;
    try {
      parsed = new URL(String(url));
    } catch (cause) {
      throw new TypeError(`Failed to parse URL from ${url}`, { cause });
    }
    status = +status & 0xffff;
    if (redirects[status] === undefined) throw new RangeError(`Invalid status code ${status}`);
    const headers = new HeaderList();
    headers.append('location', parsed.href);
    return makeResponse({ status, headers }, 'immutable');
  }

  constructor(body = null, init = undefined) {
    if (body === kConstruct) return;
    this.#headers = makeHeaders(new HeaderList(), 'response');
    this.#init(init, body === null || body === undefined ? null : extract(body));
  }

  #init(init, extracted) {
    if (init !== undefined && init !== null && typeof init !== 'object' && typeof init !== 'function') {
      throw new TypeError('Response constructor: Expected ResponseInit to be an object.');
    }
    const status = init?.status;
    if (status !== undefined) {
      const n = +status & 0xffff;
      if (n < 200 || n > 599) throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
      this.#status = n;
    }
    if (init?.statusText !== undefined) {
      const text = String(init.statusText);
      if (RegExpPrototypeExec(reason, text) === null) throw new TypeError('Invalid statusText');
      this.#statusText = text;
    }
    if (init?.headers !== undefined && init.headers !== null) fill(this.#headers, init.headers);
    if (extracted === null) return;
    if (nullBody[this.#status]) throw new TypeError(`Response constructor: Invalid response status code ${this.#status}`);
    this.#body = extracted.body;
    if (extracted.type !== null && !listOf(this.#headers).has('content-type')) {
      listOf(this.#headers).append('content-type', extracted.type);
    }
  }

  get type() { return this.#type; }
  get url() {
    const url = this.#urls[this.#urls.length - 1];
    if (url === undefined) return '';
    const hash = primordials.StringPrototypeIndexOf(url, '#');
    return hash === -1 ? url : primordials.StringPrototypeSlice(url, 0, hash);
  }
  get redirected() { return this.#urls.length > 1; }
  get status() { return this.#status; }
  get ok() { return this.#status >= 200 && this.#status <= 299; }
  get statusText() { return this.#statusText; }
  get headers() { return this.#headers; }

  clone() {
    if (this.#body !== null && this.#body.unusable) throw new TypeError('Response.clone: Body has already been consumed.');
    return makeResponse({
      type: this.#type, status: this.#status, statusText: this.#statusText, urls: this.#urls,
      headers: listOf(this.#headers).clone(), body: this.#body === null ? null : this.#body.clone(),
    }, this.#type === 'default' ? 'response' : 'immutable');
  }

  [customInspectSymbol](depth, options) {
    if (options.depth === null) options.depth = 2;
    options.colors ??= true;
    const properties = {
      status: this.status, statusText: this.statusText, headers: this.headers, body: this.body,
      bodyUsed: this.bodyUsed, ok: this.ok, redirected: this.redirected, type: this.type, url: this.url,
    };
    return `Response ${require('internal/util/inspect').formatWithOptions(options, properties)}`;
  }
}

ObjectDefineProperties(Response, { error: kEnumerableProperty, json: kEnumerableProperty, redirect: kEnumerableProperty });
ObjectDefineProperties(Response.prototype, {
  type: kEnumerableProperty, url: kEnumerableProperty, status: kEnumerableProperty, ok: kEnumerableProperty,
  redirected: kEnumerableProperty, statusText: kEnumerableProperty, headers: kEnumerableProperty, clone: kEnumerableProperty,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'Response' },
});

module.exports = { Response, makeResponse, nullBody, redirects, responseState: stateOf };
