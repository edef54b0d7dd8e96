'use strict';

// Primitive values.

const {
  NumberIsFinite,
  ObjectIs,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeRepeat,
  StringPrototypeSlice,
  SymbolPrototypeToString,
} = primordials;

const { addNumericalSeparator } = require('internal/errors/describe');
const { quote, splitLines } = require('internal/util/inspect/quote');

// Strings shorter than this stay on one line however narrow the output is.
const MIN_LINE = 16;

const plural = (n) => (n > 1 ? 's' : '');

// "1234567" → "123_456_7", grouped from the left.
function separateFraction(digits) {
  let out = '';
  let start = 0;
  while (digits.length - start > 3) {
    out += `${StringPrototypeSlice(digits, start, start + 3)}_`;
    start += 3;
  }
  return out + StringPrototypeSlice(digits, start);
}

function numberText(number, separator) {
  if (number === 0) return ObjectIs(number, -0) ? '-0' : '0';
  const text = `${number}`;
  if (!separator || !NumberIsFinite(number) || StringPrototypeIncludes(text, 'e')) return text;
  const point = StringPrototypeIndexOf(text, '.');
  if (point === -1) return addNumericalSeparator(text);
  return `${addNumericalSeparator(StringPrototypeSlice(text, 0, point))}.` +
    separateFraction(StringPrototypeSlice(text, point + 1));
}

function bigintText(bigint, separator) {
  return separator ? `${addNumericalSeparator(`${bigint}`)}n` : `${bigint}n`;
}

function formatString(stylize, value, ctx) {
  let trailer = '';
  if (value.length > ctx.maxStringLength) {
    const remaining = value.length - ctx.maxStringLength;
    value = StringPrototypeSlice(value, 0, ctx.maxStringLength);
    trailer = `... ${remaining} more character${plural(remaining)}`;
  }
  if (value.length > MIN_LINE && ctx.compact !== true &&
      value.length > ctx.breakLength - ctx.indentationLvl - 4) {
    const lines = splitLines(value);
    let out = stylize(quote(lines[0]), 'string');
    if (lines.length > 1) {
      const glue = ` +\n${StringPrototypeRepeat(' ', ctx.indentationLvl + 2)}`;
      for (let i = 1; i < lines.length; i++) out += glue + stylize(quote(lines[i]), 'string');
    }
    return out + trailer;
  }
  return stylize(quote(value), 'string') + trailer;
}

// The text of any value that is neither an object nor a function.
function formatPrimitive(stylize, value, ctx) {
  const type = typeof value;
  if (type === 'string') return formatString(stylize, value, ctx);
  if (type === 'number') return stylize(numberText(value, ctx.numericSeparator), type);
  if (type === 'boolean' || type === 'undefined') return stylize(`${value}`, type);
  if (type === 'bigint') return stylize(bigintText(value, ctx.numericSeparator), type);
  if (type === 'symbol') return stylize(SymbolPrototypeToString(value), type);
  return stylize('null', 'null');
}

// The same for values that need no context to be formatted without colours;
// undefined for all others.
function plainText(value) {
  const type = typeof value;
  if (type === 'string') return value.length <= MIN_LINE ? quote(value) : undefined;
  if (type === 'number') return numberText(value, false);
  if (type === 'boolean' || type === 'undefined' || value === null) return `${value}`;
  if (type === 'symbol') return SymbolPrototypeToString(value);
  return undefined;
}

const remainingItems = (n) => `... ${n} more item${plural(n)}`;

module.exports = { bigintText, formatPrimitive, numberText, plainText, plural, remainingItems };
