'use strict';

// MIMEType and MIMEParams, after https://mimesniff.spec.whatwg.org/.

const {
  ObjectDefineProperty,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  Symbol,
  SymbolIterator,
  hardenRegExp,
} = primordials;

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_MIME_SYNTAX } } = require('internal/errors');

const notToken = hardenRegExp(/[^!#$%&'*+\-.^_`|~A-Za-z0-9]/);
const notQuotedText = hardenRegExp(/[^\t\u0020-~\u0080-\u00FF]/);
const notASCII = hardenRegExp(/[^\x00-\x7f]/);
const upperCase = hardenRegExp(/[A-Z]/g);

const kNoThrow = Symbol('kNoThrow');

function indexOfMatch(pattern, text) {
  const match = RegExpPrototypeExec(pattern, text);
  return match === null ? -1 : match.index;
}

function toLower(text) {
  if (RegExpPrototypeExec(notASCII, text) === null) return StringPrototypeToLowerCase(text);
  return StringPrototypeReplaceAll(text, upperCase, StringPrototypeToLowerCase);
}

function isHTTPSpace(code) {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

function skipSpace(text, at) {
  while (at < text.length && isHTTPSpace(StringPrototypeCharCodeAt(text, at))) at++;
  return at;
}

// The length of a text without the space at its end.
function trimmedLength(text) {
  let end = text.length;
  while (end > 0 && isHTTPSpace(StringPrototypeCharCodeAt(text, end - 1))) end--;
  return end;
}

const trimEnd = (text) => StringPrototypeSlice(text, 0, trimmedLength(text));

// The lower-case form of a token.
function checkToken(text, production, whole) {
  const invalid = indexOfMatch(notToken, text);
  if (text === '' || invalid !== -1) throw new ERR_INVALID_MIME_SYNTAX(production, whole, invalid);
  return toLower(text);
}

// [type, subtype, rest]
function splitType(text) {
  const start = skipSpace(text, 0);
  const slash = StringPrototypeIndexOf(text, '/', start);
  const type = slash === -1 ? StringPrototypeSlice(text, start) : StringPrototypeSlice(text, start, slash);
  if (slash === -1) throw new ERR_INVALID_MIME_SYNTAX('type', text, indexOfMatch(notToken, type));
  const lowerType = checkToken(type, 'type', text);
  const semicolon = StringPrototypeIndexOf(text, ';', slash);
  const end = semicolon === -1 ? text.length : semicolon;
  const subtype = checkToken(trimEnd(StringPrototypeSlice(text, slash + 1, end)), 'subtype', text);
  return [lowerType, subtype, StringPrototypeSlice(text, end + 1)];
}

// The value of a string in quotes that opens at `at` - 1: [value, where it ends].
// It may lack the closing quote; a backslash at the very end stands for itself.
function readQuoted(text, at) {
  let value = '';
  for (; at < text.length; at++) {
    const char = text[at];
    if (char === '"') return [value, at + 1];
    if (char === '\\' && at + 1 < text.length) at++;
    value += text[at];
  }
  return [value, at];
}

function quoteValue(value) {
  if (value !== '' && RegExpPrototypeExec(notToken, value) === null) return value;
  let out = '"';
  for (let i = 0; i < value.length; i++) out += value[i] === '"' || value[i] === '\\' ? `\\${value[i]}` : value[i];
  return `${out}"`;
}

// Fills `params` from a text such as ` charset=utf-8; x="y"`; the first of a name
// counts, and what is malformed is left out.
function parseParams(text, params) {
  const end = trimmedLength(text);
  let at = 0;
  while (at < end) {
    at = skipSpace(text, at);
    const start = at;
    while (at < text.length && text[at] !== ';' && text[at] !== '=') at++;
    const name = toLower(StringPrototypeSlice(text, start, at));
    if (at < end && text[at++] === ';') continue;
    if (at >= end) break;

    let value;
    if (text[at] === '"') {
      const quoted = readQuoted(text, at + 1);
      value = quoted[0];
      at = quoted[1];
    } else {
      const semicolon = StringPrototypeIndexOf(text, ';', at);
      const stop = semicolon === -1 ? text.length : semicolon;
      value = trimEnd(StringPrototypeSlice(text, at, stop));
      at = stop;
      if (value === '') continue;
    }
    if (name !== '' && RegExpPrototypeExec(notToken, name) === null &&
        RegExpPrototypeExec(notQuotedText, value) === null && !params.has(name)) {
      params.set(name, value);
    }
    at++;
  }
}

// Sets a source to be parsed when the parameters are first looked at.
let setSource;

class MIMEParams {
  #data = new SafeMap();
  #source;

  static {
    setSource = (params, text) => { params.#source = text; };
  }

  #parsed() {
    const source = this.#source;
    if (source !== undefined) {
      this.#source = undefined;
      parseParams(source, this.#data);
    }
    return this.#data;
  }

  delete(name) {
    this.#parsed().delete(toLower(`${name}`));
  }

  get(name) {
    const data = this.#parsed();
    name = toLower(`${name}`);
    return data.has(name) ? data.get(name) : null;
  }

  has(name) {
    return this.#parsed().has(toLower(`${name}`));
  }

  set(name, value) {
    const data = this.#parsed();
    name = toLower(`${name}`);
    value = `${value}`;
    checkToken(name, 'parameter name', name);
    const invalid = indexOfMatch(notQuotedText, value);
    if (invalid !== -1) throw new ERR_INVALID_MIME_SYNTAX('parameter value', value, invalid);
    data.set(name, value);
  }

  *entries() {
    yield* this.#parsed().entries();
  }

  *keys() {
    yield* this.#parsed().keys();
  }

  *values() {
    yield* this.#parsed().values();
  }

  toString() {
    let out = '';
    for (const { 0: key, 1: value } of this.#parsed()) out += `${out === '' ? '' : ';'}${key}=${quoteValue(value)}`;
    return out;
  }
}

const { prototype: paramsPrototype } = MIMEParams;
const paramsToString = primordials.uncurryThis(paramsPrototype.toString);

function addAlias(prototype, key, value) {
  ObjectDefineProperty(prototype, key, { __proto__: null, configurable: true, value, writable: true });
}
addAlias(paramsPrototype, SymbolIterator, paramsPrototype.entries);
addAlias(paramsPrototype, 'toJSON', paramsPrototype.toString);

class MIMEType {
  #type;
  #subtype;
  #params;

  constructor(string, noThrowSymbol = null) {
    string = `${string}`;
    if (noThrowSymbol != null && noThrowSymbol !== kNoThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    let parts;
    try {
      parts = splitType(string);
    } catch (error) {
      if (noThrowSymbol === kNoThrow) return;
      throw error;
    }
    this.#type = parts[0];
    this.#subtype = parts[1];
    this.#params = new MIMEParams();
    setSource(this.#params, parts[2]);
  }

  // null where the constructor would throw.
  static parse(string) {
    const mime = new MIMEType(string, kNoThrow);
    return mime.type ? mime : null;
  }

  get type() { return this.#type; }

  set type(v) {
    v = `${v}`;
    this.#type = checkToken(v, 'type', v);
  }

  get subtype() { return this.#subtype; }

  set subtype(v) {
    v = `${v}`;
    this.#subtype = checkToken(v, 'subtype', v);
  }

  get essence() { return `${this.#type}/${this.#subtype}`; }

  get params() { return this.#params; }

  toString() {
    const params = paramsToString(this.#params);
    return `${this.#type}/${this.#subtype}${params === '' ? '' : `;${params}`}`;
  }
}
addAlias(MIMEType.prototype, 'toJSON', MIMEType.prototype.toString);

module.exports = { MIMEParams, MIMEType };
