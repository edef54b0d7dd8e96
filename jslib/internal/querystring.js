'use strict';

const {
  StringFromCharCode,
  StringPrototypeCharCodeAt,
  encodeURIComponent,
} = primordials;

const { codes: { ERR_INVALID_URI } } = require('internal/errors');

// Node pairs every surrogate with whatever unit follows, and refuses a string
// that ends in one.
function pairSurrogates(s) {
  let out = '';
  for (let i = 0; i < s.length; i++) {
    const code = StringPrototypeCharCodeAt(s, i);
    if (code < 0xd800 || code > 0xdfff) {
      out += s[i];
      continue;
    }
    if (++i >= s.length) throw new ERR_INVALID_URI();
    out += StringFromCharCode(0xd800 | (code & 0x3ff), 0xdc00 | (StringPrototypeCharCodeAt(s, i) & 0x3ff));
  }
  return out;
}

// encodeURIComponent for any string.
function encodeComponent(s) {
  try {
    return encodeURIComponent(s);
  } catch {
    return encodeURIComponent(pairSurrogates(s));
  }
}

module.exports = { encodeComponent };
