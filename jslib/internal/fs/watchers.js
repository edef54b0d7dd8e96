'use strict';

// fs.watch(). The host tells of changes where its system does. Elsewhere, and for
// whole trees, directories are listed and files are described again and again,
// the more seldom the longer it takes.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  DateNow,
  Error,
  FunctionPrototypeCall,
  MathMax,
  ObjectSetPrototypeOf,
  PromiseWithResolvers,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeIncludes,
} = primordials;
const EventEmitter = require('events');
const { Buffer } = require('buffer');
const pathModule = require('path');
const {
  AbortError,
  codes: { ERR_FS_WATCH_QUEUE_OVERFLOW, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { isRegExp } = require('internal/util/types');
const { kEmptyObject } = require('internal/util');
const {
  validateAbortSignal,
  validateBoolean,
  validateIgnoreOption,
  validateInteger,
  validateObject,
  validateOneOf,
} = require('internal/validators');
const { bindingPath, copyObject, encodeName, getOptions, getValidatedPath } = require('internal/fs/utils');
const { UV_DIRENT_DIR } = require('internal/fs/constants');
const { statsFrom } = require('internal/fs/stats');
const binding = internalBinding('fs');
const { setRef } = internalBinding('handles');

const MIN_INTERVAL = 100;
// A scan may take this part of the time.
const DUTY = 10;

// --- what to ignore ------------------------------------------------------

function ignoreOne(matcher) {
  if (isRegExp(matcher)) return (name) => RegExpPrototypeExec(matcher, name) !== null;
  if (typeof matcher === 'function') return matcher;
  const { matchesGlob } = require('internal/path/glob');
  // A pattern without a slash is about the last part of a name.
  const whole = StringPrototypeIncludes(matcher, '/');
  return (name) => matchesGlob(whole ? name : pathModule.basename(name), matcher, false);
}

function createIgnoreMatcher(ignore) {
  if (ignore === undefined || ignore === null) return null;
  const matchers = [];
  const list = ArrayIsArray(ignore) ? ignore : [ignore];
  for (let i = 0; i < list.length; i++) ArrayPrototypePush(matchers, ignoreOne(list[i]));
  return (name) => {
    for (let i = 0; i < matchers.length; i++) {
      if (matchers[i](name)) return true;
    }
    return false;
  };
}

// --- scanning ------------------------------------------------------------

const fingerprint = (stats) => `${stats.ino}:${stats.mtimeMs}:${stats.ctimeMs}:${stats.size}:${stats.mode}`;

// What a path looks like: a map from names, relative to the path, to
// fingerprints; a file has one entry under its own name. Throws when the path
// is not there.
function scan(path, recursive) {
  const found = new SafeMap();
  const top = statsFrom(binding.stat(path, false, true), false);
  if (!top.isDirectory()) {
    found.set(pathModule.basename(path), fingerprint(top));
    return found;
  }
  const queue = [''];
  while (queue.length > 0) {
    const dir = ArrayPrototypeShift(queue);
    let list;
    try {
      list = binding.readdirTypes(pathModule.join(path, dir));
    } catch {
      continue; // gone since its parent was listed
    }
    const types = list[list.length - 1];
    for (let i = 0; i < list.length - 1; i++) {
      const name = pathModule.join(dir, list[i]);
      const bytes = binding.lstat(pathModule.join(path, name), false, false);
      if (bytes.length === 0) continue;
      const isDirectory = types.charCodeAt(i) - 48 === UV_DIRENT_DIR;
      // The times of a directory change with its entries, which tell themselves.
      found.set(name, isDirectory ? 'directory' : fingerprint(statsFrom(bytes, false)));
      if (recursive && isDirectory) ArrayPrototypePush(queue, name);
    }
  }
  return found;
}

// Calls onEvent(type, name) for what differs between two scans.
function compare(before, after, onEvent) {
  for (const { 0: name, 1: print } of after) {
    const old = before.get(name);
    if (old === undefined) onEvent('rename', name);
    if (old !== undefined ? old !== print : print !== 'directory') onEvent('change', name);
  }
  for (const { 0: name } of before) {
    if (!after.has(name)) onEvent('rename', name);
  }
}

class Poller {
  constructor(path, recursive, onEvent) {
    this.path = path;
    this.recursive = recursive;
    this.onEvent = onEvent;
    this.seen = scan(path, recursive);
    this.refed = true;
    this.closed = false;
    this.timer = undefined;
    this.schedule(MIN_INTERVAL);
  }

  schedule(delay) {
    const { setTimeout } = require('timers');
    this.timer = setTimeout(() => this.poll(), delay);
    if (!this.refed) this.timer.unref();
  }

  poll() {
    const start = DateNow();
    let now;
    try {
      now = scan(this.path, this.recursive);
    } catch {
      now = new SafeMap(); // it may come back
    }
    const before = this.seen;
    this.seen = now;
    compare(before, now, (type, name) => {
      if (!this.closed) this.onEvent(type, name);
    });
    if (!this.closed) this.schedule(MathMax(MIN_INTERVAL, (DateNow() - start) * DUTY));
  }

  setRef(refed) {
    this.refed = refed;
    if (refed) this.timer.ref();
    else this.timer.unref();
  }

  close() {
    this.closed = true;
    require('timers').clearTimeout(this.timer);
  }
}

// --- being told ----------------------------------------------------------

class Listener {
  constructor(path, id, onEvent) {
    this.name = pathModule.basename(path);
    this.id = id;
    this.onEvent = onEvent;
    this.next();
  }

  // Its own request: one at a time.
  next() {
    binding.watchNext(this.id, this);
  }

  oncomplete(err, list) {
    if (this.id === -1 || err || list === null) return;
    this.next();
    for (let i = 0; i < list.length && this.id !== -1; i += 2) {
      this.onEvent(list[i], list[i + 1] === '' ? this.name : list[i + 1]);
    }
  }

  setRef(refed) {
    setRef(this.id, refed);
  }

  close() {
    if (this.id === -1) return;
    binding.watchClose(this.id);
    this.id = -1;
  }
}

// A listener, or undefined where nobody tells.
function listen(path, onEvent) {
  let id;
  try {
    id = binding.watch(path);
  } catch (err) {
    if (err.code === 'ENOTSUP') return undefined;
    throw err;
  }
  return new Listener(path, id, onEvent);
}

// Node's error: that of the watch system call, with the name once more.
function start(path, recursive, onEvent) {
  try {
    const name = bindingPath(path);
    return (recursive ? undefined : listen(name, onEvent)) ?? new Poller(name, recursive, onEvent);
  } catch (err) {
    if (err.syscall === undefined) throw err;
    const { UVException } = require('internal/errors');
    const error = new UVException({ errno: err.errno, syscall: 'watch', path });
    error.filename = path;
    throw error;
  }
}

// --- fs.watch ------------------------------------------------------------

function FSWatcher() {
  FunctionPrototypeCall(EventEmitter, this);
  this._source = null;
}
ObjectSetPrototypeOf(FSWatcher.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(FSWatcher, EventEmitter);

// Kept for programs that call it; watching has begun already.
FSWatcher.prototype.start = () => {};

FSWatcher.prototype.close = function() {
  if (this._source === null) return;
  this._source.close();
  this._source = null;
  process.nextTick(() => this.emit('close'));
};

FSWatcher.prototype.ref = function() {
  this._source?.setRef(true);
  return this;
};

FSWatcher.prototype.unref = function() {
  this._source?.setRef(false);
  return this;
};

function watchSync(filename, options, listener) {
  if (typeof options === 'function') listener = options;
  options = copyObject(getOptions(options));
  const { encoding, ignore, persistent = true, recursive = false, signal, throwIfNoEntry = true } = options;
  const path = getValidatedPath(filename);
  validateBoolean(recursive, 'options.recursive');
  validateBoolean(persistent, 'options.persistent');
  validateIgnoreOption(ignore, 'options.ignore');
  const ignored = createIgnoreMatcher(ignore);

  const watcher = new FSWatcher();
  try {
    watcher._source = start(path, recursive, (type, name) => {
      if (!ignored?.(name)) watcher.emit('change', type, encodeName(name, encoding));
    });
  } catch (err) {
    if (throwIfNoEntry || err.code !== 'ENOENT') throw err;
  }
  if (!persistent) watcher.unref();
  if (listener) watcher.addListener('change', listener);
  if (signal) {
    if (signal.aborted) {
      process.nextTick(() => watcher.close());
    } else {
      const onAbort = () => watcher.close();
      const { kResistStopPropagation } = require('internal/event_target');
      signal.addEventListener('abort', onAbort, { __proto__: null, [kResistStopPropagation]: true });
      watcher.once('close', () => signal.removeEventListener('abort', onAbort));
    }
  }
  return watcher;
}

// --- fs.promises.watch ---------------------------------------------------

async function* watch(filename, options = kEmptyObject) {
  const path = getValidatedPath(filename);
  validateObject(options, 'options');
  const {
    persistent = true,
    recursive = false,
    encoding = 'utf8',
    maxQueue = 2048,
    overflow = 'ignore',
    signal,
    ignore,
  } = options;
  validateBoolean(persistent, 'options.persistent');
  validateBoolean(recursive, 'options.recursive');
  validateInteger(maxQueue, 'options.maxQueue');
  validateOneOf(overflow, 'options.overflow', ['ignore', 'error']);
  validateAbortSignal(signal, 'options.signal');
  validateIgnoreOption(ignore, 'options.ignore');
  if (encoding && encoding !== 'buffer' && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
  }
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });

  const ignored = createIgnoreMatcher(ignore);
  const queue = [];
  let arrival = PromiseWithResolvers();
  const source = start(path, recursive, (eventType, name) => {
    if (ignored?.(name)) return;
    if (queue.length < maxQueue) {
      ArrayPrototypePush(queue, { __proto__: null, eventType, filename: encodeName(name, encoding) });
    } else if (overflow === 'error') {
      queue.length = 0;
      ArrayPrototypePush(queue, new ERR_FS_WATCH_QUEUE_OVERFLOW(maxQueue));
    } else {
      process.emitWarning('fs.watch maxQueue exceeded');
      return;
    }
    arrival.resolve();
  });
  if (!persistent) source.setRef(false);
  const onAbort = () => {
    source.close();
    arrival.resolve();
  };
  try {
    if (signal) {
      const { kResistStopPropagation } = require('internal/event_target');
      signal.addEventListener('abort', onAbort, { __proto__: null, once: true, [kResistStopPropagation]: true });
    }
    while (!signal?.aborted) {
      await arrival.promise;
      while (queue.length) {
        const item = ArrayPrototypeShift(queue);
        if (item instanceof Error) throw item;
        yield item;
      }
      arrival = PromiseWithResolvers();
    }
    throw new AbortError(undefined, { cause: signal?.reason });
  } finally {
    source.close();
    signal?.removeEventListener('abort', onAbort);
  }
}

module.exports = { FSWatcher, createIgnoreMatcher, watch, watchSync };
