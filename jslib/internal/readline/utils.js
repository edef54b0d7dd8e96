'use strict';

// Escape sequences and strings by characters, for readline and its keys.

const {
  ArrayPrototypeToSorted,
  StringPrototypeCodePointAt,
  StringPrototypeSlice,
  StringPrototypeSplit,
} = primordials;

const kEscape = '\x1b';

// Template tag: CSI`2K` is ESC [ 2 K.
function CSI(strings, ...values) {
  let sequence = `${kEscape}[`;
  for (let i = 0; i < strings.length; i++) {
    sequence += strings[i];
    if (i < values.length) sequence += values[i];
  }
  return sequence;
}
CSI.kEscape = kEscape;
CSI.kClearToLineBeginning = CSI`1K`;
CSI.kClearToLineEnd = CSI`0K`;
CSI.kClearLine = CSI`2K`;
CSI.kClearScreenDown = CSI`0J`;

const isPair = (text, i) => StringPrototypeCodePointAt(text, i) >= 0x10000;

// The number of units of the character before i, and of the one at i.
function charLengthLeft(text, i) {
  if (i <= 0) return 0;
  return (i > 1 && isPair(text, i - 2)) || isPair(text, i - 1) ? 2 : 1;
}

function charLengthAt(text, i) {
  // Pretends that there is a character behind the end, to move on to.
  return i < text.length && isPair(text, i) ? 2 : 1;
}

function commonPrefix(strings) {
  if (strings.length === 0) return '';
  // The first and the last differ the most.
  const sorted = ArrayPrototypeToSorted(strings);
  const first = sorted[0];
  const last = sorted[sorted.length - 1];
  let n = 0;
  while (n < first.length && first[n] === last[n]) n++;
  return StringPrototypeSlice(first, 0, n);
}

// The lines in reverse order: so entries of several lines are kept in the
// history, of which the newest line comes first.
function reverseString(text, from = '\r', to = '\r') {
  const lines = StringPrototypeSplit(text, from);
  let result = lines[lines.length - 1];
  for (let i = lines.length - 2; i >= 0; i--) result += to + lines[i];
  return result;
}

module.exports = { CSI, charLengthAt, charLengthLeft, commonPrefix, reverseString };
