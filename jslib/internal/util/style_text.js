'use strict';

// util.styleText.

const {
  ArrayIsArray,
  NumberParseInt,
  ObjectGetOwnPropertyNames,
  RegExpPrototypeExec,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  hardenRegExp,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { isNodeStream, isReadableStream, isWritableStream } = require('internal/streams/utils');
const { shouldColorize } = require('internal/util/colors');
const { inspect } = require('internal/util/inspect');
const { validateBoolean, validateObject, validateOneOf, validateString } = require('internal/validators');

const hexColor = hardenRegExp(/^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/);

const BOLD = 1;
const DIM = 2;
const sequence = (code) => `\u001b[${code}m`;
const HEX_OFF = sequence(39);

// #f80 and #ff8800 → 38;2;255;136;0
function hexCode(hex) {
  const digits = hex.length === 4 ? `${hex[1]}${hex[1]}${hex[2]}${hex[2]}${hex[3]}${hex[3]}` :
    StringPrototypeSlice(hex, 1);
  const number = NumberParseInt(digits, 16);
  return `38;2;${number >> 16};${(number >> 8) & 255};${number & 255}`;
}

// Where a style inside the text ends, this one has to begin again. Bold and dim
// are switched off by the same code, after which the other one must not linger.
function reopen(text, on, off, keepOff) {
  let at = StringPrototypeIndexOf(text, off);
  if (at === -1) return text;
  const replacement = keepOff ? off + on : on;
  let out = '';
  let done = 0;
  // At the very end there is nothing left to style.
  while (at !== -1 && at + off.length < text.length) {
    out += StringPrototypeSlice(text, done, at) + replacement;
    done = at + off.length;
    at = StringPrototypeIndexOf(text, off, done);
  }
  return out + StringPrototypeSlice(text, done);
}

// [on, off, whether off is kept when the style is opened again]
function styleOf(format) {
  if (typeof format === 'string' && format[0] === '#') {
    if (RegExpPrototypeExec(hexColor, format) === null) {
      throw new ERR_INVALID_ARG_VALUE('format', format, 'must be a valid hex color (#RGB or #RRGGBB)');
    }
    return [sequence(hexCode(format)), HEX_OFF, false];
  }
  const codes = inspect.colors[format];
  if (!codes) validateOneOf(format, 'format', ObjectGetOwnPropertyNames(inspect.colors));
  return [sequence(codes[0]), sequence(codes[1]), codes[0] === BOLD || codes[0] === DIM];
}

function isColorless(stream) {
  if (!isReadableStream(stream) && !isWritableStream(stream) && !isNodeStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  return !shouldColorize(stream);
}

// The text in one style or in several, the first of which is the outermost; as
// it is where the stream shows no colours.
function styleText(format, text, options) {
  const validateStream = options?.validateStream ?? true;
  validateString(text, 'text');
  if (options !== undefined) validateObject(options, 'options');
  validateBoolean(validateStream, 'options.validateStream');
  const plain = validateStream && isColorless(options?.stream ?? process.stdout);

  const formats = ArrayIsArray(format) ? format : [format];
  let before = '';
  let after = '';
  let inner = text;
  for (let i = 0; i < formats.length; i++) {
    if (formats[i] === 'none') continue;
    const style = styleOf(formats[i]);
    before += style[0];
    after = style[1] + after;
    inner = reopen(inner, style[0], style[1], style[2]);
  }
  return plain ? text : before + inner + after;
}

module.exports = { styleText };
