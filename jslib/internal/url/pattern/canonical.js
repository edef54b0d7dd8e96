'use strict';

// Components as the URL parser would write them. Each function takes text that
// stands for a whole component, or for a fixed part of one, and throws for text
// that can be neither.

const {
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  SafeSet,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  StringPrototypeToWellFormed,
  TypeError,
  Uint32Array,
  encodeURIComponent,
} = primordials;

const { URL } = require('internal/url/url');

const binding = internalBinding('url');

const HOSTNAME = 2;
const PORT = 3;
const USERNAME = 4;
const PASSWORD = 5;
const PATHNAME = 6;
const SEARCH = 7;
const HASH = 8;

const specialSchemes = new SafeSet(['http', 'https', 'ws', 'wss', 'ftp', 'file']);
const isSpecial = (protocol) => specialSchemes.has(protocol);

const components = new Uint32Array(9); // what the binding writes is of no use here

const ipv6 = /^[0-9a-fA-F[\]:]*$/;
const notInPath = /[^\x20-\x7e]+/g;
const lineBreaks = /[\t\n\r]/g;

// A URL with one part of it set.
function withPart(base, what, text) {
  const href = binding.update(base, what, text, components);
  if (href === null) throw new TypeError(`Invalid component ${text}`);
  return new URL(href);
}

const special = 'https://dummy.invalid/';

function protocol(text) {
  if (text === '') return '';
  return StringPrototypeSlice(new URL(`${text}://dummy.invalid/`).protocol, 0, -1);
}

const username = (text) => (text === '' ? '' : withPart(special, USERNAME, text).username);
const password = (text) => (text === '' ? '' : withPart(special, PASSWORD, text).password);

// Of a scheme that is not special.
const hostname = (text) => (text === '' ? '' : withPart('dummy://dummy.invalid/', HOSTNAME, text).hostname);

const domain = (text) => (text === '' ? '' : withPart(special, HOSTNAME, text).hostname);

function ipv6Hostname(text) {
  if (RegExpPrototypeExec(ipv6, text) === null) throw new TypeError(`Invalid address ${text}`);
  return StringPrototypeToLowerCase(text);
}

function port(text, scheme = '') {
  if (text === '') return '';
  const base = isSpecial(scheme) && scheme !== 'file' ? `${scheme}://dummy.invalid/` : 'dummy://dummy.invalid/';
  return withPart(base, PORT, text).port;
}

function pathname(text) {
  if (text === '') return '';
  if (text[0] === '/') return withPart(special, PATHNAME, text).pathname;
  // A relative path must neither get a slash nor lose dots to one.
  return StringPrototypeSlice(withPart(special, PATHNAME, `/-${text}`).pathname, 2);
}

function opaquePathname(text) {
  text = RegExpPrototypeSymbolReplace(lineBreaks, StringPrototypeToWellFormed(text), '');
  return RegExpPrototypeSymbolReplace(notInPath, text, encodeURIComponent);
}

const search = (text) => (text === '' ? '' : StringPrototypeSlice(withPart(special, SEARCH, `?${text}`).search, 1));
const hash = (text) => (text === '' ? '' : StringPrototypeSlice(withPart(special, HASH, `#${text}`).hash, 1));

module.exports = {
  domain,
  hash,
  hostname,
  ipv6Hostname,
  isSpecial,
  opaquePathname,
  password,
  pathname,
  port,
  protocol,
  search,
  specialSchemes,
  username,
};
