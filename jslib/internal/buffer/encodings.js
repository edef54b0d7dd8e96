'use strict';

// The encodings of strings in buffers. The work is the host's; here are the
// names, the lengths that can be told without looking, and the codes that the
// binding knows encodings by.

const { StringPrototypeCharCodeAt, StringPrototypeToLowerCase, Uint8Array } = primordials;

const binding = internalBinding('buffer');

const UTF8 = 0;
const UCS2 = 1;
const LATIN1 = 2;
const ASCII = 3;
const BASE64 = 4;
const BASE64URL = 5;
const HEX = 6;

const EQUALS = 61;

// What base64 text decodes to at most: white space and rubbish take room away.
function base64Length(string) {
  let { length } = string;
  if (length > 0 && StringPrototypeCharCodeAt(string, length - 1) === EQUALS) length--;
  if (length > 1 && StringPrototypeCharCodeAt(string, length - 1) === EQUALS) length--;
  return (length * 3) / 4 - ((length * 3) / 4) % 1;
}

const utf8 = { __proto__: null, name: 'utf8', code: UTF8, byteLength: (string) => binding.byteLength(string) };
const ucs2 = { __proto__: null, name: 'utf16le', code: UCS2, byteLength: (string) => string.length * 2 };
const latin1 = { __proto__: null, name: 'latin1', code: LATIN1, byteLength: (string) => string.length };
const ascii = { __proto__: null, name: 'ascii', code: ASCII, byteLength: (string) => string.length };
const base64 = { __proto__: null, name: 'base64', code: BASE64, byteLength: base64Length };
const base64url = { __proto__: null, name: 'base64url', code: BASE64URL, byteLength: base64Length };
const hex = { __proto__: null, name: 'hex', code: HEX, byteLength: (string) => string.length >>> 1 };

const byName = {
  '__proto__': null,
  'utf8': utf8,
  'utf-8': utf8,
  'ucs2': ucs2,
  'ucs-2': ucs2,
  'utf16le': ucs2,
  'utf-16le': ucs2,
  'latin1': latin1,
  'binary': latin1,
  'ascii': ascii,
  'base64': base64,
  'base64url': base64url,
  'hex': hex,
};

// The encoding that goes by this name in any case of letters, or undefined.
function getEncoding(name) {
  name = `${name}`;
  return byName[name] ?? byName[StringPrototypeToLowerCase(name)];
}

// The string in UTF-8, in an array of its own.
function encodeUTF8(string) {
  const length = binding.byteLength(string);
  const bytes = new Uint8Array(length);
  if (length > 0) binding.write(UTF8, bytes, string, 0, length);
  return bytes;
}

module.exports = { ASCII, BASE64, BASE64URL, HEX, LATIN1, UCS2, UTF8, encodeUTF8, getEncoding, utf8 };
