'use strict';

// data: URLs. https://fetch.spec.whatwg.org/#data-url-processor

const {
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  String,
  StringPrototypeEndsWith,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeTrim,
  TypedArrayPrototypeGetLength,
  parseInt,
} = primordials;
const { Buffer } = require('buffer');

const base64 = / *; *base64$/i;

function percentDecode(text) {
  const bytes = Buffer.from(text);
  let n = 0;
  for (let i = 0; i < TypedArrayPrototypeGetLength(bytes); i++) {
    if (bytes[i] === 0x25 && i + 2 < TypedArrayPrototypeGetLength(bytes)) {
      const hex = bytes.latin1Slice(i + 1, i + 3);
      if (RegExpPrototypeExec(/^[0-9a-fA-F]{2}$/, hex) !== null) {
        bytes[n++] = parseInt(hex, 16);
        i += 2;
        continue;
      }
    }
    bytes[n++] = bytes[i];
  }
  return bytes.subarray(0, n);
}

// parse returns { type, bytes }, or null for what is no data URL.
function parse(url) {
  const hash = url.hash.length;
  let text = StringPrototypeSlice(url.href, 5);
  if (hash > 0) text = StringPrototypeSlice(text, 0, text.length - hash);
  const comma = StringPrototypeIndexOf(text, ',');
  if (comma === -1) return null;
  let type = StringPrototypeTrim(StringPrototypeSlice(text, 0, comma));
  let bytes = percentDecode(StringPrototypeSlice(text, comma + 1));
  if (RegExpPrototypeExec(base64, type) !== null) {
    type = RegExpPrototypeSymbolReplace(base64, type, '');
    const body = RegExpPrototypeSymbolReplace(/[\t\n\f\r ]/g, bytes.latin1Slice(0, TypedArrayPrototypeGetLength(bytes)), '');
    if (RegExpPrototypeExec(/^[A-Za-z0-9+/]*={0,2}$/, body) === null || body.length % 4 === 1 ||
        (StringPrototypeEndsWith(body, '=') && body.length % 4 !== 0)) return null;
    bytes = Buffer.from(body, 'base64');
  }
  if (type[0] === ';') type = `text/plain${type}`;
  const { MIMEType } = require('internal/mime');
  try {
    type = String(new MIMEType(type));
  } catch {
    type = 'text/plain;charset=US-ASCII';
  }
  return { type, bytes };
}

module.exports = { parse };
