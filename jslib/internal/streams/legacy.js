'use strict';

// The base class: an emitter with the oldest form of pipe().

const { ArrayIsArray, ArrayPrototypePush, FunctionPrototypeCall, ObjectSetPrototypeOf, ReflectOwnKeys } = primordials;
const EventEmitter = require('events');

function Stream(options) {
  FunctionPrototypeCall(EventEmitter, this, options);
}
ObjectSetPrototypeOf(Stream.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(Stream, EventEmitter);

// For sources without a readable state: no buffering, pause() and resume()
// are only advice.
Stream.prototype.pipe = function(dest, options) {
  const source = this;
  let ended = false;

  const onData = (chunk) => {
    if (dest.writable && dest.write(chunk) === false && source.pause) source.pause();
  };
  const onDrain = () => {
    if (source.readable && source.resume) source.resume();
  };
  const onEnd = () => {
    if (ended) return;
    ended = true;
    dest.end();
  };
  const onClose = () => {
    if (ended) return;
    ended = true;
    if (typeof dest.destroy === 'function') dest.destroy();
  };
  // An error nobody else listens to must still throw.
  function onError(err) {
    cleanup();
    if (this.listenerCount?.('error') === 0) this.emit('error', err);
  }
  function cleanup() {
    source.removeListener('data', onData);
    dest.removeListener('drain', onDrain);
    source.removeListener('end', onEnd);
    source.removeListener('close', onClose);
    source.removeListener('error', onError);
    dest.removeListener('error', onError);
    source.removeListener('end', cleanup);
    source.removeListener('close', cleanup);
    dest.removeListener('close', cleanup);
  }

  source.on('data', onData);
  dest.on('drain', onDrain);
  // stdout and stderr stay open for whoever writes next.
  if (!dest._isStdio && (!options || options.end !== false)) {
    source.on('end', onEnd);
    source.on('close', onClose);
  }
  prependListener(source, 'error', onError);
  prependListener(dest, 'error', onError);
  source.on('end', cleanup);
  source.on('close', cleanup);
  dest.on('close', cleanup);
  dest.emit('pipe', source);
  return dest;
};

// Streams pre-fill _events with undefined slots (see Readable), which are no
// listeners.
Stream.prototype.eventNames = function eventNames() {
  const names = [];
  const keys = ReflectOwnKeys(this._events);
  for (let i = 0; i < keys.length; i++) {
    const listeners = this._events[keys[i]];
    if (typeof listeners === 'function' || (ArrayIsArray(listeners) && listeners.length > 0)) {
      ArrayPrototypePush(names, keys[i]);
    }
  }
  return names;
};

// Emitters older than prependListener() keep listeners in _events as we do.
function prependListener(emitter, event, fn) {
  if (typeof emitter.prependListener === 'function') return emitter.prependListener(event, fn);
  const listeners = emitter._events?.[event];
  if (!listeners) emitter.on(event, fn);
  else if (ArrayIsArray(listeners)) listeners.unshift(fn);
  else emitter._events[event] = [fn, listeners];
}

module.exports = { Stream, prependListener };
