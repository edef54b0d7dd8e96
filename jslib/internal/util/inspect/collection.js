'use strict';

// Entries of arrays, typed arrays, buffers, sets, maps, iterators and promises.
// Every function returns a fresh array with one text an entry.

const {
  ArrayPrototypePush,
  ArrayPrototypeSort,
  MapIteratorPrototypeNext,
  MapPrototypeEntries,
  MapPrototypeGetSize,
  MathMax,
  MathMin,
  NumberPrototypeToString,
  ObjectGetOwnPropertyDescriptor,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  ObjectPrototype__lookupGetter__,
  RegExpPrototypeExec,
  SetIteratorPrototypeNext,
  SetPrototypeGetSize,
  SetPrototypeValues,
  TypedArrayPrototypeGetLength,
  Uint8Array,
  hardenRegExp,
} = primordials;

const { constants: { kPending, kRejected }, getPromiseDetails, previewEntries } = internalBinding('util');
const { arrange } = require('internal/util/inspect/layout');
const { bigintText, numberText, plural, remainingItems } = require('internal/util/inspect/primitive');
const { stylizeNoColor } = require('internal/util/inspect/style');
const walk = require('internal/util/inspect/walk');

const ARRAY_ITEM = 1; // the property type: printed without its key
const MAX_INDEX = 2 ** 32 - 2;
const arrayIndex = hardenRegExp(/^(0|[1-9][0-9]*)$/);

function emptyItems(ctx, count) {
  return ctx.stylize(`<${count} empty item${plural(count)}>`, 'undefined');
}

function formatArray(ctx, value, depth) {
  const { length } = value;
  const shown = MathMin(MathMax(0, ctx.maxArrayLength), length);
  const out = [];
  const bareNumbers = ctx.stylize === stylizeNoColor && !ctx.numericSeparator;
  for (let i = 0; i < shown; i++) {
    // A value that is neither from a getter nor missing needs no descriptor.
    const item = ObjectPrototype__lookupGetter__(value, i) === undefined ? value[i] : undefined;
    if (item !== undefined && ObjectPrototypeHasOwnProperty(value, i)) {
      if (bareNumbers && typeof item === 'number') {
        ArrayPrototypePush(out, numberText(item, false));
        continue;
      }
      ctx.indentationLvl += 2;
      ArrayPrototypePush(out, walk.value(ctx, item, depth));
      ctx.indentationLvl -= 2;
      continue;
    }
    const descriptor = ObjectGetOwnPropertyDescriptor(value, i);
    if (descriptor === undefined) return formatSparse(ctx, value, depth, shown, out, i);
    ArrayPrototypePush(out, walk.property(ctx, value, depth, i, ARRAY_ITEM, descriptor, value));
  }
  if (length > shown) out[shown] = remainingItems(length - shown);
  return out;
}

// Goes on at index `start`, where the first hole is. A run of holes takes one entry.
function formatSparse(ctx, value, depth, shown, out, start) {
  const keys = ObjectKeys(value);
  let index = start;
  for (let i = start; i < keys.length && out.length < shown; i++) {
    const key = keys[i];
    const next = +key;
    if (next > MAX_INDEX) break;
    if (`${index}` !== key) {
      if (RegExpPrototypeExec(arrayIndex, key) === null) break;
      ArrayPrototypePush(out, emptyItems(ctx, next - index));
      index = next;
      if (out.length === shown) break;
    }
    ArrayPrototypePush(out, walk.property(ctx, value, depth, key, ARRAY_ITEM, undefined, value));
    index++;
  }
  const rest = value.length - index;
  if (rest > 0) ArrayPrototypePush(out, out.length === shown ? remainingItems(rest) : emptyItems(ctx, rest));
  return out;
}

function formatTypedArray(ctx, value, length) {
  const shown = MathMin(MathMax(0, ctx.maxArrayLength), length);
  const { stylize, numericSeparator } = ctx;
  const out = [];
  if (length > 0 && typeof value[0] === 'bigint') {
    for (let i = 0; i < shown; i++) ArrayPrototypePush(out, stylize(bigintText(value[i], numericSeparator), 'bigint'));
  } else {
    for (let i = 0; i < shown; i++) ArrayPrototypePush(out, stylize(numberText(value[i], numericSeparator), 'number'));
  }
  if (length > shown) out[shown] = remainingItems(length - shown);
  return out;
}

function formatArrayBuffer(ctx, value) {
  let bytes;
  try {
    bytes = new Uint8Array(value);
  } catch {
    return [ctx.stylize('(detached)', 'special')];
  }
  const shown = MathMin(MathMax(0, ctx.maxArrayLength), TypedArrayPrototypeGetLength(bytes));
  let text = '';
  for (let i = 0; i < shown; i++) {
    const byte = bytes[i];
    text += `${i === 0 ? '' : ' '}${byte < 16 ? '0' : ''}${NumberPrototypeToString(byte, 16)}`;
  }
  const remaining = TypedArrayPrototypeGetLength(bytes) - ctx.maxArrayLength;
  if (remaining > 0) text += ` ... ${remaining} more byte${plural(remaining)}`;
  return [`${ctx.stylize('[Uint8Contents]', 'special')}: <${text}>`];
}

// Sets and maps are walked with the original iterators, so that nothing a
// program has put in their place runs.
function formatSet(ctx, value, depth) {
  const size = SetPrototypeGetSize(value);
  const shown = MathMin(MathMax(0, ctx.maxArrayLength), size);
  const iterator = SetPrototypeValues(value);
  const out = [];
  ctx.indentationLvl += 2;
  for (let i = 0; i < shown; i++) {
    const step = SetIteratorPrototypeNext(iterator);
    if (step.done) break; // A getter or custom inspection has removed entries.
    ArrayPrototypePush(out, walk.value(ctx, step.value, depth));
  }
  ctx.indentationLvl -= 2;
  if (size > shown) ArrayPrototypePush(out, remainingItems(size - shown));
  return out;
}

function formatMap(ctx, value, depth) {
  const size = MapPrototypeGetSize(value);
  const shown = MathMin(MathMax(0, ctx.maxArrayLength), size);
  const iterator = MapPrototypeEntries(value);
  const out = [];
  ctx.indentationLvl += 2;
  for (let i = 0; i < shown; i++) {
    const step = MapIteratorPrototypeNext(iterator);
    if (step.done) break;
    const entry = step.value;
    ArrayPrototypePush(out, `${walk.value(ctx, entry[0], depth)} => ${walk.value(ctx, entry[1], depth)}`);
  }
  ctx.indentationLvl -= 2;
  if (size > shown) ArrayPrototypePush(out, remainingItems(size - shown));
  return out;
}

// The order of a weak collection's entries means nothing, so it is made stable.
function sortWeak(ctx, out) {
  if (!ctx.sorted) ArrayPrototypeSort(out);
}

// values: one entry after the other.
function formatValues(ctx, values, depth, weak) {
  const shown = MathMin(MathMax(ctx.maxArrayLength, 0), values.length);
  const out = [];
  ctx.indentationLvl += 2;
  for (let i = 0; i < shown; i++) ArrayPrototypePush(out, walk.value(ctx, values[i], depth));
  ctx.indentationLvl -= 2;
  if (weak) sortWeak(ctx, out);
  if (values.length > shown) ArrayPrototypePush(out, remainingItems(values.length - shown));
  return out;
}

// pairs: key, value, key, value …
function formatPairs(ctx, pairs, depth, weak) {
  const count = pairs.length / 2;
  const shown = MathMin(MathMax(ctx.maxArrayLength, 0), count);
  const out = [];
  ctx.indentationLvl += 2;
  for (let i = 0; i < shown; i++) {
    const key = walk.value(ctx, pairs[i * 2], depth);
    const text = walk.value(ctx, pairs[i * 2 + 1], depth);
    ArrayPrototypePush(out, weak ? `${key} => ${text}` : arrange(ctx, [key, text], '', '[', ']', true, depth));
  }
  if (weak) sortWeak(ctx, out);
  ctx.indentationLvl -= 2;
  if (count > shown) ArrayPrototypePush(out, remainingItems(count - shown));
  return out;
}

function formatWeakSet(ctx, value, depth) {
  return formatValues(ctx, previewEntries(value), depth, true);
}

function formatWeakMap(ctx, value, depth) {
  return formatPairs(ctx, previewEntries(value), depth, true);
}

function formatPromise(ctx, value, depth) {
  const details = getPromiseDetails(value);
  const state = details[0];
  if (state === kPending) return [ctx.stylize('<pending>', 'special')];
  ctx.indentationLvl += 2;
  const text = walk.value(ctx, details[1], depth);
  ctx.indentationLvl -= 2;
  return [state === kRejected ? `${ctx.stylize('<rejected>', 'special')} ${text}` : text];
}

module.exports = {
  formatArray,
  formatArrayBuffer,
  formatMap,
  formatPairs,
  formatPromise,
  formatSet,
  formatTypedArray,
  formatValues,
  formatWeakMap,
  formatWeakSet,
};
