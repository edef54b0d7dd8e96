'use strict';

// TextEncoder and TextDecoder. The host does the work and keeps nothing: what a
// decoder carries from chunk to chunk is in eight bytes of its own.

const {
  ArrayBufferIsView,
  ObjectDefineProperties,
  Symbol,
  SymbolToStringTag,
  TypeError,
  Uint32Array,
  Uint8Array,
} = primordials;

const {
  codes: { ERR_ENCODING_NOT_SUPPORTED, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS },
} = require('internal/errors');
const { customInspectSymbol, getConstructorOf, kEmptyObject, kEnumerableProperty } = require('internal/util');
const { isAnyArrayBuffer, isUint8Array } = require('internal/util/types');
const { kValidateObjectAllowObjectsAndNull, validateObject, validateString } = require('internal/validators');

const { encodeUTF8 } = require('internal/buffer/encodings');

const buffer = internalBinding('buffer');
const encoding = internalBinding('encoding');

const UTF8 = 0; // as well the buffer binding's code as this binding's number

const FLUSH = 1;
const FATAL = 2;
const IGNORE_BOM = 4;

const kFlags = Symbol('flags');
const kHandle = Symbol('handle');

// The canonical name of the encoding that goes by this label, or undefined.
function getEncodingFromLabel(label) {
  const number = numberOf(`${label}`);
  return number === -1 ? undefined : encoding.names[number];
}

function numberOf(label) {
  return label === 'utf-8' || label === 'utf8' ? UTF8 : encoding.lookup(label);
}

const encodeResult = new Uint32Array(2);

let isTextEncoder;
let isTextDecoder;

class TextEncoder {
  #brand;

  get encoding() {
    if (!isTextEncoder(this)) throw new ERR_INVALID_THIS('TextEncoder');
    return 'utf-8';
  }

  encode(input = '') {
    if (!isTextEncoder(this)) throw new ERR_INVALID_THIS('TextEncoder');
    return encodeUTF8(`${input}`);
  }

  encodeInto(src, dest) {
    if (!isTextEncoder(this)) throw new ERR_INVALID_THIS('TextEncoder');
    validateString(src, 'src');
    if (!dest || !isUint8Array(dest)) throw new ERR_INVALID_ARG_TYPE('dest', 'Uint8Array', dest);
    buffer.encodeInto(src, dest, encodeResult);
    return { read: encodeResult[0], written: encodeResult[1] };
  }

  [customInspectSymbol](depth, options) {
    if (!isTextEncoder(this)) throw new ERR_INVALID_THIS('TextEncoder');
    if (typeof depth === 'number' && depth < 0) return this;
    const view = { __proto__: { constructor: getConstructorOf(this) ?? TextEncoder } };
    view.encoding = this.encoding;
    return require('internal/util/inspect').inspect(view, options);
  }

  static {
    isTextEncoder = (value) => value !== null && typeof value === 'object' && #brand in value;
  }
}

ObjectDefineProperties(TextEncoder.prototype, {
  encode: kEnumerableProperty,
  encodeInto: kEnumerableProperty,
  encoding: kEnumerableProperty,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'TextEncoder' },
});

class TextDecoder {
  #number;
  #state;

  constructor(label = 'utf-8', options = kEmptyObject) {
    label = `${label}`;
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    this.#number = numberOf(label);
    if (this.#number === -1) throw new ERR_ENCODING_NOT_SUPPORTED(label);
    const name = encoding.names[this.#number];
    if (name === 'replacement') throw new ERR_ENCODING_NOT_SUPPORTED(name);
    this[kFlags] = (options?.fatal ? FATAL : 0) | (options?.ignoreBOM ? IGNORE_BOM : 0);
    this[kHandle] = undefined; // inspection of Node's shows one
    this.#state = new Uint8Array(8);
  }

  get encoding() {
    if (!isTextDecoder(this)) throw new ERR_INVALID_THIS('TextDecoder');
    return encoding.names[this.#number];
  }

  get fatal() {
    if (!isTextDecoder(this)) throw new ERR_INVALID_THIS('TextDecoder');
    return (this[kFlags] & FATAL) !== 0;
  }

  get ignoreBOM() {
    if (!isTextDecoder(this)) throw new ERR_INVALID_THIS('TextDecoder');
    return (this[kFlags] & IGNORE_BOM) !== 0;
  }

  decode(input = undefined, options = kEmptyObject) {
    if (!isTextDecoder(this)) throw new ERR_INVALID_THIS('TextDecoder');
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const flags = this[kFlags] | (options?.stream ? 0 : FLUSH);
    if (input === undefined) {
      input = new Uint8Array(0);
    } else if (!ArrayBufferIsView(input) && !isAnyArrayBuffer(input)) {
      throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'ArrayBufferView'], input);
    }
    const text = this.#number === UTF8 ?
      buffer.decodeUTF8(this.#state, input, flags) :
      encoding.decode(this.#number, this.#state, input, flags);
    if (text === null) throw invalidData(encoding.names[this.#number]);
    return text;
  }

  [customInspectSymbol](depth, options) {
    if (!isTextDecoder(this)) throw new ERR_INVALID_THIS('TextDecoder');
    if (typeof depth === 'number' && depth < 0) return this;
    const constructor = getConstructorOf(this) || TextDecoder;
    const view = { __proto__: { constructor } };
    view.encoding = this.encoding;
    view.fatal = this.fatal;
    view.ignoreBOM = this.ignoreBOM;
    if (options.showHidden) {
      view[kFlags] = this[kFlags];
      view[kHandle] = this[kHandle];
    }
    return `${constructor.name} ${require('internal/util/inspect').inspect(view)}`;
  }

  static {
    isTextDecoder = (value) => value !== null && typeof value === 'object' && #number in value;
  }
}

ObjectDefineProperties(TextDecoder.prototype, {
  decode: kEnumerableProperty,
  encoding: kEnumerableProperty,
  fatal: kEnumerableProperty,
  ignoreBOM: kEnumerableProperty,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'TextDecoder' },
});

// Made like the errors of Node's native side: the code is not in the stack.
function invalidData(name) {
  const error = new TypeError(`The encoded data was not valid for encoding ${name}`);
  error.code = 'ERR_ENCODING_INVALID_ENCODED_DATA';
  return error;
}

module.exports = { TextDecoder, TextEncoder, getEncodingFromLabel };
