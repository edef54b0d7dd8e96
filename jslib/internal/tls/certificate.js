'use strict';

// Certificates as getPeerCertificate() tells of them.

const { ArrayIsArray, ArrayPrototypePush } = primordials;

const { Buffer } = require('buffer');
const { asBuffer } = require('internal/tls/bytes');

const binding = internalBinding('net');

// Names and values as an object; a name that comes more than once has a list.
function asObject(pairs) {
  const out = { __proto__: null };
  for (let i = 0; i < pairs.length; i++) {
    const { 0: name, 1: value } = pairs[i];
    const known = out[name];
    if (known === undefined) out[name] = value;
    else if (ArrayIsArray(known)) ArrayPrototypePush(known, value);
    else out[name] = [known, value];
  }
  return out;
}

function accessInfo(pairs) {
  if (pairs === undefined) return undefined;
  const out = { __proto__: null };
  for (let i = 0; i < pairs.length; i++) {
    const { 0: name, 1: value } = pairs[i];
    if (out[name] === undefined) out[name] = [value];
    else ArrayPrototypePush(out[name], value);
  }
  return out;
}

// The bytes of a certificate, in Node's form.
function certificateOf(der) {
  const c = binding.describeCertificate(der);
  return {
    subject: asObject(c.subject),
    issuer: asObject(c.issuer),
    subjectaltname: c.subjectaltname,
    infoAccess: accessInfo(c.infoAccess),
    ca: c.ca,
    modulus: c.modulus,
    exponent: c.exponent,
    pubkey: Buffer.from(c.pubkey, 'hex'),
    bits: c.bits,
    valid_from: c.valid_from,
    valid_to: c.valid_to,
    fingerprint: c.fingerprint,
    fingerprint256: c.fingerprint256,
    fingerprint512: c.fingerprint512,
    ext_key_usage: c.ext_key_usage,
    serialNumber: c.serialNumber,
    raw: asBuffer(der),
    asn1Curve: c.asn1Curve,
    nistCurve: c.nistCurve,
  };
}

// The first certificate of a connection's list; detailed, with those that vouch
// for it. Who has signed itself is its own issuer.
function chainOf(id, peer, detailed) {
  const der = binding.certificateTLS(id, peer, 0);
  if (der === null) return undefined;
  const first = certificateOf(der);
  if (!detailed) return first;
  let last = first;
  for (let i = 1; ; i++) {
    const next = binding.certificateTLS(id, peer, i);
    if (next === null) break;
    last.issuerCertificate = certificateOf(next);
    last = last.issuerCertificate;
  }
  if (binding.describeCertificate(last.raw).selfIssued) last.issuerCertificate = last;
  return first;
}

module.exports = { certificateOf, chainOf };
