'use strict';

const {
  ArrayPrototypePush,
  MathMax,
  MathMin,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  PromisePrototypeThen,
  PromiseReject,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  SafeMap,
  StringPrototypeSplit,
  StringPrototypeToLowerCase,
  Symbol,
  SymbolToStringTag,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeSlice,
  Uint8Array,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS },
} = require('internal/errors');
const { customInspectSymbol, kEmptyObject, kEnumerableProperty } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { validateDictionary } = require('internal/validators');
const { convertToInt, converters, createSequenceConverter } = require('internal/webidl');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');
const { encodeUTF8 } = require('internal/buffer/encodings');
const { BlobData, readAll } = require('internal/blob/data');

const kData = Symbol('kHandle');
const kType = Symbol('kType');

const lineEnds = /\r\n|\r|\n/g;
const notInType = /[^\u{0020}-\u{007E}]/u;

function isBlob(object) {
  return object?.[kData] !== undefined;
}

// A type with characters that no type has counts as none.
function normalizeType(type) {
  return RegExpPrototypeExec(notInType, type) !== null ? '' : StringPrototypeToLowerCase(type);
}

function dataOf(source, endings) {
  if (isBlob(source)) return source[kData];
  if (isAnyArrayBuffer(source)) return BlobData.ofBytes(TypedArrayPrototypeSlice(new Uint8Array(source)));
  if (isArrayBufferView(source)) {
    const bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
    return BlobData.ofBytes(TypedArrayPrototypeSlice(bytes));
  }
  if (endings === 'native') {
    source = RegExpPrototypeSymbolReplace(lineEnds, source, process.platform === 'win32' ? '\r\n' : '\n');
  }
  return BlobData.ofBytes(encodeUTF8(source));
}

const convertSources = createSequenceConverter((source, options = kEmptyObject) => {
  if (isBlob(source) || isAnyArrayBuffer(source) || isArrayBufferView(source)) return source;
  return converters.DOMString(source, options);
});

class Blob {
  constructor(sources = [], options) {
    markTransferMode(this, true, false);
    const converted = convertSources(sources);
    validateDictionary(options, 'options');
    let { endings = 'transparent', type = '' } = options ?? kEmptyObject;
    endings = `${endings}`;
    if (endings !== 'transparent' && endings !== 'native') throw new ERR_INVALID_ARG_VALUE('options.endings', endings);
    const list = [];
    for (let i = 0; i < converted.length; i++) ArrayPrototypePush(list, dataOf(converted[i], endings));
    type = normalizeType(`${type}`);
    this[kData] = BlobData.concat(list);
    this[kType] = type;
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `Blob ${require('internal/util/inspect').inspect({ size: this.size, type: this.type }, inner)}`;
  }

  [kClone]() {
    const data = this[kData];
    // A descriptor is of no use in another thread.
    if (data.hasFile) throw new ERR_INVALID_STATE.TypeError('File-backed Blobs are not cloneable');
    return { data: { bytes: data.toBytes(), type: this[kType] }, deserializeInfo: 'internal/blob:ClonedBlob' };
  }

  [kDeserialize]({ bytes, type }) {
    this[kData] = BlobData.ofBytes(bytes);
    this[kType] = type;
  }

  get type() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    return this[kType];
  }

  get size() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    return this[kData].size;
  }

  slice(start = 0, end = undefined, contentType = '') {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    const { size } = this[kData];
    start = convertToInt(start, 64, 'signed', { __proto__: null, context: 'start', clamp: true });
    end = end === undefined ? size : convertToInt(end, 64, 'signed', { __proto__: null, context: 'end', clamp: true });
    start = start < 0 ? MathMax(size + start, 0) : MathMin(start, size);
    end = end < 0 ? MathMax(size + end, 0) : MathMin(end, size);
    return createBlob(this[kData].slice(start, MathMax(start, end)), normalizeType(`${contentType}`));
  }

  arrayBuffer() {
    if (!isBlob(this)) return PromiseReject(new ERR_INVALID_THIS('Blob'));
    return PromisePrototypeThen(readAll(this[kData]), TypedArrayPrototypeGetBuffer);
  }

  text() {
    if (!isBlob(this)) return PromiseReject(new ERR_INVALID_THIS('Blob'));
    return PromisePrototypeThen(readAll(this[kData]), (bytes) => {
      const { TextDecoder } = require('internal/encoding');
      return new TextDecoder().decode(bytes);
    });
  }

  bytes() {
    if (!isBlob(this)) return PromiseReject(new ERR_INVALID_THIS('Blob'));
    return readAll(this[kData]);
  }

  stream() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    return streamOf(this[kData]);
  }

  textStream() {
    if (!isBlob(this)) throw new ERR_INVALID_THIS('Blob');
    const { TextDecoderStream } = require('internal/webstreams/encoding');
    return streamOf(this[kData]).pipeThrough(new TextDecoderStream());
  }
}

ObjectDefineProperties(Blob.prototype, {
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'Blob' },
  size: kEnumerableProperty,
  type: kEnumerableProperty,
  slice: kEnumerableProperty,
  stream: kEnumerableProperty,
  textStream: kEnumerableProperty,
  text: kEnumerableProperty,
  arrayBuffer: kEnumerableProperty,
  bytes: kEnumerableProperty,
});

function streamOf(data) {
  const { ReadableStream } = require('internal/webstreams/readablestream');
  const reader = data.reader();
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      const chunk = await reader.read();
      if (chunk !== null) {
        controller.enqueue(chunk);
        return;
      }
      controller.close();
      // Who reads into a buffer of its own gets that back empty.
      controller.byobRequest?.respond(0);
    },
    cancel() {
      return reader.close();
    },
  });
}

// What structured cloning makes before it fills it.
function ClonedBlob() {
  ObjectSetPrototypeOf(this, Blob.prototype);
  markTransferMode(this, true, false);
}
ClonedBlob.prototype[kDeserialize] = Blob.prototype[kDeserialize];

function createBlob(data, type = '') {
  const blob = { __proto__: Blob.prototype };
  markTransferMode(blob, true, false);
  blob[kData] = data;
  blob[kType] = type;
  return blob;
}

function createBlobFromFilePath(path, options) {
  let stats;
  try {
    stats = require('fs').statSync(path);
  } catch (error) {
    if (error.code === 'ERR_ACCESS_DENIED') throw error;
    const failure = new TypeError('Unable to open file as blob');
    failure.code = 'ERR_INVALID_ARG_VALUE';
    throw failure;
  }
  return createBlob(BlobData.ofFile(path, stats), options?.type);
}

// blob:nodedata:… URLs of this isolate. They keep their blobs until revoked.
const objectURLs = new SafeMap();

function createObjectURL(obj) {
  if (!isBlob(obj)) throw new ERR_INVALID_ARG_TYPE('obj', 'Blob', obj);
  const url = internalBinding('url').objectURL();
  objectURLs.set(idOf(url), createBlob(obj[kData], obj[kType]));
  return url;
}

function idOf(url) {
  const { URL } = require('internal/url');
  const parsed = URL.parse(url);
  if (parsed === null || parsed.protocol !== 'blob:') return undefined;
  const parts = StringPrototypeSplit(parsed.pathname, ':', 3);
  return parts.length === 2 && parts[0] === 'nodedata' ? parts[1] : undefined;
}

function revokeObjectURL(url) {
  const id = idOf(url);
  if (id !== undefined) objectURLs.delete(id);
}

function resolveObjectURL(url) {
  const blob = objectURLs.get(idOf(`${url}`));
  return blob === undefined ? undefined : createBlob(blob[kData], blob[kType]);
}

module.exports = {
  Blob,
  ClonedBlob,
  createBlob,
  createBlobFromFilePath,
  createObjectURL,
  isBlob,
  kData,
  resolveObjectURL,
  revokeObjectURL,
};
