'use strict';

// async_hooks: AsyncLocalStorage and AsyncResource, and the hooks into the
// life of async resources.

const {
  ArrayPrototypeUnshift,
  FunctionPrototypeBind,
  NumberIsSafeInteger,
  ObjectDefineProperties,
  ObjectFreeze,
  ReflectApply,
  Symbol,
} = primordials;

const {
  codes: { ERR_ASYNC_CALLBACK, ERR_ASYNC_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_ASYNC_ID },
} = require('internal/errors');
const { deprecate, kEmptyObject } = require('internal/util');
const { validateBoolean, validateFunction, validateString } = require('internal/validators');
const {
  addHook,
  destroyHooksExist,
  emitAfter,
  emitBefore,
  emitDestroy,
  emitInit,
  executionAsyncId,
  executionAsyncResource,
  getDefaultTriggerAsyncId,
  hasAsyncIdStack,
  initHooksExist,
  kNoPromiseHook,
  newAsyncId,
  registerDestroyHook,
  removeHook,
  symbols: {
    async_id_symbol,
    trigger_async_id_symbol,
    init_symbol,
    before_symbol,
    after_symbol,
    destroy_symbol,
    promise_resolve_symbol,
  },
  triggerAsyncId,
} = require('internal/async_hooks');
const AsyncContextFrame = require('internal/async_context_frame');
const { AsyncLocalStorage } = require('internal/async_local_storage');
const providers = require('internal/async_providers');

class AsyncHook {
  constructor({ init, before, after, destroy, promiseResolve, trackPromises }) {
    this[init_symbol] = checkCallback(init, 'init');
    this[before_symbol] = checkCallback(before, 'before');
    this[after_symbol] = checkCallback(after, 'after');
    this[destroy_symbol] = checkCallback(destroy, 'destroy');
    this[promise_resolve_symbol] = checkCallback(promiseResolve, 'promiseResolve');
    if (trackPromises !== undefined) validateBoolean(trackPromises, 'trackPromises');
    if (trackPromises === false && promiseResolve) {
      throw new ERR_INVALID_ARG_VALUE('trackPromises', trackPromises, 'must not be false when promiseResolve is enabled');
    }
    this[kNoPromiseHook] = trackPromises === false;
  }

  enable() {
    addHook(this);
    return this;
  }

  disable() {
    removeHook(this);
    return this;
  }
}

function checkCallback(value, name) {
  if (value !== undefined && typeof value !== 'function') throw new ERR_ASYNC_CALLBACK(`hook.${name}`);
  return value;
}

function createHook(callbacks) {
  return new AsyncHook(callbacks);
}

const kDestroyed = Symbol('destroyed');
const kFrame = Symbol('context_frame');

// AsyncResource is for those who queue callbacks themselves: runInAsyncScope()
// runs one in the context in which the resource was made.
class AsyncResource {
  constructor(type, options = kEmptyObject) {
    validateString(type, 'type');
    // Once, the second argument was the id alone.
    const isId = typeof options === 'number';
    let trigger = isId ? options : options.triggerAsyncId;
    if (trigger === undefined) trigger = getDefaultTriggerAsyncId();
    if (!NumberIsSafeInteger(trigger) || trigger < -1) throw new ERR_INVALID_ASYNC_ID('triggerAsyncId', trigger);

    this[kFrame] = AsyncContextFrame.current();
    const asyncId = this[async_id_symbol] = newAsyncId();
    this[trigger_async_id_symbol] = trigger;
    if (initHooksExist()) {
      if (type.length === 0) throw new ERR_ASYNC_TYPE(type);
      emitInit(asyncId, type, trigger, this);
    }
    if (!(isId ? false : options.requireManualDestroy) && destroyHooksExist()) {
      const mark = this[kDestroyed] = { destroyed: false };
      registerDestroyHook(this, asyncId, mark);
    }
  }

  runInAsyncScope(fn, thisArg, ...args) {
    const asyncId = this[async_id_symbol];
    emitBefore(asyncId, this[trigger_async_id_symbol], this);
    const prior = AsyncContextFrame.exchange(this[kFrame]);
    try {
      // The usual call, without a native function in between: scopes nest deeply.
      if (args.length === 0 && thisArg === undefined && typeof fn === 'function') return fn();
      return ReflectApply(fn, thisArg, args);
    } finally {
      AsyncContextFrame.set(prior);
      // An uncaught exception that was handled inside has cleared the stack.
      if (hasAsyncIdStack()) emitAfter(asyncId);
    }
  }

  emitDestroy() {
    if (this[kDestroyed] !== undefined) this[kDestroyed].destroyed = true;
    emitDestroy(this[async_id_symbol]);
    return this;
  }

  asyncId() { return this[async_id_symbol]; }

  triggerAsyncId() { return this[trigger_async_id_symbol]; }

  bind(fn, thisArg) {
    validateFunction(fn, 'fn');
    const resource = this;
    const bound = thisArg === undefined ?
      function(...args) {
        ArrayPrototypeUnshift(args, fn, this);
        return ReflectApply(resource.runInAsyncScope, resource, args);
      } :
      FunctionPrototypeBind(this.runInAsyncScope, this, fn, thisArg);
    let shown = this;
    const message = 'The asyncResource property on bound functions is deprecated';
    ObjectDefineProperties(bound, {
      __proto__: null,
      length: { __proto__: null, configurable: true, enumerable: false, value: fn.length, writable: false },
      asyncResource: {
        __proto__: null,
        configurable: true,
        enumerable: true,
        get: deprecate(function() { return shown; }, message, 'DEP0172', false, false),
        set: deprecate(function(value) { shown = value; }, message, 'DEP0172', false, false),
      },
    });
    return bound;
  }

  static bind(fn, type, thisArg) {
    type ||= fn.name;
    return new AsyncResource(type || 'bound-anonymous-fn').bind(fn, thisArg);
  }
}

module.exports = {
  AsyncLocalStorage,
  createHook,
  executionAsyncId,
  triggerAsyncId,
  executionAsyncResource,
  asyncWrapProviders: ObjectFreeze({ __proto__: null, ...providers }),
  AsyncResource,
};
