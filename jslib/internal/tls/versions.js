'use strict';

// Which versions of the protocol are spoken: from two names, or from one of
// OpenSSL's methods, less those that secureOptions excludes.

const { RegExpPrototypeExec } = primordials;

const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM, ERR_TLS_INVALID_PROTOCOL_METHOD, ERR_TLS_INVALID_PROTOCOL_VERSION, ERR_TLS_PROTOCOL_VERSION_CONFLICT } } = require('internal/errors');
const { validateInteger } = require('internal/validators');

const order = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const indexOf = { '__proto__': null, 'TLSv1': 0, 'TLSv1.1': 1, 'TLSv1.2': 2, 'TLSv1.3': 3 };

const methods = {
  __proto__: null,
  TLS: ['TLSv1', 'TLSv1.3'],
  SSLv23: ['TLSv1', 'TLSv1.2'],
  TLSv1: ['TLSv1', 'TLSv1'],
  TLSv1_1: ['TLSv1.1', 'TLSv1.1'],
  TLSv1_2: ['TLSv1.2', 'TLSv1.2'],
};

// Bits of SSL_OP_*. The first have no effect: nothing here does what they forbid.
const harmless = 0x80000000 | 0x40000000 | 0x02000000 | 0x01000000 | 0x00400000 | 0x00200000 | 0x00020000 | 0x00010000 |
  0x00004000 | 0x00000800 | 0x00000010 | 0x00000004;
const without = [0x04000000, 0x10000000, 0x08000000, 0x20000000]; // NO_TLSv1, 1_1, 1_2, 1_3

const methodName = /^(SSLv2|SSLv3|SSLv23|TLS|TLSv1|TLSv1_1|TLSv1_2)(?:_client|_server)?_method$/;

function ofMethod(name) {
  const found = typeof name === 'string' ? RegExpPrototypeExec(methodName, name) : null;
  if (found === null) throw new ERR_TLS_INVALID_PROTOCOL_METHOD(`Unknown method: ${name}`);
  const range = methods[found[1]];
  if (range === undefined) throw new ERR_TLS_INVALID_PROTOCOL_METHOD(`${found[1]} methods disabled`);
  return range;
}

function versionsOf(options, defaultMin, defaultMax) {
  const { secureProtocol, secureOptions } = options;
  let { minVersion, maxVersion } = options;
  if (secureProtocol != null) {
    if (minVersion != null) throw new ERR_TLS_PROTOCOL_VERSION_CONFLICT(minVersion, secureProtocol);
    if (maxVersion != null) throw new ERR_TLS_PROTOCOL_VERSION_CONFLICT(maxVersion, secureProtocol);
    ({ 0: minVersion, 1: maxVersion } = ofMethod(secureProtocol));
  } else {
    minVersion = known(minVersion ?? defaultMin, 'minimum');
    maxVersion = known(maxVersion ?? defaultMax, 'maximum');
  }
  let low = indexOf[minVersion];
  let high = indexOf[maxVersion];
  if (secureOptions != null && secureOptions !== 0) {
    validateInteger(secureOptions, 'options.secureOptions');
    let excluded = 0;
    for (let i = 0; i < without.length; i++) excluded |= without[i];
    if ((secureOptions & ~(harmless | excluded)) !== 0) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('tls options.secureOptions');
    while (low < high && (secureOptions & without[low])) low++;
    while (low < high && (secureOptions & without[high])) high--;
  }
  return { minVersion: order[low], maxVersion: order[high] };
}

function known(name, which) {
  if (indexOf[name] === undefined) throw new ERR_TLS_INVALID_PROTOCOL_VERSION(name, which);
  return name;
}

module.exports = { versionsOf };
