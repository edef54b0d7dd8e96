'use strict';

// Explicit resource management, as far as it is library and not syntax:
// DisposableStack, AsyncDisposableStack, SuppressedError, and the disposal of
// iterators. The engine has none of it.

const {
  ArrayPrototypePush,
  AsyncIteratorPrototype,
  Error,
  FunctionPrototypeCall,
  IteratorPrototype,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  Promise,
  PromisePrototypeThen,
  PromiseResolve,
  ReferenceError,
  ReflectConstruct,
  String,
  SymbolAsyncDispose,
  SymbolDispose,
  SymbolToStringTag,
  TypeError,
} = primordials;

function hidden(target, key, value, writable = true) {
  ObjectDefineProperty(target, key, { __proto__: null, value, writable, enumerable: false, configurable: true });
}

function SuppressedError(error, suppressed, message) {
  const made = ReflectConstruct(Error, [], new.target ?? SuppressedError);
  if (message !== undefined) hidden(made, 'message', String(message));
  hidden(made, 'error', error);
  hidden(made, 'suppressed', suppressed);
  return made;
}
ObjectSetPrototypeOf(SuppressedError, Error);
ObjectDefineProperty(SuppressedError, 'prototype', {
  __proto__: null, value: { __proto__: Error.prototype }, writable: false, enumerable: false, configurable: false,
});
hidden(SuppressedError.prototype, 'constructor', SuppressedError);
hidden(SuppressedError.prototype, 'name', 'SuppressedError');
hidden(SuppressedError.prototype, 'message', '');

// What went wrong so far, and one more thing.
class Failure {
  has = false;
  error = undefined;

  add(error) {
    this.error = this.has ? new SuppressedError(error, this.error, 'An error was suppressed during disposal') : error;
    this.has = true;
  }
}

function disposerOf(value, symbol) {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') {
    throw new TypeError('An object is expected with `using` declarations');
  }
  const method = value[symbol];
  if (method === undefined || method === null) return undefined;
  if (typeof method !== 'function') throw new TypeError(`${String(method)} is not a function`);
  return method;
}

function requireFunction(value) {
  if (typeof value !== 'function') throw new TypeError(`${String(value)} is not a function`);
  return value;
}

class DisposableStack {
  #entries = []; // null once disposed

  #live(method) {
    if (this.#entries === null) {
      throw new ReferenceError(`Cannot call DisposableStack.prototype.${method} on an already-disposed DisposableStack`);
    }
    return this.#entries;
  }

  use(value) {
    const entries = this.#live('use');
    if (value === null || value === undefined) return value;
    const method = disposerOf(value, SymbolDispose);
    if (method === undefined) throw new TypeError('Symbol(Symbol.dispose) is not a function');
    ArrayPrototypePush(entries, () => FunctionPrototypeCall(method, value));
    return value;
  }

  adopt(value, onDispose) {
    const entries = this.#live('adopt');
    requireFunction(onDispose);
    ArrayPrototypePush(entries, () => FunctionPrototypeCall(onDispose, undefined, value));
    return value;
  }

  defer(onDispose) {
    const entries = this.#live('defer');
    requireFunction(onDispose);
    ArrayPrototypePush(entries, () => FunctionPrototypeCall(onDispose, undefined));
  }

  move() {
    const entries = this.#live('move');
    const moved = new DisposableStack();
    moved.#entries = entries;
    this.#entries = null;
    return moved;
  }

  dispose() {
    const entries = this.#entries;
    if (entries === null) return;
    this.#entries = null;
    const failure = new Failure();
    for (let i = entries.length - 1; i >= 0; i--) {
      try {
        entries[i]();
      } catch (error) {
        failure.add(error);
      }
    }
    if (failure.has) throw failure.error;
  }

  get disposed() { return this.#entries === null; }
}

class AsyncDisposableStack {
  #entries = [];

  #live(method) {
    if (this.#entries === null) {
      throw new ReferenceError(
        `Cannot call AsyncDisposableStack.prototype.${method} on an already-disposed DisposableStack`);
    }
    return this.#entries;
  }

  use(value) {
    const entries = this.#live('use');
    if (value === null || value === undefined) {
      // Still worth a turn of the microtask queue.
      ArrayPrototypePush(entries, () => undefined);
      return value;
    }
    let method = disposerOf(value, SymbolAsyncDispose);
    if (method !== undefined) {
      ArrayPrototypePush(entries, () => FunctionPrototypeCall(method, value));
      return value;
    }
    method = disposerOf(value, SymbolDispose);
    if (method === undefined) throw new TypeError('Symbol(Symbol.asyncDispose) is not a function');
    ArrayPrototypePush(entries, () => { FunctionPrototypeCall(method, value); });
    return value;
  }

  adopt(value, onDisposeAsync) {
    const entries = this.#live('adopt');
    requireFunction(onDisposeAsync);
    ArrayPrototypePush(entries, () => FunctionPrototypeCall(onDisposeAsync, undefined, value));
    return value;
  }

  defer(onDisposeAsync) {
    const entries = this.#live('defer');
    requireFunction(onDisposeAsync);
    ArrayPrototypePush(entries, () => FunctionPrototypeCall(onDisposeAsync, undefined));
  }

  move() {
    const entries = this.#live('move');
    const moved = new AsyncDisposableStack();
    moved.#entries = entries;
    this.#entries = null;
    return moved;
  }

  // Not an async function, but one that always returns a promise all the same.
  disposeAsync() {
    return new Promise((resolve, reject) => {
      const entries = this.#entries;
      if (entries === null) {
        resolve();
        return;
      }
      this.#entries = null;
      const failure = new Failure();
      let i = entries.length;
      const fail = (error) => {
        failure.add(error);
        next();
      };
      const next = () => {
        if (i === 0) {
          if (failure.has) reject(failure.error);
          else resolve();
          return;
        }
        let result;
        try {
          result = entries[--i]();
        } catch (error) {
          fail(error);
          return;
        }
        PromisePrototypeThen(PromiseResolve(result), next, fail);
      };
      next();
    });
  }

  get disposed() { return this.#entries === null; }
}

hidden(DisposableStack.prototype, SymbolDispose, DisposableStack.prototype.dispose);
hidden(DisposableStack.prototype, SymbolToStringTag, 'DisposableStack', false);
hidden(AsyncDisposableStack.prototype, SymbolAsyncDispose, AsyncDisposableStack.prototype.disposeAsync);
hidden(AsyncDisposableStack.prototype, SymbolToStringTag, 'AsyncDisposableStack', false);

function install(target) {
  require('internal/language/iterator_disposal').install(IteratorPrototype, AsyncIteratorPrototype);
  hidden(target, 'SuppressedError', SuppressedError);
  hidden(target, 'DisposableStack', DisposableStack);
  hidden(target, 'AsyncDisposableStack', AsyncDisposableStack);
}

module.exports = { AsyncDisposableStack, DisposableStack, SuppressedError, install };
