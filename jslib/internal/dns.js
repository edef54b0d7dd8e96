'use strict';

// Looking up addresses, for both forms of dns.lookup.

const { ArrayPrototypePush, Error } = primordials;
const { isIP } = require('internal/net');
const { validateBoolean, validateNumber, validateOneOf, validateString } = require('internal/validators');
const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');

const http = internalBinding('http');

const allHints = 0x08 | 0x10 | 0x20; // V4MAPPED, ALL, ADDRCONFIG

let defaultOrder = 'verbatim';
const orders = ['ipv4first', 'ipv6first', 'verbatim'];

function getDefaultResultOrder() { return defaultOrder; }

function setDefaultResultOrder(order) {
  validateOneOf(order, 'dnsOrder', orders);
  defaultOrder = order;
}

// prepare checks the arguments that both forms share.
function prepare(hostname, options) {
  if (hostname) validateString(hostname, 'hostname');
  let family = 0;
  let all = false;
  let order = defaultOrder;
  if (typeof options === 'number') {
    validateOneOf(options, 'family', [0, 4, 6]);
    family = options;
  } else if (options !== undefined && typeof options !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options', ['integer', 'object'], options);
  } else if (options) {
    if (options.hints !== undefined && options.hints !== null) {
      validateNumber(options.hints, 'options.hints');
      const hints = options.hints >>> 0;
      if ((hints & ~allHints) !== 0) throw new ERR_INVALID_ARG_VALUE('hints', hints);
    }
    if (options.family !== undefined && options.family !== null) {
      const value = options.family === 'IPv4' ? 4 : options.family === 'IPv6' ? 6 : options.family;
      validateOneOf(value, 'options.family', [0, 4, 6]);
      family = value;
    }
    if (options.all !== undefined && options.all !== null) {
      validateBoolean(options.all, 'options.all');
      all = options.all;
    }
    if (options.verbatim !== undefined && options.verbatim !== null) {
      validateBoolean(options.verbatim, 'options.verbatim');
      order = options.verbatim ? 'verbatim' : 'ipv4first';
    }
    if (options.order !== undefined && options.order !== null) {
      validateOneOf(options.order, 'options.order', orders);
      order = options.order;
    }
  }
  return { family, all, order };
}

function sorted(addresses, order) {
  if (order === 'verbatim') return addresses;
  const first = order === 'ipv4first' ? 4 : 6;
  const out = [];
  for (let pass = 0; pass < 2; pass++) {
    for (let i = 0; i < addresses.length; i++) {
      if ((addresses[i].family === first) === (pass === 0)) ArrayPrototypePush(out, addresses[i]);
    }
  }
  return out;
}

function failure(err, hostname) {
  if (err.code === 'ERR_ACCESS_DENIED' || err.code === 'ERR_QUOTA_EXCEEDED') return err;
  const code = err.code === 'EAI_NONAME' || err.code === 'EAI_NODATA' ? 'ENOTFOUND' : err.code;
  const wrapped = new Error(`getaddrinfo ${code} ${hostname}`);
  wrapped.errno = err.errno;
  wrapped.code = code;
  wrapped.syscall = 'getaddrinfo';
  wrapped.hostname = hostname;
  return wrapped;
}

// run finds the addresses and hands them over, as (err, list).
function run(hostname, { family, order }, done) {
  if (!hostname) {
    process.nextTick(done, null, [{ address: null, family: family === 6 ? 6 : 4 }]);
    return;
  }
  const literal = isIP(hostname);
  if (literal !== 0) {
    process.nextTick(done, null, [{ address: hostname, family: literal }]);
    return;
  }
  http.lookup(hostname, family, {
    oncomplete(err, found) {
      if (err) {
        done(failure(err, hostname));
        return;
      }
      const list = [];
      for (let i = 0; i < found.length; i++) ArrayPrototypePush(list, { address: found[i], family: isIP(found[i]) });
      done(null, sorted(list, order));
    },
  });
}

// What asks a name server is not there yet.
const queries = ['lookupService', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveCaa', 'resolveCname', 'resolveMx',
  'resolveNaptr', 'resolveNs', 'resolvePtr', 'resolveSoa', 'resolveSrv', 'resolveTlsa', 'resolveTxt', 'reverse', 'getServers', 'setServers'];

function unavailable(target, prefix) {
  for (let i = 0; i < queries.length; i++) {
    const name = queries[i];
    target[name] = { [name]() { throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(`${prefix}.${name}()`); } }[name];
  }
  target.Resolver = class Resolver {
    constructor() { throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(`${prefix}.Resolver`); }
  };
}

const errorCodes = { __proto__: null };
for (const { 0: name, 1: code } of [
  ['NODATA', 'ENODATA'], ['FORMERR', 'EFORMERR'], ['SERVFAIL', 'ESERVFAIL'], ['NOTFOUND', 'ENOTFOUND'], ['NOTIMP', 'ENOTIMP'],
  ['REFUSED', 'EREFUSED'], ['BADQUERY', 'EBADQUERY'], ['BADNAME', 'EBADNAME'], ['BADFAMILY', 'EBADFAMILY'], ['BADRESP', 'EBADRESP'],
  ['CONNREFUSED', 'ECONNREFUSED'], ['TIMEOUT', 'ETIMEOUT'], ['EOF', 'EOF'], ['FILE', 'EFILE'], ['NOMEM', 'ENOMEM'],
  ['DESTRUCTION', 'EDESTRUCTION'], ['BADSTR', 'EBADSTR'], ['BADFLAGS', 'EBADFLAGS'], ['NONAME', 'ENONAME'],
  ['BADHINTS', 'EBADHINTS'], ['NOTINITIALIZED', 'ENOTINITIALIZED'], ['LOADIPHLPAPI', 'ELOADIPHLPAPI'],
  ['ADDRGETNETWORKPARAMS', 'EADDRGETNETWORKPARAMS'], ['CANCELLED', 'ECANCELLED'],
]) errorCodes[name] = code;

// dns.lookup as it is before a program puts its own in its place.
const own = { __proto__: null, lookup: undefined };

module.exports = { errorCodes, getDefaultResultOrder, own, prepare, run, setDefaultResultOrder, sorted, unavailable };
