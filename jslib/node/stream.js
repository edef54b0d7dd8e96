'use strict';

// node:stream: the base class, with everything else hung on it.

const {
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  ObjectDefineProperty,
  ObjectKeys,
  ReflectApply,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
} = primordials;
const { promisify: { custom: customPromisify } } = require('internal/util');
const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');
const { isArrayBufferView, isDataView, isUint8Array } = require('internal/util/types');
const { FastBuffer } = require('internal/buffer');

const { Stream } = require('internal/streams/legacy');
module.exports = Stream;

const utils = require('internal/streams/utils');
const Readable = require('internal/streams/readable');
const { promiseReturningOperators, streamReturningOperators } = require('internal/streams/operators');
const { setDefaultHighWaterMark, getDefaultHighWaterMark } = require('internal/streams/state');
const { pipeline } = require('internal/streams/pipeline');
const { eos } = require('internal/streams/end-of-stream');
const promises = require('stream/promises');

Stream.isDestroyed = utils.isDestroyed;
Stream.isDisturbed = utils.isDisturbed;
Stream.isErrored = utils.isErrored;
Stream.isReadable = utils.isReadable;
Stream.isWritable = utils.isWritable;
Stream.Readable = Readable;

function addOperators(operators, convert) {
  const names = ObjectKeys(operators);
  for (let i = 0; i < names.length; i++) {
    const op = operators[names[i]];
    const method = function(...args) {
      if (new.target) throw new ERR_ILLEGAL_CONSTRUCTOR();
      return convert(ReflectApply(op, this, args));
    };
    ObjectDefineProperty(method, 'name', { __proto__: null, value: op.name });
    ObjectDefineProperty(method, 'length', { __proto__: null, value: op.length });
    ObjectDefineProperty(Readable.prototype, names[i],
      { __proto__: null, value: method, enumerable: false, configurable: true, writable: true });
  }
}
addOperators(streamReturningOperators, (iterable) => Readable.from(iterable));
addOperators(promiseReturningOperators, (promise) => promise);

Stream.Writable = require('internal/streams/writable');
Stream.Duplex = require('internal/streams/duplex');
Stream.Transform = require('internal/streams/transform');
Stream.PassThrough = require('internal/streams/passthrough');
Stream.duplexPair = require('internal/streams/duplexpair');
Stream.pipeline = pipeline;
Stream.addAbortSignal = require('internal/streams/add-abort-signal').addAbortSignal;
Stream.finished = eos;
Stream.destroy = require('internal/streams/destroy').destroyer;
Stream.compose = require('internal/streams/compose');
Stream.setDefaultHighWaterMark = setDefaultHighWaterMark;
Stream.getDefaultHighWaterMark = getDefaultHighWaterMark;

ObjectDefineProperty(Stream, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return promises; },
});
ObjectDefineProperty(pipeline, customPromisify, {
  __proto__: null,
  enumerable: true,
  get() { return promises.pipeline; },
});
ObjectDefineProperty(eos, customPromisify, {
  __proto__: null,
  enumerable: true,
  get() { return promises.finished; },
});

Stream.Stream = Stream;

// Readable and Writable look these up when they run, so that programs may replace them.
Stream._isArrayBufferView = isArrayBufferView;
Stream._isUint8Array = isUint8Array;
Stream._uint8ArrayToBuffer = function _uint8ArrayToBuffer(chunk) {
  return isDataView(chunk) ?
    new FastBuffer(DataViewPrototypeGetBuffer(chunk), DataViewPrototypeGetByteOffset(chunk), DataViewPrototypeGetByteLength(chunk)) :
    new FastBuffer(TypedArrayPrototypeGetBuffer(chunk), TypedArrayPrototypeGetByteOffset(chunk), TypedArrayPrototypeGetByteLength(chunk));
};
