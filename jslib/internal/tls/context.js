'use strict';

// Secure contexts: certificates, keys, and what is put up with, as texts of which
// the host makes its settings when a connection needs them. See hostcalls/secure.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  JSONStringify,
  ObjectDefineProperty,
  Symbol,
} = primordials;

const { Buffer } = require('buffer');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { versionsOf } = require('internal/tls/versions');
const { validateBuffer, validateInt32, validateObject, validateString } = require('internal/validators');
const {
  codes: {
    ERR_FEATURE_UNAVAILABLE_ON_PLATFORM,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');

const binding = internalBinding('net');
const kSettings = Symbol('kSettings');
const kText = Symbol('kText');

let defaultCA; // what setDefaultCACertificates has set

function textOf(value, name) {
  if (typeof value === 'string') return value;
  if (isArrayBufferView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).latin1Slice();
  if (isAnyArrayBuffer(value)) return Buffer.from(value).latin1Slice();
  throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], value);
}

function texts(value, name) {
  if (!value) return [];
  if (!ArrayIsArray(value)) return [textOf(value, name)];
  const list = [];
  for (let i = 0; i < value.length; i++) {
    if (value[i]) ArrayPrototypePush(list, textOf(value[i], name));
  }
  return list;
}

// Keys, each with its own passphrase or that of all.
function keysOf(value, passphrase) {
  const list = [];
  if (!value) return list;
  const given = ArrayIsArray(value) ? value : [value];
  for (let i = 0; i < given.length; i++) {
    const entry = given[i];
    const own = ArrayIsArray(value) && entry?.pem !== undefined;
    const phrase = own && entry.passphrase !== undefined ? entry.passphrase : passphrase;
    if (phrase !== undefined && phrase !== null && typeof phrase !== 'string' && !isArrayBufferView(phrase)) {
      throw new ERR_INVALID_ARG_TYPE('options.passphrase', 'string', phrase);
    }
    ArrayPrototypePush(list, {
      pem: textOf(own ? entry.pem : entry, 'options.key'),
      passphrase: phrase == null ? null : textOf(phrase, 'options.passphrase'),
    });
  }
  return list;
}

function unavailable(options, names) {
  for (let i = 0; i < names.length; i++) {
    const value = options[names[i]];
    if (value !== undefined && value !== null) {
      throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(`tls options.${names[i]}`);
    }
  }
}

// What needs an engine, or is of a protocol that Go's TLS has not.
function checkUnavailable(options) {
  const { clientCertEngine, privateKeyEngine, privateKeyIdentifier, sigalgs, dhparam, ticketKeys, sessionIdContext, sessionTimeout, ecdhCurve, ciphers } = options;
  if (clientCertEngine !== undefined && clientCertEngine !== null && typeof clientCertEngine !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('options.clientCertEngine', ['string', 'null', 'undefined'], clientCertEngine);
  }
  if (privateKeyEngine !== undefined && privateKeyEngine !== null && typeof privateKeyEngine !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('options.privateKeyEngine', ['string', 'null', 'undefined'], privateKeyEngine);
  }
  if (privateKeyIdentifier !== undefined && privateKeyIdentifier !== null && typeof privateKeyIdentifier !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('options.privateKeyIdentifier', ['string', 'null', 'undefined'], privateKeyIdentifier);
  }
  if (ciphers !== undefined && ciphers !== null) validateString(ciphers, 'options.ciphers');
  if (ecdhCurve !== undefined && ecdhCurve !== null) validateString(ecdhCurve, 'options.ecdhCurve');
  if (sigalgs !== undefined && sigalgs !== null) {
    validateString(sigalgs, 'options.sigalgs');
    if (sigalgs === '') throw new ERR_INVALID_ARG_VALUE('options.sigalgs', sigalgs);
  }
  if (sessionIdContext !== undefined && sessionIdContext !== null) validateString(sessionIdContext, 'options.sessionIdContext');
  if (sessionTimeout !== undefined && sessionTimeout !== null) validateInt32(sessionTimeout, 'options.sessionTimeout', 0);
  if (ticketKeys !== undefined && ticketKeys !== null) {
    validateBuffer(ticketKeys, 'options.ticketKeys');
    if (ticketKeys.byteLength !== 48) {
      throw new ERR_INVALID_ARG_VALUE('options.ticketKeys', ticketKeys.byteLength, 'must be exactly 48 bytes');
    }
  }
  unavailable(options, ['pfx', 'crl', 'clientCertEngine', 'privateKeyEngine', 'privateKeyIdentifier', 'sigalgs', 'ticketKeys']);
  // 'auto' leaves the choice to who has none: there are no ciphers with DHE.
  if (dhparam !== undefined && dhparam !== null && dhparam !== 'auto') {
    throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('tls options.dhparam');
  }
}

// options of which a session that is resumed would make something have no effect:
// none is. The order of ciphers is the host's.
function settingsOf(options) {
  validateObject(options, 'options');
  checkUnavailable(options);
  const { ca, cert, key, passphrase, ciphers, ecdhCurve, allowPartialTrustChain } = options;
  if (passphrase !== undefined && passphrase !== null && typeof passphrase !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('options.passphrase', 'string', passphrase);
  }
  const tls = require('tls');
  const { minVersion, maxVersion } = versionsOf(options, tls.DEFAULT_MIN_VERSION, tls.DEFAULT_MAX_VERSION);
  const trusted = ca !== undefined && ca !== null && ca !== false ? texts(ca, 'options.ca') : defaultCA;
  return {
    __proto__: null,
    ca: trusted ?? [],
    hasCA: trusted !== undefined,
    cert: texts(cert, 'options.cert'),
    key: keysOf(key, passphrase),
    minVersion,
    maxVersion,
    ciphers: ciphers || tls.DEFAULT_CIPHERS,
    curves: ecdhCurve || tls.DEFAULT_ECDH_CURVE,
    partial: !!allowPartialTrustChain,
  };
}

// What a SecureContext has under `context`.
class NativeContext {
  constructor(settings) {
    ObjectDefineProperty(this, kSettings, { __proto__: null, value: settings });
    ObjectDefineProperty(this, kText, { __proto__: null, value: undefined, writable: true });
  }

  addCACert(cert) {
    const settings = this[kSettings];
    const list = settings.hasCA ? ArrayPrototypeSlice(settings.ca) : [];
    ArrayPrototypePush(list, textOf(cert, 'cert'));
    settings.ca = list;
    settings.hasCA = true;
    this[kText] = undefined;
  }

  setKey(pem, passphrase) { this[kSettings].key = keysOf([{ pem, passphrase }]); this[kText] = undefined; }
  setCert(pem) { this[kSettings].cert = texts(pem, 'cert'); this[kText] = undefined; }
}
ObjectDefineProperty(NativeContext, 'name', { __proto__: null, value: 'SecureContext' });

function SecureContext(secureProtocol, secureOptions, minVersion, maxVersion) {
  if (!(this instanceof SecureContext)) return new SecureContext(secureProtocol, secureOptions, minVersion, maxVersion);
  this.context = new NativeContext(settingsOf({ secureProtocol, secureOptions, minVersion, maxVersion }));
}

function createSecureContext(options) {
  const settings = settingsOf(options ?? {});
  binding.checkContext(JSONStringify(settings));
  return { __proto__: SecureContext.prototype, context: new NativeContext(settings) };
}

// The settings of a context for the host, as text.
function settingsText(context) {
  const native = context.context;
  return native[kText] ??= JSONStringify(native[kSettings]);
}

function isContext(value) { return value?.context instanceof NativeContext; }

module.exports = {
  SecureContext,
  createSecureContext,
  isContext,
  settingsText,
  getDefaultCA() { return defaultCA; },
  setDefaultCA(list) { defaultCA = list; },
};
