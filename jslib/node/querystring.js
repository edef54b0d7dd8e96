'use strict';

const {
  ArrayIsArray,
  ArrayPrototypePush,
  MathAbs,
  NumberIsFinite,
  ObjectKeys,
  RegExpPrototypeExec,
  String,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeSplit,
  decodeURIComponent,
} = primordials;

const { Buffer } = require('buffer');
const { encodeComponent } = require('internal/querystring');

const PERCENT = 37;
const PLUS = 43;
const SPACE = 32;

// The value of a hexadecimal digit, or -1.
function digit(code) {
  if (code >= 48 && code <= 57) return code - 48;
  code |= 32;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}

// Decodes to bytes what decodeURIComponent refuses; never throws.
function unescapeBuffer(s, decodeSpaces) {
  const out = Buffer.allocUnsafe(s.length);
  let length = 0;
  let decoded = false;
  for (let i = 0; i < s.length; i++) {
    let code = StringPrototypeCharCodeAt(s, i);
    if (code === PLUS && decodeSpaces) {
      code = SPACE;
    } else if (code === PERCENT && i + 2 < s.length) {
      const high = digit(StringPrototypeCharCodeAt(s, i + 1));
      const low = digit(StringPrototypeCharCodeAt(s, i + 2));
      if (high >= 0 && low >= 0) {
        code = high * 16 + low;
        i += 2;
        decoded = true;
      }
    }
    out[length++] = code;
  }
  return decoded ? out.slice(0, length) : out;
}

function unescape(s, decodeSpaces) {
  try {
    return decodeURIComponent(s);
  } catch {
    return QueryString.unescapeBuffer(s, decodeSpaces).toString();
  }
}

function escape(s) {
  if (typeof s !== 'string') s = typeof s === 'object' ? String(s) : `${s}`;
  return encodeComponent(s);
}

function primitive(v) {
  if (typeof v === 'string') return v;
  if ((typeof v === 'number' && NumberIsFinite(v)) || typeof v === 'bigint' || typeof v === 'boolean') return `${v}`;
  return '';
}

function encodePlain(v, encode) {
  if (typeof v === 'string') return v.length > 0 ? encode(v) : '';
  const text = primitive(v);
  // From 1e21 on, a number is written with a plus sign.
  return typeof v === 'number' && MathAbs(v) >= 1e21 && text !== '' ? encode(text) : text;
}

function encodeCustom(v, encode) {
  return encode(primitive(v));
}

function stringify(obj, sep, eq, options) {
  if (obj === null || typeof obj !== 'object') return '';
  sep ||= '&';
  eq ||= '=';
  let encode = QueryString.escape;
  if (options && typeof options.encodeURIComponent === 'function') encode = options.encodeURIComponent;
  const convert = encode === escape ? encodePlain : encodeCustom;
  const keys = ObjectKeys(obj);
  let fields = '';
  for (let i = 0; i < keys.length; i++) {
    const value = obj[keys[i]];
    const name = convert(keys[i], encode) + eq;
    if (!ArrayIsArray(value)) {
      fields += `${fields ? sep : ''}${name}${convert(value, encode)}`;
      continue;
    }
    for (let j = 0; j < value.length; j++) fields += `${fields ? sep : ''}${name}${convert(value[j], encode)}`;
  }
  return fields;
}

const encodedByte = /%[0-9a-fA-F]{2}/;
// Two of Node's scanner's ways, which show where a value cannot be decoded: it
// takes a second encoded byte in a key for the value's, and looks past pluses.
const twoEncodedBytes = /%[0-9a-fA-F]{2}.*%[0-9a-fA-F]{2}/s;
const brokenByte = /%\+*[0-9a-fA-F]\+*[0-9a-fA-F]/;

// Parts that have nothing to decode are left alone, unless they are forced.
function decodePart(part, decode, custom, forced) {
  if (part.length === 0) return part;
  if (StringPrototypeIncludes(part, '+')) part = StringPrototypeReplaceAll(part, '+', custom ? '%20' : ' ');
  if (!custom && (!StringPrototypeIncludes(part, '%') ||
      (!forced && RegExpPrototypeExec(encodedByte, part) === null))) {
    return part;
  }
  try {
    return decode(part);
  } catch {
    return QueryString.unescape(part, true);
  }
}

function parse(qs, sep, eq, options) {
  const obj = { __proto__: null };
  if (typeof qs !== 'string' || qs.length === 0) return obj;
  sep = sep ? String(sep) : '&';
  eq = eq ? String(eq) : '=';

  let limit = 1000;
  let decode = QueryString.unescape;
  if (options) {
    // No key, or NaN, is no limit.
    if (typeof options.maxKeys === 'number') limit = options.maxKeys > 0 ? options.maxKeys : -1;
    if (typeof options.decodeURIComponent === 'function') decode = options.decodeURIComponent;
  }
  const custom = decode !== unescape;

  const fields = StringPrototypeSplit(qs, sep);
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    if (field.length > 0) {
      const at = StringPrototypeIndexOf(field, eq);
      const rawKey = at === -1 ? field : StringPrototypeSlice(field, 0, at);
      const key = decodePart(rawKey, decode, custom, false);
      let value = '';
      if (at !== -1) {
        const rawValue = StringPrototypeSlice(field, at + eq.length);
        const forced = StringPrototypeIncludes(rawValue, '%') &&
          (RegExpPrototypeExec(twoEncodedBytes, rawKey) !== null || RegExpPrototypeExec(brokenByte, rawValue) !== null);
        value = decodePart(rawValue, decode, custom, forced);
      }
      const before = obj[key];
      if (before === undefined) obj[key] = value;
      else if (typeof before === 'string') obj[key] = [before, value];
      // A custom decoder may give anything for a value.
      else if (ArrayIsArray(before)) ArrayPrototypePush(before, value);
      else obj[key] = [before, value];
    }
    // Empty fields count, too.
    if (--limit === 0) break;
  }
  return obj;
}

// Programs replace escape and unescape, so these are looked up when used.
const QueryString = module.exports = {
  unescapeBuffer,
  unescape,
  escape,
  stringify,
  encode: stringify,
  parse,
  decode: parse,
};
