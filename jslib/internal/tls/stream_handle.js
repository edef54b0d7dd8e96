'use strict';

// TLS over a stream that is no socket of the host's, such as another TLSSocket:
// what the stream brings is fed to the host, what the host has for the peer is
// drained and written to the stream, each piece when the one before was taken.

const { FunctionPrototypeCall } = primordials;

const { Buffer } = require('buffer');
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
    this.drained = false;
    stream.on('data', (chunk) => this.feed(chunk));
    stream.once('end', () => this.feedEnd());
    stream.on('error', (err) => onerror(err));
    stream.once('close', () => onerror(null));
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

  drain() {
    binding.drain(this.id, {
      oncomplete: (err, bytes) => {
        if (this.closed) return;
        if (err || bytes === null) {
          this.drained = true;
          this.stream.end(() => this.ended_());
          return;
        }
        this.stream.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), (err) => {
          if (!err && !this.closed) this.drain();
        });
      },
    });
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
    return super.shutdown(req);
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

module.exports = { StreamHandle };
