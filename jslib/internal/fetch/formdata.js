'use strict';

// FormData, and its two ways over the wire. https://xhr.spec.whatwg.org/#interface-formdata

const {
  ArrayPrototypePush,
  FunctionPrototypeCall,
  MathFloor,
  MathRandom,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  String,
  StringPrototypePadStart,
  StringPrototypeToLowerCase,
  SymbolIterator,
  SymbolToStringTag,
  TypeError,
} = primordials;

const { Buffer } = require('buffer');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');

const blobs = () => require('internal/blob');
const File = () => require('internal/file').File;

let entriesOf;
let isFormData;

function needs(args, n, where) {
  if (args < n) throw new TypeError(`${where}: ${n} argument${n > 1 ? 's' : ''} required, but${args ? ' only' : ''} ${args} found.`);
}

// A Blob becomes a File: entries have names.
function toEntry(name, value, filename, given, where) {
  name = primordials.StringPrototypeToWellFormed(String(name));
  if (!blobs().isBlob(value)) {
    if (given) throw new TypeError(`Failed to execute '${where}' on 'FormData': parameter 2 is not of type 'Blob'`);
    return { name, value: primordials.StringPrototypeToWellFormed(String(value)) };
  }
  const isFile = value instanceof File();
  if (!isFile || given) {
    value = new (File())([value], given ? String(filename) : 'blob', { type: value.type, lastModified: value.lastModified });
  }
  return { name, value };
}

class FormData {
  #entries = [];

  static {
    entriesOf = (form) => form.#entries;
    isFormData = (value) => value !== null && typeof value === 'object' && #entries in value;
  }

  constructor(form = undefined) {
    if (form !== undefined) throw new TypeError("Failed to construct 'FormData': Argument 1 could not be converted to: undefined.");
  }

  append(name, value, filename = undefined) {
    needs(arguments.length, 2, 'FormData.append');
    ArrayPrototypePush(this.#entries, toEntry(name, value, filename, arguments.length > 2, 'append'));
  }

  delete(name) {
    needs(arguments.length, 1, 'FormData.delete');
    name = String(name);
    const kept = [];
    for (let i = 0; i < this.#entries.length; i++) if (this.#entries[i].name !== name) ArrayPrototypePush(kept, this.#entries[i]);
    this.#entries = kept;
  }

  get(name) {
    needs(arguments.length, 1, 'FormData.get');
    name = String(name);
    for (let i = 0; i < this.#entries.length; i++) if (this.#entries[i].name === name) return this.#entries[i].value;
    return null;
  }

  getAll(name) {
    needs(arguments.length, 1, 'FormData.getAll');
    name = String(name);
    const out = [];
    for (let i = 0; i < this.#entries.length; i++) if (this.#entries[i].name === name) ArrayPrototypePush(out, this.#entries[i].value);
    return out;
  }

  has(name) {
    needs(arguments.length, 1, 'FormData.has');
    name = String(name);
    for (let i = 0; i < this.#entries.length; i++) if (this.#entries[i].name === name) return true;
    return false;
  }

  set(name, value, filename = undefined) {
    needs(arguments.length, 2, 'FormData.set');
    const entry = toEntry(name, value, filename, arguments.length > 2, 'set');
    const kept = [];
    let placed = false;
    for (let i = 0; i < this.#entries.length; i++) {
      if (this.#entries[i].name !== entry.name) {
        ArrayPrototypePush(kept, this.#entries[i]);
      } else if (!placed) {
        placed = true;
        ArrayPrototypePush(kept, entry);
      }
    }
    if (!placed) ArrayPrototypePush(kept, entry);
    this.#entries = kept;
  }

  keys() { this.#entries; return new FormDataIterator(this, 0); }
  values() { this.#entries; return new FormDataIterator(this, 1); }
  entries() { this.#entries; return new FormDataIterator(this, 2); }

  forEach(callback, thisArg = undefined) {
    needs(arguments.length, 1, 'FormData.forEach');
    if (typeof callback !== 'function') throw new TypeError("Failed to execute 'forEach' on 'FormData': parameter 1 is not of type 'Function'.");
    for (const { 0: name, 1: value } of this) FunctionPrototypeCall(callback, thisArg, value, name, this);
  }

  [customInspectSymbol](depth, options) {
    const state = {};
    for (const { name, value } of this.#entries) {
      if (state[name] === undefined) state[name] = value;
      else if (primordials.ArrayIsArray(state[name])) ArrayPrototypePush(state[name], value);
      else state[name] = [state[name], value];
    }
    options.depth ??= depth;
    options.colors ??= true;
    const text = require('internal/util/inspect').formatWithOptions(options, state);
    return `FormData {${primordials.StringPrototypeSlice(text, 1)}`;
  }
}

class FormDataIterator {
  #form;
  #kind;
  #index = 0;
  constructor(form, kind) {
    this.#form = form;
    this.#kind = kind;
  }

  next() {
    const entry = entriesOf(this.#form)[this.#index];
    if (entry === undefined) return { value: undefined, done: true };
    this.#index++;
    const { name, value } = entry;
    return { value: this.#kind === 0 ? name : this.#kind === 1 ? value : [name, value], done: false };
  }
}
delete FormDataIterator.prototype.constructor;
ObjectSetPrototypeOf(FormDataIterator.prototype, primordials.IteratorPrototype);
ObjectDefineProperties(FormDataIterator.prototype, {
  next: kEnumerableProperty,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'FormData Iterator' },
});

ObjectDefineProperties(FormData.prototype, {
  append: kEnumerableProperty, delete: kEnumerableProperty, get: kEnumerableProperty, getAll: kEnumerableProperty,
  has: kEnumerableProperty, set: kEnumerableProperty, keys: kEnumerableProperty, values: kEnumerableProperty,
  entries: kEnumerableProperty, forEach: kEnumerableProperty,
  [SymbolIterator]: { __proto__: null, configurable: true, writable: true, value: FormData.prototype.entries },
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'FormData' },
});

// Sending

const crlf = /\r\n|\r|\n/g;

function escaped(name) {
  name = RegExpPrototypeSymbolReplace(/\n/g, name, '%0A');
  name = RegExpPrototypeSymbolReplace(/\r/g, name, '%0D');
  return RegExpPrototypeSymbolReplace(/"/g, name, '%22');
}

function encodeMultipart(form, Body) {
  const boundary = `----formdata-wjs-0${StringPrototypePadStart(`${MathFloor(MathRandom() * 1e11)}`, 11, '0')}`;
  const parts = [];
  for (const { name, value } of entriesOf(form)) {
    let head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(RegExpPrototypeSymbolReplace(crlf, name, '\r\n'))}"`;
    if (typeof value === 'string') {
      ArrayPrototypePush(parts, Buffer.from(`${head}\r\n\r\n${RegExpPrototypeSymbolReplace(crlf, value, '\r\n')}\r\n`));
    } else {
      head += `; filename="${escaped(value.name)}"\r\nContent-Type: ${value.type || 'application/octet-stream'}\r\n\r\n`;
      ArrayPrototypePush(parts, Buffer.from(head), value, Buffer.from('\r\n'));
    }
  }
  ArrayPrototypePush(parts, Buffer.from(`--${boundary}--\r\n`));
  const type = `multipart/form-data; boundary=${boundary}`;
  let files = false;
  for (let i = 0; i < parts.length; i++) files ||= blobs().isBlob(parts[i]);
  if (!files) return { body: Body.fromBytes(Buffer.concat(parts)), type };
  const blob = new (blobs().Blob)(parts);
  const body = new Body();
  body.stream = blob.stream();
  body.length = blob.size;
  body.source = blob;
  return { body, type };
}

// Receiving

function parse(bytes, type) {
  const text = type === null ? '' : type;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const essence = StringPrototypeToLowerCase(primordials.StringPrototypeTrim(primordials.StringPrototypeSplit(text, ';', 1)[0]));
  if (essence === 'application/x-www-form-urlencoded') {
    const form = new FormData();
    const { URLSearchParams } = require('internal/url');
    for (const { 0: name, 1: value } of new URLSearchParams(buffer.toString())) form.append(name, value);
    return form;
  }
  if (essence === 'multipart/form-data') {
    const m = RegExpPrototypeExec(/;\s*boundary=(?:"([^"]*)"|([^;\s]*))/i, text);
    const boundary = m === null ? '' : m[1] ?? m[2];
    if (boundary !== '') return parseMultipart(buffer, boundary);
  }
  throw new TypeError('Content-Type was not one of "multipart/form-data" or "application/x-www-form-urlencoded".');
}

function bad() { return new TypeError('Failed to parse body as FormData.'); }

function parseMultipart(buffer, boundary) {
  const form = new FormData();
  const mark = Buffer.from(`--${boundary}`);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  let at = buffer.indexOf(mark);
  if (at === -1) throw bad();
  at += mark.length;
  for (;;) {
    if (buffer[at] === 0x2d && buffer[at + 1] === 0x2d) return form;
    while (buffer[at] === 0x20 || buffer[at] === 0x09) at++;
    if (buffer[at] !== 0x0d || buffer[at + 1] !== 0x0a) throw bad();
    at += 2;
    const headEnd = buffer.indexOf('\r\n\r\n', at);
    if (headEnd === -1) throw bad();
    const head = partHead(buffer.toString('utf8', at, headEnd));
    const end = buffer.indexOf(delimiter, headEnd + 2);
    if (end === -1) throw bad();
    const data = buffer.subarray(headEnd + 4, end < headEnd + 4 ? headEnd + 4 : end);
    if (head.filename !== undefined) {
      form.append(head.name, new (File())([data], head.filename, { type: head.type ?? 'text/plain' }));
    } else {
      form.append(head.name, data.toString());
    }
    at = end + delimiter.length;
  }
}

function unescaped(text) {
  text = RegExpPrototypeSymbolReplace(/%0A/gi, text, '\n');
  text = RegExpPrototypeSymbolReplace(/%0D/gi, text, '\r');
  return RegExpPrototypeSymbolReplace(/%22/g, text, '"');
}

function partHead(text) {
  const head = { name: undefined, filename: undefined, type: undefined };
  for (const line of new primordials.SafeArrayIterator(primordials.StringPrototypeSplit(text, '\r\n'))) {
    const m = RegExpPrototypeExec(/^([^:]+):[ \t]*(.*)$/, line);
    if (m === null) throw bad();
    const field = StringPrototypeToLowerCase(m[1]);
    if (field === 'content-type') head.type = m[2];
    if (field !== 'content-disposition') continue;
    const name = RegExpPrototypeExec(/;\s*name="([^"]*)"/, m[2]);
    const file = RegExpPrototypeExec(/;\s*filename="([^"]*)"/, m[2]);
    if (name !== null) head.name = unescaped(name[1]);
    if (file !== null) head.filename = unescaped(file[1]);
  }
  if (head.name === undefined) throw bad();
  return head;
}

module.exports = { FormData, encodeMultipart, isFormData, parse };
