'use strict';

// The body of a Request or Response: bytes that are here, bytes the host has, or
// a stream of the caller's. A stream is made only for who asks for one.

const {
  ArrayBufferIsView,
  ArrayBufferPrototypeSlice,
  ArrayPrototypePush,
  JSONParse,
  ObjectPrototypeIsPrototypeOf,
  String,
  SymbolAsyncIterator,
  TypeError,
  TypedArrayPrototypeGetByteLength,
  Uint8Array,
} = primordials;

const { isAnyArrayBuffer } = require('internal/util/types');
const { Buffer } = require('buffer');

const streams = () => require('internal/webstreams/readablestream');
const isBlob = (value) => require('internal/blob').isBlob(value);

class Body {
  bytes = null; // all of it
  pull = null; // () → promise of bytes, null at the end
  cancel = null; // (reason) gives the host's body up
  stream = null;
  used = false;
  length = null; // in bytes, if known
  source = null; // what a redirect can send again

  static fromBytes(bytes) {
    const body = new Body();
    body.bytes = bytes;
    body.length = TypedArrayPrototypeGetByteLength(bytes);
    body.source = bytes;
    return body;
  }

  static fromHost(pull, cancel) {
    const body = new Body();
    body.pull = pull;
    body.cancel = cancel;
    return body;
  }

  static fromStream(stream) {
    const body = new Body();
    body.stream = stream;
    return body;
  }

  get disturbed() {
    return this.used || (this.stream !== null && require('internal/streams/utils').isDisturbed(this.stream));
  }

  get unusable() {
    return this.disturbed || (this.stream !== null && streams().isReadableStreamLocked(this.stream));
  }

  getStream() {
    if (this.stream !== null) return this.stream;
    const { createReadableByteStream } = streams();
    const { bytes, pull, cancel } = this;
    if (bytes !== null || this.used) {
      let left = this.used ? null : bytes;
      const stream = createReadableByteStream(() => {}, async (controller) => {
        if (left !== null && left.byteLength > 0) {
          const copy = new Uint8Array(left);
          left = null;
          controller.enqueue(copy);
        }
        controller.close();
        controller.byobRequest?.respond(0);
      }, async () => {});
      this.stream = stream;
      if (this.used) stream.cancel();
      return stream;
    }
    this.stream = createReadableByteStream((controller) => { this.controller = controller; }, async (controller) => {
      const chunk = await pull();
      if (chunk === null) {
        controller.close();
        controller.byobRequest?.respond(0);
      } else {
        controller.enqueue(chunk);
      }
    }, async (reason) => cancel(reason));
    return this.stream;
  }

  // abort breaks what is being read.
  abort(reason) {
    this.aborted = { reason };
    if (this.cancel !== null) this.cancel(reason);
    if (this.controller !== undefined) {
      try {
        this.controller.error(reason);
      } catch {
        // It was closed: nothing is left to break.
      }
    }
  }

  async readAll() {
    this.used = true;
    if (this.stream === null && this.bytes !== null) return this.bytes;
    const chunks = [];
    let length = 0;
    let next = this.pull;
    if (this.stream !== null) {
      const reader = this.stream.getReader();
      next = async () => {
        const { done, value } = await reader.read();
        if (done) return null;
        if (!(ObjectPrototypeIsPrototypeOf(Uint8Array.prototype, value))) throw new TypeError('Received non-Uint8Array chunk');
        return value;
      };
    }
    for (let chunk = await next(); chunk !== null; chunk = await next()) {
      ArrayPrototypePush(chunks, chunk);
      length += TypedArrayPrototypeGetByteLength(chunk);
    }
    if (chunks.length === 1) return chunks[0];
    const all = new Uint8Array(length);
    let at = 0;
    for (let i = 0; i < chunks.length; i++) {
      all.set(chunks[i], at);
      at += chunks[i].byteLength;
    }
    return all;
  }

  clone() {
    if (this.stream === null && this.bytes !== null) {
      const other = Body.fromBytes(this.bytes);
      other.source = this.source;
      return other;
    }
    const { 0: one, 1: two } = this.getStream().tee();
    this.stream = one;
    this.pull = null;
    const other = Body.fromStream(two);
    other.source = this.source;
    other.length = this.length;
    return other;
  }
}

// extract makes of a BodyInit a body and the type that it implies.
function extract(object, keepalive = false) {
  if (typeof object === 'string' || object === undefined) {
    return { body: Body.fromBytes(Buffer.from(String(object))), type: 'text/plain;charset=UTF-8' };
  }
  const { URLSearchParams } = require('internal/url');
  if (typeof object === 'object' && object !== null) {
    if (ObjectPrototypeIsPrototypeOf(URLSearchParams.prototype, object)) {
      return { body: Body.fromBytes(Buffer.from(`${object}`)), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
    }
    if (isAnyArrayBuffer(object)) return { body: Body.fromBytes(new Uint8Array(ArrayBufferPrototypeSlice(object, 0))), type: null };
    if (ArrayBufferIsView(object)) {
      return { body: Body.fromBytes(new Uint8Array(new Uint8Array(object.buffer, object.byteOffset, object.byteLength))), type: null };
    }
    const { isFormData, encodeMultipart } = require('internal/fetch/formdata');
    if (isFormData(object)) return encodeMultipart(object, Body);
    if (isBlob(object)) {
      const body = new Body();
      body.stream = object.stream();
      body.length = object.size;
      body.source = object;
      return { body, type: object.type || null };
    }
    if (streams().isReadableStream(object)) {
      if (keepalive) throw new TypeError('keepalive');
      const body = Body.fromStream(object);
      if (body.unusable) throw new TypeError('Response body object should not be disturbed or locked');
      return { body, type: null };
    }
    if (typeof object[SymbolAsyncIterator] === 'function') {
      return { body: Body.fromStream(streams().ReadableStream.from(object)), type: null };
    }
  }
  return { body: Body.fromBytes(Buffer.from(String(object))), type: 'text/plain;charset=UTF-8' };
}

const utf8 = () => new (require('internal/encoding').TextDecoder)();

// mixin gives a class the methods of Body. get(instance) throws for what is no
// instance, and returns its body or null; typeOf(instance) is its Content-Type.
function mixin(Class, get, typeOf) {
  const name = Class.name;
  async function consume(self, convert) {
    const body = get(self);
    if (body === null) return convert(new Uint8Array(0));
    if (body.unusable) throw new TypeError('Body is unusable: Body has already been read');
    if (body.aborted) throw body.aborted.reason;
    return convert(await body.readAll());
  }
  const methods = {
    arrayBuffer() {
      return consume(this, (b) => (b.byteLength === b.buffer.byteLength ? b.buffer :
        ArrayBufferPrototypeSlice(b.buffer, b.byteOffset, b.byteOffset + b.byteLength)));
    },
    blob() {
      const { Blob } = require('internal/blob');
      return consume(this, (b) => new Blob([b], { type: mimeEssence(typeOf(this)) }));
    },
    bytes() { return consume(this, (b) => new Uint8Array(b.buffer, b.byteOffset, b.byteLength)); },
    formData() {
      return consume(this, (b) => require('internal/fetch/formdata').parse(b, typeOf(this)));
    },
    json() { return consume(this, (b) => JSONParse(utf8().decode(b))); },
    text() { return consume(this, (b) => utf8().decode(b)); },
  };
  for (const key of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text']) {
    primordials.ObjectDefineProperty(Class.prototype, key, {
      __proto__: null, value: methods[key], writable: true, enumerable: true, configurable: true,
    });
  }
  for (const { 0: key, 1: read } of [
    ['body', (body) => (body === null ? null : body.getStream())],
    ['bodyUsed', (body) => body !== null && body.disturbed],
  ]) {
    const holder = { get [key]() { return read(get(this)); } };
    primordials.ObjectDefineProperty(Class.prototype, key, {
      __proto__: null, get: primordials.ObjectGetOwnPropertyDescriptor(holder, key).get, enumerable: true, configurable: true,
    });
  }
}

function mimeEssence(type) {
  if (type === null) return '';
  const { MIMEType } = require('internal/mime');
  try {
    return String(new MIMEType(type));
  } catch {
    return '';
  }
}

module.exports = { Body, extract, mixin };
