'use strict';

// The tokenizer of the URL Pattern Standard. Strict, it throws for what it
// cannot read; lenient, it makes a token of the kind 'invalid-char' of it.

const {
  ArrayPrototypePush,
  RegExpPrototypeExec,
  StringFromCodePoint,
  StringPrototypeCodePointAt,
  StringPrototypeSlice,
  TypeError,
} = primordials;

const nameStart = /^[$_\p{ID_Start}]$/u;
const namePart = /^[$_\u200C\u200D\p{ID_Continue}]$/u;

function isNameChar(char, first) {
  return RegExpPrototypeExec(first ? nameStart : namePart, char) !== null;
}

// The code point at i as a string: its length is how far to go.
function charAt(text, i) {
  return i < text.length ? StringFromCodePoint(StringPrototypeCodePointAt(text, i)) : '';
}

const isASCII = (char) => char.length === 1 && char < '\x80';

// The end of the expression in parentheses that begins at start, or why there
// is none. Groups in it must not capture.
function regexpEnd(text, start) {
  let depth = 1;
  let i = start;
  while (i < text.length) {
    const char = charAt(text, i);
    if (!isASCII(char) || (i === start && char === '?')) return -1;
    i++;
    if (char === '\\') {
      const escaped = charAt(text, i);
      if (!isASCII(escaped)) return -1;
      i++;
    } else if (char === ')') {
      if (--depth === 0) return i - 1 > start ? i : -1;
    } else if (char === '(') {
      depth++;
      if (text[i] !== '?') return -1;
    }
  }
  return -1;
}

const modifiers = { '__proto__': null, '*': 'asterisk', '+': 'other-modifier', '?': 'other-modifier', '{': 'open', '}': 'close' };

function tokenize(text, lenient) {
  const tokens = [];
  let i = 0;
  const add = (type, next, value) => {
    ArrayPrototypePush(tokens, { __proto__: null, type, index: i, value });
    i = next;
  };
  const invalid = (next, value) => {
    if (!lenient) throw new TypeError(`Invalid pattern at ${i}`);
    add('invalid-char', next, value);
  };
  while (i < text.length) {
    const char = charAt(text, i);
    const next = i + char.length;
    if (modifiers[char] !== undefined) {
      add(modifiers[char], next, char);
    } else if (char === '\\') {
      const escaped = charAt(text, next);
      if (escaped === '') invalid(next, char);
      else add('escaped-char', next + escaped.length, escaped);
    } else if (char === ':') {
      let end = next;
      for (let c = charAt(text, end); c !== '' && isNameChar(c, end === next); c = charAt(text, end)) end += c.length;
      if (end === next) invalid(next, char);
      else add('name', end, StringPrototypeSlice(text, next, end));
    } else if (char === '(') {
      const end = regexpEnd(text, next);
      if (end === -1) invalid(next, char);
      else add('regexp', end, StringPrototypeSlice(text, next, end - 1));
    } else {
      add('char', next, char);
    }
  }
  add('end', i, '');
  return tokens;
}

module.exports = { charAt, isNameChar, tokenize };
