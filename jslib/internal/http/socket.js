'use strict';

// The connection under a request, as far as HTTP shows it. The bytes belong to
// the host, so that it can be looked at, timed and closed, but neither read nor
// written: it is a net.Socket to who asks, and has nothing of a stream.

const {
  FunctionPrototypeCall,
  ObjectDefineProperty,
  ObjectGetPrototypeOf,
  ObjectPrototypeHasOwnProperty,
  ObjectSetPrototypeOf,
  ReflectGetOwnPropertyDescriptor,
  ReflectOwnKeys,
  String,
  Symbol,
} = primordials;
const EventEmitter = require('events');
const { Socket } = require('internal/net/socket');
const { clearTimeout, setTimeout } = require('timers');
const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM } } = require('internal/errors');

const kDestroy = Symbol('kDestroy');
const kTimer = Symbol('kTimer');
const kCurrent = Symbol('kCurrent');

// onDestroy closes the connection in the host.
function HTTPSocket(remote, local, onDestroy) {
  FunctionPrototypeCall(EventEmitter, this);
  this.connecting = false;
  this.destroyed = false;
  this.readable = true;
  this.writable = true;
  this.encrypted = undefined;
  this.timeout = 0;
  this.remoteAddress = remote?.address;
  this.remoteFamily = remote?.family;
  this.remotePort = remote?.port;
  this.localAddress = local?.address;
  this.localFamily = local?.family;
  this.localPort = local?.port;
  this.server = null;
  this.parser = null;
  this._httpMessage = null;
  this[kDestroy] = onDestroy;
  this[kTimer] = undefined;
  this[kCurrent] = null;
}
ObjectSetPrototypeOf(HTTPSocket.prototype, Socket.prototype);
ObjectSetPrototypeOf(HTTPSocket, Socket);

// Those of streams begin to read when somebody listens.
for (const name of ['on', 'addListener', 'off', 'removeListener', 'removeAllListeners']) {
  HTTPSocket.prototype[name] = EventEmitter.prototype[name];
}
HTTPSocket.prototype[EventEmitter.captureRejectionSymbol] = function(err) { this.destroy(err); };

HTTPSocket.prototype.address = function address() {
  if (this.localAddress === undefined) return {};
  return { address: this.localAddress, family: this.localFamily, port: this.localPort };
};

HTTPSocket.prototype.destroy = function destroy(err) {
  if (this.destroyed) return this;
  this[kDestroy](err);
  this.closed_(err);
  return this;
};

HTTPSocket.prototype.destroySoon = function destroySoon() { return this.destroy(); };
HTTPSocket.prototype.resetAndDestroy = HTTPSocket.prototype.destroySoon;

// The connection is gone, whoever ended it.
HTTPSocket.prototype.closed_ = function closed_(err) {
  if (this.destroyed) return;
  this.destroyed = true;
  this.readable = false;
  this.writable = false;
  clearTimeout(this[kTimer]);
  process.nextTick(() => {
    if (err && this.listenerCount('error') > 0) this.emit('error', err);
    this.emit('close', err !== undefined && err !== null);
  });
};

HTTPSocket.prototype.setTimeout = function(msecs, callback) {
  this.timeout = msecs;
  clearTimeout(this[kTimer]);
  this[kTimer] = undefined;
  if (msecs > 0 && !this.destroyed) {
    this[kTimer] = setTimeout(() => this.emit('timeout'), msecs);
    this[kTimer].unref();
    if (callback !== undefined) this.once('timeout', callback);
  } else if (callback !== undefined) {
    this.removeListener('timeout', callback);
  }
  return this;
};

// Something happened on the connection: the timeout begins anew.
HTTPSocket.prototype.active_ = function active_() {
  if (this[kTimer] !== undefined) this[kTimer].refresh();
};

HTTPSocket.prototype.setNoDelay = function setNoDelay() { return this; };
HTTPSocket.prototype.setKeepAlive = function setKeepAlive() { return this; };
HTTPSocket.prototype.ref = function ref() { return this; };
HTTPSocket.prototype.unref = function unref() { return this; };
HTTPSocket.prototype.cork = function cork() {};
HTTPSocket.prototype.uncork = function uncork() {};
HTTPSocket.prototype.pause = function pause() { return this; };
HTTPSocket.prototype.resume = function resume() { return this; };

ObjectDefineProperty(HTTPSocket.prototype, 'readyState', {
  __proto__: null, configurable: true, get() { return this.destroyed ? 'closed' : 'open'; },
});

// All else that a socket has: what it does says that it cannot, what it tells is
// unknown, and can be set.
function unavailable(name) {
  return function() {
    throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(`socket.${name}() on the connection of an HTTP message`);
  };
}

for (let proto = Socket.prototype; proto !== EventEmitter.prototype; proto = ObjectGetPrototypeOf(proto)) {
  const keys = ReflectOwnKeys(proto);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (ObjectPrototypeHasOwnProperty(HTTPSocket.prototype, key)) continue;
    const { value } = ReflectGetOwnPropertyDescriptor(proto, key);
    ObjectDefineProperty(HTTPSocket.prototype, key, {
      __proto__: null,
      configurable: true,
      enumerable: false,
      value: typeof value === 'function' ? unavailable(String(key)) : undefined,
      writable: true,
    });
  }
}

module.exports = { HTTPSocket, kCurrent };
