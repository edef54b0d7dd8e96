'use strict';

// WritableStream and its writer: the classes that programs see.

const { ObjectDefineProperties, PromiseReject, SymbolToStringTag } = primordials;
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS } } = require('internal/errors');
const { customInspectSymbol: kInspect, kEmptyObject, kEnumerableProperty } = require('internal/util');
const {
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
  validateObject,
} = require('internal/validators');
const { kControllerErrorFunction, kIsClosedPromise, kIsErrored, kIsWritable } = require('internal/streams/utils');
const {
  customInspect,
  defaultSizeAlgorithm,
  extractHighWaterMark,
  extractSizeAlgorithm,
  getNonWritablePropertyDescriptor,
  kState,
  kType,
  pendingRecord,
  rejectedHandledRecord,
  resolvedRecord,
  stateError,
} = require('internal/webstreams/util');
const {
  kDeserialize,
  kTransfer,
  kTransferable,
  kTransferList,
  kTransferMode,
} = require('internal/worker/js_transferable');
const core = require('internal/webstreams/writable_core');

const transfer = () => require('internal/webstreams/transfer');

const {
  closeQueuedOrInFlight,
  isWritableStream,
  isWritableStreamDefaultWriter,
  isWritableStreamLocked,
  writableStreamAbort,
  writableStreamClose,
  writerClosedPromise,
  writerReadyPromise,
} = core;

class WritableStream {
  [kType] = 'WritableStream';

  constructor(sink = kEmptyObject, strategy = kEmptyObject) {
    validateObject(sink, 'sink', kValidateObjectAllowObjects);
    validateObject(strategy, 'strategy', kValidateObjectAllowObjectsAndNull);
    const type = sink?.type;
    if (type !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('type', type);
    this[kState] = core.createWritableStreamState();
    const size = extractSizeAlgorithm(strategy?.size);
    const highWaterMark = extractHighWaterMark(strategy?.highWaterMark, 1);
    core.setupWritableStreamDefaultControllerFromSink(this, sink, highWaterMark, size);
  }

  get locked() {
    if (!isWritableStream(this)) throw new ERR_INVALID_THIS('WritableStream');
    return isWritableStreamLocked(this);
  }

  abort(reason = undefined) {
    if (!isWritableStream(this)) return PromiseReject(new ERR_INVALID_THIS('WritableStream'));
    if (isWritableStreamLocked(this)) return PromiseReject(stateError('WritableStream is locked'));
    return writableStreamAbort(this, reason);
  }

  close() {
    if (!isWritableStream(this)) return PromiseReject(new ERR_INVALID_THIS('WritableStream'));
    if (isWritableStreamLocked(this)) return PromiseReject(stateError('WritableStream is locked'));
    if (closeQueuedOrInFlight(this)) return PromiseReject(stateError('Failure closing WritableStream'));
    return writableStreamClose(this);
  }

  getWriter() {
    if (!isWritableStream(this)) throw new ERR_INVALID_THIS('WritableStream');
    return new WritableStreamDefaultWriter(this);
  }

  get [kIsErrored]() { return this[kState].state === 'errored'; }
  get [kIsWritable]() { return this[kState].state === 'writable'; }

  get [kIsClosedPromise]() {
    const state = this[kState];
    if (state.closedPromise === undefined) {
      if (state.state === 'writable' || state.state === 'erroring') state.closedPromise = pendingRecord();
      else if (state.state === 'closed') state.closedPromise = resolvedRecord();
      else state.closedPromise = rejectedHandledRecord(state.storedError);
    }
    return state.closedPromise;
  }

  [kControllerErrorFunction](error) {
    this[kState].controller.error(error);
  }

  [kTransferList](owner) {
    return [transfer().prepareWritable(this, owner)];
  }

  [kTransfer]() {
    return {
      data: { port: transfer().giveWritable(this) },
      deserializeInfo: 'internal/webstreams/writablestream:TransferredWritableStream',
    };
  }

  [kDeserialize]({ port }) {
    transfer().portSink(port, true, (...algorithms) => {
      core.setupWritableStreamDefaultController(this, ...algorithms);
      return this;
    });
  }

  [kInspect](depth, options) {
    return customInspect(depth, options, this[kType], { locked: this.locked, state: this[kState].state });
  }
}

ObjectDefineProperties(WritableStream.prototype, {
  locked: kEnumerableProperty,
  abort: kEnumerableProperty,
  close: kEnumerableProperty,
  getWriter: kEnumerableProperty,
  [kTransferMode]: { __proto__: null, value: kTransferable },
  [SymbolToStringTag]: getNonWritablePropertyDescriptor(WritableStream.name),
});

const foreign = () => new ERR_INVALID_THIS('WritableStreamDefaultWriter');
const unbound = () => stateError('Writer is not bound to a WritableStream');

class WritableStreamDefaultWriter {
  [kType] = 'WritableStreamDefaultWriter';

  constructor(stream) {
    if (!isWritableStream(stream)) throw new ERR_INVALID_ARG_TYPE('stream', 'WritableStream', stream);
    core.setupWritableStreamDefaultWriter(this, stream);
  }

  get closed() {
    if (!isWritableStreamDefaultWriter(this)) return PromiseReject(foreign());
    return writerClosedPromise(this).promise;
  }

  get desiredSize() {
    if (!isWritableStreamDefaultWriter(this)) throw foreign();
    if (this[kState].stream === undefined) throw unbound();
    return core.writableStreamDefaultWriterGetDesiredSize(this);
  }

  get ready() {
    if (!isWritableStreamDefaultWriter(this)) return PromiseReject(foreign());
    return writerReadyPromise(this).promise;
  }

  abort(reason = undefined) {
    if (!isWritableStreamDefaultWriter(this)) return PromiseReject(foreign());
    const { stream } = this[kState];
    if (stream === undefined) return PromiseReject(unbound());
    return writableStreamAbort(stream, reason);
  }

  close() {
    if (!isWritableStreamDefaultWriter(this)) return PromiseReject(foreign());
    const { stream } = this[kState];
    if (stream === undefined) return PromiseReject(unbound());
    if (closeQueuedOrInFlight(stream)) return PromiseReject(stateError('Failure to close WritableStream'));
    return writableStreamClose(stream);
  }

  releaseLock() {
    if (!isWritableStreamDefaultWriter(this)) throw foreign();
    if (this[kState].stream !== undefined) core.writableStreamDefaultWriterRelease(this);
  }

  write(chunk = undefined) {
    if (!isWritableStreamDefaultWriter(this)) return PromiseReject(foreign());
    if (this[kState].stream === undefined) return PromiseReject(unbound());
    return core.writableStreamDefaultWriterWrite(this, chunk);
  }

  [kInspect](depth, options) {
    return customInspect(depth, options, this[kType], {
      stream: this[kState].stream,
      close: writerClosedPromise(this).promise,
      ready: writerReadyPromise(this).promise,
      desiredSize: this.desiredSize,
    });
  }
}

ObjectDefineProperties(WritableStreamDefaultWriter.prototype, {
  closed: kEnumerableProperty,
  ready: kEnumerableProperty,
  desiredSize: kEnumerableProperty,
  abort: kEnumerableProperty,
  close: kEnumerableProperty,
  releaseLock: kEnumerableProperty,
  write: kEnumerableProperty,
  [SymbolToStringTag]: getNonWritablePropertyDescriptor(WritableStreamDefaultWriter.name),
});

// Streams made within, without looking at the properties of a sink object.
function bareStream() {
  const stream = { __proto__: WritableStream.prototype };
  stream[kType] = 'WritableStream';
  stream[kState] = core.createWritableStreamState();
  return stream;
}

function TransferredWritableStream() {
  return bareStream();
}
TransferredWritableStream.prototype[kDeserialize] = WritableStream.prototype[kDeserialize];

function createWritableStream(start, write, close, abort, highWaterMark = 1, size = defaultSizeAlgorithm) {
  const stream = bareStream();
  core.setupWritableStreamDefaultController(stream, start, write, close, abort, highWaterMark, size);
  return stream;
}

module.exports = {
  TransferredWritableStream,
  WritableStream,
  WritableStreamDefaultController: core.WritableStreamDefaultController,
  WritableStreamDefaultWriter,
  createWritableStream,
  isWritableStream,
  isWritableStreamLocked,
};
