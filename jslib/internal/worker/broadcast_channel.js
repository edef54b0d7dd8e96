'use strict';

// BroadcastChannel, among the channels of one isolate.

const { ObjectDefineProperties, SafeMap, SafeSet } = primordials;

const { defineEventHandler, EventTarget } = require('internal/event_target');
const { codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { DOMException } = require('internal/domexception');
const { createMessageEvent } = require('internal/worker/message_event');
const { acquire, release } = require('internal/worker/keep_alive');
const { Pipe } = require('internal/worker/pipe');
const AsyncContextFrame = require('internal/async_context_frame');

// name → the open channels of that name, the oldest first.
const groups = new SafeMap();

let isBroadcastChannel;
let pipeOfChannel;

class BroadcastChannel extends EventTarget {
  #name;
  #pipe = new Pipe();
  #refed = false;
  #frame = AsyncContextFrame.current();

  constructor(name) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    super();
    this.#name = `${name}`;
    this.#pipe.receiver = {
      __proto__: null,
      isRefed: () => this.#refed,
      deliver: (message) => this.#deliver(message),
    };
    this.#pipe.start();
    this.#setRef(true);
    let group = groups.get(this.#name);
    if (group === undefined) groups.set(this.#name, group = new SafeSet());
    group.add(this);
  }

  static {
    isBroadcastChannel = (value) => value !== null && typeof value === 'object' && #pipe in value;
    pipeOfChannel = (channel) => channel.#pipe;
  }

  static #check(channel) {
    if (!isBroadcastChannel(channel)) throw new ERR_INVALID_THIS('BroadcastChannel');
    return channel;
  }

  #deliver({ data }) {
    if (this.#pipe.closed) return;
    const prior = AsyncContextFrame.exchange(this.#frame);
    try {
      this.dispatchEvent(createMessageEvent('message', data));
    } finally {
      AsyncContextFrame.exchange(prior);
    }
  }

  #setRef(refed) {
    if (this.#refed === refed) return;
    this.#refed = refed;
    if (refed) acquire();
    else release();
  }

  [customInspectSymbol](depth, options) {
    BroadcastChannel.#check(this);
    if (depth < 0) return 'BroadcastChannel';
    const { inspect } = require('internal/util/inspect');
    return `BroadcastChannel ${inspect({ name: this.#name, active: !this.#pipe.closed }, {
      ...options, depth: options.depth == null ? null : options.depth - 1,
    })}`;
  }

  get name() { return BroadcastChannel.#check(this).#name; }

  close() {
    BroadcastChannel.#check(this);
    if (this.#pipe.closed) return;
    this.#pipe.close();
    this.#setRef(false);
    const group = groups.get(this.#name);
    group.delete(this);
    if (group.size === 0) groups.delete(this.#name);
  }

  postMessage(message) {
    BroadcastChannel.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('message');
    if (this.#pipe.closed) throw new DOMException('BroadcastChannel is closed.', 'InvalidStateError');
    const { clone } = require('internal/structured_clone');
    // The value is read once, whoever listens; each receiver has its own copy.
    const first = clone(message, []);
    let used = false;
    groups.get(this.#name).forEach((channel) => {
      if (channel === this) return;
      channel.#pipe.push({ data: used ? clone(first, []) : first });
      used = true;
    });
  }

  ref() {
    BroadcastChannel.#check(this);
    if (!this.#pipe.closed) this.#setRef(true);
    return this;
  }

  unref() {
    BroadcastChannel.#check(this).#setRef(false);
    return this;
  }
}

ObjectDefineProperties(BroadcastChannel.prototype, {
  __proto__: null,
  name: kEnumerableProperty,
  close: kEnumerableProperty,
  postMessage: kEnumerableProperty,
});
defineEventHandler(BroadcastChannel.prototype, 'message');
defineEventHandler(BroadcastChannel.prototype, 'messageerror');

module.exports = { BroadcastChannel, isBroadcastChannel, pipeOfChannel };
