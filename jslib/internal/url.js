'use strict';

// The URL Standard's classes and what else is about URLs, for the library's own
// use. The parts:
//   url/url           URL
//   url/searchparams  URLSearchParams
//   url/file          file URLs and paths, domains, options of http.request
//   url/pattern       URLPattern

const { URL, getURLHref, getURLOrigin, isURL, isURLInstance } = require('internal/url/url');
const { URLSearchParams } = require('internal/url/searchparams');

module.exports = {
  ...require('internal/url/file'),
  URL,
  URLParse: URL.parse,
  URLSearchParams,
  getURLHref,
  getURLOrigin,
  isURL,
  isURLInstance,
  get URLPattern() { return require('internal/url/pattern').URLPattern; },
};
