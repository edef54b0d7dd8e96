'use strict';

// Turns a dictionary of components, possibly with a base URL, into the values
// that a pattern is made of ('pattern'), or that are matched against one
// ('url').

const {
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const canonical = require('internal/url/pattern/canonical');
const { escapePattern } = require('internal/url/pattern/parts');
const { URL } = require('internal/url/url');

const names = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];

const withoutFirst = (text, char) => (text[0] === char ? StringPrototypeSlice(text, 1) : text);

function isAbsolute(pathname, type) {
  if (pathname[0] === '/') return true;
  return type === 'pattern' && (StringPrototypeStartsWith(pathname, '\\/') || StringPrototypeStartsWith(pathname, '{/'));
}

// What a pattern inherits of its base, as far as it does not say itself: a
// component is inherited if neither it nor an earlier one is given.
function inherit(result, init, base, type) {
  const take = type === 'pattern' ? escapePattern : (text) => text;
  const missing = (...keys) => {
    for (let i = 0; i < keys.length; i++) if (init[keys[i]] !== undefined) return false;
    return true;
  };
  if (missing('protocol')) result.protocol = take(StringPrototypeSlice(base.protocol, 0, -1));
  if (type !== 'pattern') {
    if (missing('protocol', 'hostname', 'port', 'username')) result.username = base.username;
    if (missing('protocol', 'hostname', 'port', 'username', 'password')) result.password = base.password;
  }
  if (!missing('protocol', 'hostname')) return;
  result.hostname = take(base.hostname);
  if (!missing('port')) return;
  result.port = base.port;
  if (!missing('pathname')) return;
  result.pathname = take(base.pathname);
  if (!missing('search')) return;
  result.search = take(withoutFirst(base.search, '?'));
  if (missing('hash')) result.hash = take(withoutFirst(base.hash, '#'));
}

function isOpaque(base) {
  return base.host === '' && base.pathname[0] !== '/';
}

function resolvePathname(pathname, base, type) {
  if (base === null || isOpaque(base) || isAbsolute(pathname, type)) return pathname;
  const path = type === 'pattern' ? escapePattern(base.pathname) : base.pathname;
  return StringPrototypeSlice(path, 0, StringPrototypeLastIndexOf(path, '/') + 1) + pathname;
}

function canonicalizer(name, protocol) {
  const known = protocol === undefined || protocol === '' || canonical.isSpecial(protocol);
  switch (name) {
    case 'hostname':
      return known ? canonical.domain : canonical.hostname;
    case 'pathname':
      return known ? canonical.pathname : canonical.opaquePathname;
    case 'port':
      return (text) => canonical.port(text, protocol);
    default:
      return canonical[name];
  }
}

function processInit(init, type) {
  const result = { __proto__: null };
  if (type === 'url') for (let i = 0; i < names.length; i++) result[names[i]] = '';
  let base = null;
  if (init.baseURL !== undefined) {
    base = new URL(init.baseURL);
    inherit(result, init, base, type);
  }
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    let value = init[name];
    if (value === undefined) continue;
    if (name === 'protocol' && value[value.length - 1] === ':') value = StringPrototypeSlice(value, 0, -1);
    else if (name === 'pathname') value = resolvePathname(value, base, type);
    else if (name === 'search') value = withoutFirst(value, '?');
    else if (name === 'hash') value = withoutFirst(value, '#');
    result[name] = type === 'pattern' ? value : canonicalizer(name, result.protocol)(value);
  }
  return result;
}

module.exports = { names, processInit };
