'use strict';

// What views are over, whatever a program has put in the places of their
// accessors.

const {
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
  Uint8Array,
} = primordials;

function byteLengthOf(view) {
  return TypedArrayPrototypeGetSymbolToStringTag(view) === undefined ?
    DataViewPrototypeGetByteLength(view) : TypedArrayPrototypeGetByteLength(view);
}

// bytesOf is a Uint8Array over a part of the view; by default over all of it.
function bytesOf(view, offset = 0, length = byteLengthOf(view) - offset) {
  return TypedArrayPrototypeGetSymbolToStringTag(view) === undefined ?
    new Uint8Array(DataViewPrototypeGetBuffer(view), DataViewPrototypeGetByteOffset(view) + offset, length) :
    new Uint8Array(TypedArrayPrototypeGetBuffer(view), TypedArrayPrototypeGetByteOffset(view) + offset, length);
}

// lengthOf is for chunks: a string or a Uint8Array.
function lengthOf(chunk) {
  return typeof chunk === 'string' ? chunk.length : TypedArrayPrototypeGetLength(chunk);
}

module.exports = { byteLengthOf, bytesOf, lengthOf };
