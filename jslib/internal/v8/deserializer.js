'use strict';

// v8.Deserializer: reads what v8.Serializer, of this or of Node, has written.
// The bytes may come from anywhere: every length is checked before it is
// believed.

const {
  ArrayBuffer,
  ArrayPrototypePush,
  BigInt,
  DataView,
  DataViewPrototypeGetFloat64,
  Date,
  Error,
  EvalError,
  MapPrototypeSet,
  Map,
  Number,
  Object,
  ObjectDefineProperty,
  RangeError,
  ReferenceError,
  RegExp,
  SafeMap,
  Set,
  SetPrototypeAdd,
  StringFromCharCode,
  SyntaxError,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSet,
  TypedArrayPrototypeSubarray,
  URIError,
  Uint8Array,
} = primordials;

const { bytesOf } = require('internal/util/views');
const { Tag, ErrorTag, errorPrototypes, regExpFlags, viewTags, views } = require('internal/v8/wire');
const types = require('internal/util/types');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

const NEWEST = 15;

const errorClasses = { __proto__: null, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

function define(object, key, value) {
  ObjectDefineProperty(object, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

function broken() {
  return new Error('Unable to deserialize cloned data.');
}

class Deserializer {
  #bytes;
  #view;
  #at = 0;
  #version = 0;
  #objects = [];
  #transferred = new SafeMap();

  constructor(buffer) {
    if (!types.isArrayBufferView(buffer)) {
      throw new ERR_INVALID_ARG_TYPE('buffer', ['Buffer', 'TypedArray', 'DataView'], buffer);
    }
    this.buffer = buffer;
    this.#bytes = bytesOf(buffer);
    this.#view = new DataView(TypedArrayPrototypeGetBuffer(this.#bytes), TypedArrayPrototypeGetByteOffset(this.#bytes),
                              TypedArrayPrototypeGetByteLength(this.#bytes));
  }

  // ---- primitives of the format

  #byte() {
    if (this.#at >= TypedArrayPrototypeGetLength(this.#bytes)) throw broken();
    return this.#bytes[this.#at++];
  }

  #varint() {
    let value = 0;
    let scale = 1;
    let byte;
    do {
      byte = this.#byte();
      value += (byte & 127) * scale;
      scale *= 128;
      if (scale > 2 ** 70) throw broken();
    } while (byte & 128);
    return value;
  }

  // A length of things of at least that many bytes each.
  #size(width = 1) {
    const size = this.#varint();
    if (size * width > TypedArrayPrototypeGetLength(this.#bytes) - this.#at) throw broken();
    return size;
  }

  #double() {
    if (this.#at + 8 > TypedArrayPrototypeGetLength(this.#bytes)) throw broken();
    const value = DataViewPrototypeGetFloat64(this.#view, this.#at, true);
    this.#at += 8;
    return value;
  }

  #skip(count) {
    const start = this.#at;
    if (!(count >= 0) || start + count > TypedArrayPrototypeGetLength(this.#bytes)) throw broken();
    this.#at += count;
    return start;
  }

  #tag() {
    let tag;
    do tag = this.#byte(); while (tag === Tag.PADDING);
    return tag;
  }

  #peek() {
    let at = this.#at;
    while (this.#bytes[at] === Tag.PADDING) at++;
    if (at >= TypedArrayPrototypeGetLength(this.#bytes)) throw broken();
    return this.#bytes[at];
  }

  // ---- the public methods

  readHeader() {
    if (TypedArrayPrototypeGetLength(this.#bytes) - this.#at >= 2 && this.#bytes[this.#at] === Tag.VERSION) {
      this.#at++;
      this.#version = this.#varint();
      if (this.#version <= NEWEST) return true;
    }
    throw new Error('Unable to deserialize cloned data due to invalid or unsupported version.');
  }

  getWireFormatVersion() { return this.#version; }

  readUint32() { return this.#varint() >>> 0; }

  readUint64() {
    let value = 0n;
    let shift = 0n;
    let byte;
    do {
      byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      shift += 7n;
      if (shift > 70n) throw broken();
    } while (byte & 128);
    return [Number((value >> 32n) & 0xffffffffn), Number(value & 0xffffffffn)];
  }

  readDouble() { return this.#double(); }

  // The offset of the bytes in this.buffer.
  _readRawBytes(length) { return this.#skip(length); }

  readRawBytes(length) {
    const offset = this._readRawBytes(length);
    const { FastBuffer } = require('internal/buffer');
    return new FastBuffer(this.buffer.buffer, this.buffer.byteOffset + offset, length);
  }

  transferArrayBuffer(id, arrayBuffer) {
    if (!types.isAnyArrayBuffer(arrayBuffer)) {
      throw new ERR_INVALID_ARG_TYPE('arrayBuffer', ['ArrayBuffer', 'SharedArrayBuffer'], arrayBuffer);
    }
    this.#transferred.set(id >>> 0, arrayBuffer);
  }

  readValue() { return this.#value(); }

  // ---- values

  // Objects are numbered as they begin, for what refers back to them.
  #keep(object) {
    ArrayPrototypePush(this.#objects, object);
    return object;
  }

  #value() {
    const value = this.#read(this.#tag());
    // A view follows its buffer.
    if (types.isAnyArrayBuffer(value) && this.#at < TypedArrayPrototypeGetLength(this.#bytes) &&
        this.#peek() === Tag.ARRAY_BUFFER_VIEW) {
      this.#tag();
      return this.#bufferView(value);
    }
    return value;
  }

  #read(tag) {
    switch (tag) {
      case Tag.UNDEFINED: return undefined;
      case Tag.NULL: return null;
      case Tag.TRUE: return true;
      case Tag.FALSE: return false;
      case Tag.INT32: {
        const zigzag = this.#varint();
        return zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2;
      }
      case Tag.UINT32: return this.#varint();
      case Tag.DOUBLE: return this.#double();
      case Tag.BIGINT: return this.#bigint();
      case Tag.ONE_BYTE_STRING:
      case Tag.TWO_BYTE_STRING:
      case Tag.UTF8_STRING: return this.#string(tag);
      case Tag.REFERENCE: {
        const id = this.#varint();
        if (id >= this.#objects.length) throw broken();
        return this.#objects[id];
      }
      default: return this.#readObject(tag);
    }
  }

  #readObject(tag) {
    switch (tag) {
      case Tag.OBJECT: {
        const object = this.#keep({});
        this.#properties(object, Tag.END_OBJECT);
        return object;
      }
      case Tag.DENSE_ARRAY: return this.#denseArray();
      case Tag.SPARSE_ARRAY: return this.#sparseArray();
      case Tag.MAP: return this.#map();
      case Tag.SET: return this.#set();
      case Tag.DATE: return this.#keep(new Date(this.#double()));
      case Tag.TRUE_OBJECT: return this.#keep(new Object(true));
      case Tag.FALSE_OBJECT: return this.#keep(new Object(false));
      case Tag.NUMBER_OBJECT: return this.#keep(new Object(this.#double()));
      case Tag.BIGINT_OBJECT: return this.#keep(new Object(this.#bigint()));
      case Tag.STRING_OBJECT: return this.#keep(new Object(this.#text()));
      case Tag.REGEXP: return this.#regexp();
      case Tag.ERROR: return this.#error();
      case Tag.ARRAY_BUFFER: return this.#arrayBuffer(false);
      case Tag.RESIZABLE_ARRAY_BUFFER: return this.#arrayBuffer(true);
      case Tag.ARRAY_BUFFER_TRANSFER:
      case Tag.SHARED_ARRAY_BUFFER: {
        const buffer = this.#transferred.get(this.#varint());
        if (buffer === undefined) throw broken();
        return this.#keep(buffer);
      }
      case Tag.HOST_OBJECT: return this.#hostObject();
      default: throw broken();
    }
  }

  #bigint() {
    const header = this.#varint();
    const size = (header - header % 2) / 2;
    const start = this.#skip(size);
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[start + i]);
    return header % 2 === 1 ? -value : value;
  }

  #string(tag) {
    const size = this.#size();
    const start = this.#skip(size);
    if (tag === Tag.UTF8_STRING) {
      const { FastBuffer } = require('internal/buffer');
      const bytes = TypedArrayPrototypeSubarray(this.#bytes, start, start + size);
      return new FastBuffer(TypedArrayPrototypeGetBuffer(bytes), TypedArrayPrototypeGetByteOffset(bytes), size).toString();
    }
    let text = '';
    if (tag === Tag.ONE_BYTE_STRING) {
      for (let i = 0; i < size; i++) text += StringFromCharCode(this.#bytes[start + i]);
      return text;
    }
    if (size % 2 !== 0) throw broken();
    for (let i = start; i < start + size; i += 2) {
      text += StringFromCharCode(this.#bytes[i] | this.#bytes[i + 1] << 8);
    }
    return text;
  }

  #text() {
    const tag = this.#tag();
    if (tag !== Tag.ONE_BYTE_STRING && tag !== Tag.TWO_BYTE_STRING && tag !== Tag.UTF8_STRING) throw broken();
    return this.#string(tag);
  }

  // Up to the end tag, which says how many there were.
  #properties(object, end) {
    let count = 0;
    while (this.#peek() !== end) {
      const key = this.#value();
      if (typeof key !== 'string' && typeof key !== 'number') throw broken();
      define(object, key, this.#value());
      count++;
    }
    this.#tag();
    if (this.#varint() !== count) throw broken();
  }

  #denseArray() {
    const length = this.#size();
    const array = this.#keep([]);
    array.length = length;
    for (let i = 0; i < length; i++) {
      if (this.#peek() === Tag.HOLE) this.#tag();
      else define(array, i, this.#value());
    }
    this.#properties(array, Tag.END_DENSE_ARRAY);
    if (this.#varint() !== length) throw broken();
    return array;
  }

  #sparseArray() {
    const length = this.#varint();
    if (length > 4294967295) throw broken();
    const array = this.#keep([]);
    array.length = length;
    this.#properties(array, Tag.END_SPARSE_ARRAY);
    if (this.#varint() !== length) throw broken();
    return array;
  }

  #map() {
    const map = this.#keep(new Map());
    let count = 0;
    while (this.#peek() !== Tag.END_MAP) {
      const key = this.#value();
      MapPrototypeSet(map, key, this.#value());
      count += 2;
    }
    this.#tag();
    if (this.#varint() !== count) throw broken();
    return map;
  }

  #set() {
    const set = this.#keep(new Set());
    let count = 0;
    while (this.#peek() !== Tag.END_SET) {
      SetPrototypeAdd(set, this.#value());
      count++;
    }
    this.#tag();
    if (this.#varint() !== count) throw broken();
    return set;
  }

  #regexp() {
    const source = this.#text();
    const bits = this.#varint();
    let flags = '';
    for (let i = 0; i < regExpFlags.length; i++) {
      if (regExpFlags[i] !== undefined && (bits >> i) & 1) flags += regExpFlags[i];
    }
    return this.#keep(new RegExp(source, flags));
  }

  #error() {
    let Class = Error;
    const id = this.#objects.length;
    this.#keep(undefined);
    const fields = { __proto__: null };
    for (let tag = this.#tag(); tag !== ErrorTag.END; tag = this.#tag()) {
      if (tag === ErrorTag.MESSAGE) fields.message = this.#text();
      else if (tag === ErrorTag.STACK) fields.stack = this.#text();
      else if (tag === ErrorTag.CAUSE) fields.cause = this.#value();
      else Class = errorClass(tag);
    }
    const error = 'cause' in fields ? new Class(fields.message, { cause: fields.cause }) : new Class(fields.message);
    ObjectDefineProperty(error, 'stack', {
      __proto__: null, value: fields.stack, writable: true, enumerable: false, configurable: true,
    });
    this.#objects[id] = error;
    return error;
  }

  #arrayBuffer(resizable) {
    const size = this.#varint();
    const maxByteLength = resizable ? this.#varint() : size;
    const start = this.#skip(size);
    const buffer = resizable ? new ArrayBuffer(size, { maxByteLength }) : new ArrayBuffer(size);
    TypedArrayPrototypeSet(new Uint8Array(buffer), TypedArrayPrototypeSubarray(this.#bytes, start, start + size));
    return this.#keep(buffer);
  }

  #bufferView(buffer) {
    const tag = this.#byte();
    const byteOffset = this.#varint();
    const byteLength = this.#varint();
    if (this.#version >= 14) this.#varint();
    for (const name in viewTags) {
      if (viewTags[name] !== tag) continue;
      const width = views[name].BYTES_PER_ELEMENT ?? 1;
      if (byteLength % width !== 0 || byteOffset % width !== 0) throw broken();
      return this.#keep(new views[name](buffer, byteOffset, byteLength / width));
    }
    throw broken();
  }

  #hostObject() {
    const id = this.#objects.length;
    this.#keep(undefined);
    if (typeof this._readHostObject !== 'function') throw broken();
    const object = this._readHostObject();
    if (typeof object !== 'object' || object === null) {
      throw new TypeError('readHostObject must return an object');
    }
    this.#objects[id] = object;
    return object;
  }
}

function errorClass(tag) {
  for (const name in errorPrototypes) {
    if (errorPrototypes[name] === tag) return errorClasses[name];
  }
  throw broken();
}

module.exports = { Deserializer };
