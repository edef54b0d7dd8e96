'use strict';

// What a Blob consists of: an immutable list of parts, each a stretch of bytes
// in memory or of a file. A slice shares its source's parts. Files are read
// when they are asked for, and must then be as they were when the blob was
// made.

const {
  ArrayPrototypePush,
  MathMax,
  MathMin,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSet,
  TypedArrayPrototypeSlice,
  TypedArrayPrototypeSubarray,
  Uint8Array,
} = primordials;

const { lazyDOMException } = require('internal/util');

const CHUNK = 65536;

class BlobData {
  constructor(parts) {
    this.parts = parts;
    this.size = 0;
    this.hasFile = false;
    for (let i = 0; i < parts.length; i++) {
      this.size += parts[i].end - parts[i].start;
      this.hasFile ||= parts[i].file !== undefined;
    }
  }

  // Bytes become the blob's own: the caller must not keep them.
  static ofBytes(bytes) {
    return new BlobData(TypedArrayPrototypeGetLength(bytes) === 0 ? [] : [{ bytes, file: undefined, start: 0, end: TypedArrayPrototypeGetLength(bytes) }]);
  }

  static ofFile(path, stats) {
    const file = { path, size: stats.size, mtimeMs: stats.mtimeMs };
    return new BlobData([{ bytes: undefined, file, start: 0, end: stats.size }]);
  }

  static concat(list) {
    const parts = [];
    for (let i = 0; i < list.length; i++) {
      for (let j = 0; j < list[i].parts.length; j++) ArrayPrototypePush(parts, list[i].parts[j]);
    }
    return new BlobData(parts);
  }

  slice(start, end) {
    const parts = [];
    let offset = 0;
    for (let i = 0; i < this.parts.length && offset < end; i++) {
      const part = this.parts[i];
      const length = part.end - part.start;
      const from = MathMax(start - offset, 0);
      const to = MathMin(end - offset, length);
      if (from < to) {
        ArrayPrototypePush(parts, { bytes: part.bytes, file: part.file, start: part.start + from, end: part.start + to });
      }
      offset += length;
    }
    return new BlobData(parts);
  }

  // All of it in memory; a blob with files has to be read instead.
  toBytes() {
    const out = new Uint8Array(this.size);
    let offset = 0;
    for (let i = 0; i < this.parts.length; i++) {
      const { bytes, start, end } = this.parts[i];
      TypedArrayPrototypeSet(out, TypedArrayPrototypeSubarray(bytes, start, end), offset);
      offset += end - start;
    }
    return out;
  }

  reader() {
    return new BlobReader(this.parts);
  }
}

function unreadable() {
  return lazyDOMException('The blob could not be read', 'NotReadableError');
}

// Reads the parts in turn. One read at a time.
class BlobReader {
  #parts;
  #index = 0;
  #offset = 0; // in the current part
  #handle; // of the current part's file

  constructor(parts) {
    this.#parts = parts;
  }

  // Up to CHUNK bytes, the caller's own, or null at the end.
  async read() {
    while (this.#index < this.#parts.length) {
      const part = this.#parts[this.#index];
      const start = part.start + this.#offset;
      const count = MathMin(part.end - start, CHUNK);
      const chunk = part.file === undefined ?
        TypedArrayPrototypeSlice(part.bytes, start, start + count) :
        await this.#readFile(part.file, start, count);
      if (TypedArrayPrototypeGetLength(chunk) === 0) {
        await this.close();
        this.#index++;
        this.#offset = 0;
        continue;
      }
      this.#offset += TypedArrayPrototypeGetLength(chunk);
      return chunk;
    }
    return null;
  }

  // Looks at the file before each read, also the one past its end.
  async #readFile(file, start, count) {
    try {
      this.#handle ??= await require('fs').promises.open(file.path, 'r');
      const { size, mtimeMs } = await this.#handle.stat();
      if (size !== file.size || mtimeMs !== file.mtimeMs) throw unreadable();
      const chunk = new Uint8Array(count);
      if (count === 0) return chunk;
      const { bytesRead } = await this.#handle.read(chunk, 0, count, start);
      if (bytesRead === 0) throw unreadable();
      return bytesRead === count ? chunk : TypedArrayPrototypeSlice(chunk, 0, bytesRead);
    } catch (error) {
      await this.close();
      throw error.code === 'ERR_ACCESS_DENIED' ? error : unreadable();
    }
  }

  async close() {
    const handle = this.#handle;
    this.#handle = undefined;
    if (handle !== undefined) await handle.close();
  }
}

// The whole of a blob in one array.
async function readAll(data) {
  if (!data.hasFile) return data.toBytes();
  const out = new Uint8Array(data.size);
  const reader = data.reader();
  let offset = 0;
  for (let chunk = await reader.read(); chunk !== null; chunk = await reader.read()) {
    TypedArrayPrototypeSet(out, chunk, offset);
    offset += TypedArrayPrototypeGetLength(chunk);
  }
  return out;
}

module.exports = { BlobData, readAll };
