'use strict';

// How a buffer shows: <Buffer 62 75 66, extra: 1>.

const {
  MathMin,
  ObjectPrototypeHasOwnProperty,
  StringPrototypeSlice,
} = primordials;

const { HEX } = require('internal/buffer/encodings');

const binding = internalBinding('buffer');

let maxBytes = 50;

function getMaxBytes() {
  return maxBytes;
}

function setMaxBytes(value) {
  maxBytes = value;
}

function pairs(buf, length) {
  const hex = binding.slice(HEX, buf, 0, length);
  let out = StringPrototypeSlice(hex, 0, 2);
  for (let i = 2; i < hex.length; i += 2) out += ` ${StringPrototypeSlice(hex, i, i + 2)}`;
  return out;
}

// Properties that a program has put on a buffer, as they show in an object.
function extras(buf, ctx) {
  const { getOwnNonIndexProperties, constants } = internalBinding('util');
  const keys = getOwnNonIndexProperties(buf, ctx.showHidden ? constants.ALL_PROPERTIES : constants.ONLY_ENUMERABLE);
  if (keys.length === 0) return '';
  const holder = { __proto__: null };
  for (let i = 0; i < keys.length; i++) holder[keys[i]] = buf[keys[i]];
  const { inspect } = require('internal/util/inspect');
  const text = inspect(holder, { ...ctx, breakLength: Infinity, compact: true });
  // Less "[Object: null prototype] { " and " }".
  return StringPrototypeSlice(text, 27, -2);
}

function inspect(recurseTimes, ctx) {
  const { length } = this;
  let text = pairs(this, MathMin(maxBytes, length));
  const remaining = length - maxBytes;
  if (remaining > 0) text += ` ... ${remaining} more byte${remaining > 1 ? 's' : ''}`;
  if (ctx) {
    const more = extras(this, ctx);
    if (more !== '') text += length === 0 ? more : `, ${more}`;
  }
  let name = 'Buffer';
  try {
    const { constructor } = this;
    if (typeof constructor === 'function' && ObjectPrototypeHasOwnProperty(constructor, 'name')) ({ name } = constructor);
  } catch {
    // A getter that throws must not keep the bytes from showing.
  }
  return `<${name} ${text}>`;
}

module.exports = { getMaxBytes, inspect, setMaxBytes };
