'use strict';

// Strings and property keys as literals.

const {
  ArrayPrototypePush,
  hardenRegExp,
  NumberPrototypeToString,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeToUpperCase,
  SymbolPrototypeToString,
} = primordials;

// One character class and nothing else: it runs over every string printed, and
// almost none has anything in it to escape. A surrogate only asks for a closer
// look: paired ones stay as they are.
const suspicious = hardenRegExp(/[\x00-\x1f'\\\x7f-\x9f\ud800-\udfff]/);
const identifier = hardenRegExp(/^[a-zA-Z_][a-zA-Z_0-9]*$/);

const SINGLE_QUOTE = 39;
const BACKSLASH = 92;

function escapeCode(code) {
  switch (code) {
    case 8: return '\\b';
    case 9: return '\\t';
    case 10: return '\\n';
    case 12: return '\\f';
    case 13: return '\\r';
    case SINGLE_QUOTE: return "\\'";
    case BACKSLASH: return '\\\\';
  }
  const hex = NumberPrototypeToString(code, 16);
  if (code > 255) return `\\u${hex}`;
  return `\\x${code < 16 ? '0' : ''}${StringPrototypeToUpperCase(hex)}`;
}

// Escapes control characters, lone surrogates, backslashes and, if asked for,
// single quotes.
function escapeText(text, quotes) {
  let out = '';
  let done = 0;
  for (let i = 0; i < text.length; i++) {
    const code = StringPrototypeCharCodeAt(text, i);
    if (code >= 32 && code < 127 ? code !== BACKSLASH && !(quotes && code === SINGLE_QUOTE) :
      code > 159 && (code < 0xd800 || code > 0xdfff)) continue;
    if (code >= 0xd800 && code <= 0xdbff) {
      const next = i + 1 < text.length ? StringPrototypeCharCodeAt(text, i + 1) : 0;
      if (next >= 0xdc00 && next <= 0xdfff) {
        i++;
        continue;
      }
    }
    out += `${StringPrototypeSlice(text, done, i)}${escapeCode(code)}`;
    done = i + 1;
  }
  return done === 0 ? text : out + StringPrototypeSlice(text, done);
}

// A literal in single quotes; in double quotes or backticks where that spares
// escaping a single quote.
function quote(text) {
  if (RegExpPrototypeExec(suspicious, text) === null) return `'${text}'`;
  if (StringPrototypeIncludes(text, "'")) {
    if (!StringPrototypeIncludes(text, '"')) return `"${escapeText(text, false)}"`;
    if (!StringPrototypeIncludes(text, '`') && !StringPrototypeIncludes(text, '${')) {
      return `\`${escapeText(text, false)}\``;
    }
  }
  return `'${escapeText(text, true)}'`;
}

// Keys repeat from object to object, so their literals are remembered. A key
// that is printed bare maps to itself.
const MAX_KEYS = 512;
const MAX_KEY_LENGTH = 64;
const keyLiterals = new SafeMap();

function quoteKey(key) {
  let literal = keyLiterals.get(key);
  if (literal === undefined) {
    literal = RegExpPrototypeExec(identifier, key) !== null ? key : quote(key);
    if (key.length <= MAX_KEY_LENGTH && keyLiterals.size < MAX_KEYS) keyLiterals.set(key, literal);
  }
  return literal;
}

function symbolText(symbol) {
  const text = SymbolPrototypeToString(symbol);
  return RegExpPrototypeExec(suspicious, text) === null ? text : escapeText(text, true);
}

// The pieces of a text, each with its line break at the end.
function splitLines(text) {
  const lines = [];
  let start = 0;
  for (;;) {
    const end = StringPrototypeIndexOf(text, '\n', start);
    if (end === -1 || end === text.length - 1) break;
    ArrayPrototypePush(lines, StringPrototypeSlice(text, start, end + 1));
    start = end + 1;
  }
  ArrayPrototypePush(lines, StringPrototypeSlice(text, start));
  return lines;
}

module.exports = { quote, quoteKey, symbolText, splitLines };
