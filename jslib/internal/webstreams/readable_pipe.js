'use strict';

// pipeTo(): reads as long as the destination wants more, and shuts both ends
// down once when either ends, fails or is aborted.

const {
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  PromiseWithResolvers,
  SafePromiseAll,
  SymbolDispose,
} = primordials;
const { AbortError } = require('internal/errors');
const { DOMException } = require('internal/domexception');
const {
  kResolvedPromise,
  kState,
  nop,
  pendingRecord,
  stateError,
} = require('internal/webstreams/util');
const {
  isReadableStreamDefaultController,
  kChunk,
  kClose,
  kError,
  readableStreamCancel,
  readableStreamClose,
  readableStreamDefaultReaderRead,
  readableStreamReaderGenericRelease,
  readerClosedPromise,
} = require('internal/webstreams/readable_core');
const {
  readableStreamDefaultControllerCallPullIfNeeded,
  readableStreamDefaultControllerClearAlgorithms,
} = require('internal/webstreams/readable_default');
const { dequeueValue } = require('internal/webstreams/util');
const {
  closeQueuedOrInFlight,
  writableStreamAbort,
  writableStreamDefaultWriterCloseWithErrorPropagation,
  writableStreamDefaultWriterRelease,
  writableStreamDefaultWriterWriteWithRequest,
  writerClosedPromise,
} = require('internal/webstreams/writable_core');

// The write requests of a pipe, counted: only their end as a whole matters.
class PendingWrites {
  constructor() {
    this.promise = null; // tells write requests in flight from none
    this.pending = 0;
    this.failed = false;
    this.failure = undefined;
    this.waiter = null;
  }

  resolve() {
    this.pending--;
    if (this.pending === 0 && this.waiter !== null) {
      const waiter = this.waiter;
      this.waiter = null;
      if (this.failed) waiter.reject(this.failure);
      else waiter.resolve();
    }
  }

  reject(error) {
    this.pending--;
    this.fail(error);
    if (this.waiter !== null) {
      const waiter = this.waiter;
      this.waiter = null;
      waiter.reject(error);
    }
  }

  // A write that could not even be queued.
  fail(error) {
    this.failed = true;
    this.failure = error;
  }

  done() {
    if (this.pending > 0) {
      this.waiter = PromiseWithResolvers();
      return this.waiter.promise;
    }
    return this.failed ? PromiseReject(this.failure) : PromiseResolve();
  }
}

class Pipe {
  constructor(source, dest, reader, writer, options) {
    this.source = source;
    this.dest = dest;
    this.reader = reader;
    this.writer = writer;
    this.options = options;
    this.shuttingDown = false;
    this.writes = new PendingWrites();
    this.result = PromiseWithResolvers();
    this.disposable = undefined;
    // Made once for all chunks.
    this.pump = () => this.run();
    this.waiting = { promise: pendingRecord().promise, resolve: this.pump, reject: nop };
    this.chunk = undefined;
    const forward = () => {
      const { chunk } = this;
      this.chunk = undefined;
      writableStreamDefaultWriterWriteWithRequest(writer, chunk, this.writes);
      this.run();
    };
    this.request = {
      [kChunk]: (chunk) => {
        this.chunk = chunk;
        // Not at once: the chunk may come from within enqueue().
        PromisePrototypeThen(kResolvedPromise, forward);
      },
      [kClose]: nop,
      [kError]: nop,
    };
  }

  start() {
    const { options: { preventAbort, preventCancel, preventClose, signal }, source, dest } = this;
    source[kState].disturbed = true;
    if (signal !== undefined) {
      const onAbort = () => this.abort();
      if (signal.aborted) {
        onAbort();
        return this.result.promise;
      }
      this.disposable = require('internal/events/abort_listener').addAbortListener(signal, onAbort);
    }

    this.run();

    this.whenErrored(source, readerClosedPromise(this.reader).promise, (error) => {
      if (preventAbort) this.shutdown(undefined, true, error);
      else this.shutdown(() => writableStreamAbort(dest, error), true, error);
    });
    this.whenErrored(dest, writerClosedPromise(this.writer).promise, (error) => {
      if (preventCancel) this.shutdown(undefined, true, error);
      else this.shutdown(() => readableStreamCancel(source, error), true, error);
    });
    this.whenClosed(source, readerClosedPromise(this.reader).promise, () => {
      if (preventClose) this.shutdown();
      else this.shutdown(() => writableStreamDefaultWriterCloseWithErrorPropagation(this.writer));
    });
    if (closeQueuedOrInFlight(dest) || dest[kState].state === 'closed') {
      const error = stateError('Destination WritableStream is closed');
      if (preventCancel) this.shutdown(undefined, true, error);
      else this.shutdown(() => readableStreamCancel(source, error), true, error);
    }
    return this.result.promise;
  }

  whenErrored(stream, promise, action) {
    if (stream[kState].state === 'errored') action(stream[kState].storedError);
    else PromisePrototypeThen(promise, undefined, action);
  }

  whenClosed(stream, promise, action) {
    if (stream[kState].state === 'closed') action();
    else PromisePrototypeThen(promise, action, nop);
  }

  // Moves what it can, and arranges to be called again.
  run() {
    if (this.shuttingDown) return;
    const { dest, source } = this;
    if (dest[kState].backpressure) {
      this.waitForReady();
      return;
    }
    const { controller } = source[kState];
    if (source[kState].state !== 'readable' || !isReadableStreamDefaultController(controller) ||
        controller[kState].queue.length === 0) {
      readableStreamDefaultReaderRead(this.reader, this.request);
      return;
    }

    // Chunks that are queued already need no read requests.
    const state = controller[kState];
    while (state.queue.length > 0 && !this.shuttingDown) {
      const chunk = dequeueValue(state);
      if (state.closeRequested && !state.queue.length) {
        readableStreamDefaultControllerClearAlgorithms(controller);
        readableStreamClose(source);
      }
      writableStreamDefaultWriterWriteWithRequest(this.writer, chunk, this.writes);
      if (dest[kState].backpressure || dest[kState].state !== 'writable' || closeQueuedOrInFlight(dest)) break;
    }
    if (this.shuttingDown) return;
    readableStreamDefaultControllerCallPullIfNeeded(controller);
    if (source[kState].state === 'closed') return;
    if (dest[kState].backpressure) this.waitForReady();
    else PromisePrototypeThen(kResolvedPromise, this.pump);
  }

  // The writer's ready record calls us instead of settling a promise.
  waitForReady() {
    this.writer[kState].ready = this.waiting;
  }

  // action: what is to be done before the end, after the writes.
  shutdown(action, failed, error) {
    if (this.shuttingDown) return;
    this.shuttingDown = true;
    const { dest } = this;
    const fail = (reason) => this.finalize(true, reason);
    const complete = action === undefined ?
      () => this.finalize(failed, error) :
      () => { PromisePrototypeThen(action(), () => this.finalize(failed, error), fail); };
    if (dest[kState].state === 'writable' && !closeQueuedOrInFlight(dest)) {
      PromisePrototypeThen(this.writes.done(), complete, fail);
    } else {
      complete();
    }
  }

  abort() {
    const { options: { preventAbort, preventCancel, signal }, source, dest } = this;
    const error = signal.reason instanceof AbortError ?
      new DOMException(signal.reason.message, 'AbortError') : signal.reason;
    const actions = [];
    if (!preventAbort) {
      actions.push(() => (dest[kState].state === 'writable' ? writableStreamAbort(dest, error) : PromiseResolve()));
    }
    if (!preventCancel) {
      actions.push(() => (source[kState].state === 'readable' ?
        readableStreamCancel(source, error) : PromiseResolve()));
    }
    this.shutdown(() => SafePromiseAll(actions, (action) => action()), true, error);
  }

  finalize(failed, error) {
    writableStreamDefaultWriterRelease(this.writer);
    readableStreamReaderGenericRelease(this.reader);
    this.disposable?.[SymbolDispose]();
    if (failed) this.result.reject(error);
    else this.result.resolve();
  }
}

// options: preventAbort, preventCancel, preventClose, signal
function readableStreamPipeTo(source, dest, reader, writer, options) {
  return new Pipe(source, dest, reader, writer, options).start();
}

module.exports = { readableStreamPipeTo };
