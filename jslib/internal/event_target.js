'use strict';

// EventTarget, as in the DOM but for trees: an event has one target and no
// path. NodeEventTarget adds the methods of an emitter.
//
// A target keeps, by event type, an array of listener records in the order of
// registration. As in node:events, a list that is being walked is copied
// before it changes; a removed record is marked, and the walk passes over it.

const {
  ArrayFrom,
  ArrayPrototypeFilter,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  Boolean,
  Error,
  FunctionPrototypeCall,
  NumberIsInteger,
  ObjectAssign,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ReflectApply,
  SafeMap,
  SafeWeakMap,
  SafeWeakRef,
  String,
  Symbol,
  SymbolFor,
  SymbolToStringTag,
} = primordials;

const {
  codes: { ERR_EVENT_RECURSION, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const {
  kValidateObjectAllowObjects,
  validateAbortSignal,
  validateObject,
  validateString,
  validateThisInternalField,
} = require('internal/validators');
const { customInspectSymbol, kEmptyObject, kEnumerableProperty } = require('internal/util');
const { converters } = require('internal/webidl');
const {
  CustomEvent,
  endDispatch,
  Event,
  isDispatching,
  isEvent,
  isStoppedNow,
  kTrustEvent,
  setInPassiveListener,
  startDispatch,
} = require('internal/events/event');
const { kMaxEventTargetListeners, kMaxEventTargetListenersWarned, kResistStopPropagation } = require('internal/events/symbols');
const EventEmitter = require('events');

const kEvents = Symbol('kEvents');
const kHandlers = Symbol('kHandlers');
const kCreateEvent = Symbol('kCreateEvent');
const kIsNodeStyleListener = Symbol('kIsNodeStyleListener');
const kNewListener = Symbol('kNewListener');
const kRemoveListener = Symbol('kRemoveListener');
// The listener is held weakly, and kept alive by the object that is the value.
const kWeakHandler = Symbol('kWeak');
// Hands a value to listeners of both kinds: as it is, and as an event.
const kHybridDispatch = SymbolFor('nodejs.internal.kHybridDispatch');
const kIsEventTarget = SymbolFor('nodejs.event_target');
const kIsNodeEventTarget = Symbol('kIsNodeEventTarget');

// What keeps weak listeners alive: object → its listeners.
let weakOwners;

class Listener {
  constructor(listener, options) {
    this.capture = options.capture ?? false;
    this.once = options.once ?? false;
    this.passive = options.passive ?? false;
    this.nodeStyle = options.nodeStyle ?? false;
    this.resistStop = options.resistStop ?? false;
    this.removed = false;
    const owner = options.weak;
    this.weak = owner != null;
    this.listener = this.weak ? new SafeWeakRef(listener) : listener;
    if (this.weak) {
      weakOwners ??= new SafeWeakMap();
      const kept = weakOwners.get(owner);
      if (kept === undefined) weakOwners.set(owner, [listener]);
      else ArrayPrototypePush(kept, listener);
    }
  }

  // undefined when it was weak and is gone.
  get target() { return this.weak ? this.listener.deref() : this.listener; }
}

function initEventTarget(self) {
  self[kEvents] = undefined;
  self[kMaxEventTargetListeners] = EventEmitter.defaultMaxListeners;
  self[kMaxEventTargetListenersWarned] = false;
  self[kHandlers] = undefined;
}

function isEventTarget(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function') &&
    (kEvents in value || Boolean(value.constructor?.[kIsEventTarget]));
}

function isNodeEventTarget(value) {
  return Boolean(value?.constructor?.[kIsNodeEventTarget]);
}

function checkThis(self, required, given, ...names) {
  if (!isEventTarget(self)) throw new ERR_INVALID_THIS('EventTarget');
  if (given < required) throw new ERR_MISSING_ARGS(...names);
}

function checkListener(listener) {
  // An object's handleEvent is looked up when the event comes.
  if (typeof listener === 'function' || (typeof listener === 'object' && listener !== null)) return true;
  if (listener == null) return false;
  throw new ERR_INVALID_ARG_TYPE('listener', 'EventListener', listener);
}

function readOptions(options) {
  if (typeof options === 'boolean') return { __proto__: null, capture: options };
  if (options == null) return kEmptyObject;
  validateObject(options, 'options', kValidateObjectAllowObjects);
  return {
    __proto__: null,
    once: Boolean(options.once),
    capture: Boolean(options.capture),
    passive: Boolean(options.passive),
    signal: options.signal,
    weak: options[kWeakHandler],
    resistStop: Boolean(options[kResistStopPropagation]),
    nodeStyle: Boolean(options[kIsNodeStyleListener]),
  };
}

function newList() {
  const list = [];
  list.walks = 0; // dispatches under way
  list.inactive = 0; // on… handlers that were set to null
  list.sweepAt = 16; // length at which dead weak listeners are looked for
  return list;
}

function changeable(target, type, list) {
  if (list.walks === 0) return list;
  const copy = ArrayPrototypeSlice(list);
  copy.walks = 0;
  copy.inactive = list.inactive;
  copy.sweepAt = list.sweepAt;
  target[kEvents].set(type, copy);
  return copy;
}

function sizeOf(list) {
  return list.length - list.inactive;
}

function find(list, listener, capture) {
  for (let i = 0; i < list.length; i++) {
    if (list[i].capture === capture && list[i].target === listener) return i;
  }
  return -1;
}

// Takes a record out, and tells the target.
function removeRecord(target, type, record) {
  record.removed = true;
  const present = target[kEvents]?.get(type);
  if (present === undefined) return;
  const list = changeable(target, type, present);
  for (let i = 0; i < list.length; i++) {
    if (list[i] !== record) continue;
    for (; i + 1 < list.length; i++) list[i] = list[i + 1];
    list.length--;
    const handler = record.target;
    if (handler?.[kHandlers] === null) list.inactive--;
    if (list.length === 0) target[kEvents].delete(type);
    target[kRemoveListener](sizeOf(list), type, record.target, record.capture);
    return;
  }
}

// Weak listeners that died leave their records behind; before a list doubles
// it is rid of them.
function sweep(target, type, list) {
  if (list.length < list.sweepAt) return;
  const dead = ArrayPrototypeFilter(list, (record) => record.weak && record.target === undefined);
  for (let i = 0; i < dead.length; i++) removeRecord(target, type, dead[i]);
  const left = target[kEvents].get(type);
  if (left !== undefined) left.sweepAt = left.length * 2 < 16 ? 16 : left.length * 2;
}

class EventTarget {
  // For targets that come from elsewhere.
  static [kIsEventTarget] = true;

  constructor() {
    initEventTarget(this);
  }

  // Called after a listener was added; size counts it.
  [kNewListener](size, type, listener, once, capture, passive, weak) {
    const max = this[kMaxEventTargetListeners];
    if (!(max > 0) || size <= max || this[kMaxEventTargetListenersWarned]) return;
    this[kMaxEventTargetListenersWarned] = true;
    const { inspect } = require('internal/util/inspect');
    const warning = new Error(`Possible EventTarget memory leak detected. ${size} ${type} listeners ` +
      `added to ${inspect(this, { depth: -1 })}. MaxListeners is ${max}. ` +
      'Use events.setMaxListeners() to increase limit');
    warning.name = 'MaxListenersExceededWarning';
    warning.target = this;
    warning.type = type;
    warning.count = size;
    process.emitWarning(warning);
  }

  // Called after a listener was removed; size does not count it.
  [kRemoveListener](size, type, listener, capture) {}

  addEventListener(type, listener, options = kEmptyObject) {
    checkThis(this, 2, arguments.length, 'type', 'listener');
    // The options are read first: their getters may be observed.
    const opts = options === kEmptyObject ? kEmptyObject : readOptions(options);
    const { signal } = opts;
    if (signal !== undefined) {
      validateAbortSignal(signal, 'options.signal');
      if (signal.aborted) return;
    }
    if (!checkListener(listener)) {
      const warning = new Error(`addEventListener called with ${listener} which has no effect.`);
      warning.name = 'AddEventListenerArgumentTypeWarning';
      warning.target = this;
      warning.type = type;
      process.emitWarning(warning);
      return;
    }
    type = converters.DOMString(type);
    const capture = opts.capture ?? false;

    const events = this[kEvents] ??= new SafeMap();
    let list = events.get(type);
    if (list === undefined) {
      events.set(type, list = newList());
    } else {
      if (find(list, listener, capture) !== -1) return;
      sweep(this, type, list);
      list = events.get(type);
      if (list === undefined) events.set(type, list = newList());
      else list = changeable(this, type, list);
    }
    ArrayPrototypePush(list, new Listener(listener, opts));
    if (signal) {
      signal.addEventListener('abort', () => this.removeEventListener(type, listener, { capture }),
                              { __proto__: null, once: true, [kWeakHandler]: this, [kResistStopPropagation]: true });
    }
    this[kNewListener](sizeOf(list), type, listener, opts.once ?? false, capture, opts.passive ?? false, opts.weak ?? false);
  }

  removeEventListener(type, listener, options = kEmptyObject) {
    checkThis(this, 2, arguments.length, 'type', 'listener');
    if (!checkListener(listener)) return;
    type = converters.DOMString(type);
    const capture = options === true || Boolean(options?.capture);
    const list = this[kEvents]?.get(type);
    const at = list === undefined ? -1 : find(list, listener, capture);
    if (at !== -1) removeRecord(this, type, list[at]);
  }

  dispatchEvent(event) {
    checkThis(this, 1, arguments.length, 'event');
    if (!isEvent(event)) throw new ERR_INVALID_ARG_TYPE('event', 'Event', event);
    if (isDispatching(event)) throw new ERR_EVENT_RECURSION(event.type);
    this[kHybridDispatch](event, event.type, event);
    return event.defaultPrevented !== true;
  }

  // Calls the listeners of type: node style ones with nodeValue, the others
  // with event, which is made when there is none.
  [kHybridDispatch](nodeValue, type, event) {
    if (event !== undefined) startDispatch(event, this);
    const list = this[kEvents]?.get(type);
    if (list === undefined) {
      if (event !== undefined) endDispatch(event);
      return;
    }
    list.walks++;
    const { length } = list;
    for (let i = 0; i < length; i++) {
      const record = list[i];
      if (record.removed || (event !== undefined && !record.resistStop && isStoppedNow(event))) continue;
      if (record.once) removeRecord(this, type, record);
      if (!record.nodeStyle && event === undefined) {
        event = this[kCreateEvent](nodeValue, type);
        startDispatch(event, this);
      }
      invoke(this, record, record.nodeStyle ? nodeValue : event);
    }
    list.walks--;
    if (event !== undefined) endDispatch(event);
  }

  [kCreateEvent](nodeValue, type) {
    return new CustomEvent(type, { detail: nodeValue });
  }

  [customInspectSymbol](depth, options) {
    const { name } = this.constructor;
    if (depth < 0) return name;
    const { inspect } = require('internal/util/inspect');
    return `${name} ${inspect({}, ObjectAssign({}, options, {
      depth: NumberIsInteger(options.depth) ? options.depth - 1 : options.depth,
    }))}`;
  }
}

// A listener that throws does not keep the others from being called.
function reportException(error) {
  process.nextTick(() => { throw error; });
}

function invoke(target, record, arg) {
  const listener = record.target;
  if (listener === undefined) return;
  const passive = record.passive && !record.nodeStyle;
  if (passive) setInPassiveListener(arg, true);
  try {
    let result;
    if (typeof listener === 'function') {
      result = FunctionPrototypeCall(listener, target, arg);
    } else {
      const { handleEvent } = listener;
      if (handleEvent) result = ReflectApply(handleEvent, listener, [arg]);
    }
    if (result != null) {
      const { then } = result;
      if (typeof then === 'function') FunctionPrototypeCall(then, result, undefined, reportException);
    }
  } catch (error) {
    reportException(error);
  } finally {
    if (passive) setInPassiveListener(arg, false);
  }
}

const tag = (value) => ({ __proto__: null, writable: false, enumerable: false, configurable: true, value });

ObjectDefineProperties(EventTarget.prototype, {
  __proto__: null,
  addEventListener: kEnumerableProperty,
  removeEventListener: kEnumerableProperty,
  dispatchEvent: kEnumerableProperty,
  [SymbolToStringTag]: tag('EventTarget'),
});

function nodeTarget(self) {
  if (!isNodeEventTarget(self)) throw new ERR_INVALID_THIS('NodeEventTarget');
  return self;
}

// An event target that looks like an emitter: what MessagePort inherits from.
class NodeEventTarget extends EventTarget {
  static [kIsNodeEventTarget] = true;
  static defaultMaxListeners = 10;

  setMaxListeners(n) { EventEmitter.setMaxListeners(n, nodeTarget(this)); }

  getMaxListeners() { return nodeTarget(this)[kMaxEventTargetListeners]; }

  eventNames() {
    const events = nodeTarget(this)[kEvents];
    return events === undefined ? [] : ArrayFrom(events.keys());
  }

  listenerCount(type) {
    const list = nodeTarget(this)[kEvents]?.get(String(type));
    return list === undefined ? 0 : sizeOf(list);
  }

  off(type, listener, options) {
    nodeTarget(this).removeEventListener(type, listener, options);
    return this;
  }

  removeListener(type, listener, options) {
    nodeTarget(this).removeEventListener(type, listener, options);
    return this;
  }

  on(type, listener) {
    nodeTarget(this).addEventListener(type, listener, { [kIsNodeStyleListener]: true });
    return this;
  }

  addListener(type, listener) {
    nodeTarget(this).addEventListener(type, listener, { [kIsNodeStyleListener]: true });
    return this;
  }

  emit(type, arg) {
    nodeTarget(this);
    validateString(type, 'type');
    const had = this.listenerCount(type) > 0;
    this[kHybridDispatch](arg, type);
    return had;
  }

  once(type, listener) {
    nodeTarget(this).addEventListener(type, listener, { once: true, [kIsNodeStyleListener]: true });
    return this;
  }

  removeAllListeners(type) {
    const events = nodeTarget(this)[kEvents];
    if (type !== undefined) {
      dropAll(events?.get(String(type)));
      events?.delete(String(type));
    } else {
      events?.forEach(dropAll);
      events?.clear();
    }
    return this;
  }
}

// For a walk that is under way.
function dropAll(list) {
  for (let i = 0; i < (list?.length ?? 0); i++) list[i].removed = true;
}

ObjectDefineProperties(NodeEventTarget.prototype, {
  __proto__: null,
  setMaxListeners: kEnumerableProperty,
  getMaxListeners: kEnumerableProperty,
  eventNames: kEnumerableProperty,
  listenerCount: kEnumerableProperty,
  off: kEnumerableProperty,
  removeListener: kEnumerableProperty,
  on: kEnumerableProperty,
  addListener: kEnumerableProperty,
  once: kEnumerableProperty,
  emit: kEnumerableProperty,
  removeAllListeners: kEnumerableProperty,
});

// The functions and objects that listen, for events.getEventListeners().
function listenersOf(target, type) {
  const list = target[kEvents]?.get(type);
  const listeners = [];
  for (let i = 0; i < (list?.length ?? 0); i++) {
    const listener = list[i].target;
    if (listener !== undefined) ArrayPrototypePush(listeners, listener);
  }
  return listeners;
}

function makeHandler(value) {
  function eventHandler(...args) {
    if (typeof eventHandler.handler === 'function') return ReflectApply(eventHandler.handler, this, args);
  }
  eventHandler.handler = value;
  // Marks the function as a handler; null while it is not active.
  eventHandler[kHandlers] = eventHandler;
  return eventHandler;
}

function setActive(target, event, wrapper, value) {
  const wasActive = typeof wrapper.handler === 'function';
  const active = typeof value === 'function';
  wrapper.handler = value;
  const list = target[kEvents]?.get(event);
  const listed = list !== undefined && find(list, wrapper, false) !== -1;
  if (!listed) {
    wrapper[kHandlers] = wrapper;
    if (active) target.addEventListener(event, wrapper);
    return;
  }
  if (wasActive === active) return;
  wrapper[kHandlers] = active ? wrapper : null;
  list.inactive += active ? -1 : 1;
  if (active) target[kNewListener](sizeOf(list), event, value, false, false, false, false);
  else target[kRemoveListener](sizeOf(list), event, value, false);
}

// defineEventHandler adds the attribute on<name>. Its handler keeps the place
// in the order of listeners that it got when it was first set.
function defineEventHandler(emitter, name, event = name) {
  const property = `on${name}`;
  function get() {
    validateThisInternalField(this, kHandlers, 'EventTarget');
    return this[kHandlers]?.get(event)?.handler ?? null;
  }
  function set(value) {
    validateThisInternalField(this, kHandlers, 'EventTarget');
    const handlers = this[kHandlers] ??= new SafeMap();
    const wrapper = handlers.get(event);
    if (wrapper !== undefined) {
      setActive(this, event, wrapper, value);
    } else if (typeof value === 'function') {
      const made = makeHandler(value);
      handlers.set(event, made);
      this.addEventListener(event, made);
    }
  }
  ObjectDefineProperty(get, 'name', { __proto__: null, value: `get ${property}` });
  ObjectDefineProperty(set, 'name', { __proto__: null, value: `set ${property}` });
  ObjectDefineProperty(emitter, property, { __proto__: null, get, set, configurable: true, enumerable: true });
}

module.exports = {
  CustomEvent,
  defineEventHandler,
  Event,
  EventTarget,
  initEventTarget,
  initNodeEventTarget: initEventTarget,
  isEventTarget,
  kCreateEvent,
  kEvents,
  kHybridDispatch,
  kNewListener,
  kRemoveListener,
  kResistStopPropagation,
  kTrustEvent,
  kWeakHandler,
  listenersOf,
  NodeEventTarget,
};
