'use strict';

// What a value is, by its internal class: nothing a program does to prototypes
// or Symbol.toStringTag can change the answer.

const {
  ArrayBufferIsView,
  ObjectDefineProperty,
  // The name of a typed array's class, read from the array itself. Answered
  // within the guest, while classOf asks the host.
  TypedArrayPrototypeGetSymbolToStringTag: tagOf,
} = primordials;

const types = internalBinding('types');
const { classOf } = types;
const {
  ARGUMENTS, MAPPED_ARGUMENTS, ARRAY_BUFFER, SHARED_ARRAY_BUFFER, ASYNC_FUNCTION, ASYNC_GENERATOR_FUNCTION,
  GENERATOR_FUNCTION, GENERATOR, ASYNC_GENERATOR, BIGINT, BOOLEAN, NUMBER, STRING, SYMBOL, DATE, ERROR, MAP, SET,
  MAP_ITERATOR, SET_ITERATOR, MODULE_NS, PROMISE, PROXY, REGEXP, WEAKMAP, WEAKSET, DATAVIEW,
} = types;

function isAnyArrayBuffer(value) {
  const c = classOf(value);
  return c === ARRAY_BUFFER || c === SHARED_ARRAY_BUFFER;
}

function isArgumentsObject(value) {
  const c = classOf(value);
  return c === ARGUMENTS || c === MAPPED_ARGUMENTS;
}

function isAsyncFunction(value) {
  const c = classOf(value);
  return c === ASYNC_FUNCTION || c === ASYNC_GENERATOR_FUNCTION;
}

function isGeneratorFunction(value) {
  const c = classOf(value);
  return c === GENERATOR_FUNCTION || c === ASYNC_GENERATOR_FUNCTION;
}

function isGeneratorObject(value) {
  const c = classOf(value);
  return c === GENERATOR || c === ASYNC_GENERATOR;
}

function isBoxedPrimitive(value) {
  const c = classOf(value);
  return c === NUMBER || c === STRING || c === BOOLEAN || c === BIGINT || c === SYMBOL;
}

function isTypedArray(value) {
  return tagOf(value) !== undefined;
}

// The engine has no embedder pointers that a program could hold.
function isExternal() {
  return false;
}

// Keys are known to the crypto modules, which tell how when they are loaded.
// Before that there are none.
let keyTypes;

function setKeyTypes(types) {
  keyTypes = types;
}

function isKeyObject(value) {
  return keyTypes !== undefined && keyTypes.isKeyObject(value);
}

function isCryptoKey(value) {
  return keyTypes !== undefined && keyTypes.isCryptoKey(value);
}

// Own properties in the order in which util.types lists them.
module.exports = {
  isExternal,
  isDate: function isDate(value) { return classOf(value) === DATE; },
  isArgumentsObject,
  isBigIntObject: function isBigIntObject(value) { return classOf(value) === BIGINT; },
  isBooleanObject: function isBooleanObject(value) { return classOf(value) === BOOLEAN; },
  isNumberObject: function isNumberObject(value) { return classOf(value) === NUMBER; },
  isStringObject: function isStringObject(value) { return classOf(value) === STRING; },
  isSymbolObject: function isSymbolObject(value) { return classOf(value) === SYMBOL; },
  isBoxedPrimitive,
  isNativeError: function isNativeError(value) { return classOf(value) === ERROR; },
  isRegExp: function isRegExp(value) { return classOf(value) === REGEXP; },
  isAsyncFunction,
  isGeneratorFunction,
  isGeneratorObject,
  isPromise: function isPromise(value) { return classOf(value) === PROMISE; },
  isMap: function isMap(value) { return classOf(value) === MAP; },
  isSet: function isSet(value) { return classOf(value) === SET; },
  isMapIterator: function isMapIterator(value) { return classOf(value) === MAP_ITERATOR; },
  isSetIterator: function isSetIterator(value) { return classOf(value) === SET_ITERATOR; },
  isWeakMap: function isWeakMap(value) { return classOf(value) === WEAKMAP; },
  isWeakSet: function isWeakSet(value) { return classOf(value) === WEAKSET; },
  isArrayBuffer: function isArrayBuffer(value) { return classOf(value) === ARRAY_BUFFER; },
  isDataView: function isDataView(value) { return classOf(value) === DATAVIEW; },
  isSharedArrayBuffer: function isSharedArrayBuffer(value) { return classOf(value) === SHARED_ARRAY_BUFFER; },
  isProxy: function isProxy(value) { return classOf(value) === PROXY; },
  isModuleNamespaceObject: function isModuleNamespaceObject(value) { return classOf(value) === MODULE_NS; },
  isAnyArrayBuffer,
  isArrayBufferView: ArrayBufferIsView,
  isTypedArray,
  isUint8Array: function isUint8Array(value) { return tagOf(value) === 'Uint8Array'; },
  isUint8ClampedArray: function isUint8ClampedArray(value) { return tagOf(value) === 'Uint8ClampedArray'; },
  isUint16Array: function isUint16Array(value) { return tagOf(value) === 'Uint16Array'; },
  isUint32Array: function isUint32Array(value) { return tagOf(value) === 'Uint32Array'; },
  isInt8Array: function isInt8Array(value) { return tagOf(value) === 'Int8Array'; },
  isInt16Array: function isInt16Array(value) { return tagOf(value) === 'Int16Array'; },
  isInt32Array: function isInt32Array(value) { return tagOf(value) === 'Int32Array'; },
  isFloat16Array: function isFloat16Array(value) { return tagOf(value) === 'Float16Array'; },
  isFloat32Array: function isFloat32Array(value) { return tagOf(value) === 'Float32Array'; },
  isFloat64Array: function isFloat64Array(value) { return tagOf(value) === 'Float64Array'; },
  isBigInt64Array: function isBigInt64Array(value) { return tagOf(value) === 'BigInt64Array'; },
  isBigUint64Array: function isBigUint64Array(value) { return tagOf(value) === 'BigUint64Array'; },
  isKeyObject,
  isCryptoKey,
};

// Not listed, as programs see all that is.
ObjectDefineProperty(module.exports, 'setKeyTypes', { __proto__: null, value: setKeyTypes, enumerable: false });
