'use strict';

// v8.Serializer: values of the language as bytes in V8's own format, which
// other processes, also of Node, can read.

const {
  ArrayPrototypePush,
  BigInt,
  BigIntPrototypeToString,
  BigIntPrototypeValueOf,
  BooleanPrototypeValueOf,
  DatePrototypeGetTime,
  DataViewPrototypeSetFloat64,
  DataView,
  Error,
  MapPrototypeForEach,
  Number,
  NumberPrototypeValueOf,
  ObjectGetOwnPropertyDescriptor,
  ObjectIs,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  RegExpPrototypeGetFlags,
  RegExpPrototypeGetSource,
  SafeMap,
  SetPrototypeForEach,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeValueOf,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSet,
  TypedArrayPrototypeSlice,
  Uint8Array,
  ArrayIsArray,
  ArrayBufferPrototypeGetByteLength,
} = primordials;

const { bytesOf } = require('internal/util/views');
const { Tag, ErrorTag, errorPrototypes, regExpFlags, viewName, viewTags } = require('internal/v8/wire');
const types = require('internal/util/types');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { noSideEffectsToString } = require('internal/process/no_side_effects');

const VERSION = 15;
const ARRAY_INDEX_LIMIT = 4294967295;

function isIndex(key) {
  const number = +key;
  return number >= 0 && number < ARRAY_INDEX_LIMIT && `${number}` === key && number % 1 === 0;
}

function isLatin1(text) {
  for (let i = 0; i < text.length; i++) {
    if (StringPrototypeCharCodeAt(text, i) > 0xff) return false;
  }
  return true;
}

class Serializer {
  #bytes = new Uint8Array(64);
  #length = 0;
  #ids = new SafeMap();
  #transferred = new SafeMap();
  #viewsAreHostObjects = false;

  #reserve(count) {
    const needed = this.#length + count;
    if (needed <= TypedArrayPrototypeGetLength(this.#bytes)) return;
    let size = TypedArrayPrototypeGetLength(this.#bytes) * 2;
    while (size < needed) size *= 2;
    const grown = new Uint8Array(size);
    TypedArrayPrototypeSet(grown, this.#bytes);
    this.#bytes = grown;
  }

  #byte(value) {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  // Seven bits at a time, the lowest first. value is any non-negative integer.
  #varint(value) {
    this.#reserve(10);
    while (value >= 128) {
      this.#bytes[this.#length++] = (value % 128) | 128;
      value = (value - value % 128) / 128;
    }
    this.#bytes[this.#length++] = value;
  }

  #double(value) {
    this.#reserve(8);
    DataViewPrototypeSetFloat64(new DataView(TypedArrayPrototypeGetBuffer(this.#bytes)), this.#length, value, true);
    this.#length += 8;
  }

  #raw(bytes) {
    this.#reserve(TypedArrayPrototypeGetLength(bytes));
    TypedArrayPrototypeSet(this.#bytes, bytes, this.#length);
    this.#length += TypedArrayPrototypeGetLength(bytes);
  }

  writeHeader() {
    this.#byte(Tag.VERSION);
    this.#varint(VERSION);
  }

  writeUint32(value) { this.#varint(value >>> 0); }

  writeUint64(hi, lo) {
    let rest = (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
    while (rest >= 128n) {
      this.#byte(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }

  writeDouble(value) { this.#double(+value); }

  writeRawBytes(source) {
    if (types.isAnyArrayBuffer(source)) {
      this.#raw(new Uint8Array(source));
    } else if (types.isArrayBufferView(source)) {
      this.#raw(bytesOf(source));
    } else {
      throw new ERR_INVALID_ARG_TYPE('source', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], source);
    }
  }

  releaseBuffer() {
    const { FastBuffer } = require('internal/buffer');
    const bytes = TypedArrayPrototypeSlice(this.#bytes, 0, this.#length);
    this.#bytes = new Uint8Array(64);
    this.#length = 0;
    return new FastBuffer(TypedArrayPrototypeGetBuffer(bytes), 0, TypedArrayPrototypeGetLength(bytes));
  }

  transferArrayBuffer(id, arrayBuffer) { this.#transferred.set(arrayBuffer, id >>> 0); }

  _setTreatArrayBufferViewsAsHostObjects(flag) { this.#viewsAreHostObjects = !!flag; }

  writeValue(value) {
    this.#value(value);
    return true;
  }

  #value(value) {
    switch (typeof value) {
      case 'undefined': this.#byte(Tag.UNDEFINED); return;
      case 'boolean': this.#byte(value ? Tag.TRUE : Tag.FALSE); return;
      case 'number': this.#number(value); return;
      case 'bigint':
        this.#byte(Tag.BIGINT);
        this.#bigint(value);
        return;
      case 'string': this.#string(value); return;
      case 'object':
        if (value === null) this.#byte(Tag.NULL);
        else this.#object(value);
        return;
      default: this.#refuse(value);
    }
  }

  #number(value) {
    if (value === (value | 0) && !ObjectIs(value, -0)) {
      this.#byte(Tag.INT32);
      this.#varint(value < 0 ? -2 * value - 1 : 2 * value);
    } else {
      this.#byte(Tag.DOUBLE);
      this.#double(value);
    }
  }

  // Sign and size, then whole 64-bit digits, the lowest first.
  #bigint(value) {
    const negative = value < 0n;
    let rest = negative ? -value : value;
    const digits = rest === 0n ? 0 : BigIntPrototypeToString(rest, 16).length;
    const size = (digits + 15 - (digits + 15) % 16) / 2;
    this.#varint(size * 2 + (negative ? 1 : 0));
    for (let i = 0; i < size; i++) {
      this.#byte(Number(rest & 255n));
      rest >>= 8n;
    }
  }

  #string(text) {
    const { length } = text;
    if (isLatin1(text)) {
      this.#byte(Tag.ONE_BYTE_STRING);
      this.#varint(length);
      this.#reserve(length);
      for (let i = 0; i < length; i++) this.#bytes[this.#length++] = StringPrototypeCharCodeAt(text, i);
      return;
    }
    const size = length * 2;
    const sizeBytes = size < 128 ? 1 : size < 16384 ? 2 : size < 2097152 ? 3 : size < 268435456 ? 4 : 5;
    // Readers look at the units in place.
    if ((this.#length + 1 + sizeBytes) % 2 !== 0) this.#byte(Tag.PADDING);
    this.#byte(Tag.TWO_BYTE_STRING);
    this.#varint(size);
    this.#reserve(size);
    for (let i = 0; i < length; i++) {
      const unit = StringPrototypeCharCodeAt(text, i);
      this.#bytes[this.#length++] = unit & 0xff;
      this.#bytes[this.#length++] = unit >> 8;
    }
  }

  #object(value) {
    const known = this.#ids.get(value);
    if (known !== undefined) {
      this.#byte(Tag.REFERENCE);
      this.#varint(known);
      return;
    }
    if (types.isArrayBufferView(value)) {
      this.#view(value);
      return;
    }
    this.#ids.set(value, this.#ids.size);
    if (ArrayIsArray(value) && !types.isProxy(value)) this.#array(value);
    else if (types.isMap(value)) this.#map(value);
    else if (types.isSet(value)) this.#set(value);
    else if (types.isDate(value)) this.#tagged(Tag.DATE, DatePrototypeGetTime(value));
    else if (types.isRegExp(value)) this.#regexp(value);
    else if (types.isNativeError(value)) this.#error(value);
    else if (types.isBoxedPrimitive(value)) this.#boxed(value);
    else if (types.isAnyArrayBuffer(value)) this.#arrayBuffer(value);
    else if (types.isProxy(value) || isOpaque(value)) this.#refuse(value);
    else this.#plain(value);
  }

  #tagged(tag, double) {
    this.#byte(tag);
    this.#double(double);
  }

  #plain(value) {
    this.#byte(Tag.OBJECT);
    const count = this.#properties(value, ObjectKeys(value), 0);
    this.#byte(Tag.END_OBJECT);
    this.#varint(count);
  }

  // Those of the keys, from the given one on, that are still there when their
  // turn comes: a getter may have removed them.
  #properties(object, keys, from) {
    let count = 0;
    for (let i = from; i < keys.length; i++) {
      const key = keys[i];
      if (!ObjectPrototypeHasOwnProperty(object, key)) continue;
      const value = object[key];
      if (isIndex(key)) this.#index(+key);
      else this.#string(key);
      this.#value(value);
      count++;
    }
    return count;
  }

  #index(number) {
    if (number < 2147483648) {
      this.#number(number);
    } else {
      this.#tagged(Tag.DOUBLE, number);
    }
  }

  #array(array) {
    const { length } = array;
    const keys = ObjectKeys(array);
    // Indices come first and in order, so that this says that none is missing.
    const dense = length === 0 ? true : keys.length >= length && keys[length - 1] === `${length - 1}`;
    this.#byte(dense ? Tag.DENSE_ARRAY : Tag.SPARSE_ARRAY);
    this.#varint(length);
    if (dense) {
      for (let i = 0; i < length; i++) {
        if (ObjectPrototypeHasOwnProperty(array, i)) this.#value(array[i]);
        else this.#byte(Tag.HOLE);
      }
    }
    const count = this.#properties(array, keys, dense ? length : 0);
    this.#byte(dense ? Tag.END_DENSE_ARRAY : Tag.END_SPARSE_ARRAY);
    this.#varint(count);
    this.#varint(length);
  }

  #map(map) {
    const entries = [];
    MapPrototypeForEach(map, (value, key) => {
      ArrayPrototypePush(entries, key);
      ArrayPrototypePush(entries, value);
    });
    this.#byte(Tag.MAP);
    for (let i = 0; i < entries.length; i++) this.#value(entries[i]);
    this.#byte(Tag.END_MAP);
    this.#varint(entries.length);
  }

  #set(set) {
    const values = [];
    SetPrototypeForEach(set, (value) => { ArrayPrototypePush(values, value); });
    this.#byte(Tag.SET);
    for (let i = 0; i < values.length; i++) this.#value(values[i]);
    this.#byte(Tag.END_SET);
    this.#varint(values.length);
  }

  #regexp(regexp) {
    this.#byte(Tag.REGEXP);
    this.#string(RegExpPrototypeGetSource(regexp));
    const flags = RegExpPrototypeGetFlags(regexp);
    let bits = 0;
    for (let i = 0; i < regExpFlags.length; i++) {
      if (regExpFlags[i] !== undefined && StringPrototypeIncludes(flags, regExpFlags[i])) bits += 2 ** i;
    }
    this.#varint(bits);
  }

  #error(error) {
    this.#byte(Tag.ERROR);
    const prototype = errorPrototypes[`${error.name}`];
    if (prototype !== undefined) this.#byte(prototype);
    const message = ObjectGetOwnPropertyDescriptor(error, 'message');
    if (message !== undefined && 'value' in message) {
      this.#byte(ErrorTag.MESSAGE);
      this.#string(`${message.value}`);
    }
    const { stack } = error;
    if (typeof stack === 'string') {
      this.#byte(ErrorTag.STACK);
      this.#string(stack);
    }
    const cause = ObjectGetOwnPropertyDescriptor(error, 'cause');
    if (cause !== undefined && 'value' in cause) {
      this.#byte(ErrorTag.CAUSE);
      this.#value(cause.value);
    }
    this.#byte(ErrorTag.END);
  }

  #boxed(value) {
    if (types.isBooleanObject(value)) {
      this.#byte(BooleanPrototypeValueOf(value) ? Tag.TRUE_OBJECT : Tag.FALSE_OBJECT);
    } else if (types.isNumberObject(value)) {
      this.#tagged(Tag.NUMBER_OBJECT, NumberPrototypeValueOf(value));
    } else if (types.isStringObject(value)) {
      this.#byte(Tag.STRING_OBJECT);
      this.#string(StringPrototypeValueOf(value));
    } else if (types.isBigIntObject(value)) {
      this.#byte(Tag.BIGINT_OBJECT);
      this.#bigint(BigIntPrototypeValueOf(value));
    } else {
      this.#refuse(value);
    }
  }

  #arrayBuffer(buffer) {
    const id = this.#transferred.get(buffer);
    if (id !== undefined) {
      this.#byte(Tag.ARRAY_BUFFER_TRANSFER);
      this.#varint(id);
      return;
    }
    if (types.isSharedArrayBuffer(buffer)) {
      if (typeof this._getSharedArrayBufferId !== 'function') this.#refuse(buffer);
      const shared = this._getSharedArrayBufferId(buffer);
      this.#byte(Tag.SHARED_ARRAY_BUFFER);
      this.#varint(shared >>> 0);
      return;
    }
    if (buffer.detached) {
      throw new this._getDataCloneError('An ArrayBuffer is detached and could not be cloned.');
    }
    this.#byte(Tag.ARRAY_BUFFER);
    this.#varint(ArrayBufferPrototypeGetByteLength(buffer));
    this.#raw(new Uint8Array(buffer));
  }

  #view(view) {
    if (this.#viewsAreHostObjects) {
      this.#ids.set(view, this.#ids.size);
      this.#byte(Tag.HOST_OBJECT);
      if (typeof this._writeHostObject !== 'function') this.#refuse(view);
      this._writeHostObject(view);
      return;
    }
    // The buffer goes first, so that both ends number it before the view.
    this.#object(view.buffer);
    this.#ids.set(view, this.#ids.size);
    this.#byte(Tag.ARRAY_BUFFER_VIEW);
    this.#byte(viewTags[viewName(view)]);
    this.#varint(view.byteOffset);
    this.#varint(view.byteLength);
    this.#varint(0);
  }

  #refuse(value) {
    throw new this._getDataCloneError(`${noSideEffectsToString(value)} could not be cloned.`);
  }
}

// Objects whose state is not in their properties.
function isOpaque(value) {
  return types.isPromise(value) || types.isWeakMap(value) || types.isWeakSet(value) ||
    types.isMapIterator(value) || types.isSetIterator(value) || types.isGeneratorObject(value) ||
    types.isModuleNamespaceObject(value);
}

Serializer.prototype._getDataCloneError = Error;

module.exports = { Serializer };
