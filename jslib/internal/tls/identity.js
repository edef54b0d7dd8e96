'use strict';

// Whether a certificate is that of a host: its alternative names, and its common
// name if it has none of those (RFC 6125).

const {
  ArrayIsArray,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  JSONParse,
  RegExpPrototypeExec,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
} = primordials;

const { isIP } = require('internal/net');
const { format, parse } = require('internal/net/address_bytes');
const { codes: { ERR_TLS_CERT_ALTNAME_FORMAT, ERR_TLS_CERT_ALTNAME_INVALID } } = require('internal/errors');

const nonASCII = /[^\x00-\x7f]/;
const quotedText = /^"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/;

// An address as it is written always.
function canonicalizeIP(text) {
  const family = isIP(text);
  return family === 0 ? undefined : format(parse(text, family));
}

function unfqdn(host) { return StringPrototypeEndsWith(host, '.') ? StringPrototypeSlice(host, 0, -1) : host; }

function labelsOf(host) { return StringPrototypeSplit(StringPrototypeToLowerCase(unfqdn(host)), '.'); }

// One name of a certificate against the labels of a host.
function matches(labels, pattern, wildcards) {
  if (!pattern) return false;
  const own = labelsOf(pattern);
  if (own.length !== labels.length) return false;
  for (let i = 0; i < own.length; i++) {
    if (own[i] === '' || RegExpPrototypeExec(nonASCII, own[i]) !== null) return false;
  }
  for (let i = labels.length - 1; i > 0; i--) {
    if (labels[i] !== own[i]) return false;
  }
  const parts = StringPrototypeSplit(own[0], '*');
  if (parts.length === 1) return labels[0] === own[0];
  // A star stands in one label, of no encoded name, and not in the last but one.
  if (!wildcards || parts.length > 2 || own.length <= 2 || StringPrototypeIncludes(own[0], 'xn--')) return false;
  const { 0: prefix, 1: suffix } = parts;
  return prefix.length + suffix.length <= labels[0].length &&
    StringPrototypeStartsWith(labels[0], prefix) && StringPrototypeEndsWith(labels[0], suffix);
}

// "DNS:a, IP Address:b" as a list; parts may be quoted like text of JSON.
function splitNames(text) {
  if (!StringPrototypeIncludes(text, '"')) return StringPrototypeSplit(text, ', ');
  const names = [];
  let current = '';
  for (let at = 0; at < text.length;) {
    const comma = StringPrototypeIndexOf(text, ', ', at);
    const quote = StringPrototypeIndexOf(text, '"', at);
    if (quote !== -1 && (comma === -1 || quote < comma)) {
      const found = RegExpPrototypeExec(quotedText, StringPrototypeSlice(text, quote));
      if (found === null) throw new ERR_TLS_CERT_ALTNAME_FORMAT();
      current += StringPrototypeSlice(text, at, quote) + JSONParse(found[0]);
      at = quote + found[0].length;
      continue;
    }
    current += StringPrototypeSlice(text, at, comma === -1 ? text.length : comma);
    ArrayPrototypePush(names, current);
    current = '';
    at = comma === -1 ? text.length : comma + 2;
  }
  if (current !== '') ArrayPrototypePush(names, current);
  return names;
}

function isOneOf(list, value) {
  for (let i = 0; i < list.length; i++) {
    if (list[i] === value) return true;
  }
  return false;
}

function matchesOne(labels, names, wildcards) {
  for (let i = 0; i < names.length; i++) {
    if (matches(labels, names[i], wildcards)) return true;
  }
  return false;
}

// Returns what is wrong, or undefined.
function checkServerIdentity(hostname, cert) {
  const { subject, subjectaltname: altNames } = cert;
  const dnsNames = [];
  const ips = [];
  hostname = `${hostname}`;
  if (altNames) {
    const names = splitNames(altNames);
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      if (StringPrototypeStartsWith(name, 'DNS:')) ArrayPrototypePush(dnsNames, StringPrototypeSlice(name, 4));
      else if (StringPrototypeStartsWith(name, 'IP Address:')) ArrayPrototypePush(ips, canonicalizeIP(StringPrototypeSlice(name, 11)));
    }
  }
  let reason = 'Unknown reason';
  hostname = unfqdn(hostname);
  if (isIP(hostname)) {
    if (isOneOf(ips, canonicalizeIP(hostname))) return undefined;
    reason = `IP: ${hostname} is not in the cert's list: ${ArrayPrototypeJoin(ips, ', ')}`;
  } else if (dnsNames.length > 0 || subject?.CN) {
    const labels = labelsOf(hostname);
    if (dnsNames.length > 0) {
      if (matchesOne(labels, dnsNames, true)) return undefined;
      reason = `Host: ${hostname}. is not in the cert's altnames: ${altNames}`;
    } else {
      const { CN } = subject;
      if (ArrayIsArray(CN) ? matchesOne(labels, CN, true) : matches(labels, CN, true)) return undefined;
      reason = `Host: ${hostname}. is not cert's CN: ${CN}`;
    }
  } else {
    reason = 'Cert does not contain a DNS name';
  }
  return new ERR_TLS_CERT_ALTNAME_INVALID(reason, hostname, cert);
}

module.exports = { checkServerIdentity };
