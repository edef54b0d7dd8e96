'use strict';

// What lies under a TLSSocket: a connection of the host of which TLS takes
// possession. What is to be read or written before the handshake has ended waits
// for it here.
//
// The connection is one that is made for it (tls.connect), or that of a socket
// (`under`), whose own reads end then. See hostcalls/net.

const {
  FunctionPrototypeCall,
  JSONStringify,
  ReflectApply,
  TypedArrayPrototypeGetLength,
  Uint8Array,
} = primordials;

const { Buffer } = require('buffer');
const { Request, TCP } = require('internal/net/tcp');
const { emitDestroy, symbols: { async_id_symbol, trigger_async_id_symbol } } = require('internal/async_hooks');

const binding = internalBinding('net');
const { UV_EBADF, UV_ECANCELED } = internalBinding('uv');

const empty = new Uint8Array(0);

class TLSHandle extends TCP {
  #held = null;     // the write that waits: [bytes, Request]
  #heldEnd = null;  // the end that waits

  // under: a socket whose connection it takes over.
  constructor(under, id) {
    const handle = under?._handle;
    if (handle !== undefined) super({ id: handle.id, remote: handle.peer, local: handle.local });
    else if (id !== undefined) super({ id });
    else super();
    this.under = under;
    this.finished = false;
    if (handle !== undefined) watch(handle, this);
    this.secured = false;
    this.onwant = null;   // called when something is to be written too early
  }

  // ---- the handshake

  // take(callback) makes the connection of a socket free for TLS: the read that is
  // under way ends, what it and those before it have brought is read once more.
  take(callback) {
    const { under } = this;
    if (under === undefined) {
      callback();
      return;
    }
    const inner = under._handle;
    inner.readStart = nothing;
    inner.again = nothing;
    inner.write = () => UV_EBADF;
    inner.shutdown = (req) => {
      process.nextTick(() => req.oncomplete(null));
      return 0;
    };
    inner.reading = false;
    for (let chunk; (chunk = under.read()) !== null;) binding.unread(this.id, typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    whenWritten(inner, () => {
      if (this.closed) return;
      if (!inner.pending) {
        callback();
        return;
      }
      inner.onread = (status, bytes) => {
        if (this.closed) return;
        if (status === 0 && bytes !== null) binding.unread(this.id, bytes);
        callback();
      };
      binding.halt(this.id);
    });
  }

  // handshake(server, settings, terms, callback): callback(err, outcome), where an
  // outcome of null is the end of what the peer sends.
  handshake(server, settings, terms, callback) {
    binding.startTLS(this.id, server, settings, JSONStringify(terms), this.told(callback));
  }

  answer(settings, terms, callback) {
    binding.answerTLS(this.id, settings, JSONStringify(terms), this.told(callback));
  }

  told(callback) {
    return {
      [async_id_symbol]: this[async_id_symbol],
      [trigger_async_id_symbol]: this[trigger_async_id_symbol],
      oncomplete: (err, outcome) => {
        if (!this.closed) callback(err, outcome);
      },
    };
  }

  // The peer is accepted: whatever has waited goes on.
  proceed() {
    if (this.closed) return;
    this.secured = true;
    binding.proceedTLS(this.id);
    const held = this.#held;
    const heldEnd = this.#heldEnd;
    if (held !== null) {
      this.#held = null;
      this.send(held[0], held[1]);
    }
    if (heldEnd !== null) {
      this.#heldEnd = null;
      this.shutdown(heldEnd);
    }
    this.again();
  }

  // ---- reading and writing

  again() {
    if (this.secured) super.again();
  }

  write(bytes, callback) {
    if (!this.secured) {
      this.bytesWritten += TypedArrayPrototypeGetLength(bytes);
      const req = this.request_(callback);
      this.#held = [bytes, req];
      this.onwant?.();
      return req;
    }
    const left = super.write(bytes, callback);
    if (left !== false || binding.writeQueueSize(this.id) === 0) return left;
    return this.send(empty, this.request_(callback));
  }

  request_(callback) {
    const req = new Request('WRITEWRAP', callback);
    req.handle = this;
    this.current = req;
    return req;
  }

  send(bytes, req) {
    this.current = req;
    binding.write(this.id, bytes, req);
    return req;
  }

  shutdown(req) {
    if (this.secured) return super.shutdown(req);
    this.#heldEnd = req;
    this.onwant?.();
    return 0;
  }

  // ---- its end

  // The connection of a socket is closed by the socket.
  finish(reset, callback) {
    const { under } = this;
    if (under === undefined) return super.finish(reset, callback);
    if (this.finished) return 0;
    this.finished = true;
    const done = () => {
      emitDestroy(this[async_id_symbol]);
      this.onclosed();
      if (typeof callback === 'function') ReflectApply(callback, this, []);
    };
    if (under.closed) {
      process.nextTick(done);
      return 0;
    }
    under.once('close', done);
    if (reset) under.resetAndDestroy();
    else under.destroy();
    return 0;
  }
}

// A number that is closed may be another connection's at once.
function watch(inner, handle) {
  inner.finish = (reset, callback) => {
    handle.closed = true;
    return FunctionPrototypeCall(TCP.prototype.finish, inner, reset, callback);
  };
}

function nothing() { return 0; }

function whenWritten(inner, callback) {
  const { current } = inner;
  if (current === null || current.ended) {
    callback();
    return;
  }
  const { done } = current;
  current.done = (status, req) => {
    done(status, req);
    if (status !== UV_ECANCELED) callback();
  };
}

module.exports = { TLSHandle };
