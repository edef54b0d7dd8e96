'use strict';

// AsyncLocalStorage, over the frames of internal/async_context_frame.

const { ObjectIs, ReflectApply, SymbolDispose } = primordials;

const AsyncContextFrame = require('internal/async_context_frame');
const { validateObject } = require('internal/validators');

// A store that is set until the scope is disposed of.
class RunScope {
  #storage;
  #previous;
  #disposed = false;

  constructor(storage, store) {
    this.#storage = storage;
    this.#previous = storage.getStore();
    storage.enterWith(store);
  }

  dispose() {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#storage.enterWith(this.#previous);
  }

  [SymbolDispose]() { this.dispose(); }
}

class AsyncLocalStorage {
  #defaultValue = undefined;
  #name = undefined;

  constructor(options = {}) {
    validateObject(options, 'options');
    AsyncContextFrame.enable();
    this.#defaultValue = options.defaultValue;
    if (options.name !== undefined) this.#name = `${options.name}`;
  }

  get name() { return this.#name || ''; }

  static bind(fn) {
    return require('async_hooks').AsyncResource.bind(fn);
  }

  static snapshot() {
    return AsyncLocalStorage.bind((fn, ...args) => fn(...args));
  }

  disable() {
    AsyncContextFrame.disable(this);
  }

  enterWith(store) {
    AsyncContextFrame.set(new AsyncContextFrame(this, store));
  }

  run(store, fn, ...args) {
    const previous = this.getStore();
    if (ObjectIs(previous, store)) return ReflectApply(fn, null, args);
    const outer = AsyncContextFrame.current();
    const inner = new AsyncContextFrame(this, store);
    AsyncContextFrame.set(inner);
    try {
      return ReflectApply(fn, null, args);
    } finally {
      // fn may have entered or disabled other stores; that stays.
      if (!AsyncContextFrame.leave(inner, outer)) this.enterWith(previous);
    }
  }

  exit(fn, ...args) {
    return this.run(undefined, fn, ...args);
  }

  getStore() {
    const frame = AsyncContextFrame.current();
    return frame === undefined || !frame.has(this) ? this.#defaultValue : frame.get(this);
  }

  withScope(store) {
    return new RunScope(this, store);
  }
}

module.exports = { AsyncLocalStorage };
