'use strict';

// How many columns a text takes on a terminal.

const {
  hardenRegExp,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  SafeStringIterator,
  StringPrototypeCharCodeAt,
  StringPrototypeCodePointAt,
  StringPrototypeIncludes,
  StringPrototypeNormalize,
} = primordials;

const { validateString } = require('internal/validators');

const ESC = '\u001b';
const ESC_CODE = 0x1b;
const CSI = '\u009b';

// An operating system command up to its terminator (BEL, ESC \ or ST), or any
// other control sequence: introducer, parameters, final byte.
const controlSequences = hardenRegExp(new RegExp(
  `${ESC}\\][^]*?(?:\\u0007|${ESC}\\\\|\\u009c)` +
  `|[${ESC}${CSI}][[\\]()#;?]*(?:\\d{1,4}(?:[;:]\\d{0,4})*)?[\\dA-PR-TZcf-nq-uy=><~]`, 'g'));

function stripVTControlCharacters(str) {
  validateString(str, 'str');
  if (!StringPrototypeIncludes(str, ESC) && !StringPrototypeIncludes(str, CSI)) return str;
  return RegExpPrototypeSymbolReplace(controlSequences, str, '');
}

// East Asian Width W and F, as first and last code points. Emoji that are wide
// are known to the engine's own tables; unassigned gaps are bridged.
const wideRanges = [
  0x1100, 0x115f, 0x2630, 0x2637, 0x268a, 0x268f, 0x2e80, 0x303e, 0x3041, 0x3247, 0x3250, 0xa4c6,
  0xa960, 0xa97c, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6b, 0xff01, 0xff60,
  0xffe0, 0xffe6, 0x16fe0, 0x18df2, 0x1aff0, 0x1b2fb, 0x1d300, 0x1d376, 0x1f1e6, 0x1f320,
  0x20000, 0x3fffd,
];
const wideEmoji = hardenRegExp(/^\p{Emoji_Presentation}$/u);
const zeroWidth = hardenRegExp(/^[\p{Cc}\p{Cf}\p{Me}\p{Mn}]$/u);
const notPlain = hardenRegExp(/[^\x20-\x7e]/);
const SOFT_HYPHEN = 0xad;

function isFullWidthCodePoint(code) {
  for (let i = 0; i < wideRanges.length; i += 2) {
    if (code < wideRanges[i]) return false;
    if (code <= wideRanges[i + 1]) return true;
  }
  return false;
}

function characterWidth(char) {
  const code = StringPrototypeCodePointAt(char, 0);
  if (code < 127) return code < 32 ? 0 : 1;
  if (isFullWidthCodePoint(code)) return 2;
  if (code > 0x2300 && RegExpPrototypeExec(wideEmoji, char) !== null) return 2;
  if (code !== SOFT_HYPHEN && RegExpPrototypeExec(zeroWidth, char) !== null) return 0;
  return 1;
}

// The width of a text in columns; control sequences count as nothing.
function getStringWidth(str, removeControlChars = true) {
  // Nearly all texts are plain, and a pattern sees that sooner than a loop.
  if (RegExpPrototypeExec(notPlain, str) === null) return str.length;
  let width = 0;
  for (let i = 0; i < str.length; i++) {
    const code = StringPrototypeCharCodeAt(str, i);
    if (code < 127) {
      if (code >= 32) width++;
      else if (code === ESC_CODE && removeControlChars) return exactWidth(stripVTControlCharacters(str));
    } else {
      return exactWidth(removeControlChars ? stripVTControlCharacters(str) : str);
    }
  }
  return width;
}

function exactWidth(str) {
  let width = 0;
  for (const char of new SafeStringIterator(StringPrototypeNormalize(str, 'NFC'))) width += characterWidth(char);
  return width;
}

// Readline moves its cursor over these without a column.
function isZeroWidthCodePoint(code) {
  return code <= 0x1f || // C0 controls
    (code >= 0x7f && code <= 0x9f) || // C1 controls
    (code >= 0x300 && code <= 0x36f) || // combining marks
    (code >= 0x200b && code <= 0x200f) || // invisible modifiers
    (code >= 0x20d0 && code <= 0x20ff) || // combining marks for symbols
    (code >= 0xfe00 && code <= 0xfe0f) || // variation selectors
    (code >= 0xfe20 && code <= 0xfe2f) || // combining half marks
    (code >= 0xe0100 && code <= 0xe01ef); // variation selectors
}

module.exports = { getStringWidth, stripVTControlCharacters, isZeroWidthCodePoint, isFullWidthCodePoint };
