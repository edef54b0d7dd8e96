'use strict';

// Dir: a directory read piece by piece.

const {
  ArrayPrototypePush,
  FunctionPrototypeBind,
  ObjectDefineProperties,
  PromiseReject,
  StringPrototypeCharCodeAt,
  SymbolAsyncDispose,
  SymbolAsyncIterator,
  SymbolDispose,
} = primordials;
const binding = internalBinding('fs');
const pathModule = require('path');
const {
  codes: { ERR_DIR_CLOSED, ERR_DIR_CONCURRENT_OPERATION, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { promisify } = require('internal/util');
const { validateFunction, validateUint32 } = require('internal/validators');
const {
  bindingPath,
  encodeName,
  getDirent,
  getOptions,
  getValidatedPath,
  valueRequest,
} = require('internal/fs/utils');

class Dir {
  #handle;
  #path;
  #options;
  #entries = [];
  #next = 0;
  #closed = false;
  #queue = null; // operations that wait for the one under way
  #inner = []; // { handle, path }: subdirectories of a recursive walk
  #readPromise;
  #closePromise;

  constructor(handle, path, options) {
    if (handle === undefined || handle === null) throw new ERR_MISSING_ARGS('handle');
    this.#handle = handle;
    this.#path = path;
    this.#options = { bufferSize: 32, ...getOptions(options, { encoding: 'utf8' }) };
    try {
      validateUint32(this.#options.bufferSize, 'options.bufferSize', true);
    } catch (err) {
      binding.closedir(handle);
      throw err;
    }
    this.#readPromise = FunctionPrototypeBind(promisify(this.#read), this, false);
    this.#closePromise = FunctionPrototypeBind(promisify(this.close), this);
  }

  get path() {
    if (!(#path in this)) throw new ERR_INVALID_THIS('Dir');
    return this.#path;
  }

  // list: names and after them their types, or null at the end.
  #keep(path, list) {
    const types = list[list.length - 1];
    for (let i = 0; i < list.length - 1; i++) {
      ArrayPrototypePush(this.#entries, getDirent(path, encodeName(list[i], this.#options.encoding),
                                                  StringPrototypeCharCodeAt(types, i) - 48));
    }
  }

  #take() {
    if (this.#next === this.#entries.length) return null;
    const dirent = this.#entries[this.#next];
    this.#entries[this.#next++] = undefined;
    if (this.#next === this.#entries.length) {
      this.#entries.length = 0;
      this.#next = 0;
    }
    if (this.#options.recursive && dirent.isDirectory()) {
      const path = pathModule.join(dirent.parentPath, dirent.name);
      this.#inner.push({ handle: binding.opendir(path), path });
    }
    return dirent;
  }

  // Subdirectories that were met are read synchronously and in turn, one piece
  // before each entry, as in Node.
  #refillFromInner() {
    while (this.#inner.length > 0) {
      const inner = this.#inner.shift();
      const list = binding.readdirNext(inner.handle, this.#options.bufferSize);
      if (list.length > 1) {
        this.#keep(inner.path, list);
        this.#inner.push(inner);
      } else {
        binding.closedir(inner.handle);
      }
      if (this.#next < this.#entries.length) break;
    }
    return this.#next < this.#entries.length;
  }

  read(callback) {
    return arguments.length === 0 ? this.#readPromise() : this.#read(true, callback);
  }

  #read(maybeSync, callback) {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    if (callback === undefined) return this.#readPromise();
    validateFunction(callback, 'callback');
    if (this.#queue !== null) {
      this.#queue.push(() => { this.#read(maybeSync, callback); });
      return undefined;
    }
    let ready;
    try {
      ready = this.#refillFromInner();
    } catch (err) {
      callback(err);
      return undefined;
    }
    if (ready) {
      this.#deliver(callback, maybeSync);
      return undefined;
    }
    this.#queue = [];
    binding.readdirNext(this.#handle, this.#options.bufferSize, {
      oncomplete: (err, list) => {
        process.nextTick(() => {
          const queue = this.#queue;
          this.#queue = null;
          for (let i = 0; i < queue.length; i++) queue[i]();
        });
        if (err) {
          callback(err);
          return;
        }
        if (list.length <= 1) {
          callback(null, null);
          return;
        }
        try {
          this.#keep(this.#path, list);
        } catch (thrown) {
          callback(thrown);
          return;
        }
        this.#deliver(callback, false);
      },
    });
    return undefined;
  }

  #deliver(callback, later) {
    let dirent;
    try {
      dirent = this.#take();
    } catch (err) {
      callback(err);
      return;
    }
    if (later) process.nextTick(callback, null, dirent);
    else callback(null, dirent);
  }

  readSync() {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    if (this.#queue !== null) throw new ERR_DIR_CONCURRENT_OPERATION();
    if (!this.#refillFromInner()) {
      const list = binding.readdirNext(this.#handle, this.#options.bufferSize);
      if (list.length <= 1) return null;
      this.#keep(this.#path, list);
    }
    return this.#take();
  }

  #closeInner() {
    for (let i = 0; i < this.#inner.length; i++) binding.closedir(this.#inner[i].handle);
    this.#inner.length = 0;
  }

  close(callback) {
    if (callback === undefined) {
      return this.#closed ? PromiseReject(new ERR_DIR_CLOSED()) : this.#closePromise();
    }
    validateFunction(callback, 'callback');
    if (this.#closed) {
      process.nextTick(callback, new ERR_DIR_CLOSED());
    } else if (this.#queue !== null) {
      this.#queue.push(() => { this.close(callback); });
    } else {
      this.#closeInner();
      this.#closed = true;
      binding.closedir(this.#handle, { oncomplete: (err) => callback(err) });
    }
    return undefined;
  }

  closeSync() {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    if (this.#queue !== null) throw new ERR_DIR_CONCURRENT_OPERATION();
    this.#closeInner();
    this.#closed = true;
    binding.closedir(this.#handle);
  }

  async* entries() {
    try {
      while (true) {
        const dirent = await this.#readPromise();
        if (dirent === null) break;
        yield dirent;
      }
    } finally {
      await this.#closePromise();
    }
  }

  [SymbolDispose]() {
    if (!this.#closed) this.closeSync();
  }

  async [SymbolAsyncDispose]() {
    if (!this.#closed) await this.#closePromise();
  }
}

ObjectDefineProperties(Dir.prototype, {
  [SymbolAsyncIterator]: {
    __proto__: null,
    enumerable: false,
    writable: true,
    configurable: true,
    value: Dir.prototype.entries,
  },
});

function opendir(path, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  validateFunction(callback, 'callback');
  path = getValidatedPath(path);
  options = getOptions(options, { encoding: 'utf8' });
  binding.opendir(bindingPath(path), valueRequest(callback, (handle) => new Dir(handle, path, options)));
}

function opendirSync(path, options) {
  path = getValidatedPath(path);
  options = getOptions(options, { encoding: 'utf8' });
  return new Dir(binding.opendir(bindingPath(path)), path, options);
}

module.exports = { Dir, opendir, opendirSync };
