'use strict';

// util.parseEnv: the contents of a .env file.

const {
  ArrayPrototypePush,
  ArrayPrototypeSort,
  SafeMap,
  StringPrototypeIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const { validateString } = require('internal/validators');

const isSpace = (char) => char === ' ' || char === '\t' || char === '\n';

function trim(text) {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text[start])) start++;
  while (end > start && isSpace(text[end - 1])) end--;
  return start === 0 && end === text.length ? text : StringPrototypeSlice(text, start, end);
}

// Reads a text from front to back.
class Reader {
  constructor(text) {
    this.text = text;
  }

  get done() { return this.text === ''; }

  get first() { return this.text[0]; }

  indexOf(char, from) { return StringPrototypeIndexOf(this.text, char, from); }

  // All up to the index, and the rest goes on after it.
  take(index) {
    const head = index === -1 ? this.text : StringPrototypeSlice(this.text, 0, index);
    this.text = index === -1 ? '' : StringPrototypeSlice(this.text, index + 1);
    return head;
  }

  takeLine() { return this.take(this.indexOf('\n')); }

  trim() { this.text = trim(this.text); }
}

const EXPORT = 'export ';

// The next entry: [key, value], or undefined where there is none; what stands
// there is skipped then.
function readEntry(reader) {
  const newline = reader.indexOf('\n');
  const equals = reader.indexOf('=');
  if (equals === -1 || (newline !== -1 && newline < equals)) {
    reader.takeLine();
    reader.trim();
    return undefined;
  }
  const key = trim(reader.take(equals));
  if (reader.done || reader.first === '\n') {
    reader.takeLine();
    return [key, ''];
  }
  if (key === '') return undefined; // Another key may follow on the line.
  return [StringPrototypeStartsWith(key, EXPORT) ? trim(StringPrototypeSlice(key, EXPORT.length)) : key,
    readValue(reader)];
}

// A quoted value may span lines; without the second quote it is a plain one
// that starts with a quote, and has no comment. Space before a value is skipped,
// and so are line ends if there is a space in front of them.
function readValue(reader) {
  reader.trim();
  const quote = reader.first;
  if (quote !== '"' && quote !== "'" && quote !== '`') {
    const line = reader.takeLine();
    const hash = StringPrototypeIndexOf(line, '#');
    return trim(hash === -1 ? line : StringPrototypeSlice(line, 0, hash));
  }
  const end = reader.indexOf(quote, 1);
  if (end === -1) return reader.takeLine();
  const value = StringPrototypeSlice(reader.take(end), 1);
  reader.takeLine(); // What follows the quote means nothing.
  return quote === '"' ? StringPrototypeReplaceAll(value, '\\n', '\n') : value;
}

// An object with a string for each key, in alphabetical order.
function parseEnv(content) {
  validateString(content, 'content');
  const reader = new Reader(trim(StringPrototypeReplaceAll(content, '\r', '')));
  const values = new SafeMap();
  while (!reader.done) {
    if (reader.first === '\n' || reader.first === '#') {
      reader.takeLine();
      continue;
    }
    const entry = readEntry(reader);
    if (entry !== undefined) values.set(entry[0], entry[1]);
  }
  const keys = [];
  for (const key of values.keys()) ArrayPrototypePush(keys, key);
  ArrayPrototypeSort(keys);
  const result = {};
  for (let i = 0; i < keys.length; i++) result[keys[i]] = values.get(keys[i]);
  return result;
}

module.exports = { parseEnv };
