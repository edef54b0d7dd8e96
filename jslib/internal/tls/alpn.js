'use strict';

// Protocols of ALPN: lists of names as the wire has them, each after its length.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSlice,
} = primordials;

const { Buffer } = require('buffer');
const { isArrayBufferView, isUint8Array } = require('internal/util/types');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } } = require('internal/errors');

// convertALPNProtocols(protocols, out) puts the list into out.ALPNProtocols.
function convertALPNProtocols(protocols, out) {
  if (ArrayIsArray(protocols)) {
    out.ALPNProtocols = encode(protocols);
  } else if (isUint8Array(protocols)) {
    out.ALPNProtocols = Buffer.from(protocols);
  } else if (isArrayBufferView(protocols)) {
    out.ALPNProtocols = Buffer.from(protocols.buffer.slice(protocols.byteOffset, protocols.byteOffset + protocols.byteLength));
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
    ArrayPrototypePush(parts, Buffer.from([length]), bytes);
  }
  return Buffer.concat(parts);
}

// The names in a list of the wire, each character a byte.
function namesOf(list) {
  const names = [];
  for (let i = 0; i < list.length;) {
    const end = i + 1 + list[i];
    if (list[i] === 0 || end > list.length) throw new ERR_INVALID_ARG_VALUE('ALPNProtocols', list);
    ArrayPrototypePush(names, Buffer.from(TypedArrayPrototypeSlice(list, i + 1, end)).latin1Slice());
    i = end;
  }
  return names;
}

module.exports = { convertALPNProtocols, namesOf };
