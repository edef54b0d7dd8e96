'use strict';

// A connection moves the bytes of a session: what the peer sends goes from the
// socket into the host, which knows the protocol, and comes back as events; what
// the host has for the peer goes out by the socket, one piece at a time, so that
// a peer who does not read holds up its own streams and nothing else.
//
// The binding is described in hostcalls/http2.

const {
  ArrayPrototypePush,
  JSONStringify,
  MathMin,
  SafeMap,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSubarray,
} = primordials;
const { Buffer } = require('buffer');
const { clearTimeout, setImmediate } = require('timers');
const { setUnrefTimeout } = require('internal/timers');
const { NghttpError } = require('internal/http2/errors');
const { runNextTicks } = require('internal/process/task_queues');

const binding = internalBinding('http2');

const piece = 128 * 1024; // of what the socket gets at once
const farewell = 2000; // ms for the peer to take what comes before its end
const streamClosed = -510; // as the host tells it
const share = 64 * 1024; // of a write: the window of most streams

class Connection {
  constructor(socket, server, options, onEvent) {
    this.id = binding.create(server, JSONStringify(options));
    this.socket = socket;
    this.onEvent = onEvent;
    this.open = true; // until close()
    this.terminating = false;
    this.patience = undefined; // timer, while the last bytes wait to be taken
    this.finishing = undefined; // what shutDown was given
    this.bytesRead = 0;
    this.bytesSent = 0;
    this.seenSent = 0;
    this.writing = false;
    this.scheduled = false;
    this.inbox = undefined; // events that are being told
    this.sent = []; // callbacks of writes whose bytes are on their way
    this.writes = new SafeMap(); // stream → its write under way
    this.resets = []; // [stream, code, …] that wait for the socket
    this.drained = undefined; // called once when nothing is left to send
    // A stream that is no socket may have given the bytes to the peer's side at
    // once: what that does comes first, as in Node.
    this.onWritten = socket._handle ? (err) => this.written(err) : (err) => setImmediate(() => this.written(err));
  }

  // The ticks that an event brings come before the next event, as if each had come
  // by itself. They may bring more for this connection: that waits for its turn.
  receive(chunk) {
    if (!this.open || this.finishing !== undefined) return;
    this.bytesRead += TypedArrayPrototypeGetLength(chunk);
    const events = binding.receive(this.id, chunk);
    if (this.inbox !== undefined) {
      for (let i = 0; i < events.length; i++) ArrayPrototypePush(this.inbox, events[i]);
      return;
    }
    this.inbox = events;
    this.work(0);
  }

  work(next) {
    const { inbox } = this;
    try {
      while (next < inbox.length && this.open) {
        this.onEvent(inbox[next++]);
        runNextTicks();
      }
    } finally {
      // A listener that throws takes nothing from the others.
      if (next < inbox.length && this.open) setImmediate(() => this.work(next));
      else this.inbox = undefined;
    }
    this.flush(true);
  }

  // Whatever a turn of the loop brings goes out together, so that the end of a
  // stream can ride on its last piece of data.
  schedule() {
    if (this.scheduled || !this.open) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.flush(true);
    });
  }

  // told: nothing of the program's is running, so that ticks may.
  flush(told = false) {
    if (!this.open || this.writing) return;
    const bytes = this.gather(told);
    if (!this.open) return;
    if (bytes === null) {
      this.release(null);
      if (this.resets.length > 0) this.resetHeld();
      else this.finish();
      return;
    }
    this.bytesSent += TypedArrayPrototypeGetLength(bytes);
    this.socket.write(bytes, this.onWritten);
  }

  // What is there for the peer, with what telling of it brings: null for nothing.
  gather(told) {
    const pieces = [];
    let size = 0;
    this.writing = true; // what is told may flush, too
    while (size < piece && this.open && !this.socket.destroyed) {
      const taken = binding.take(this.id, piece - size);
      if (taken === null) break;
      const length = TypedArrayPrototypeGetLength(taken[0]);
      if (length > 0) {
        ArrayPrototypePush(pieces, taken[0]);
        size += length;
      }
      const events = taken[1];
      for (let i = 0; i < events.length && this.open; i++) {
        if (events[i][0] === binding.SENT) {
          this.framed(events[i][1]);
          continue;
        }
        this.onEvent(events[i]);
        if (told) runNextTicks();
      }
    }
    this.writing = size > 0;
    return size === 0 ? null : pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, size);
  }

  written(err) {
    this.writing = false;
    this.release(err ?? null);
    // Later, so that the end of a stream can ride on what is written now.
    process.nextTick(() => {
      this.flush();
      this.resetHeld();
    });
  }

  // What the host had of the stream's write is in the piece that goes out next.
  framed(stream) {
    const write = this.writes.get(stream);
    if (write === undefined) return;
    if (write.at < TypedArrayPrototypeGetLength(write.bytes)) {
      this.feed(stream, write);
      return;
    }
    this.writes.delete(stream);
    ArrayPrototypePush(this.sent, write.callback);
  }

  // The host copies what it is given: of a long write it gets a part at a time, so
  // that peers who take nothing cost the program's memory and not the host's.
  feed(stream, write) {
    const { at, bytes } = write;
    const length = TypedArrayPrototypeGetLength(bytes);
    write.at = MathMin(at + share, length);
    const part = at === 0 && write.at === length ? bytes : TypedArrayPrototypeSubarray(bytes, at, write.at);
    const last = write.ends && write.at === length;
    const refused = binding.write(this.id, stream, part, last);
    if (refused === 0) return;
    this.writes.delete(stream);
    const { callback } = write;
    // Of what the peer has reset meanwhile the stream is about to hear.
    process.nextTick(() => callback(refused === streamClosed ? null : new NghttpError(refused)));
  }

  release(err) {
    const { sent } = this;
    if (sent.length === 0) return;
    this.sent = [];
    for (let i = 0; i < sent.length; i++) sent[i](err);
  }

  // Something was sent since the last time that this was asked.
  moved() {
    const moved = this.bytesSent !== this.seenSent;
    this.seenSent = this.bytesSent;
    return moved;
  }

  hasPending() { return this.open && !this.socket.destroyed && (this.writing || binding.wants(this.id)); }

  // The next functions are the host's, and have what they queue sent.

  request(headers, sensitive, end) { return this.queued(binding.request(this.id, headers, sensitive, end)); }
  respond(stream, headers, sensitive, end) { return this.queued(binding.respond(this.id, stream, headers, sensitive, end)); }
  info(stream, headers, sensitive) { return this.queued(binding.info(this.id, stream, headers, sensitive)); }
  trailers(stream, headers, sensitive) { return this.queued(binding.trailers(this.id, stream, headers, sensitive)); }
  push(stream, headers, sensitive) { return this.queued(binding.push(this.id, stream, headers, sensitive)); }
  ping(payload) { return this.queued(binding.ping(this.id, payload)); }
  settings(values) { return this.queued(binding.settings(this.id, JSONStringify(values))); }
  altsvc(stream, origin, value) { return this.queued(binding.altsvc(this.id, stream, origin, value)); }
  origin(list) { return this.queued(binding.origin(this.id, list)); }
  window(size) { return this.queued(binding.window(this.id, size)); }
  consume(stream, n) { if (this.open) this.queued(binding.consume(this.id, stream, n)); }
  setNextStreamID(id) { return binding.setNextStreamID(this.id, id); }

  goaway(code, lastStream, data) {
    this.queued(binding.goaway(this.id, code, lastStream, data));
  }

  queued(result) {
    this.schedule();
    return result;
  }

  // callback(err) is called when the socket has the bytes. A stream has one write
  // under way.
  write(stream, bytes, callback) {
    const write = { bytes, at: 0, ends: false, callback };
    this.writes.set(stream, write);
    this.feed(stream, write);
    this.schedule();
  }

  // The stream ends behind what is written.
  end(stream) {
    const write = this.writes.get(stream);
    if (write === undefined || write.at >= TypedArrayPrototypeGetLength(write.bytes)) return this.queued(binding.end(this.id, stream));
    write.ends = true;
    return 0;
  }

  // The end of all streams is near, and told by one GOAWAY.
  terminate() { this.terminating = true; }

  // What was written before goes first, as far as the peer has room for it.
  reset(stream, code) {
    this.flush();
    if (!this.open || this.terminating) return;
    if (this.writing) {
      ArrayPrototypePush(this.resets, stream, code);
      return;
    }
    binding.reset(this.id, stream, code);
    this.schedule();
  }

  resetHeld() {
    const { resets } = this;
    if (resets.length === 0 || this.writing || !this.open) return;
    this.resets = [];
    for (let i = 0; i < resets.length; i += 2) binding.reset(this.id, resets[i], resets[i + 1]);
    this.flush();
  }

  // Nothing is heard of the stream's write any more.
  forget(stream) {
    const write = this.writes.get(stream);
    if (write === undefined) return;
    this.writes.delete(stream);
    setImmediate(write.callback, null);
  }

  state() { return binding.state(this.id); }
  streamState(stream) { return binding.streamState(this.id, stream); }
  localSettings() { return binding.localSettings(this.id); }
  remoteSettings() { return binding.remoteSettings(this.id); }

  // Says good-bye, and calls done when that and all before it has been sent.
  shutDown(code, done) {
    if (!this.socket.destroyed) this.goaway(code, 0, undefined);
    this.finishing = done;
    if (this.socket.destroyed) this.writing = false; // it will say no more
    // A peer that takes nothing would keep the session for ever.
    else if (this.writing) this.patience = setUnrefTimeout(() => this.socket.destroy(), farewell);
    this.flush();
  }

  finish() {
    const { drained } = this;
    if (drained !== undefined) {
      this.drained = undefined;
      drained();
    }
    const done = this.finishing;
    if (done === undefined || done === null) return;
    this.finishing = null;
    if (this.patience !== undefined) clearTimeout(this.patience);
    process.nextTick(() => {
      done();
      this.close();
    });
  }

  close() {
    if (!this.open) return;
    this.open = false;
    binding.destroy(this.id);
  }
}

module.exports = { Connection };
