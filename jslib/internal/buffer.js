'use strict';

// The inner side of node:buffer, for the library's own use. The parts:
//   buffer/fast       the class behind every Buffer
//   buffer/pool       where small buffers come from
//   buffer/encodings  names and codes of encodings
//   buffer/text       strings in and out, searching, filling
//   buffer/copy       copying, comparing, cutting, swapping
//   buffer/read, buffer/write, buffer/bounds   numbers
//   buffer/inspect    how a buffer shows

const { ObjectDefineProperty, ObjectKeys, TypedArrayPrototypeGetBuffer, TypedArrayPrototypeGetByteOffset } = primordials;

const { customInspectSymbol } = require('internal/util');
const fast = require('internal/buffer/fast');
const read = require('internal/buffer/read');
const write = require('internal/buffer/write');
const text = require('internal/buffer/text');
const copy = require('internal/buffer/copy');
const { inspect } = require('internal/buffer/inspect');
const transferable = require('internal/worker/js_transferable');
const { UTF8, LATIN1, ASCII } = require('internal/buffer/encodings');

const binding = internalBinding('buffer');

// Enumerable, as assigned properties are: programs that copy the prototype's
// methods by for…in find them all.
function put(proto, key, value) {
  ObjectDefineProperty(proto, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

function putAll(proto, methods, keys = ObjectKeys(methods)) {
  for (let i = 0; i < keys.length; i++) put(proto, keys[i], methods[keys[i]]);
}

// Each unsigned method also goes by its name with a small i.
function putNumbers(proto, methods, verb) {
  for (const kind of ['BigUInt64', 'BigInt64', 'UInt', 'Int', 'Float', 'Double']) {
    const integer = kind === 'UInt' || kind === 'Int';
    const names = kind === 'UInt' ? ['UInt', 'Uint'] : kind === 'BigUInt64' ? ['BigUInt64', 'BigUint64'] : [kind];
    for (const alias of names) {
      for (const suffix of integer ? ['LE', '32LE', '16LE', '8', 'BE', '32BE', '16BE'] : ['LE', 'BE']) {
        put(proto, `${verb}${alias}${suffix}`, methods[`${verb}${kind}${suffix}`]);
      }
    }
  }
}

// Gives the prototype that FastBuffer and Buffer share all its methods.
function addBufferPrototypeMethods(proto) {
  putNumbers(proto, read, 'read');
  putNumbers(proto, write, 'write');
  putAll(proto, text.raw);
  ObjectDefineProperty(proto, 'parent', {
    __proto__: null,
    enumerable: true,
    get() {
      return this instanceof fast.FastBuffer ? TypedArrayPrototypeGetBuffer(this) : undefined;
    },
  });
  ObjectDefineProperty(proto, 'offset', {
    __proto__: null,
    enumerable: true,
    get() {
      return this instanceof fast.FastBuffer ? TypedArrayPrototypeGetByteOffset(this) : undefined;
    },
  });
  put(proto, 'copy', copy.methods.copy);
  put(proto, 'toString', text.methods.toString);
  put(proto, 'equals', copy.methods.equals);
  put(proto, 'inspect', inspect);
  put(proto, 'compare', copy.methods.compare);
  putAll(proto, text.methods, ['indexOf', 'lastIndexOf', 'includes', 'fill', 'write']);
  putAll(proto, copy.methods, ['toJSON', 'subarray', 'slice', 'swap16', 'swap32', 'swap64']);
  put(proto, 'toLocaleString', text.methods.toString);
  put(proto, customInspectSymbol, inspect);
}

module.exports = {
  FastBuffer: fast.FastBuffer,
  addBufferPrototypeMethods,
  asciiWrite: (buf, string, offset, length) => binding.write(ASCII, buf, string, offset, length),
  createUnsafeBuffer: fast.createUnsafeBuffer,
  isMarkedAsUntransferable: transferable.isMarkedAsUntransferable,
  latin1Write: (buf, string, offset, length) => binding.write(LATIN1, buf, string, offset, length),
  markAsUntransferable: transferable.markAsUntransferable,
  utf8Write: (buf, string, offset, length) => binding.write(UTF8, buf, string, offset, length),
};
