'use strict';

// EventEmitter. Listeners of one event are kept as the function itself while
// there is one, as an array from the second on. emit() walks that array
// without copying it: an array counts the emits that walk it, and who wants to
// change a walked one makes a copy first. A listener that throws leaves the
// count too high, which costs one copy and nothing else.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ArrayPrototypeSlice,
  ArrayPrototypeSplice,
  ArrayPrototypeUnshift,
  Error,
  FunctionPrototypeCall,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectGetPrototypeOf,
  ReflectApply,
  ReflectOwnKeys,
  String,
  StringPrototypeSplit,
  Symbol,
} = primordials;

const { captureStackTrace } = require('internal/errors/capture');
const { spliceOne } = require('internal/util');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_UNHANDLED_ERROR },
  genericNodeError,
  kEnhanceStackBeforeInspector,
} = require('internal/errors');
const { validateBoolean, validateFunction, validateNumber } = require('internal/validators');
const { addAbortListener } = require('internal/events/abort_listener');
const { on, once } = require('internal/events/promises');
const {
  kCapture,
  kMaxEventTargetListeners,
  kMaxEventTargetListenersWarned,
  kRejection,
} = require('internal/events/symbols');

const kErrorMonitor = Symbol('events.errorMonitor');
const kEmitting = Symbol('events.emitting');
// Set for emitters that came with an _events of their own, whose keys stay
// when their listeners go.
const kShapeMode = Symbol('shapeMode');

// Lazy, as inspect needs most of the library and is needed for warnings only.
function inspect(value, options) {
  return require('internal/util/inspect').inspect(value, options);
}

function eventTarget() {
  return require('internal/event_target');
}

function EventEmitter(opts) {
  FunctionPrototypeCall(EventEmitter.init, this, opts);
}
module.exports = EventEmitter;
EventEmitter.addAbortListener = addAbortListener;
EventEmitter.once = once;
EventEmitter.on = on;
EventEmitter.getEventListeners = getEventListeners;
EventEmitter.getMaxListeners = getMaxListeners;
EventEmitter.listenerCount = listenerCount;
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.usingDomains = false;
EventEmitter.captureRejectionSymbol = kRejection;

ObjectDefineProperty(EventEmitter, 'captureRejections', {
  __proto__: null,
  get() { return EventEmitter.prototype[kCapture]; },
  set(value) {
    validateBoolean(value, 'EventEmitter.captureRejections');
    EventEmitter.prototype[kCapture] = value;
  },
  enumerable: true,
});

ObjectDefineProperty(EventEmitter, 'EventEmitterAsyncResource', {
  __proto__: null,
  get() { return require('internal/events/async_resource').EventEmitterAsyncResource; },
  set: undefined,
  enumerable: true,
  configurable: true,
});

EventEmitter.errorMonitor = kErrorMonitor;

const { prototype } = EventEmitter;
ObjectDefineProperty(prototype, kCapture, { __proto__: null, value: false, writable: true, enumerable: false });
prototype._events = undefined;
prototype._eventsCount = 0;
prototype._maxListeners = undefined;

let defaultMaxListeners = 10;

ObjectDefineProperty(EventEmitter, 'defaultMaxListeners', {
  __proto__: null,
  get() { return defaultMaxListeners; },
  set(value) {
    validateNumber(value, 'defaultMaxListeners', 0);
    defaultMaxListeners = value;
  },
  enumerable: true,
});

ObjectDefineProperties(EventEmitter, {
  __proto__: null,
  kMaxEventTargetListeners: { __proto__: null, value: kMaxEventTargetListeners },
  kMaxEventTargetListenersWarned: { __proto__: null, value: kMaxEventTargetListenersWarned },
});

EventEmitter.setMaxListeners = function(n = defaultMaxListeners, ...eventTargets) {
  validateNumber(n, 'setMaxListeners', 0);
  if (eventTargets.length === 0) {
    defaultMaxListeners = n;
    return;
  }
  const { isEventTarget } = eventTarget();
  for (let i = 0; i < eventTargets.length; i++) {
    const target = eventTargets[i];
    if (isEventTarget(target)) {
      target[kMaxEventTargetListeners] = n;
      target[kMaxEventTargetListenersWarned] = false;
    } else if (typeof target.setMaxListeners === 'function') {
      target.setMaxListeners(n);
    } else {
      throw new ERR_INVALID_ARG_TYPE('eventTargets', ['EventEmitter', 'EventTarget'], target);
    }
  }
};

EventEmitter.init = function(opts) {
  const events = this._events;
  if (events === undefined || events === ObjectGetPrototypeOf(this)._events) {
    this._events = { __proto__: null };
    this._eventsCount = 0;
    this[kShapeMode] = false;
  } else {
    this[kShapeMode] = true;
  }
  this._maxListeners ||= undefined;
  const capture = opts?.captureRejections;
  if (capture) {
    validateBoolean(capture, 'options.captureRejections');
    this[kCapture] = true;
  } else {
    this[kCapture] = prototype[kCapture];
  }
};

// An async listener's rejection goes to the emitter's [captureRejectionSymbol]
// or becomes its 'error'.
function catchRejection(emitter, promise, type, args) {
  try {
    const { then } = promise; // read once, as it may be a getter
    if (typeof then !== 'function') return;
    FunctionPrototypeCall(then, promise, undefined, (error) => {
      // Not here, where a throw would reject yet another promise.
      process.nextTick(emitRejection, emitter, error, type, args);
    });
  } catch (error) {
    emitter.emit('error', error);
  }
}

function emitRejection(emitter, error, type, args) {
  if (typeof emitter[kRejection] === 'function') {
    emitter[kRejection](error, type, ...args);
    return;
  }
  // An async 'error' listener that rejects must not lead back here.
  const capture = emitter[kCapture];
  try {
    emitter[kCapture] = false;
    emitter.emit('error', error);
  } finally {
    emitter[kCapture] = capture;
  }
}

prototype.setMaxListeners = function setMaxListeners(n) {
  validateNumber(n, 'setMaxListeners', 0);
  this._maxListeners = n;
  return this;
};

function maxListenersOf(emitter) {
  return emitter._maxListeners === undefined ? EventEmitter.defaultMaxListeners : emitter._maxListeners;
}

prototype.getMaxListeners = function getMaxListeners() {
  return maxListenersOf(this);
};

// The stack of an unhandled 'error', followed by where it was emitted.
function stackWithEmitter(emitter, error, capture) {
  let on = '';
  try {
    const { name } = emitter.constructor;
    if (name !== 'EventEmitter') on = ` on ${name} instance`;
  } catch {
    // A constructor that cannot be read has no name to show.
  }
  const { identicalSequenceRange } = require('internal/util/inspect');
  const errorLines = ArrayPrototypeSlice(StringPrototypeSplit(error.stack, '\n'), 1);
  const ownLines = ArrayPrototypeSlice(StringPrototypeSplit(capture.stack, '\n'), 1);
  const { len, offset } = identicalSequenceRange(ownLines, errorLines);
  if (len > 0) {
    ArrayPrototypeSplice(ownLines, offset + 1, len - 2, '    [... lines matching original stack trace ...]');
  }
  return `${error.stack}\nEmitted 'error' event${on} at:\n${ArrayPrototypeJoin(ownLines, '\n')}`;
}

function unhandledError(emitter, args) {
  const error = args.length > 0 ? args[0] : undefined;
  if (error instanceof Error) {
    try {
      const capture = {};
      captureStackTrace(capture, prototype.emit);
      ObjectDefineProperty(error, kEnhanceStackBeforeInspector, {
        __proto__: null,
        value: () => stackWithEmitter(emitter, error, capture),
        configurable: true,
      });
    } catch {
      // A frozen error is thrown as it is.
    }
    return error;
  }
  let text;
  try {
    text = inspect(error);
  } catch {
    text = error;
  }
  const wrapper = new ERR_UNHANDLED_ERROR(text);
  wrapper.context = error;
  return wrapper;
}

prototype.emit = function emit(type, ...args) {
  const events = this._events;
  if (type === 'error') {
    if (events !== undefined && events[kErrorMonitor] !== undefined) this.emit(kErrorMonitor, ...args);
    if (events === undefined || events.error === undefined) throw unhandledError(this, args);
  } else if (events === undefined) {
    return false;
  }

  const handler = events[type];
  if (handler === undefined) return false;
  if (typeof handler === 'function') {
    const result = ReflectApply(handler, this, args);
    if (result != null && this[kCapture]) catchRejection(this, result, type, args);
    return true;
  }
  handler[kEmitting]++;
  const { length } = handler;
  for (let i = 0; i < length; i++) {
    const result = ReflectApply(handler[i], this, args);
    if (result != null && this[kCapture]) catchRejection(this, result, type, args);
  }
  handler[kEmitting]--;
  return true;
};

// The array of an event, or a copy that took its place if an emit walks it.
function changeable(events, type, list) {
  if (!(list[kEmitting] > 0)) return list;
  const copy = ArrayPrototypeSlice(list);
  copy[kEmitting] = 0;
  if (list.warned) copy.warned = true;
  return events[type] = copy;
}

function warnOfLeak(emitter, type, list, max) {
  list.warned = true;
  process.emitWarning(genericNodeError(
    `Possible EventEmitter memory leak detected. ${list.length} ${String(type)} listeners ` +
    `added to ${inspect(emitter, { depth: -1 })}. MaxListeners is ${max}. ` +
    'Use emitter.setMaxListeners() to increase limit',
    { name: 'MaxListenersExceededWarning', emitter, type, count: list.length }));
}

function addListenerTo(emitter, type, listener, prepend) {
  validateFunction(listener, 'listener');
  let events = emitter._events;
  if (events === undefined) {
    events = emitter._events = { __proto__: null };
    emitter._eventsCount = 0;
  } else if (events.newListener !== undefined) {
    // Before it is added, so that a 'newListener' listener does not hear of itself.
    emitter.emit('newListener', type, listener.listener ?? listener);
    events = emitter._events; // which that listener may have changed
  }

  const present = events[type];
  if (present === undefined) {
    events[type] = listener;
    emitter._eventsCount++;
    return emitter;
  }
  let list;
  if (typeof present === 'function') {
    list = events[type] = prepend ? [listener, present] : [present, listener];
    list[kEmitting] = 0;
  } else {
    list = changeable(events, type, present);
    if (prepend) ArrayPrototypeUnshift(list, listener);
    else ArrayPrototypePush(list, listener);
  }
  const max = maxListenersOf(emitter);
  if (max > 0 && list.length > max && !list.warned) warnOfLeak(emitter, type, list, max);
  return emitter;
}

prototype.addListener = function addListener(type, listener) {
  return addListenerTo(this, type, listener, false);
};
prototype.on = prototype.addListener;

prototype.prependListener = function prependListener(type, listener) {
  return addListenerTo(this, type, listener, true);
};

function onceWrapper(emitter, type, listener) {
  let fired = false;
  function wrapper(...args) {
    if (fired) return;
    fired = true;
    emitter.removeListener(type, wrapper);
    return ReflectApply(listener, emitter, args);
  }
  wrapper.listener = listener;
  return wrapper;
}

prototype.once = function once(type, listener) {
  validateFunction(listener, 'listener');
  this.on(type, onceWrapper(this, type, listener));
  return this;
};

prototype.prependOnceListener = function prependOnceListener(type, listener) {
  validateFunction(listener, 'listener');
  this.prependListener(type, onceWrapper(this, type, listener));
  return this;
};

function matches(entry, listener) {
  return entry === listener || entry.listener === listener;
}

function removeSingle(emitter, events, type, entry, listener) {
  emitter._eventsCount--;
  if (emitter[kShapeMode]) events[type] = undefined;
  else if (emitter._eventsCount === 0) emitter._events = { __proto__: null };
  else delete events[type];
  if (events.removeListener !== undefined) emitter.emit('removeListener', type, entry.listener || listener);
}

prototype.removeListener = function removeListener(type, listener) {
  validateFunction(listener, 'listener');
  const events = this._events;
  const present = events === undefined ? undefined : events[type];
  if (present === undefined) return this;

  if (typeof present === 'function') {
    if (matches(present, listener)) removeSingle(this, events, type, present, listener);
    return this;
  }
  // The last one added goes first.
  let position = present.length - 1;
  while (position >= 0 && !matches(present[position], listener)) position--;
  if (position < 0) return this;
  const list = changeable(events, type, present);
  if (position === 0) ArrayPrototypeShift(list);
  else spliceOne(list, position);
  if (list.length === 1) events[type] = list[0];
  if (events.removeListener !== undefined) this.emit('removeListener', type, listener);
  return this;
};
prototype.off = prototype.removeListener;

prototype.removeAllListeners = function removeAllListeners(type) {
  const events = this._events;
  if (events === undefined) return this;
  const all = arguments.length === 0;

  if (events.removeListener === undefined) {
    if (all) {
      this._events = { __proto__: null };
      this._eventsCount = 0;
    } else if (events[type] !== undefined) {
      if (--this._eventsCount === 0) this._events = { __proto__: null };
      else delete events[type];
    }
    this[kShapeMode] = false;
    return this;
  }

  // Someone wants to hear of every listener that goes.
  if (all) {
    const keys = ReflectOwnKeys(events);
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] !== 'removeListener') this.removeAllListeners(keys[i]);
    }
    this.removeAllListeners('removeListener');
    this._events = { __proto__: null };
    this._eventsCount = 0;
    this[kShapeMode] = false;
    return this;
  }
  const present = events[type];
  if (typeof present === 'function') {
    this.removeListener(type, present);
  } else if (present !== undefined) {
    for (let i = present.length - 1; i >= 0; i--) this.removeListener(type, present[i]);
  }
  return this;
};

function listenersOf(emitter, type, unwrap) {
  const present = emitter._events?.[type];
  if (present === undefined) return [];
  if (typeof present === 'function') return [unwrap ? present.listener || present : present];
  const list = ArrayPrototypeSlice(present);
  if (unwrap) {
    for (let i = 0; i < list.length; i++) {
      const { listener } = list[i];
      if (typeof listener === 'function') list[i] = listener;
    }
  }
  return list;
}

prototype.listeners = function listeners(type) {
  return listenersOf(this, type, true);
};

prototype.rawListeners = function rawListeners(type) {
  return listenersOf(this, type, false);
};

prototype.listenerCount = function listenerCount(type, listener) {
  const present = this._events?.[type];
  if (present === undefined) return 0;
  if (typeof present === 'function') return listener == null || matches(present, listener) ? 1 : 0;
  if (listener == null) return present.length;
  let count = 0;
  for (let i = 0; i < present.length; i++) {
    if (matches(present[i], listener)) count++;
  }
  return count;
};

prototype.eventNames = function eventNames() {
  const names = [];
  if (!(this._eventsCount > 0)) return names;
  const events = this._events;
  const keys = ReflectOwnKeys(events);
  for (let i = 0; i < keys.length; i++) {
    // A key stays behind in shape mode.
    if (events[keys[i]] !== undefined) ArrayPrototypePush(names, keys[i]);
  }
  return names;
};

function wrongEmitter(value) {
  return new ERR_INVALID_ARG_TYPE('emitter', ['EventEmitter', 'EventTarget'], value);
}

// The listeners of an emitter or an event target.
function getEventListeners(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listeners === 'function') return emitterOrTarget.listeners(type);
  const { isEventTarget, listenersOf: targetListeners } = eventTarget();
  if (isEventTarget(emitterOrTarget)) return targetListeners(emitterOrTarget, type);
  throw wrongEmitter(emitterOrTarget);
}

function getMaxListeners(emitterOrTarget) {
  if (typeof emitterOrTarget?.getMaxListeners === 'function') return maxListenersOf(emitterOrTarget);
  const max = emitterOrTarget?.[kMaxEventTargetListeners];
  if (typeof max === 'number') return max;
  throw wrongEmitter(emitterOrTarget);
}

function listenerCount(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listenerCount === 'function') return emitterOrTarget.listenerCount(type);
  const { isEventTarget, listenersOf: targetListeners } = eventTarget();
  if (isEventTarget(emitterOrTarget)) return targetListeners(emitterOrTarget, type).length;
  throw wrongEmitter(emitterOrTarget);
}
