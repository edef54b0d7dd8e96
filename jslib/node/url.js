'use strict';

const { Boolean, FunctionPrototypeCall } = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { defineLazyProperties, isInsideNodeModules } = require('internal/util');
const { validateObject, validateString } = require('internal/validators');
const internal = require('internal/url');
const { Url } = require('internal/url/legacy');
require('internal/url/legacy_resolve'); // gives Url its resolveObject

const binding = internalBinding('url');

let warned = false;

function parse(url, parseQueryString, slashesDenoteHost) {
  if (!warned && !isInsideNodeModules(4)) {
    warned = true;
    process.emitWarning(
      '`url.parse()` behavior is not standardized and prone to errors that have security implications. ' +
      'Use the WHATWG URL API instead. CVEs are not issued for `url.parse()` vulnerabilities.',
      'DeprecationWarning', 'DEP0169');
  }
  if (url instanceof Url) return url;
  const parsed = new Url();
  parsed.parse(url, parseQueryString, slashesDenoteHost);
  return parsed;
}

Url.prototype.resolve = function resolve(relative) {
  return this.resolveObject(parse(relative, false, true)).format();
};

function resolve(source, relative) {
  return parse(source, false, true).resolve(relative);
}

function resolveObject(source, relative) {
  if (!source) return relative;
  return parse(source, false, true).resolveObject(relative);
}

function formatStandard(url, options) {
  let fragment = true;
  let unicode = false;
  let search = true;
  let auth = true;
  if (options) {
    validateObject(options, 'options');
    if (options.fragment != null) fragment = Boolean(options.fragment);
    if (options.unicode != null) unicode = Boolean(options.unicode);
    if (options.search != null) search = Boolean(options.search);
    if (options.auth != null) auth = Boolean(options.auth);
  }
  return binding.format(url.href, fragment, unicode, search, auth);
}

function format(urlObject, options) {
  // A string is parsed first, which cleans it up.
  if (typeof urlObject === 'string') {
    urlObject = parse(urlObject);
  } else if (typeof urlObject !== 'object' || urlObject === null) {
    throw new ERR_INVALID_ARG_TYPE('urlObject', ['Object', 'string'], urlObject);
  } else if (urlObject instanceof internal.URL) {
    return formatStandard(urlObject, options);
  }
  return FunctionPrototypeCall(Url.prototype.format, urlObject);
}

function pathToFileURL(path, options) {
  validateString(path, 'path');
  return internal.pathToFileURL(path, options);
}

module.exports = {
  Url,
  parse,
  resolve,
  resolveObject,
  format,
  URL: internal.URL,
  URLSearchParams: internal.URLSearchParams,
  domainToASCII: internal.domainToASCII,
  domainToUnicode: internal.domainToUnicode,
  pathToFileURL,
  fileURLToPath: internal.fileURLToPath,
  fileURLToPathBuffer: internal.fileURLToPathBuffer,
  urlToHttpOptions: internal.urlToHttpOptions,
};

// Loaded when it is first used: few programs match URLs against patterns.
defineLazyProperties(module.exports, 'internal/url/pattern', ['URLPattern']);
