'use strict';

// Duplex: a Readable that also has a writable state and Writable's methods.

const {
  FunctionPrototypeCall,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectKeys,
  ObjectSetPrototypeOf,
} = primordials;

module.exports = Duplex;

const { Stream } = require('internal/streams/legacy');
const Readable = require('internal/streams/readable');
const Writable = require('internal/streams/writable');
const { addAbortSignal } = require('internal/streams/add-abort-signal');
const { construct } = require('internal/streams/destroy');
const { kOnConstructed } = require('internal/streams/utils');

ObjectSetPrototypeOf(Duplex.prototype, Readable.prototype);
ObjectSetPrototypeOf(Duplex, Readable);

const borrowed = ObjectKeys(Writable.prototype);
for (let i = 0; i < borrowed.length; i++) {
  Duplex.prototype[borrowed[i]] ||= Writable.prototype[borrowed[i]];
}
// Readable has these too, but the writable side has callbacks to serve.
Duplex.prototype.destroy = Writable.prototype.destroy;

function Duplex(options) {
  if (!(this instanceof Duplex)) return new Duplex(options);

  this._events ??= {
    close: undefined,
    error: undefined,
    prefinish: undefined,
    finish: undefined,
    drain: undefined,
    data: undefined,
    end: undefined,
    readable: undefined,
  };
  this._readableState = new Readable.ReadableState(options, this, true);
  this._writableState = new Writable.WritableState(options, this, true);
  this.allowHalfOpen = !options || options.allowHalfOpen !== false;

  if (options) {
    if (options.readable === false) switchOffReadable(this._readableState);
    if (options.writable === false) switchOffWritable(this._writableState);
    if (typeof options.read === 'function') this._read = options.read;
    if (typeof options.write === 'function') this._write = options.write;
    if (typeof options.writev === 'function') this._writev = options.writev;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.final === 'function') this._final = options.final;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal) addAbortSignal(options.signal, this);
  }
  FunctionPrototypeCall(Stream, this, options);
  if (this._construct !== undefined && this._construct !== null) {
    construct(this, () => {
      this._readableState[kOnConstructed](this);
      this._writableState[kOnConstructed](this);
    });
  }
}

function switchOffReadable(state) {
  state.readable = false;
  state.ended = true;
  state.endEmitted = true;
}

function switchOffWritable(state) {
  state.writable = false;
  state.ending = true;
  state.ended = true;
  state.finished = true;
}

const properties = ['writable', 'writableHighWaterMark', 'writableObjectMode', 'writableBuffer', 'writableLength',
  'writableFinished', 'writableCorked', 'writableEnded', 'writableNeedDrain'];
for (let i = 0; i < properties.length; i++) {
  ObjectDefineProperty(Duplex.prototype, properties[i],
    { __proto__: null, ...ObjectGetOwnPropertyDescriptor(Writable.prototype, properties[i]) });
}

ObjectDefineProperties(Duplex.prototype, {
  destroyed: {
    __proto__: null,
    get() {
      const r = this._readableState;
      const w = this._writableState;
      return r !== undefined && w !== undefined && r.destroyed && w.destroyed;
    },
    set(value) {
      if (this._readableState && this._writableState) {
        this._readableState.destroyed = value;
        this._writableState.destroyed = value;
      }
    },
  },
});

const adapters = () => require('internal/webstreams/adapters');

Duplex.fromWeb = function(pair, options) {
  return adapters().newStreamDuplexFromReadableWritablePair(pair, options);
};
Duplex.toWeb = function(duplex, options) {
  return adapters().newReadableWritablePairFromDuplex(duplex, options);
};
Duplex.from = function(body) {
  return require('internal/streams/duplexify')(body, 'body');
};
