'use strict';

// node:tls: secure connections, of Go's crypto/tls. What OpenSSL has beyond it,
// among that sessions that are resumed, PSK, OCSP, PKCS #12, says that it is not
// available.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ObjectDefineProperty,
  ObjectFreeze,
  SafeSet,
} = primordials;

const { SecureContext, createSecureContext, getDefaultCA, setDefaultCA } = require('internal/tls/context');
const { checkServerIdentity } = require('internal/tls/identity');
const { convertALPNProtocols } = require('internal/tls/alpn');
const { TLSSocket } = require('internal/tls/socket');
const { connect } = require('internal/tls/connect');
const { Server, createServer } = require('internal/tls/server');
const { Buffer } = require('buffer');
const { isArrayBufferView } = require('internal/util/types');
const { validateOneOf, validateString } = require('internal/validators');
const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM, ERR_INVALID_ARG_TYPE } } = require('internal/errors');

const { ciphers } = internalBinding('net');

function getCiphers() { return ArrayPrototypeSlice(ciphers); }

function getCertificateCompressionAlgorithms() { return []; }

// The host's certificates are trusted, but cannot be listed.
function getCACertificates(type = 'default') {
  validateString(type, 'type');
  validateOneOf(type, 'type', ['default', 'system', 'bundled', 'extra']);
  if (type === 'extra') return ObjectFreeze([]);
  const own = type === 'default' ? getDefaultCA() : undefined;
  if (own === undefined) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(`tls.getCACertificates('${type}')`);
  return ObjectFreeze(ArrayPrototypeSlice(own));
}

// Trusted by connections that do not say otherwise.
function setDefaultCACertificates(certs) {
  if (!primordials.ArrayIsArray(certs)) throw new ERR_INVALID_ARG_TYPE('certs', 'Array', certs);
  const list = [];
  const seen = new SafeSet();
  for (let i = 0; i < certs.length; i++) {
    const cert = certs[i];
    if (typeof cert !== 'string' && !isArrayBufferView(cert)) {
      throw new ERR_INVALID_ARG_TYPE(`certs[${i}]`, ['string', 'ArrayBufferView'], cert);
    }
    const text = typeof cert === 'string' ? cert : Buffer.from(cert.buffer, cert.byteOffset, cert.byteLength).latin1Slice();
    if (seen.has(text)) continue;
    seen.add(text);
    ArrayPrototypePush(list, text);
  }
  setDefaultCA(list);
}

module.exports = {
  CLIENT_RENEG_LIMIT: 3,
  CLIENT_RENEG_WINDOW: 600,
  DEFAULT_CIPHERS: 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:' +
    'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-GCM-SHA384:' +
    'DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:DHE-RSA-AES256-SHA384:' +
    'ECDHE-RSA-AES256-SHA256:DHE-RSA-AES256-SHA256:HIGH:!aNULL:!eNULL:!EXPORT:!DES:!RC4:!MD5:!PSK:!SRP:!CAMELLIA',
  DEFAULT_ECDH_CURVE: 'auto',
  DEFAULT_MIN_VERSION: 'TLSv1.2',
  DEFAULT_MAX_VERSION: 'TLSv1.3',
  getCiphers,
  getCertificateCompressionAlgorithms,
  getCACertificates,
  setDefaultCACertificates,
  convertALPNProtocols,
  checkServerIdentity,
  createSecureContext,
  SecureContext,
  TLSSocket,
  Server,
  createServer,
  connect,
};

ObjectDefineProperty(module.exports, 'rootCertificates', {
  __proto__: null,
  configurable: false,
  enumerable: true,
  get() { throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('tls.rootCertificates'); },
});
