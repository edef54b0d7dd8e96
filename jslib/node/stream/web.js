'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { BuiltinModule } = require('bootstrap/realm');
const { defineLazyProperties } = require('internal/util');
const { validateBoolean } = require('internal/validators');
const readable = require('internal/webstreams/readablestream');
const writable = require('internal/webstreams/writablestream');
const transform = require('internal/webstreams/transformstream');
const strategies = require('internal/webstreams/queuingstrategies');
const encoding = require('internal/webstreams/encoding');

function ReadableStreamTee(stream, cloneForBranch2 = false) {
  if (!readable.isReadableStream(stream)) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
  validateBoolean(cloneForBranch2, 'cloneForBranch2');
  return require('internal/webstreams/readable_tee').readableStreamTee(stream, cloneForBranch2);
}

module.exports = {
  ReadableStream: readable.ReadableStream,
  ReadableStreamTee,
  ReadableStreamDefaultReader: readable.ReadableStreamDefaultReader,
  ReadableStreamBYOBReader: readable.ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest: readable.ReadableStreamBYOBRequest,
  ReadableByteStreamController: readable.ReadableByteStreamController,
  ReadableStreamDefaultController: readable.ReadableStreamDefaultController,
  TransformStream: transform.TransformStream,
  TransformStreamDefaultController: transform.TransformStreamDefaultController,
  WritableStream: writable.WritableStream,
  WritableStreamDefaultWriter: writable.WritableStreamDefaultWriter,
  WritableStreamDefaultController: writable.WritableStreamDefaultController,
  ByteLengthQueuingStrategy: strategies.ByteLengthQueuingStrategy,
  CountQueuingStrategy: strategies.CountQueuingStrategy,
  TextEncoderStream: encoding.TextEncoderStream,
  TextDecoderStream: encoding.TextDecoderStream,
};

// They need zlib, which most programs that stream do not: loaded when asked for.
const compression = 'internal/webstreams/compression';
if (BuiltinModule.exists(compression)) {
  defineLazyProperties(module.exports, compression, ['CompressionStream', 'DecompressionStream']);
}
