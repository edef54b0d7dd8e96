'use strict';

// TLS over a stream that is no socket of the host's, such as another TLSSocket:
// what the stream brings is fed to the host, what the host has for the peer is
// drained and written to the stream, each piece when the one before was taken.

const { FunctionPrototypeCall } = primordials;

const { asBuffer } = require('internal/tls/bytes');
const { TLSHandle } = require('internal/tls/handle');
const { isUint8Array } = require('internal/util/types');
const { codes: { ERR_STREAM_WRAP } } = require('internal/errors');

const binding = internalBinding('net');

class StreamHandle extends TLSHandle {
  constructor(stream, onerror) {
    super(undefined, binding.createPipe());
    this.stream = stream;
    this.onerror = onerror;
    this.ending = null;
    this.flushed = false;
    stream.on('data', (chunk) => this.feed(chunk));
    stream.once('end', () => this.feedEnd());
    stream.on('error', (err) => onerror(err));
    stream.once('close', () => this.onStreamClose());
    this.gone = false;
    this.feeding = false;
    this.fedEnd = false;
    this.drain();
  }

  feed(chunk) {
    if (this.closed) return;
    if (!isUint8Array(chunk)) {
      this.onerror(new ERR_STREAM_WRAP());
      return;
    }
    const { stream } = this;
    stream.pause();
    this.feeding = true;
    binding.feed(this.id, chunk, {
      oncomplete: () => {
        this.feeding = false;
        if (this.closed) return;
        if (this.fedEnd) binding.feedEnd(this.id);
        else stream.resume();
      },
    });
  }

  feedEnd() {
    this.fedEnd = true;
    if (!this.closed && !this.feeding) binding.feedEnd(this.id);
  }

  // What the stream has brought before is read yet.
  onStreamClose() {
    this.gone = true;
    if (this.ended) this.onerror(null);
    else this.feedEnd();
  }

  deliver(status, bytes) {
    super.deliver(status, bytes);
    if (this.ended && this.gone) process.nextTick(this.onerror, null);
  }

  drain() {
    binding.drain(this.id, {
      oncomplete: (err, bytes) => {
        if (this.closed) return;
        if (err || bytes === null) {
          if (canWrite(this.stream)) this.stream.end(() => this.ended_());
          else this.ended_();
          return;
        }
        if (!canWrite(this.stream)) { // it goes nowhere
          this.drain();
          return;
        }
        this.stream.write(asBuffer(bytes), (err) => {
          if (!err && !this.closed) this.drain();
        });
      },
    });
  }

  // What these have the host do keeps the loop alive.

  handshake(server, settings, terms, callback) {
    super.handshake(server, settings, terms, callback);
    this.settle();
  }

  answer(settings, terms, callback) {
    super.answer(settings, terms, callback);
    this.settle();
  }

  proceed() {
    super.proceed();
    this.settle();
  }

  send(bytes, req) {
    super.send(bytes, req);
    this.settle();
    return req;
  }

  write(bytes, callback) {
    const left = super.write(bytes, callback);
    if (this.secured) this.settle();
    return left;
  }

  settle() {
    if (!this.closed) binding.settle(this.id, { oncomplete() {} });
  }

  // The end is sent when the stream has taken all.
  shutdown(req) {
    if (this.secured) {
      const { oncomplete } = req;
      req.oncomplete = (err) => {
        this.ending = () => FunctionPrototypeCall(oncomplete, req, err);
        if (err || this.flushed) this.ended_();
      };
    }
    const result = super.shutdown(req);
    this.settle();
    return result;
  }

  ended_() {
    this.flushed = true;
    const { ending } = this;
    this.ending = null;
    if (ending !== null) ending();
  }

  setNoDelay(on) {
    this.stream.setNoDelay?.(on);
    return 0;
  }

  setKeepAlive(on, seconds) {
    this.stream.setKeepAlive?.(on, seconds * 1000);
    return 0;
  }

  name(out, peer) {
    const { stream } = this;
    out.address = peer ? stream.remoteAddress : stream.localAddress;
    out.family = peer ? stream.remoteFamily : stream.localFamily;
    out.port = peer ? stream.remotePort : stream.localPort;
    return 0;
  }

  finish(reset, callback) {
    if (this.closed) return 0;
    const { stream } = this;
    const result = super.finish(reset, callback);
    stream.destroy();
    return result;
  }
}

function canWrite(stream) { return !stream.destroyed && !stream.writableEnded; }

module.exports = { StreamHandle };
