'use strict';

// Event and CustomEvent. https://dom.spec.whatwg.org/#interface-event
//
// The state of an event is private; those who dispatch it use the functions
// that are exported beside the classes.

const {
  NumberIsInteger,
  ObjectAssign,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  Symbol,
  SymbolToStringTag,
} = primordials;

const { codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { validateObject } = require('internal/validators');
const { customInspectSymbol, kEmptyObject, kEnumerableProperty } = require('internal/util');

// As an option: the event comes from the runtime.
const kTrustEvent = Symbol('kTrustEvent');

const BUBBLES = 1;
const CANCELABLE = 2;
const COMPOSED = 4;
const CANCELED = 8;
const STOPPED = 16;
const STOPPED_NOW = 32;
const DISPATCHING = 64;
const IN_PASSIVE = 128;
const TRUSTED = 256;

let now;
let isEvent;
let flagsOf;
let setFlags;
let startDispatch;

class Event {
  #type;
  #flags;
  #target = null;
  #timeStamp;

  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    let flags = 0;
    if (options != null) {
      validateObject(options, 'options');
      if (options.bubbles) flags |= BUBBLES;
      if (options.cancelable) flags |= CANCELABLE;
      if (options.composed) flags |= COMPOSED;
      if (options[kTrustEvent]) flags |= TRUSTED;
    }
    this.#type = `${type}`;
    this.#flags = flags;
    now ??= require('internal/perf/utils').now;
    this.#timeStamp = now();
    ObjectDefineProperty(this, 'isTrusted', isTrusted);
  }

  static {
    isEvent = (value) => value !== null && typeof value === 'object' && #flags in value;
    flagsOf = (event) => event.#flags;
    setFlags = (event, set, clear) => { event.#flags = event.#flags & ~clear | set; };
    startDispatch = (event, target) => {
      event.#target = target;
      event.#flags |= DISPATCHING;
    };
  }

  static #check(event) {
    if (!isEvent(event)) throw new ERR_INVALID_THIS('Event');
    return event;
  }

  initEvent(type, bubbles = false, cancelable = false) {
    Event.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (this.#flags & DISPATCHING) return;
    this.#type = `${type}`;
    setFlags(this, (bubbles ? BUBBLES : 0) | (cancelable ? CANCELABLE : 0), BUBBLES | CANCELABLE);
  }

  [customInspectSymbol](depth, options) {
    Event.#check(this);
    const { name } = this.constructor;
    if (depth < 0) return name;
    const { inspect } = require('internal/util/inspect');
    return `${name} ${inspect({
      type: this.#type,
      defaultPrevented: (this.#flags & CANCELED) !== 0,
      cancelable: (this.#flags & CANCELABLE) !== 0,
      timeStamp: this.#timeStamp,
    }, ObjectAssign({}, options, { depth: NumberIsInteger(options.depth) ? options.depth - 1 : options.depth }))}`;
  }

  stopImmediatePropagation() { setFlags(Event.#check(this), STOPPED | STOPPED_NOW, 0); }

  preventDefault() {
    const flags = Event.#check(this).#flags;
    // A passive listener has promised not to.
    if ((flags & CANCELABLE) && !(flags & IN_PASSIVE)) this.#flags |= CANCELED;
  }

  get target() { return Event.#check(this).#target; }

  get currentTarget() { return Event.#check(this).#flags & DISPATCHING ? this.#target : null; }

  get srcElement() { return Event.#check(this).#target; }

  get type() { return Event.#check(this).#type; }

  get cancelable() { return (Event.#check(this).#flags & CANCELABLE) !== 0; }

  get defaultPrevented() {
    return (Event.#check(this).#flags & (CANCELABLE | CANCELED)) === (CANCELABLE | CANCELED);
  }

  get timeStamp() { return Event.#check(this).#timeStamp; }

  composedPath() { return Event.#check(this).#flags & DISPATCHING ? [this.#target] : []; }

  get returnValue() {
    return (Event.#check(this).#flags & (CANCELABLE | CANCELED)) !== (CANCELABLE | CANCELED);
  }

  set returnValue(value) {
    Event.#check(this);
    if (!value) this.preventDefault();
  }

  get bubbles() { return (Event.#check(this).#flags & BUBBLES) !== 0; }

  get composed() { return (Event.#check(this).#flags & COMPOSED) !== 0; }

  get eventPhase() { return Event.#check(this).#flags & DISPATCHING ? Event.AT_TARGET : Event.NONE; }

  get cancelBubble() { return (Event.#check(this).#flags & STOPPED) !== 0; }

  set cancelBubble(value) {
    Event.#check(this);
    if (value) this.#flags |= STOPPED;
  }

  stopPropagation() { Event.#check(this).#flags |= STOPPED; }

  get isTrusted() { return (Event.#check(this).#flags & TRUSTED) !== 0; }
}

// [LegacyUnforgeable]: each event has it too, so that no class that derives from
// Event can say something else. It does not show when an event is printed.
const isTrusted = { __proto__: null, ...ObjectGetOwnPropertyDescriptor(Event.prototype, 'isTrusted'), enumerable: false, configurable: false };

const tag = (value) => ({ __proto__: null, writable: false, enumerable: false, configurable: true, value });

ObjectDefineProperties(Event.prototype, {
  __proto__: null,
  [SymbolToStringTag]: tag('Event'),
  initEvent: kEnumerableProperty,
  stopImmediatePropagation: kEnumerableProperty,
  preventDefault: kEnumerableProperty,
  target: kEnumerableProperty,
  currentTarget: kEnumerableProperty,
  srcElement: kEnumerableProperty,
  type: kEnumerableProperty,
  cancelable: kEnumerableProperty,
  defaultPrevented: kEnumerableProperty,
  timeStamp: kEnumerableProperty,
  composedPath: kEnumerableProperty,
  returnValue: kEnumerableProperty,
  bubbles: kEnumerableProperty,
  composed: kEnumerableProperty,
  eventPhase: kEnumerableProperty,
  cancelBubble: kEnumerableProperty,
  stopPropagation: kEnumerableProperty,
  isTrusted: { __proto__: null, enumerable: true, configurable: false },
});

const phase = (value) => ({ __proto__: null, writable: false, configurable: false, enumerable: true, value });

ObjectDefineProperties(Event, {
  __proto__: null,
  NONE: phase(0),
  CAPTURING_PHASE: phase(1),
  AT_TARGET: phase(2),
  BUBBLING_PHASE: phase(3),
});

class CustomEvent extends Event {
  #detail;

  constructor(type, options = kEmptyObject) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    super(type, options);
    this.#detail = options?.detail ?? null;
  }

  get detail() {
    if (!isEvent(this) || !(#detail in this)) throw new ERR_INVALID_THIS('CustomEvent');
    return this.#detail;
  }
}

ObjectDefineProperties(CustomEvent.prototype, {
  __proto__: null,
  [SymbolToStringTag]: tag('CustomEvent'),
  detail: kEnumerableProperty,
});

module.exports = {
  CustomEvent,
  Event,
  isEvent,
  kTrustEvent,
  isDispatching: (event) => (flagsOf(event) & DISPATCHING) !== 0,
  isStoppedNow: (event) => (flagsOf(event) & STOPPED_NOW) !== 0,
  startDispatch,
  endDispatch: (event) => setFlags(event, 0, DISPATCHING),
  setInPassiveListener: (event, inside) => setFlags(event, inside ? IN_PASSIVE : 0, IN_PASSIVE),
};
