'use strict';

// The tags of V8's serialization format, version 15, as far as values of the
// language need them; and the table of views that Node's default serializer
// numbers.

const {
  BigInt64Array,
  BigUint64Array,
  DataView,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  StringPrototypeCharCodeAt,
  TypedArrayPrototypeGetSymbolToStringTag,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
  globalThis: { Float16Array },
} = primordials;

const code = (char) => StringPrototypeCharCodeAt(char, 0);

const Tag = {
  __proto__: null,
  VERSION: 0xff,
  PADDING: 0,
  UNDEFINED: code('_'),
  NULL: code('0'),
  TRUE: code('T'),
  FALSE: code('F'),
  INT32: code('I'),
  UINT32: code('U'),
  DOUBLE: code('N'),
  BIGINT: code('Z'),
  ONE_BYTE_STRING: code('"'),
  TWO_BYTE_STRING: code('c'),
  UTF8_STRING: code('S'),
  REFERENCE: code('^'),
  OBJECT: code('o'),
  END_OBJECT: code('{'),
  SPARSE_ARRAY: code('a'),
  END_SPARSE_ARRAY: code('@'),
  DENSE_ARRAY: code('A'),
  END_DENSE_ARRAY: code('$'),
  HOLE: code('-'),
  DATE: code('D'),
  TRUE_OBJECT: code('y'),
  FALSE_OBJECT: code('x'),
  NUMBER_OBJECT: code('n'),
  BIGINT_OBJECT: code('z'),
  STRING_OBJECT: code('s'),
  REGEXP: code('R'),
  MAP: code(';'),
  END_MAP: code(':'),
  SET: code("'"),
  END_SET: code(','),
  ARRAY_BUFFER: code('B'),
  RESIZABLE_ARRAY_BUFFER: code('~'),
  ARRAY_BUFFER_TRANSFER: code('t'),
  SHARED_ARRAY_BUFFER: code('u'),
  ARRAY_BUFFER_VIEW: code('V'),
  HOST_OBJECT: code('\\'),
  ERROR: code('r'),
};

// Within an error.
const ErrorTag = {
  __proto__: null,
  MESSAGE: code('m'),
  CAUSE: code('c'),
  STACK: code('s'),
  END: code('.'),
};

const errorPrototypes = {
  __proto__: null,
  EvalError: code('E'), RangeError: code('R'), ReferenceError: code('F'), SyntaxError: code('S'),
  TypeError: code('T'), URIError: code('U'),
};

// Within an ARRAY_BUFFER_VIEW.
const viewTags = {
  __proto__: null,
  Int8Array: code('b'), Uint8Array: code('B'), Uint8ClampedArray: code('C'), Int16Array: code('w'),
  Uint16Array: code('W'), Int32Array: code('d'), Uint32Array: code('D'), Float16Array: code('h'),
  Float32Array: code('f'), Float64Array: code('F'), DataView: code('?'), BigInt64Array: code('q'),
  BigUint64Array: code('Q'),
};

const views = {
  __proto__: null,
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float16Array,
  Float32Array, Float64Array, DataView, BigInt64Array, BigUint64Array,
};

// Node's numbers of the views; 10 is a Buffer.
const viewNames = [
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
  'Float32Array', 'Float64Array', 'DataView', 'Buffer', 'BigInt64Array', 'BigUint64Array', 'Float16Array',
];

// The name of a view's class, whatever a program has put on its prototype.
function viewName(view) {
  return TypedArrayPrototypeGetSymbolToStringTag(view) ?? 'DataView';
}

// In the order of the bits that V8 writes.
const regExpFlags = ['g', 'i', 'm', 'y', 'u', 's', undefined, 'd', 'v'];

module.exports = { Tag, ErrorTag, errorPrototypes, regExpFlags, viewName, viewNames, viewTags, views };
