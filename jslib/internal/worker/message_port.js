'use strict';

// MessageChannel and MessagePort, within one isolate. Messages are cloned when
// they are posted. When a port is transferred its pipe goes to a new port, with
// all that has arrived.

const {
  ArrayPrototypePush,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  ReflectApply,
  SymbolIterator,
  TypeError,
} = primordials;

const {
  defineEventHandler,
  Event,
  kCreateEvent,
  kHybridDispatch,
  kNewListener,
  kRemoveListener,
  NodeEventTarget,
} = require('internal/event_target');
const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty, setOwnProperty } = require('internal/util');
const { createMessageEvent } = require('internal/worker/message_event');
const { markTransferMode } = require('internal/worker/js_transferable');
const { acquire, release } = require('internal/worker/keep_alive');
const { CLOSE, Pipe } = require('internal/worker/pipe');
const AsyncContextFrame = require('internal/async_context_frame');
const { emitInit, initHooksExist, newAsyncId } = require('internal/async_hooks');

// Errors of Node's native side: a code, and no mark of a library error.
function codedTypeError(code, message) {
  const error = new TypeError(message);
  setOwnProperty(error, 'code', code);
  return error;
}

class MessagePortCloseEvent extends Event {
  constructor() { super('close'); }
}

let isMessagePort;
let pipeOf;
let attach;
let detach;

class Port extends NodeEventTarget {
  #pipe = null;
  #refed = false;
  #closing = false;
  #ports = []; // of the message that is being delivered
  #frame = AsyncContextFrame.current();

  constructor() {
    super();
    markTransferMode(this, false, true);
    if (initHooksExist()) emitInit(newAsyncId(), 'MESSAGEPORT', undefined, this);
  }

  static {
    isMessagePort = (value) => value !== null && typeof value === 'object' && #pipe in value;
    pipeOf = (port) => port.#pipe;

    attach = (port, pipe) => {
      port.#pipe = pipe;
      pipe.receiver = {
        __proto__: null,
        isRefed: () => port.#refed,
        deliver: (message) => port.#deliver(message),
      };
    };

    // Takes the pipe from a port that is transferred.
    detach = (port) => {
      const pipe = port.#pipe;
      port.#pipe = null;
      pipe.release();
      port.#ended();
      return pipe;
    };
  }

  static #check(port) {
    if (!isMessagePort(port)) throw new TypeError('Illegal invocation');
    return port;
  }

  #deliver(message) {
    const prior = AsyncContextFrame.exchange(this.#frame);
    try {
      if (message === CLOSE) {
        this.#shut();
      } else {
        this.#ports = message.ports;
        this[kHybridDispatch](message.data, 'message', undefined);
      }
    } finally {
      this.#ports = [];
      AsyncContextFrame.exchange(prior);
    }
  }

  #shut() {
    if (this.#pipe === null || this.#pipe.closed) return;
    this.#pipe.close();
    this.#ended();
  }

  #ended() {
    this.#closing = true;
    require('timers').setImmediate(() => {
      this.#setRef(false);
      this.dispatchEvent(new MessagePortCloseEvent());
    });
  }

  #isOpen() {
    return this.#pipe !== null && !this.#closing;
  }

  #setRef(refed) {
    if (this.#refed === refed) return;
    this.#refed = refed;
    if (refed) acquire();
    else release();
  }

  // A port that is listened to runs, and keeps the process alive.
  [kNewListener](size, type, listener, once, capture, passive, weak) {
    super[kNewListener](size, type, listener, once, capture, passive, weak);
    if (type === 'message' && size === 1) {
      this.ref();
      this.start();
    }
    if (type !== 'newListener' && this.listenerCount('newListener') > 0) this.emit('newListener', type);
  }

  [kRemoveListener](size, type, ...rest) {
    super[kRemoveListener](size, type, ...rest);
    if (type === 'message' && size === 0) {
      this.#pipe?.stop();
      this.unref();
    }
    if (type !== 'removeListener' && this.listenerCount('removeListener') > 0) this.emit('removeListener', type);
  }

  [kCreateEvent](data, type) {
    if (type !== 'message' && type !== 'messageerror') return super[kCreateEvent](data, type);
    return createMessageEvent(type, data, this.#ports);
  }

  // Returns true, or undefined when the channel is closed.
  postMessage(message, transferOrOptions = undefined) {
    Port.#check(this);
    if (arguments.length === 0) throw codedTypeError('ERR_MISSING_ARGS', 'Not enough arguments to MessagePort.postMessage');
    const transfer = readTransfer(transferOrOptions);
    const pipe = this.#isOpen() ? this.#pipe : null;
    const target = pipe?.peer;
    const losesTarget = target !== undefined && sendsItsTarget(target, transfer);
    const { cloneWithPorts } = require('internal/structured_clone');
    const cloned = cloneWithPorts(message, transfer, this);
    if (pipe === null) return undefined;
    if (losesTarget) {
      // The message could only arrive at the port that it contains.
      process.emitWarning('The target port was posted to itself, and the communication channel was lost');
      this.#shut();
    } else if (!target.closed) {
      target.push(cloned);
    }
    return true;
  }

  start() {
    Port.#check(this);
    if (this.#isOpen()) this.#pipe.start();
  }

  close(callback) {
    Port.#check(this);
    if (typeof callback === 'function') this.once('close', callback);
    this.#shut();
  }

  ref() {
    Port.#check(this);
    if (this.#isOpen()) this.#setRef(true);
  }

  unref() {
    Port.#check(this).#setRef(false);
  }

  hasRef() {
    return Port.#check(this).#refed;
  }

  [customInspectSymbol]() {
    // Reached again for what is returned here, and for the prototype.
    if (!isMessagePort(this)) return this;
    const shown = { __proto__: Port.prototype, active: this.#isOpen() };
    if (shown.active) shown.refed = this.#refed;
    return shown;
  }
}

// What a program sees as the class: it can neither be called nor constructed.
function MessagePort() {
  throw codedTypeError('ERR_CONSTRUCT_CALL_INVALID', 'Constructor cannot be called');
}
ObjectSetPrototypeOf(MessagePort, NodeEventTarget);
MessagePort.prototype = Port.prototype;
ObjectDefineProperty(MessagePort, 'prototype', { __proto__: null, writable: false });
ObjectDefineProperty(Port.prototype, 'constructor', { __proto__: null, value: MessagePort });

ObjectDefineProperties(MessagePort.prototype, {
  __proto__: null,
  postMessage: kEnumerableProperty,
  start: kEnumerableProperty,
  ref: kEnumerableProperty,
  unref: kEnumerableProperty,
  hasRef: kEnumerableProperty,
});
defineEventHandler(MessagePort.prototype, 'message');
defineEventHandler(MessagePort.prototype, 'messageerror');
ObjectDefineProperties(MessagePort.prototype, { __proto__: null, close: kEnumerableProperty });

function sendsItsTarget(target, transfer) {
  for (let i = 0; i < transfer.length; i++) {
    if (isMessagePort(transfer[i]) && pipeOf(transfer[i]) === target) return true;
  }
  return false;
}

// The list in `value`, or undefined when that cannot be iterated.
function readList(value) {
  const isObject = value !== null && (typeof value === 'object' || typeof value === 'function');
  const method = isObject ? value[SymbolIterator] : undefined;
  if (typeof method !== 'function') return undefined;
  const iterator = ReflectApply(method, value, []);
  const next = iterator?.next;
  if (typeof next !== 'function') return undefined;
  const list = [];
  for (let step = ReflectApply(next, iterator, []); !step.done; step = ReflectApply(next, iterator, [])) {
    ArrayPrototypePush(list, step.value);
  }
  return list;
}

// The second argument of postMessage: a list, or an object that has one.
function readTransfer(value) {
  if (value == null) return [];
  const list = readList(value);
  if (list !== undefined) return list;
  if (typeof value !== 'object' && typeof value !== 'function') {
    throw codedTypeError('ERR_INVALID_ARG_TYPE', 'Optional transferList argument must be an iterable');
  }
  const { transfer } = value;
  if (transfer === undefined) return [];
  const inner = readList(transfer);
  if (inner === undefined) {
    throw codedTypeError('ERR_INVALID_ARG_TYPE', 'Optional options.transfer argument must be an iterable');
  }
  return inner;
}

// A port without a pipe, to stand in for a transferred one until it has it.
function makePort() {
  return new Port();
}

function isDetachedPort(port) {
  return pipeOf(port) === null || pipeOf(port).closed;
}

// Gives the pipe of a port to another port.
function movePort(from, to) {
  const pipe = detach(from);
  attach(to, pipe);
  pipe.schedule();
}

function MessageChannel() {
  if (new.target === undefined) throw codedTypeError('ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
  const a = new Pipe();
  const b = new Pipe();
  Pipe.connect(a, b);
  this.port1 = makePort();
  this.port2 = makePort();
  attach(this.port1, a);
  attach(this.port2, b);
}

// receiveMessageOnPort takes the oldest message that has arrived, as
// {message}, or returns undefined.
function receiveMessageOnPort(port) {
  const { isBroadcastChannel, pipeOfChannel } = require('internal/worker/broadcast_channel');
  let pipe;
  if (isMessagePort(port)) pipe = pipeOf(port);
  else if (isBroadcastChannel(port)) pipe = pipeOfChannel(port);
  else throw codedTypeError('ERR_INVALID_ARG_TYPE', 'The "port" argument must be a MessagePort instance');
  if (pipe === null || pipe.closed || pipe.size === 0 || pipe.atEnd) return undefined;
  return { message: pipe.take().data };
}

function moveMessagePortToContext() {
  // There is one realm to an isolate.
  throw new ERR_METHOD_NOT_IMPLEMENTED('moveMessagePortToContext()');
}

module.exports = {
  isDetachedPort,
  isMessagePort,
  makePort,
  MessageChannel,
  MessagePort,
  moveMessagePortToContext,
  movePort,
  receiveMessageOnPort,
};
