'use strict';

// fs.Utf8Stream: a fast, append-only sink for logs. It is no Writable: write()
// gathers text (or buffers), and one write to the file is under way at a time.

const { MathMax, ObjectPrototypeHasOwnProperty, SymbolDispose } = primordials;

const EventEmitter = require('events');
const path = require('path');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_OPERATION_FAILED },
} = require('internal/errors');
const { BufferQueue, TextQueue } = require('internal/fs/utf8_queue');
const { kEmptyObject, sleep } = require('internal/util');
const {
  validateBoolean,
  validateFunction,
  validateObject,
  validateOneOf,
  validateUint32,
} = require('internal/validators');

const retryDelay = 100;
const defaultMaxWrite = 16 * 1024;
const leastHighWaterMark = 16387;

const checkedOps = ['write', 'writeSync', 'fsync', 'fsyncSync', 'close', 'open', 'mkdir', 'mkdirSync'];

function isBusy(err) {
  return err.code === 'EAGAIN' || err.code === 'EBUSY';
}

// The functions of fs the stream works with, each replaced by the caller's own
// where there is one.
function operations(own) {
  validateObject(own, 'options.fs');
  const fs = require('fs');
  const ops = { __proto__: null };
  for (let i = 0; i < checkedOps.length; i++) {
    const name = checkedOps[i];
    ops[name] = ObjectPrototypeHasOwnProperty(own, name) ? own[name] : fs[name];
    validateFunction(ops[name], `options.fs.${name}`);
  }
  ops.openSync = ObjectPrototypeHasOwnProperty(own, 'openSync') ? own.openSync : fs.openSync;
  return ops;
}

class Utf8Stream extends EventEmitter {
  #ops;
  #fd = -1;
  #file = null;
  #queue;
  // What is being written now, and how much is left altogether with the queue.
  #current;
  #length = 0;
  #highWaterMark;
  #minLength;
  #maxLength;
  #maxWrite;
  #periodicFlush;
  #timer;
  #sync;
  #fsync;
  #append;
  #mkdir;
  #mode;
  #retry;
  #opening = false;
  #reopening = false;
  #writing = false;
  #ending = false;
  #destroyed = false;
  #flushPending = false;
  #drainScheduled = false;
  #onWritten = (err, n) => this.#release(err, n);

  constructor(options = kEmptyObject) {
    validateObject(options, 'options');
    const { append = true, contentMode = 'utf8', fs: own = kEmptyObject } = options;
    const target = options.fd ?? options.dest;

    super();

    this.#ops = operations(own);
    this.#minLength = options.minLength || 0;
    this.#highWaterMark = MathMax(this.#minLength, leastHighWaterMark);
    this.#maxLength = options.maxLength || 0;
    this.#maxWrite = options.maxWrite || defaultMaxWrite;
    this.#periodicFlush = options.periodicFlush || 0;
    this.#sync = options.sync || false;
    this.#fsync = options.fsync || false;
    this.#append = append || false;
    this.#mode = options.mode;
    this.#retry = options.retryEAGAIN || (() => true);
    this.#mkdir = options.mkdir || false;

    validateUint32(this.#highWaterMark, 'options.hwm');
    validateUint32(this.#minLength, 'options.minLength');
    validateUint32(this.#maxLength, 'options.maxLength');
    validateUint32(this.#maxWrite, 'options.maxWrite');
    validateUint32(this.#periodicFlush, 'options.periodicFlush');
    validateBoolean(this.#sync, 'options.sync');
    validateBoolean(this.#fsync, 'options.fsync');
    validateBoolean(this.#append, 'options.append');
    validateBoolean(this.#mkdir, 'options.mkdir');
    validateFunction(this.#retry, 'options.retryEAGAIN');
    validateOneOf(contentMode, 'options.contentMode', ['buffer', 'utf8']);

    this.#queue = contentMode === 'buffer' ? new BufferQueue() : new TextQueue();
    this.#current = this.#queue.empty;

    if (typeof target === 'number') {
      this.#fd = target;
      process.nextTick(() => this.emit('ready'));
    } else if (typeof target === 'string') {
      this.#open(target);
    } else {
      throw new ERR_INVALID_ARG_TYPE('fd', ['number', 'string'], target);
    }
    if (this.#minLength >= this.#maxWrite) {
      throw new ERR_INVALID_ARG_VALUE.RangeError(
        'minLength', this.#minLength, `should be smaller than maxWrite (${this.#maxWrite})`);
    }

    this.on('newListener', (name) => {
      if (name === 'drain') this.#drainScheduled = false;
    });

    if (this.#periodicFlush !== 0) {
      this.#timer = require('timers').setInterval(() => {
        if (this.#length > 0) this.#flushGathered();
      }, this.#periodicFlush);
      this.#timer.unref();
    }
  }

  // Takes the data, or drops it (event 'drop') when more than maxLength would
  // wait. False when the caller had better wait for 'drain'.
  write(data) {
    this.#assertAlive();
    this.#queue.check(data);
    const length = this.#length + data.length;
    if (this.#maxLength && length > this.#maxLength) {
      this.emit('drop', data);
      return this.#length < this.#highWaterMark;
    }
    this.#queue.push(data, this.#maxWrite);
    this.#length = length;
    if (!this.#writing && length >= this.#minLength) this.#writeNext();
    return this.#length < this.#highWaterMark;
  }

  // Writes what was gathered; the callback comes when it has reached the disk.
  flush(cb = function(_err) {}) {
    validateFunction(cb, 'cb');
    if (this.#destroyed) {
      cb(new ERR_INVALID_STATE('Utf8Stream is destroyed'));
      return;
    }
    if (this.#minLength <= 0) {
      cb();
      return;
    }
    this.#callOnDrain(cb);
    this.#flushGathered();
  }

  flushSync() {
    this.#assertAlive();
    if (this.#fd < 0) throw new ERR_INVALID_STATE('Invalid file descriptor');
    const queue = this.#queue;
    if (!this.#writing && this.#current.length > 0) {
      queue.putBack(this.#current);
      this.#current = queue.empty;
    }

    let piece = queue.empty;
    while (queue.length > 0 || piece.length > 0) {
      if (piece.length === 0) piece = queue.peek();
      try {
        const n = queue.written(piece, this.#writeSync(piece));
        piece = queue.rest(piece, n);
        this.#length = MathMax(this.#length - n, 0);
        if (piece.length === 0) queue.shift();
      } catch (err) {
        if (!isBusy(err) || !this.#retry(err, piece.length, this.#length - piece.length)) throw err;
        sleep(retryDelay);
      }
    }

    if (queue.mode === 'utf8') {
      try {
        this.#ops.fsyncSync(this.#fd);
      } catch {
        // A pipe or a terminal has no fsync; what was written is written.
      }
    }
  }

  // Closes the file and opens it anew, under another name if one is given: for
  // those who rotate logs.
  reopen(file) {
    this.#assertAlive();
    if (this.#opening) {
      this.once('ready', () => this.reopen(file));
      return;
    }
    if (this.#ending) return;
    if (!this.#file) {
      throw new ERR_OPERATION_FAILED(
        'Unable to reopen a file descriptor, you must pass a file to SonicBoom');
    }
    if (file) this.#file = file;
    this.#reopening = true;
    if (this.#writing) return;

    const old = this.#fd;
    this.once('ready', () => {
      if (old === this.#fd) return;
      this.#ops.close(old, (err) => {
        if (err) this.emit('error', err);
      });
    });
    this.#open(this.#file);
  }

  end() {
    this.#assertAlive();
    if (this.#opening) {
      this.once('ready', () => this.end());
      return;
    }
    if (this.#ending) return;
    this.#ending = true;
    if (this.#writing) return;
    if (this.#length > 0 && this.#fd >= 0) {
      this.#writeNext();
    } else {
      this.#close();
    }
  }

  destroy() {
    if (!this.#destroyed) this.#close();
  }

  get mode() { return this.#mode; }
  get file() { return this.#file; }
  get fd() { return this.#fd; }
  get minLength() { return this.#minLength; }
  get maxLength() { return this.#maxLength; }
  get writing() { return this.#writing; }
  get sync() { return this.#sync; }
  get fsync() { return this.#fsync; }
  get append() { return this.#append; }
  get periodicFlush() { return this.#periodicFlush; }
  get contentMode() { return this.#queue.mode; }
  get mkdir() { return this.#mkdir; }

  [SymbolDispose]() { this.destroy(); }

  #assertAlive() {
    if (this.#destroyed) throw new ERR_INVALID_STATE('Utf8Stream is destroyed');
  }

  #flushGathered() {
    if (this.#writing || this.#destroyed || this.#minLength <= 0) return;
    if (this.#queue.length === 0) this.#queue.pushEmpty();
    this.#writeNext();
  }

  #writeSync(piece) {
    if (this.#queue.mode === 'buffer') return this.#ops.writeSync(this.#fd, piece);
    return this.#ops.writeSync(this.#fd, piece, 'utf8');
  }

  #writeAsync() {
    if (this.#queue.mode === 'buffer') {
      this.#ops.write(this.#fd, this.#current, this.#onWritten);
    } else {
      this.#ops.write(this.#fd, this.#current, 'utf8', this.#onWritten);
    }
  }

  #writeNext() {
    this.#writing = true;
    if (this.#current.length === 0) this.#current = this.#queue.shift();
    if (!this.#sync) {
      this.#writeAsync();
      return;
    }
    try {
      this.#release(null, this.#writeSync(this.#current));
    } catch (err) {
      this.#release(err);
    }
  }

  #advance(n) {
    n = this.#queue.written(this.#current, n);
    this.#length = MathMax(this.#length - n, 0);
    this.#current = this.#queue.rest(this.#current, n);
  }

  // One write has ended: see what comes next.
  #release(err, n) {
    if (err) {
      this.#writeFailed(err);
      return;
    }

    this.emit('write', n);
    this.#advance(n);
    if (this.#current.length > 0) {
      if (!this.#sync) {
        this.#writeAsync();
        return;
      }
      try {
        do {
          this.#advance(this.#writeSync(this.#current));
        } while (this.#current.length > 0);
      } catch (failure) {
        this.#release(failure);
        return;
      }
    }

    if (this.#fsync) this.#ops.fsyncSync(this.#fd);

    if (this.#reopening) {
      this.#writing = false;
      this.#reopening = false;
      this.reopen();
    } else if (this.#length > this.#minLength || (this.#ending && this.#length > 0)) {
      this.#writeNext();
    } else if (this.#ending) {
      this.#writing = false;
      this.#close();
    } else {
      this.#writing = false;
      this.#announceDrain();
    }
  }

  #writeFailed(err) {
    const waiting = this.#current.length;
    if (!isBusy(err) || !this.#retry(err, waiting, this.#length - waiting)) {
      this.#writing = false;
      this.emit('error', err);
      return;
    }
    if (!this.#sync) {
      require('timers').setTimeout(() => this.#writeAsync(), retryDelay);
      return;
    }
    try {
      sleep(retryDelay);
      this.#release(null, 0);
    } catch (failure) {
      this.#release(failure);
    }
  }

  // Without threads between them, a synchronous stream would report drain from
  // inside write(); it waits for the tick, and once is enough.
  #announceDrain() {
    if (!this.#sync) {
      this.emit('drain');
      return;
    }
    if (this.#drainScheduled) return;
    this.#drainScheduled = true;
    process.nextTick(() => {
      if (this.listenerCount('drain') === 0) return;
      this.#drainScheduled = false;
      this.emit('drain');
    });
  }

  #callOnDrain(cb) {
    this.#flushPending = true;
    const onError = (err) => {
      this.#flushPending = false;
      this.off('drain', onDrain);
      cb(err);
    };
    const synced = (err) => {
      this.#flushPending = false;
      // Closed in the meantime: everything had been written by then.
      if (err?.code === 'EBADF') cb();
      else cb(err);
    };
    const onDrain = () => {
      this.off('error', onError);
      if (this.#fsync || this.#destroyed) {
        this.#flushPending = false;
        cb();
        return;
      }
      try {
        this.#ops.fsync(this.#fd, synced);
      } catch (err) {
        this.#flushPending = false;
        cb(err);
      }
    };
    this.once('drain', onDrain);
    this.once('error', onError);
  }

  #open(file) {
    this.#opening = true;
    this.#writing = true;
    this.#drainScheduled = false;
    const flags = this.#append ? 'a' : 'w';
    const ops = this.#ops;

    if (this.#sync) {
      let fd;
      try {
        if (this.#mkdir) ops.mkdirSync(path.dirname(file), { recursive: true });
        fd = ops.openSync(file, flags, this.#mode);
      } catch (err) {
        this.#openFailed(err);
        throw err;
      }
      this.#opened(file, fd);
      return;
    }

    const done = (err, fd) => {
      if (err) this.#openFailed(err);
      else this.#opened(file, fd);
    };
    if (!this.#mkdir) {
      ops.open(file, flags, this.#mode, done);
      return;
    }
    ops.mkdir(path.dirname(file), { recursive: true }, (err) => {
      if (err) this.#openFailed(err);
      else ops.open(file, flags, this.#mode, done);
    });
  }

  #openFailed(err) {
    this.#reopening = false;
    this.#writing = false;
    this.#opening = false;
    if (!this.#sync) {
      this.emit('error', err);
      return;
    }
    // The constructor throws as well, so that nobody need be listening.
    process.nextTick(() => {
      if (this.listenerCount('error') > 0) this.emit('error', err);
    });
  }

  #opened(file, fd) {
    const reopening = this.#reopening;
    this.#fd = fd;
    this.#file = file;
    this.#reopening = false;
    this.#opening = false;
    this.#writing = false;

    if (this.#sync) {
      process.nextTick(() => this.emit('ready'));
    } else {
      this.emit('ready');
    }
    if (this.#destroyed) return;

    if ((!this.#writing && this.#length > this.#minLength) || this.#flushPending) {
      this.#writeNext();
    } else if (reopening) {
      process.nextTick(() => this.emit('drain'));
    }
  }

  #close() {
    if (this.#fd === -1) {
      this.once('ready', () => this.#close());
      return;
    }
    if (this.#timer !== undefined) require('timers').clearInterval(this.#timer);
    this.#destroyed = true;
    this.#queue.clear();

    const done = (err) => {
      if (err) {
        this.emit('error', err);
        return;
      }
      if (this.#ending && !this.#writing) this.emit('finish');
      this.emit('close');
    };
    // An fsync that fails is no reason to keep the file open.
    const synced = () => {
      if (this.#fd === 1 || this.#fd === 2) done();
      else this.#ops.close(this.#fd, done);
    };
    try {
      this.#ops.fsync(this.#fd, synced);
    } catch {
      // The descriptor is not one: there is nothing to close.
    }
  }
}

module.exports = Utf8Stream;
