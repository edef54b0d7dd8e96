'use strict';

// Brace expansion of glob patterns: a{b,c}d → abd, acd; {1..3} → 1, 2, 3.
// The number of results is bounded, since {a,b}{a,b}… grows exponentially.

const {
  ArrayPrototypePush,
  MathAbs,
  MathMax,
  NumberParseInt,
  RegExpPrototypeExec,
  String,
  StringFromCharCode,
  StringPrototypeCharCodeAt,
  StringPrototypePadStart,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const MAX_RESULTS = 100_000;

const sequencePattern = /^(?:(-?\d+)\.\.(-?\d+)|([a-zA-Z])\.\.([a-zA-Z]))(?:\.\.(-?\d+))?$/;
const paddedPattern = /^-?0\d/;

// {from..to} or {from..to..step}; undefined if the body is something else.
function sequence(body) {
  const match = RegExpPrototypeExec(sequencePattern, body);
  if (match === null) return undefined;
  const letters = match[3] !== undefined;
  const from = letters ? StringPrototypeCharCodeAt(match[3], 0) : NumberParseInt(match[1], 10);
  const to = letters ? StringPrototypeCharCodeAt(match[4], 0) : NumberParseInt(match[2], 10);
  const step = MathMax(MathAbs(match[5] === undefined ? 1 : NumberParseInt(match[5], 10)), 1);
  const padded = !letters && (RegExpPrototypeExec(paddedPattern, match[1]) !== null ||
    RegExpPrototypeExec(paddedPattern, match[2]) !== null);
  const width = padded ? MathMax(match[1].length, match[2].length) : 0;
  const out = [];
  for (let n = from; from <= to ? n <= to : n >= to; n += from <= to ? step : -step) {
    if (out.length >= MAX_RESULTS) break;
    if (letters) {
      const char = StringFromCharCode(n);
      ArrayPrototypePush(out, char === '\\' ? '' : char);
    } else if (n < 0) {
      ArrayPrototypePush(out, `-${StringPrototypePadStart(String(-n), width - 1, '0')}`);
    } else {
      ArrayPrototypePush(out, StringPrototypePadStart(String(n), width, '0'));
    }
  }
  return out;
}

// The first balanced group: where it opens and closes and its top commas.
function firstGroup(pattern, from) {
  for (let open = from; open < pattern.length; open++) {
    if (pattern[open] !== '{') continue;
    if (open > 0 && pattern[open - 1] === '$') continue; // ${…} is left alone
    const commas = [];
    let depth = 0;
    for (let i = open; i < pattern.length; i++) {
      const char = pattern[i];
      if (char === '{') {
        depth++;
      } else if (char === '}') {
        if (--depth === 0) return { open, close: i, commas };
      } else if (char === ',' && depth === 1) {
        ArrayPrototypePush(commas, i);
      }
    }
  }
  return undefined;
}

function expandInto(out, prefix, pattern) {
  let from = 0;
  for (;;) {
    const group = firstGroup(pattern, from);
    if (group === undefined) break;
    const { open, close, commas } = group;
    const rest = StringPrototypeSlice(pattern, close + 1);
    const before = prefix + StringPrototypeSlice(pattern, 0, open);
    if (commas.length > 0) {
      let start = open + 1;
      for (let i = 0; i <= commas.length; i++) {
        const end = i < commas.length ? commas[i] : close;
        const alternatives = [];
        expandInto(alternatives, '', StringPrototypeSlice(pattern, start, end));
        for (let j = 0; j < alternatives.length; j++) expandInto(out, before + alternatives[j], rest);
        start = end + 1;
        if (out.length >= MAX_RESULTS) return;
      }
      return;
    }
    const items = sequence(StringPrototypeSlice(pattern, open + 1, close));
    if (items !== undefined) {
      for (let i = 0; i < items.length && out.length < MAX_RESULTS; i++) expandInto(out, before + items[i], rest);
      return;
    }
    from = open + 1; // braces that mean nothing are plain text
  }
  ArrayPrototypePush(out, prefix + pattern);
}

function expandBraces(pattern) {
  if (StringPrototypeStartsWith(pattern, '{}')) {
    const rest = expandBraces(StringPrototypeSlice(pattern, 2));
    for (let i = 0; i < rest.length; i++) rest[i] = `{}${rest[i]}`;
    return rest;
  }
  const out = [];
  expandInto(out, '', pattern);
  return out;
}

module.exports = { expandBraces };
