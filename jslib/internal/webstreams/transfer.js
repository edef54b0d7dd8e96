'use strict';

// Streams that are transferred: each side gets a stream over a MessagePort, and
// what was given away is piped to or from its end of it.
// https://streams.spec.whatwg.org/#rs-transfer

const { PromisePrototypeThen, PromiseReject, PromiseResolve, PromiseWithResolvers } = primordials;
const { lazyDOMException } = require('internal/util');
const { kState, setPromiseHandled } = require('internal/webstreams/util');

const ports = () => require('internal/worker/message_port');

const one = () => 1;

// port1 stays, port2 travels.
function makeChannel() {
  const { MessageChannel } = ports();
  const { port1, port2 } = new MessageChannel();
  return { port1, port2 };
}

function locked(name) {
  return lazyDOMException(`Cannot transfer a locked ${name}`, 'DataCloneError');
}

// Posts, and tells the other side when that cannot be done.
function post(port, type, value) {
  try {
    port.postMessage({ type, value });
  } catch (error) {
    try {
      port.postMessage({ type: 'error', value: error });
    } catch {
      port.postMessage({ type: 'error', value: undefined });
    }
    throw error;
  }
}

function receive(port, handlers) {
  port.onmessage = ({ data }) => {
    if (data === null || typeof data !== 'object') return;
    const { type, value } = data;
    handlers[type]?.(value);
  };
  port.onmessageerror = () => {
    const error = lazyDOMException('The message could not be read', 'DataCloneError');
    try {
      port.postMessage({ type: 'error', value: error });
    } finally {
      handlers.error?.(error);
      port.close();
    }
  };
  port.unref(); // listening has ref'ed it
}

// endingWith makes what cancels or aborts: it tells the other side why.
function endingWith(port) {
  return (reason) => {
    try {
      post(port, 'error', reason);
      return PromiseResolve();
    } catch (error) {
      return PromiseReject(error);
    } finally {
      port.close();
    }
  };
}

// A source that asks the other side for each chunk. If holds is set, the process
// stays alive for what was asked for.
function portSource(port, holds, setUp) {
  const defaults = require('internal/webstreams/readable_default');
  let controller;
  const settled = () => { if (holds) port.unref(); };
  receive(port, {
    __proto__: null,
    chunk(value) {
      settled();
      if (defaults.readableStreamDefaultControllerCanCloseOrEnqueue(controller)) {
        defaults.readableStreamDefaultControllerEnqueue(controller, value);
      }
    },
    close() {
      defaults.readableStreamDefaultControllerClose(controller);
      port.close();
    },
    error(reason) {
      defaults.readableStreamDefaultControllerError(controller, reason);
      port.close();
    },
  });
  const stream = setUp(
    () => undefined,
    () => {
      if (holds) port.ref();
      port.postMessage({ type: 'pull', value: undefined });
      return PromiseResolve();
    },
    endingWith(port),
    0, one);
  ({ controller } = stream[kState]);
  return stream;
}

// A sink that posts a chunk when the other side has asked for one.
function portSink(port, holds, setUp) {
  const { writableStreamDefaultControllerErrorIfNeeded } = require('internal/webstreams/writable_core');
  let controller;
  let asked = PromiseWithResolvers();
  let open = false; // asked is resolved
  const answer = () => {
    if (holds) port.unref();
    open = true;
    asked.resolve();
  };
  receive(port, {
    __proto__: null,
    pull: answer,
    error(reason) {
      writableStreamDefaultControllerErrorIfNeeded(controller, reason);
      answer();
    },
  });
  const send = (chunk) => {
    open = false;
    asked = PromiseWithResolvers();
    try {
      post(port, 'chunk', chunk);
    } catch (error) {
      port.close();
      throw error;
    }
  };
  const stream = setUp(
    () => undefined,
    (chunk) => {
      if (holds && !open) port.ref();
      return PromisePrototypeThen(asked.promise, () => send(chunk));
    },
    () => {
      port.postMessage({ type: 'close', value: undefined });
      port.close();
      return PromiseResolve();
    },
    endingWith(port),
    1, one);
  ({ controller } = stream[kState]);
  return stream;
}

// --- giving away ---------------------------------------------------------

// A stream may be asked for twice by one transfer, which fails: as itself and as
// a side of a TransformStream. One that was asked for by a transfer that failed
// may be asked for again.
function prepare(stream, name, owner) {
  const state = stream[kState];
  if (stream.locked || state.transferOwner === owner) throw locked(name);
  state.transferOwner = owner;
  return (state.transfer = makeChannel()).port2;
}

const prepareReadable = (stream, owner) => prepare(stream, 'ReadableStream', owner);
const prepareWritable = (stream, owner) => prepare(stream, 'WritableStream', owner);

// give pipes a stream and its end of the channel together, and returns the end
// that travels.
function give(stream, pipe) {
  const { port1, port2 } = stream[kState].transfer;
  stream[kState].transfer = undefined;
  setPromiseHandled(pipe(port1));
  return port2;
}

function giveReadable(stream) {
  const { createWritableStream } = require('internal/webstreams/writablestream');
  return give(stream, (port) => stream.pipeTo(portSink(port, false, createWritableStream)));
}

function giveWritable(stream) {
  const { createReadableStream } = require('internal/webstreams/readablestream');
  return give(stream, (port) => portSource(port, false, createReadableStream).pipeTo(stream));
}

module.exports = {
  giveReadable,
  giveWritable,
  portSink,
  portSource,
  prepareReadable,
  prepareWritable,
};
