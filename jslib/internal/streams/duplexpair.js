'use strict';

// Two duplex streams, each reading what the other one writes.

const Duplex = require('internal/streams/duplex');
const assert = require('internal/assert');

class DuplexSide extends Duplex {
  #other = null;
  #pending = null; // the peer's write callback, until we have read its chunk

  static connect(a, b) {
    a.#other = b;
    b.#other = a;
  }

  _read() {
    const callback = this.#pending;
    if (callback) {
      this.#pending = null;
      callback();
    }
  }

  _write(chunk, encoding, callback) {
    const other = this.#other;
    assert(other !== null);
    assert(other.#pending === null);
    if (chunk.length === 0) {
      process.nextTick(callback); // nothing to read, so no _read() to wait for
      return;
    }
    other.push(chunk);
    other.#pending = callback;
  }

  _final(callback) {
    this.#other.on('end', callback);
    this.#other.push(null);
  }

  _destroy(err, callback) {
    const other = this.#other;
    if (other !== null && !other.destroyed) {
      process.nextTick(() => {
        if (other.destroyed) return;
        // The error itself stays on this side.
        if (err) other.destroy();
        else other.push(null);
      });
    }
    callback(err);
  }
}

module.exports = function duplexPair(options) {
  const pair = [new DuplexSide(options), new DuplexSide(options)];
  DuplexSide.connect(pair[0], pair[1]);
  return pair;
};
