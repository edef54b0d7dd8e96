'use strict';

// Punycode, RFC 3492, and the spelling of domain names in it. Deprecated in
// Node, which asks programs to use the URL API instead.

const {
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSplice,
  ArrayPrototypeJoin,
  MathFloor,
  RangeError,
  RegExpPrototypeExec,
  StringFromCharCode,
  StringFromCodePoint,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeToLowerCase,
  hardenRegExp,
} = primordials;

const { isInsideNodeModules } = require('internal/util');

if (!isInsideNodeModules()) {
  process.emitWarning('The `punycode` module is deprecated. Please use a userland alternative instead.',
                      'DeprecationWarning', 'DEP0040');
}

// Parameters of section 5.
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;
const DELIMITER = '-';
const MAX_INT = 2147483647;

const separators = hardenRegExp(/[\x2E\u3002\uFF0E\uFF61]/g); // full stops
const nonAscii = /[^\0-\x7F]/; // eslint-disable-line no-control-regex
const encodedLabel = /^xn--/;

function overflow() {
  return new RangeError('Overflow: input needs wider integers to process');
}

function invalid() {
  return new RangeError('Invalid input');
}

// Section 6.1.
function adapt(delta, numPoints, first) {
  delta = first ? MathFloor(delta / DAMP) : delta >> 1;
  delta += MathFloor(delta / numPoints);
  let k = 0;
  while (delta > ((BASE - T_MIN) * T_MAX) >> 1) {
    delta = MathFloor(delta / (BASE - T_MIN));
    k += BASE;
  }
  return k + MathFloor(((BASE - T_MIN + 1) * delta) / (delta + SKEW));
}

function threshold(k, bias) {
  if (k <= bias) return T_MIN;
  return k >= bias + T_MAX ? T_MAX : k - bias;
}

function digitOf(code) {
  if (code >= 0x30 && code < 0x3A) return code - 0x30 + 26;
  if (code >= 0x41 && code < 0x5B) return code - 0x41;
  if (code >= 0x61 && code < 0x7B) return code - 0x61;
  return BASE;
}

function codeOf(digit) {
  return digit < 26 ? digit + 0x61 : digit - 26 + 0x30;
}

// Code points of a string; a lone surrogate stands for itself.
function ucs2decode(string) {
  const points = [];
  for (let i = 0; i < string.length; i++) {
    const unit = StringPrototypeCharCodeAt(string, i);
    if (unit >= 0xD800 && unit <= 0xDBFF && i + 1 < string.length) {
      const next = StringPrototypeCharCodeAt(string, i + 1);
      if ((next & 0xFC00) === 0xDC00) {
        ArrayPrototypePush(points, ((unit & 0x3FF) << 10) + (next & 0x3FF) + 0x10000);
        i++;
        continue;
      }
    }
    ArrayPrototypePush(points, unit);
  }
  return points;
}

function ucs2encode(points) {
  return ArrayPrototypeJoin(ArrayPrototypeMap(points, (point) => StringFromCodePoint(point)), '');
}

// Section 6.2.
function decode(input) {
  const output = [];
  const basic = StringPrototypeLastIndexOf(input, DELIMITER);
  for (let j = 0; j < basic; j++) {
    const code = StringPrototypeCharCodeAt(input, j);
    if (code >= 0x80) throw new RangeError('Illegal input >= 0x80 (not a basic code point)');
    ArrayPrototypePush(output, code);
  }

  let i = 0;
  let n = INITIAL_N;
  let bias = INITIAL_BIAS;
  for (let index = basic > 0 ? basic + 1 : 0; index < input.length;) {
    const before = i;
    for (let weight = 1, k = BASE; ; k += BASE) {
      if (index >= input.length) throw invalid();
      const digit = digitOf(StringPrototypeCharCodeAt(input, index++));
      if (digit >= BASE) throw invalid();
      if (digit > MathFloor((MAX_INT - i) / weight)) throw overflow();
      i += digit * weight;
      const t = threshold(k, bias);
      if (digit < t) break;
      if (weight > MathFloor(MAX_INT / (BASE - t))) throw overflow();
      weight *= BASE - t;
    }
    const length = output.length + 1;
    bias = adapt(i - before, length, before === 0);
    if (MathFloor(i / length) > MAX_INT - n) throw overflow();
    n += MathFloor(i / length);
    i %= length;
    ArrayPrototypeSplice(output, i++, 0, n);
  }
  return ucs2encode(output);
}

// Section 6.3.
function encode(input) {
  const points = ucs2decode(input);
  let output = '';
  for (let i = 0; i < points.length; i++) {
    if (points[i] < 0x80) output += StringFromCharCode(points[i]);
  }
  const basic = output.length;
  let handled = basic;
  if (basic > 0) output += DELIMITER;

  let n = INITIAL_N;
  let delta = 0;
  let bias = INITIAL_BIAS;
  while (handled < points.length) {
    let m = MAX_INT;
    for (let i = 0; i < points.length; i++) {
      if (points[i] >= n && points[i] < m) m = points[i];
    }
    if (m - n > MathFloor((MAX_INT - delta) / (handled + 1))) throw overflow();
    delta += (m - n) * (handled + 1);
    n = m;
    for (let i = 0; i < points.length; i++) {
      if (points[i] < n && ++delta > MAX_INT) throw overflow();
      if (points[i] !== n) continue;
      let q = delta;
      for (let k = BASE; ; k += BASE) {
        const t = threshold(k, bias);
        if (q < t) break;
        output += StringFromCharCode(codeOf(t + (q - t) % (BASE - t)));
        q = MathFloor((q - t) / (BASE - t));
      }
      output += StringFromCharCode(codeOf(q));
      bias = adapt(delta, handled + 1, handled === basic);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return output;
}

// Applies fn to each label of a domain, or of the domain of a mail address.
function mapDomain(domain, fn) {
  let local = '';
  const at = StringPrototypeIndexOf(domain, '@');
  if (at !== -1) {
    const parts = StringPrototypeSplit(domain, '@');
    local = `${parts[0]}@`;
    domain = ArrayPrototypeJoin(ArrayPrototypeSlice(parts, 1, 2), '');
  }
  const labels = StringPrototypeSplit(StringPrototypeReplaceAll(domain, separators, '.'), '.');
  return local + ArrayPrototypeJoin(ArrayPrototypeMap(labels, (label) => fn(label)), '.');
}

function toUnicode(input) {
  return mapDomain(input, (label) => (RegExpPrototypeExec(encodedLabel, label) === null ?
    label : decode(StringPrototypeToLowerCase(StringPrototypeSlice(label, 4)))));
}

function toASCII(input) {
  return mapDomain(input, (label) => (RegExpPrototypeExec(nonAscii, label) === null ? label : `xn--${encode(label)}`));
}

module.exports = {
  version: '2.1.0',
  ucs2: { decode: ucs2decode, encode: ucs2encode },
  decode,
  encode,
  toASCII,
  toUnicode,
};
