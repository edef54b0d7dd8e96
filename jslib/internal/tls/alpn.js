'use strict';

// Protocols of ALPN: lists of names as the wire has them, each after its length.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  StringFromCharCode,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSlice,
  Uint8Array,
} = primordials;

const { Buffer } = require('buffer');
const { asBuffer } = require('internal/tls/bytes');
const { isArrayBufferView, isUint8Array } = require('internal/util/types');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } } = require('internal/errors');

// convertALPNProtocols(protocols, out) puts the list into out.ALPNProtocols.
function convertALPNProtocols(protocols, out) {
  if (ArrayIsArray(protocols)) {
    out.ALPNProtocols = encode(protocols);
  } else if (isUint8Array(protocols)) {
    out.ALPNProtocols = asBuffer(TypedArrayPrototypeSlice(protocols));
  } else if (isArrayBufferView(protocols)) {
    const { buffer, byteOffset, byteLength } = protocols;
    out.ALPNProtocols = Buffer.from(new Uint8Array(buffer, byteOffset, byteLength));
  }
}

function encode(names) {
  const parts = [];
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (typeof name !== 'string' && !isUint8Array(name)) {
      throw new ERR_INVALID_ARG_TYPE(`ALPNProtocols[${i}]`, ['string', 'Uint8Array'], name);
    }
    const bytes = typeof name === 'string' ? Buffer.from(name, 'utf8') : name;
    const length = TypedArrayPrototypeGetLength(bytes);
    if (length > 255) {
      throw new ERR_OUT_OF_RANGE(`The byte length of the protocol at index ${i} exceeds the maximum length.`, '<= 255', length, true);
    }
    const size = new Uint8Array(1);
    size[0] = length;
    ArrayPrototypePush(parts, size, bytes);
  }
  return Buffer.concat(parts);
}

// The names in a list of the wire, each character a byte.
function namesOf(list) {
  const names = [];
  const size = TypedArrayPrototypeGetLength(list);
  for (let i = 0; i < size;) {
    const end = i + 1 + list[i];
    if (list[i] === 0 || end > size) throw new ERR_INVALID_ARG_VALUE('ALPNProtocols', list);
    let name = '';
    for (let k = i + 1; k < end; k++) name += StringFromCharCode(list[k]);
    ArrayPrototypePush(names, name);
    i = end;
  }
  return names;
}

module.exports = { convertALPNProtocols, namesOf };
