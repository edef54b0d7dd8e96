'use strict';

// Transform: what is written comes out changed. A write is held back, by not
// calling back, while the readable side is full; _read() lets it go on.

const { FunctionPrototypeCall, ObjectSetPrototypeOf, Symbol } = primordials;

module.exports = Transform;

const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
const Duplex = require('internal/streams/duplex');
const { getHighWaterMark } = require('internal/streams/state');

ObjectSetPrototypeOf(Transform.prototype, Duplex.prototype);
ObjectSetPrototypeOf(Transform, Duplex);

const kCallback = Symbol('kCallback');

function Transform(options) {
  if (!(this instanceof Transform)) return new Transform(options);

  // A readable side without buffer makes the writable side unbuffered too,
  // unless it is asked for.
  if (options && getHighWaterMark(false, options, 'readableHighWaterMark', true) === 0) {
    options = {
      ...options,
      highWaterMark: null,
      readableHighWaterMark: 0,
      writableHighWaterMark: options.writableHighWaterMark || 0,
    };
  }
  FunctionPrototypeCall(Duplex, this, options);

  // Pushes come from _write(), outside of any _read().
  this._readableState.sync = false;
  this[kCallback] = null;

  if (options) {
    if (typeof options.transform === 'function') this._transform = options.transform;
    if (typeof options.flush === 'function') this._flush = options.flush;
  }
  // For subclasses that replace _final() and still expect their flush.
  this.on('prefinish', prefinish);
}

function final(cb) {
  if (typeof this._flush !== 'function' || this.destroyed) {
    this.push(null);
    if (cb) cb();
    return;
  }
  this._flush((err, data) => {
    if (err) {
      if (cb) cb(err);
      else this.destroy(err);
      return;
    }
    if (data !== undefined && data !== null) this.push(data);
    this.push(null);
    if (cb) cb();
  });
}

function prefinish() {
  if (this._final !== final) FunctionPrototypeCall(final, this);
}

Transform.prototype._final = final;

Transform.prototype._transform = function(chunk, encoding, callback) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_transform()');
};

Transform.prototype._write = function(chunk, encoding, callback) {
  const r = this._readableState;
  const before = r.length;
  this._transform(chunk, encoding, (err, value) => {
    if (err) {
      callback(err);
      return;
    }
    if (value !== undefined && value !== null) this.push(value);
    if (r.ended) {
      process.nextTick(callback); // nobody will call _read() again
    } else if (this._writableState.ended || r.length === before || r.length < r.highWaterMark) {
      callback();
    } else {
      this[kCallback] = callback;
    }
  });
};

Transform.prototype._read = function() {
  const callback = this[kCallback];
  if (callback) {
    this[kCallback] = null;
    callback();
  }
};
