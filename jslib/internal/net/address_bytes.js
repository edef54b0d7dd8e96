'use strict';

// Addresses as lists of numbers, for comparing: 4 bytes, or 8 groups of 16 bits.

const {
  ArrayPrototypePush,
  NumberParseInt,
  NumberPrototypeToString,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
} = primordials;

const { isIPv4, isIPv6 } = require('internal/net');

function numbers(text, separator, base) {
  const out = [];
  if (text === '') return out;
  const parts = StringPrototypeSplit(text, separator);
  for (let i = 0; i < parts.length; i++) ArrayPrototypePush(out, NumberParseInt(parts[i], base));
  return out;
}

// The numbers of an address of that family (4 or 6), or undefined if it is none.
function parse(address, family) {
  if (family === 4) return isIPv4(address) ? numbers(address, '.', 10) : undefined;
  if (!isIPv6(address)) return undefined;
  const zone = StringPrototypeIndexOf(address, '%');
  if (zone !== -1) address = StringPrototypeSlice(address, 0, zone);
  if (StringPrototypeIndexOf(address, '.') !== -1) { // the last four bytes in decimal
    const at = StringPrototypeLastIndexOf(address, ':') + 1;
    const { 0: a, 1: b, 2: c, 3: d } = numbers(StringPrototypeSlice(address, at), '.', 10);
    const hex = (n) => NumberPrototypeToString(n, 16);
    address = `${StringPrototypeSlice(address, 0, at)}${hex(a << 8 | b)}:${hex(c << 8 | d)}`;
  }
  const gap = StringPrototypeIndexOf(address, '::');
  if (gap === -1) return numbers(address, ':', 16);
  const out = numbers(StringPrototypeSlice(address, 0, gap), ':', 16);
  const tail = numbers(StringPrototypeSlice(address, gap + 2), ':', 16);
  while (out.length + tail.length < 8) ArrayPrototypePush(out, 0);
  for (let i = 0; i < tail.length; i++) ArrayPrototypePush(out, tail[i]);
  return out;
}

const join4 = (a, b) => `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;

// The shortest text of an address: the longest gap is left out, the end of what
// stands for IPv4 is decimal.
function format(parts) {
  if (parts.length === 4) return `${parts[0]}.${parts[1]}.${parts[2]}.${parts[3]}`;
  let start = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let n = 0;
    while (i + n < 8 && parts[i + n] === 0) n++;
    if (n > length) {
      start = i;
      length = n;
    }
    if (n > 0) i += n - 1;
  }
  if (start === 0 && (length === 6 || (length === 5 && parts[5] === 0xffff))) {
    return `::${length === 5 ? 'ffff:' : ''}${join4(parts[6], parts[7])}`;
  }
  let out = '';
  for (let i = 0; i < 8; i++) {
    if (i === start) {
      out += '::';
      i += length - 1;
      continue;
    }
    if (out !== '' && i !== start + length) out += ':';
    out += NumberPrototypeToString(parts[i], 16);
  }
  return out;
}

// In one family, IPv4 as the part of IPv6 that stands for it.
function widen(parts) {
  if (parts.length === 8) return parts;
  return [0, 0, 0, 0, 0, 0xffff, parts[0] << 8 | parts[1], parts[2] << 8 | parts[3]];
}

// Less than 0, 0 or more: how two of the same length compare.
function compare(a, b) {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return a[i] - b[i];
  }
  return 0;
}

// Whether the first bits of two widened addresses are the same.
function samePrefix(a, b, bits) {
  for (let i = 0; i < 8 && bits > 0; i++, bits -= 16) {
    const mask = bits >= 16 ? 0xffff : 0xffff << (16 - bits) & 0xffff;
    if ((a[i] & mask) !== (b[i] & mask)) return false;
  }
  return true;
}

module.exports = { compare, format, parse, samePrefix, widen };
