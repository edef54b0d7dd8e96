'use strict';

// fs.watchFile(): a file's stats, asked for again and again.

const { FunctionPrototypeCall, ObjectSetPrototypeOf, SafeMap, Symbol } = primordials;
const EventEmitter = require('events');
const pathModule = require('path');
const { validateFunction, validateUint32 } = require('internal/validators');
const { emptyStats, statsFrom } = require('internal/fs/stats');
const { bindingPath, getValidatedPath } = require('internal/fs/utils');
const binding = internalBinding('fs');

const kStart = Symbol('kFSStatWatcherStart');
const kListenerAdded = Symbol('kListenerAdded');
const kListenerRemoved = Symbol('kListenerRemoved');

const COMPARED = ['ctimeMs', 'mtimeMs', 'birthtimeMs', 'size', 'mode', 'uid', 'gid', 'ino', 'dev'];

function isSame(a, b) {
  for (let i = 0; i < COMPARED.length; i++) {
    if (a[COMPARED[i]] !== b[COMPARED[i]]) return false;
  }
  return true;
}

function StatWatcher(bigint) {
  FunctionPrototypeCall(EventEmitter, this);
  this._bigint = !!bigint;
  this._path = undefined;
  this._interval = 0;
  this._timer = null;
  this._running = false;
  this._missing = false;
  this._last = undefined;
  // The loop is kept alive while any listener's caller wants it.
  this._refs = 1;
  this._maxRefs = 1;
}
ObjectSetPrototypeOf(StatWatcher.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(StatWatcher, EventEmitter);

StatWatcher.prototype[kStart] = function(filename, persistent, interval) {
  validateUint32(interval, 'interval');
  this._path = bindingPath(filename);
  this._interval = interval;
  this._running = true;
  if (!persistent) this.unref();
  this._poll();
};

StatWatcher.prototype._poll = function() {
  binding.stat(this._path, this._bigint, true, {
    oncomplete: (err, bytes) => {
      if (!this._running) return;
      this._compare(err ? undefined : statsFrom(bytes, this._bigint));
      if (!this._running) return;
      const { setTimeout } = require('timers');
      this._timer = setTimeout(() => this._poll(), this._interval);
      if (this._refs === 0) this._timer.unref();
    },
  });
};

// A file that is not there is told once, the first time too.
StatWatcher.prototype._compare = function(stats) {
  const previous = this._last;
  if (stats === undefined) {
    if (this._missing) return;
    this._missing = true;
    this._last = emptyStats(this._bigint);
    this.emit('change', this._last, previous ?? this._last);
    return;
  }
  const appeared = this._missing;
  this._missing = false;
  this._last = stats;
  if (previous !== undefined && (appeared || !isSame(stats, previous))) this.emit('change', stats, previous);
};

// Kept for programs that call it; watching has begun already.
StatWatcher.prototype.start = () => {};

StatWatcher.prototype.stop = function() {
  if (!this._running) return;
  this._running = false;
  require('timers').clearTimeout(this._timer);
  this._timer = null;
  process.nextTick(() => this.emit('stop'));
};

StatWatcher.prototype.ref = function() {
  if (this._refs === this._maxRefs) return this;
  if (this._running && this._refs++ === 0) this._timer?.ref();
  return this;
};

StatWatcher.prototype.unref = function() {
  if (this._refs === 0) return this;
  if (this._running && --this._refs === 0) this._timer?.unref();
  return this;
};

StatWatcher.prototype[kListenerAdded] = function() {
  this._refs++;
  this._maxRefs++;
};

StatWatcher.prototype[kListenerRemoved] = function(all) {
  if (!all) {
    this._maxRefs--;
    this.unref();
    return;
  }
  this._maxRefs = 0;
  this._refs = 0;
  this._timer?.unref();
};

// One watcher a file, however often it is watched.
const watchers = new SafeMap();

function resolved(filename) {
  return pathModule.resolve(bindingPath(getValidatedPath(filename)));
}

function watchFile(filename, options, listener) {
  filename = resolved(filename);
  if (options === null || typeof options !== 'object') {
    listener = options;
    options = null;
  }
  options = { interval: 5007, persistent: true, ...options };
  validateFunction(listener, 'listener');

  let watcher = watchers.get(filename);
  if (watcher === undefined) {
    watcher = new StatWatcher(options.bigint);
    watcher[kStart](filename, options.persistent, options.interval);
    watchers.set(filename, watcher);
  } else {
    watcher[kListenerAdded]();
  }
  watcher.addListener('change', listener);
  return watcher;
}

function unwatchFile(filename, listener) {
  filename = resolved(filename);
  const watcher = watchers.get(filename);
  if (watcher === undefined) return;
  if (typeof listener === 'function') {
    const before = watcher.listenerCount('change');
    watcher.removeListener('change', listener);
    if (watcher.listenerCount('change') < before) watcher[kListenerRemoved](false);
  } else {
    watcher.removeAllListeners('change');
    watcher[kListenerRemoved](true);
  }
  if (watcher.listenerCount('change') === 0) {
    watcher.stop();
    watchers.delete(filename);
  }
}

module.exports = { StatWatcher, unwatchFile, watchFile };
