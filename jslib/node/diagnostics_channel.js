'use strict';

// diagnostics_channel: named channels over which a library tells what it does.
// A channel that nobody subscribed to costs its publisher one comparison.

const {
  ArrayPrototypeAt,
  ArrayPrototypeIndexOf,
  ArrayPrototypeSplice,
  ObjectDefineProperty,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  ReflectApply,
  SafeFinalizationRegistry,
  SafeMap,
  StringPrototypeStartsWith,
  TypeError,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { isPromise } = require('internal/util/types');
const { WeakReference } = require('internal/util');

// name → WeakReference. A channel stays as long as someone has it, or it has
// subscribers.
const channels = new SafeMap();
let cleanup;

function remember(channel) {
  channels.set(channel.name, new WeakReference(channel));
  cleanup ??= new SafeFinalizationRegistry((name) => {
    // Another channel may have taken the name.
    if (channels.get(name)?.get() === undefined) channels.delete(name);
  });
  cleanup.register(channel, channel.name);
}

function reportLater(error) {
  process.nextTick(() => { throw error; });
}

// The stores of a channel wrap what runs within it, the last one outermost.
function withStore(store, transform, data, next) {
  return () => {
    let context;
    try {
      context = transform === undefined ? data : transform(data);
    } catch (error) {
      reportLater(error);
      return next();
    }
    return store.run(context, next);
  };
}

class Channel {
  constructor(name) {
    this._subscribers = undefined;
    this._stores = undefined;
    this.name = name;
    remember(this);
  }

  // The array is replaced, never changed: a publish may be walking it.
  subscribe(subscription) {
    validateFunction(subscription, 'subscription');
    this._subscribers = this._subscribers === undefined ? [subscription] : [...this._subscribers, subscription];
    channels.get(this.name)?.incRef();
  }

  unsubscribe(subscription) {
    const index = this._subscribers === undefined ? -1 : ArrayPrototypeIndexOf(this._subscribers, subscription);
    if (index === -1) return false;
    const rest = [...this._subscribers];
    ArrayPrototypeSplice(rest, index, 1);
    this._subscribers = rest.length === 0 ? undefined : rest;
    channels.get(this.name)?.decRef();
    return true;
  }

  // store.run() is entered with the published data, as transform makes it.
  bindStore(store, transform) {
    this._stores ??= new SafeMap();
    if (!this._stores.has(store)) channels.get(this.name)?.incRef();
    this._stores.set(store, transform);
  }

  unbindStore(store) {
    if (!this._stores?.delete(store)) return false;
    if (this._stores.size === 0) this._stores = undefined;
    channels.get(this.name)?.decRef();
    return true;
  }

  get hasSubscribers() {
    return this._subscribers !== undefined || this._stores !== undefined;
  }

  publish(data) {
    const subscribers = this._subscribers;
    if (subscribers === undefined) return;
    for (let i = 0; i < subscribers.length; i++) {
      try {
        const onMessage = subscribers[i];
        onMessage(data, this.name);
      } catch (error) {
        reportLater(error);
      }
    }
  }

  runStores(data, fn, thisArg, ...args) {
    if (!this.hasSubscribers) return ReflectApply(fn, thisArg, args);
    let run = () => {
      this.publish(data);
      return ReflectApply(fn, thisArg, args);
    };
    this._stores?.forEach((transform, store) => { run = withStore(store, transform, data, run); });
    return run();
  }
}

function channel(name) {
  const present = channels.get(name)?.get();
  if (present !== undefined) return present;
  if (typeof name !== 'string' && typeof name !== 'symbol') {
    throw new ERR_INVALID_ARG_TYPE('channel', ['string', 'symbol'], name);
  }
  const made = new Channel(name);
  // Of import() the library hears when somebody may want to.
  if (typeof name === 'string' && StringPrototypeStartsWith(name, 'tracing:module.import:')) {
    require('internal/vm/dynamic_import').traceImports();
  }
  return made;
}

function subscribe(name, subscription) {
  return channel(name).subscribe(subscription);
}

function unsubscribe(name, subscription) {
  return channel(name).unsubscribe(subscription);
}

function hasSubscribers(name) {
  return channels.get(name)?.get()?.hasSubscribers ?? false;
}

const traceEvents = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];

function channelOf(nameOrChannels, event) {
  if (typeof nameOrChannels === 'string') return channel(`tracing:${nameOrChannels}:${event}`);
  if (typeof nameOrChannels !== 'object' || nameOrChannels === null) {
    throw new ERR_INVALID_ARG_TYPE('nameOrChannels', ['string', 'object', 'TracingChannel'], nameOrChannels);
  }
  const given = nameOrChannels[event];
  // What Node's channels say when one that is not there is asked what it is.
  if (given === undefined || given === null) throw new TypeError('Cannot convert undefined or null to object');
  if (!(given instanceof Channel)) throw new ERR_INVALID_ARG_TYPE(`nameOrChannels.${event}`, ['Channel'], given);
  return given;
}

// Runs fn between start and end, telling of what it throws.
function traced(channels, context, fn) {
  return channels.start.runStores(context, () => {
    try {
      return fn();
    } catch (error) {
      context.error = error;
      channels.error.publish(context);
      throw error;
    } finally {
      channels.end.publish(context);
    }
  });
}

class TracingChannel {
  constructor(nameOrChannels) {
    for (let i = 0; i < traceEvents.length; i++) {
      ObjectDefineProperty(this, traceEvents[i], { __proto__: null, value: channelOf(nameOrChannels, traceEvents[i]) });
    }
  }

  get hasSubscribers() {
    return this.start?.hasSubscribers || this.end?.hasSubscribers || this.asyncStart?.hasSubscribers ||
      this.asyncEnd?.hasSubscribers || this.error?.hasSubscribers;
  }

  subscribe(handlers) {
    for (let i = 0; i < traceEvents.length; i++) {
      const handler = handlers[traceEvents[i]];
      if (handler) this[traceEvents[i]]?.subscribe(handler);
    }
  }

  unsubscribe(handlers) {
    let done = true;
    for (let i = 0; i < traceEvents.length; i++) {
      const handler = handlers[traceEvents[i]];
      if (handler && !this[traceEvents[i]]?.unsubscribe(handler)) done = false;
    }
    return done;
  }

  traceSync(fn, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return ReflectApply(fn, thisArg, args);
    return traced(this, context, () => {
      const result = ReflectApply(fn, thisArg, args);
      context.result = result;
      return result;
    });
  }

  tracePromise(fn, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return ReflectApply(fn, thisArg, args);
    const { asyncStart, asyncEnd, error } = this;
    return traced(this, context, () => {
      const result = ReflectApply(fn, thisArg, args);
      return PromisePrototypeThen(isPromise(result) ? result : PromiseResolve(result), (value) => {
        context.result = value;
        asyncStart.publish(context);
        asyncEnd.publish(context);
        return value;
      }, (reason) => {
        context.error = reason;
        error.publish(context);
        asyncStart.publish(context);
        asyncEnd.publish(context);
        return PromiseReject(reason);
      });
    });
  }

  traceCallback(fn, position = -1, context = {}, thisArg, ...args) {
    if (!this.hasSubscribers) return ReflectApply(fn, thisArg, args);
    const { asyncStart, asyncEnd, error } = this;
    const callback = ArrayPrototypeAt(args, position);
    validateFunction(callback, 'callback');

    function wrappedCallback(err, result) {
      if (err) {
        context.error = err;
        error.publish(context);
      } else {
        context.result = result;
      }
      const self = this;
      const given = arguments;
      // With the stores, for a context that was lost on the way.
      asyncStart.runStores(context, () => {
        try {
          return ReflectApply(callback, self, given);
        } finally {
          asyncEnd.publish(context);
        }
      });
    }
    ArrayPrototypeSplice(args, position, 1, wrappedCallback);
    return traced(this, context, () => ReflectApply(fn, thisArg, args));
  }
}

function tracingChannel(nameOrChannels) {
  return new TracingChannel(nameOrChannels);
}

module.exports = {
  channel,
  hasSubscribers,
  subscribe,
  tracingChannel,
  unsubscribe,
  Channel,
};
