'use strict';

// What lies under net.Socket and net.Server: a connection or a server of the
// host, as an async resource. See hostcalls/net.
//
// Everything is pulled. While `reading`, a connection has one read under way and
// begins the next when `onread` has returned; a server does so with accepting.
// What goes wrong is told as a number of libuv's, or as the error itself when it
// is none of the system (refused by the policy, over a quota) or one of binding,
// which comes along with connecting.

const {
  FunctionPrototypeCall,
  ReflectApply,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetLength,
  Uint8Array,
} = primordials;

const binding = internalBinding('net');
const handles = internalBinding('handles');
const AsyncContextFrame = require('internal/async_context_frame');
const {
  assignAsyncIds,
  emitDestroy,
  emitInit,
  symbols: { async_id_symbol, trigger_async_id_symbol },
} = require('internal/async_hooks');

const { UV_ECANCELED } = internalBinding('uv');

function statusOf(err) {
  if (!err) return 0;
  return typeof err.errno !== 'number' || err.syscall === 'bind' ? err : err.errno;
}

function attempt(op, ...args) {
  try {
    return ReflectApply(op, binding, args);
  } catch (err) {
    return statusOf(err);
  }
}

// A resource of async_hooks, with the async context in which it was made: that is
// where its callbacks run.
class Resource {
  constructor(type) {
    this.frame = AsyncContextFrame.current();
    if (assignAsyncIds(this, async_id_symbol, trigger_async_id_symbol)) {
      emitInit(this[async_id_symbol], type, this[trigger_async_id_symbol], this);
    }
  }

  getAsyncId() { return this[async_id_symbol]; }
}

class Handle extends Resource {
  constructor(id, type) {
    super(type);
    this.id = id;
    this.closed = false;
  }

  // Calls back in a later turn of the loop.
  close(callback) { return this.finish(false, callback); }

  finish(reset, callback) {
    if (this.closed) return 0;
    this.closed = true;
    const id = this[async_id_symbol];
    const handle = this;
    binding.close(this.id, reset, {
      [async_id_symbol]: id,
      [trigger_async_id_symbol]: this[trigger_async_id_symbol],
      oncomplete() {
        emitDestroy(id);
        handle.onclosed();
        if (typeof callback === 'function') FunctionPrototypeCall(callback, handle);
      },
    });
    return 0;
  }

  onclosed() {}

  ref() { if (!this.closed) handles.setRef(this.id, true); }
  unref() { if (!this.closed) handles.setRef(this.id, false); }
  hasRef() { return !this.closed && handles.hasRef(this.id); }
}

// The request that is under way over and over: a read, an accept.
class Repeated {
  constructor(handle, begin) {
    this[async_id_symbol] = handle[async_id_symbol];
    this[trigger_async_id_symbol] = handle[trigger_async_id_symbol];
    this.handle = handle;
    this.begin = begin;
  }

  start() {
    const { handle } = this;
    const before = AsyncContextFrame.exchange(handle.frame);
    try {
      this.begin(handle.id, this);
    } finally {
      AsyncContextFrame.exchange(before);
    }
  }

  oncomplete(err, value) {
    const { handle } = this;
    handle.pending = false;
    if (handle.closed) return;
    try {
      handle.deliver(statusOf(err), value);
    } finally {
      handle.again(); // whatever the program has thrown
    }
  }
}

// One operation of a program on a connection: connecting, writing, ending. Its
// `oncomplete(status)` is called once, at the latest when the connection is closed.
class Request extends Resource {
  constructor(type, oncomplete) {
    super(type);
    this.handle = null;
    this.ended = false;
    this.done = oncomplete;
  }

  oncomplete(err) {
    if (this.ended) return;
    this.ended = true;
    if (this.handle.current === this) this.handle.current = null;
    this.done(statusOf(err), this);
    emitDestroy(this[async_id_symbol]);
  }
}

class TCP extends Handle {
  constructor(accepted) {
    super(accepted === undefined ? binding.create() : accepted.id, 'TCPWRAP');
    if (accepted !== undefined) this.frame = undefined; // it came from outside of any
    this.reading = false;
    this.ended = false;
    this.pending = false;
    this.bytesRead = 0;
    this.bytesWritten = 0;
    this.onread = null;      // (status, bytes or null at the end)
    this.request = null;
    this.current = null;     // the Request that is under way
    this.peer = accepted?.remote;
    this.local = accepted?.local;
  }

  // ---- connecting

  // lookup(name, port, family, (status, addresses))
  lookup(name, port, family, callback) {
    binding.lookup(this.id, name, port, family, {
      oncomplete(err, addresses) { callback(err, addresses); },
    });
  }

  bind(address, port) { return attempt(binding.bind, this.id, address, port) ?? 0; }

  // Connecting again gives up what is under way.
  connect(req, address, port) {
    req.handle = this;
    this.current = req;
    binding.connect(this.id, address, port, req);
    return 0;
  }

  // ---- reading

  readStart() {
    this.reading = true;
    this.again();
    return 0;
  }

  readStop() {
    this.reading = false;
    return 0;
  }

  again() {
    if (!this.reading || this.pending || this.ended || this.closed) return;
    this.pending = true;
    this.request ??= new Repeated(this, binding.read);
    this.request.start();
  }

  deliver(status, bytes) {
    if (status === 0 && bytes !== null) this.bytesRead += TypedArrayPrototypeGetLength(bytes);
    else this.ended = true;
    this.onread(status, bytes);
  }

  // ---- writing

  // Writes what the system takes at once. Returns false when that is all, a Request
  // for the rest, which calls callback, or what went wrong.
  write(bytes, callback) {
    const length = TypedArrayPrototypeGetLength(bytes);
    const sent = attempt(binding.tryWrite, this.id, bytes);
    if (typeof sent !== 'number' || sent < 0) return sent;
    this.bytesWritten += length;
    if (sent === length) return false;
    const req = new Request('WRITEWRAP', callback);
    req.handle = this;
    this.current = req;
    binding.write(this.id, sent === 0 ? bytes : rest(bytes, sent), req);
    return req;
  }

  shutdown(req) {
    req.handle = this;
    binding.shutdown(this.id, req);
    return 0;
  }

  // What of the write that is under way the system has not taken yet.
  get writeQueueSize() { return this.closed ? 0 : binding.writeQueueSize(this.id); }

  reset(callback) { return this.finish(true, callback); }

  onclosed() {
    const { current } = this;
    if (current !== null && !current.ended) {
      current.ended = true;
      this.current = null;
      current.done(UV_ECANCELED, current);
      emitDestroy(current[async_id_symbol]);
    }
  }

  // ---- options

  setNoDelay(on) { return attempt(binding.setNoDelay, this.id, on !== false) ?? 0; }

  setKeepAlive(on, seconds) { return attempt(binding.setKeepAlive, this.id, on, seconds) ?? 0; }

  // The two fill in an object, as Node's do.
  getpeername(out) { return this.name(out, true); }
  getsockname(out) { return this.name(out, false); }

  name(out, peer) {
    const known = peer ? this.peer : this.local;
    const found = known ?? attempt(binding.address, this.id, peer);
    if (typeof found !== 'object' || found === null || found.address === undefined) return found;
    if (peer) this.peer = found;
    else this.local = found;
    out.address = found.address;
    out.family = found.family;
    out.port = found.port;
    return 0;
  }
}

function rest(bytes, sent) {
  const start = TypedArrayPrototypeGetByteOffset(bytes) + sent;
  return new Uint8Array(TypedArrayPrototypeGetBuffer(bytes), start, TypedArrayPrototypeGetLength(bytes) - sent);
}

class TCPServer extends Handle {
  constructor(opened) {
    super(opened.id, 'TCPSERVERWRAP');
    this.address = { address: opened.address, family: opened.family, port: opened.port };
    this.pending = false;
    this.onconnection = null; // (status, TCP)
    this.request = new Repeated(this, binding.accept);
  }

  again() {
    if (this.pending || this.closed) return;
    this.pending = true;
    this.request.start();
  }

  deliver(status, accepted) {
    this.onconnection(status, status === 0 ? new TCP(accepted) : undefined);
  }

  getsockname(out) {
    out.address = this.address.address;
    out.family = this.address.family;
    out.port = this.address.port;
    return 0;
  }
}

// listen(host, port, ipv6Only, reusePort): a server, or what went wrong.
function listen(host, port, ipv6Only, reusePort) {
  const opened = attempt(binding.listen, host, port, ipv6Only, reusePort);
  return opened?.id === undefined ? opened : new TCPServer(opened);
}

module.exports = { listen, Request, TCP, TCPServer };
