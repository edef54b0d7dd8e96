'use strict';

// AbortController and AbortSignal. https://dom.spec.whatwg.org/#aborting-ongoing-activities
//
// AbortSignal.any() makes a signal that depends on others. What keeps what
// alive:
//   - a dependent signal holds its sources, until it is aborted;
//   - a source holds a dependent only while that is observed (has listeners or
//     was transferred); one that nobody listens to finds out when it is asked;
//   - a timer holds its signal only while that is observed.
// So a long-lived source does not collect the signals derived from it.

const {
  ArrayPrototypePush,
  ObjectAssign,
  ObjectDefineProperties,
  Promise,
  SafeSet,
  SafeWeakRef,
  Symbol,
  SymbolToStringTag,
} = primordials;

const {
  defineEventHandler,
  Event,
  EventTarget,
  kEvents,
  kNewListener,
  kRemoveListener,
  kResistStopPropagation,
  kTrustEvent,
  kWeakHandler,
} = require('internal/event_target');
const { kMaxEventTargetListeners } = require('internal/events/symbols');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS } } = require('internal/errors');
const { converters, createInterfaceConverter, createSequenceConverter } = require('internal/webidl');
const { kValidateObjectAllowObjects, validateObject, validateUint32 } = require('internal/validators');
const { DOMException } = require('internal/domexception');
const { kDeserialize, kTransfer, kTransferList, markTransferMode } = require('internal/worker/js_transferable');

const kConstruct = Symbol('kConstruct');

// Properties and not private fields, so that a proxy of a signal can be asked,
// as it can in Node.
const kAborted = Symbol('kAborted');
const kReason = Symbol('kReason');

function inspectAs(self, object, depth, options) {
  if (depth < 0) return self;
  const { inspect } = require('internal/util/inspect');
  return `${self.constructor.name} ${inspect(object, ObjectAssign({}, options, {
    depth: options.depth === null ? null : options.depth - 1,
  }))}`;
}

function abortError() {
  return new DOMException('This operation was aborted', 'AbortError');
}

let abortSignal;
let isSignal;

class AbortSignal extends EventTarget {
  #sources = null; // of a dependent signal: those it was made from
  #dependents = null; // observed signals that depend on this one
  #observers = 0; // abort listeners that are not weak
  #holder = null; // of a timeout: what its timer holds
  #ports = null; // while it is being transferred

  constructor(key = undefined) {
    if (key !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
    this[kAborted] = false;
    this[kReason] = undefined;
    this[kMaxEventTargetListeners] = 0;
  }

  static {
    isSignal = (value) => value !== null && typeof value === 'object' && value[kAborted] !== undefined;

    abortSignal = (signal, reason) => {
      if (signal[kAborted]) return;
      signal.#settle(reason);
      // All know of the reason before the first listener is called.
      const dependents = [];
      signal.#dependents?.forEach((dependent) => {
        if (dependent[kAborted]) return;
        dependent.#settle(reason);
        ArrayPrototypePush(dependents, dependent);
      });
      signal.#dependents = null;
      signal.#dispatch();
      for (let i = 0; i < dependents.length; i++) dependents[i].#dispatch();
    };
  }

  // Looks whether a source has aborted since.
  static #check(signal) {
    if (!isSignal(signal)) throw new ERR_INVALID_THIS('AbortSignal');
    if (#sources in signal) signal.#refresh();
    return signal;
  }

  #settle(reason) {
    this[kAborted] = true;
    this[kReason] = reason;
    this.#unfollow();
    this.#sources = null;
    if (this.#holder !== null) {
      require('timers').clearTimeout(this.#holder.timer);
      this.#holder.strong = undefined;
      this.#holder = null;
    }
  }

  #dispatch() {
    // Without listeners there is nobody to see the event.
    if (this[kEvents]?.get('abort') !== undefined) this.dispatchEvent(new Event('abort', { [kTrustEvent]: true }));
  }

  #refresh() {
    if (this[kAborted] || this.#sources === null) return;
    for (const source of this.#sources) {
      if (!source[kAborted]) continue;
      abortSignal(this, source[kReason]);
      return;
    }
  }

  get #observed() {
    return this.#observers > 0 || (this.#dependents !== null && this.#dependents.size > 0);
  }

  #updateHold() {
    if (this.#holder !== null) this.#holder.strong = this.#observed ? this : undefined;
  }

  #follow() {
    this.#sources?.forEach((source) => {
      (source.#dependents ??= new SafeSet()).add(this);
      source.#updateHold();
    });
  }

  #unfollow() {
    this.#sources?.forEach((source) => {
      source.#dependents?.delete(this);
      source.#updateHold();
    });
  }

  get aborted() {
    return AbortSignal.#check(this)[kAborted];
  }

  get reason() {
    return AbortSignal.#check(this)[kReason];
  }

  throwIfAborted() {
    AbortSignal.#check(this);
    if (this[kAborted]) throw this[kReason];
  }

  [customInspectSymbol](depth, options) {
    return inspectAs(this, { aborted: this.aborted }, depth, options);
  }

  static abort(reason = abortError()) {
    const signal = new AbortSignal(kConstruct);
    signal[kAborted] = true;
    signal[kReason] = reason;
    return signal;
  }

  // The timer does not keep the process alive.
  static timeout(delay) {
    validateUint32(delay, 'delay', false);
    const signal = new AbortSignal(kConstruct);
    const holder = { weak: new SafeWeakRef(signal), strong: undefined, timer: undefined };
    signal.#holder = holder;
    holder.timer = require('timers').setTimeout(() => {
      const target = holder.weak.deref();
      if (target === undefined) return;
      abortSignal(target, new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    }, delay);
    holder.timer.unref();
    return signal;
  }

  static any(signals) {
    const list = converters['sequence<AbortSignal>'](signals, { __proto__: null, context: 'signals' });
    const result = new AbortSignal(kConstruct);
    for (let i = 0; i < list.length; i++) {
      if (!list[i].aborted) continue;
      result[kAborted] = true;
      result[kReason] = list[i].reason;
      return result;
    }
    result.#sources = new SafeSet();
    for (let i = 0; i < list.length; i++) {
      const sources = list[i].#sources;
      if (sources === null) result.#sources.add(list[i]);
      // Sources are never dependent themselves.
      else sources.forEach((source) => result.#sources.add(source));
    }
    return result;
  }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    super[kNewListener](size, type, listener, once, capture, passive, weak);
    if (type !== 'abort' || weak || this[kAborted] || !(#observers in this)) return;
    if (this.#observers++ === 0) this.#follow();
    this.#updateHold();
    this.#refresh();
  }

  [kRemoveListener](size, type, listener, capture) {
    super[kRemoveListener](size, type, listener, capture);
    if (type !== 'abort' || this[kAborted] || !(#observers in this)) return;
    if (size < this.#observers) this.#observers = size;
    if (this.#observers === 0) this.#unfollow();
    this.#updateHold();
  }

  [kTransferList]() {
    if (AbortSignal.#check(this).aborted) return [];
    const { MessageChannel } = require('internal/worker/message_port');
    this.#ports = new MessageChannel();
    this.#ports.port1.unref();
    this.#ports.port2.unref();
    return [this.#ports.port2];
  }

  [kTransfer]() {
    const deserializeInfo = 'internal/abort_controller:ClonedAbortSignal';
    if (AbortSignal.#check(this).aborted) return { data: { aborted: true, reason: this[kReason] }, deserializeInfo };
    const { port1, port2 } = this.#ports;
    this.#ports = null;
    this.addEventListener('abort', () => {
      port1.postMessage(this.reason);
      port1.close();
    }, { once: true });
    return { data: { port: port2 }, deserializeInfo };
  }

  [kDeserialize]({ aborted, reason, port }) {
    if (aborted) {
      this[kAborted] = true;
      this[kReason] = reason;
      return;
    }
    port.onmessage = ({ data }) => {
      abortSignal(this, data);
      port.close();
      port.onmessage = undefined;
    };
    // After the handler, which has ref'ed it.
    port.unref();
  }
}

converters.AbortSignal = createInterfaceConverter('AbortSignal', AbortSignal.prototype);
converters['sequence<AbortSignal>'] = createSequenceConverter(converters.AbortSignal);

function ClonedAbortSignal() {
  const signal = new AbortSignal(kConstruct);
  markTransferMode(signal, false, true);
  return signal;
}
ClonedAbortSignal.prototype[kDeserialize] = AbortSignal.prototype[kDeserialize];

const tag = (value) => ({ __proto__: null, writable: false, enumerable: false, configurable: true, value });

ObjectDefineProperties(AbortSignal.prototype, {
  __proto__: null,
  aborted: kEnumerableProperty,
  [SymbolToStringTag]: tag('AbortSignal'),
});
defineEventHandler(AbortSignal.prototype, 'abort');

let setSignal;

class AbortController {
  #signal;

  static {
    setSignal = (controller, signal) => { controller.#signal = signal; };
  }

  // Made when asked for, as many a controller's is not.
  get signal() {
    return this.#signal ??= new AbortSignal(kConstruct);
  }

  abort(reason = abortError()) {
    abortSignal(this.#signal ??= new AbortSignal(kConstruct), reason);
  }

  [customInspectSymbol](depth, options) {
    return inspectAs(this, { signal: this.signal }, depth, options);
  }
}

ObjectDefineProperties(AbortController.prototype, {
  __proto__: null,
  signal: kEnumerableProperty,
  abort: kEnumerableProperty,
  [SymbolToStringTag]: tag('AbortController'),
});

// util.transferableAbortSignal: the signal itself, now fit for postMessage().
function transferableAbortSignal(signal) {
  if (!isSignal(signal)) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  markTransferMode(signal, false, true);
  return signal;
}

function transferableAbortController() {
  const controller = new AbortController();
  setSignal(controller, transferableAbortSignal(new AbortSignal(kConstruct)));
  return controller;
}

// util.aborted: resolves when the signal aborts, unless resource is gone by then.
async function aborted(signal, resource) {
  converters.AbortSignal(signal, { __proto__: null, context: 'signal' });
  validateObject(resource, 'resource', kValidateObjectAllowObjects);
  if (signal.aborted) return undefined;
  return new Promise((resolve) => {
    signal.addEventListener('abort', resolve,
                            { __proto__: null, [kWeakHandler]: resource, once: true, [kResistStopPropagation]: true });
  });
}

module.exports = {
  AbortController,
  aborted,
  AbortSignal,
  ClonedAbortSignal,
  transferableAbortController,
  transferableAbortSignal,
};
