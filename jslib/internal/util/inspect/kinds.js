'use strict';

// What kind of object it is, and how objects of that kind are printed.

const {
  ArrayBufferIsView,
  ArrayIsArray,
  ArrayPrototypeSplice,
  BigIntPrototypeValueOf,
  BooleanPrototypeValueOf,
  DatePrototypeGetTime,
  DatePrototypeToISOString,
  DatePrototypeToString,
  MapPrototypeGetSize,
  NumberIsNaN,
  NumberPrototypeValueOf,
  RegExp,
  RegExpPrototypeToString,
  SetPrototypeGetSize,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  StringPrototypeValueOf,
  SymbolIterator,
  SymbolPrototypeValueOf,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
} = primordials;

const {
  ARGUMENTS, ARRAY_BUFFER, BIGINT, BOOLEAN, DATAVIEW, DATE, MAP, MAPPED_ARGUMENTS, MAP_ITERATOR, MODULE_NS,
  NUMBER, PROMISE, REGEXP, SET, SET_ITERATOR, SHARED_ARRAY_BUFFER, STRING, SYMBOL, WEAKMAP, WEAKSET,
} = internalBinding('types');
const { previewEntries } = internalBinding('util');
const { isError } = require('internal/util');
const { isNativeError } = require('internal/util/types');
const collection = require('internal/util/inspect/collection');
const { formatError } = require('internal/util/inspect/error');
const { formatFunction } = require('internal/util/inspect/function');
const { getExtraKeys, getKeys } = require('internal/util/inspect/keys');
const { getPlainPrefix, getPrefix } = require('internal/util/inspect/names');
const { formatPrimitive, numberText } = require('internal/util/inspect/primitive');
const { stylizeNoColor } = require('internal/util/inspect/style');
const walk = require('internal/util/inspect/walk');

// What the properties of an object are: see value.js.
const OBJECT = 0;
const ARRAY_EXTRA = 2;

const tooDeep = (ctx, depth) => ctx.depth !== null && depth > ctx.depth;

// How an object is going to be printed, once its kind is known.
class Plan {
  kind = 0; // the engine's class of the object
  base = ''; // text before the braces: a function's, an error's, a date's
  open = '{';
  close = '}';
  type = OBJECT;
  keys = undefined;
  extras = undefined; // accessors to show, see formatExtra
  items = undefined; // (ctx, value, depth, plan) → texts, in front of the keys
  head = undefined; // what an iterator is said to iterate over
  inTypedArray = undefined;
  text = undefined; // all there is to say: nothing else is looked at
}

// `bare` means that no properties of prototypes are going to be listed.
function planObject(ctx, value, kind, constructor, tag, bare, depth, inTypedArray) {
  const plan = new Plan();
  plan.kind = kind;
  plan.inTypedArray = inTypedArray;
  // What has lost its prototype has lost its iterator with it.
  const iterable = constructor === null || SymbolIterator in value;
  if (!iterable || !planIterable(ctx, plan, value, constructor, tag, bare)) {
    planOther(ctx, plan, value, constructor, tag, bare, depth);
  }
  return plan;
}

// ---- kinds of objects: what can be iterated

// False if the value is none of the language's own collections.
function planIterable(ctx, plan, value, constructor, tag, bare) {
  const { kind } = plan;
  if (ArrayIsArray(value)) {
    planArray(ctx, plan, value, constructor, tag, bare);
  } else if (kind === SET) {
    planSized(ctx, plan, value, getPrefix(constructor, tag, 'Set', `(${SetPrototypeGetSize(value)})`),
      SetPrototypeGetSize(value), bare);
    plan.items = collection.formatSet;
  } else if (kind === MAP) {
    planSized(ctx, plan, value, getPrefix(constructor, tag, 'Map', `(${MapPrototypeGetSize(value)})`),
      MapPrototypeGetSize(value), bare);
    plan.items = collection.formatMap;
  } else if (kind !== DATAVIEW && ArrayBufferIsView(value)) {
    planTypedArray(ctx, plan, value, constructor, tag);
  } else if (kind === MAP_ITERATOR) {
    planIterator(ctx, plan, value, 'Map', tag);
  } else if (kind === SET_ITERATOR) {
    planIterator(ctx, plan, value, 'Set', tag);
  } else {
    return false;
  }
  return true;
}

function planArray(ctx, plan, value, constructor, tag, bare) {
  const prefix = constructor === 'Array' && tag === '' ? '' :
    getPrefix(constructor, tag, 'Array', `(${value.length})`);
  plan.keys = getExtraKeys(value, ctx.showHidden, false);
  plan.open = `${prefix}[`;
  plan.close = ']';
  plan.type = ARRAY_EXTRA;
  plan.items = collection.formatArray;
  if (value.length === 0 && plan.keys.length === 0 && bare) plan.text = `${plan.open}]`;
}

function planSized(ctx, plan, value, prefix, size, bare) {
  plan.keys = getKeys(value, ctx.showHidden);
  plan.open = `${prefix}{`;
  if (size === 0 && plan.keys.length === 0 && bare) plan.text = `${prefix}{}`;
}

const typedArrayExtras = ['BYTES_PER_ELEMENT', 'length', 'byteLength', 'byteOffset', 'buffer'];

function planTypedArray(ctx, plan, value, constructor, tag) {
  const length = TypedArrayPrototypeGetLength(value);
  const fallback = constructor === null ? TypedArrayPrototypeGetSymbolToStringTag(value) : '';
  plan.keys = getExtraKeys(value, ctx.showHidden, false);
  plan.open = `${getPrefix(constructor, tag, fallback, `(${length})`)}[`;
  plan.close = ']';
  if (length === 0 && plan.keys.length === 0 && !ctx.showHidden) {
    plan.text = `${plan.open}]`;
    return;
  }
  plan.type = ARRAY_EXTRA;
  plan.items = typedArrayItems;
  if (ctx.showHidden) {
    plan.extras = typedArrayExtras;
    plan.inTypedArray = true;
  }
}

function typedArrayItems(ctx, value) {
  return collection.formatTypedArray(ctx, value, TypedArrayPrototypeGetLength(value));
}

function planIterator(ctx, plan, value, type, tag) {
  const own = `${type} Iterator`;
  plan.keys = getKeys(value, ctx.showHidden);
  plan.head = tag === own ? type : `${tag === '' ? '' : `${tag}] [`}${type}`;
  plan.open = `[${plan.head} Iterator] {`;
  plan.items = iteratorItems;
}

function iteratorItems(ctx, value, depth, plan) {
  const preview = previewEntries(value, true);
  if (!preview[1]) return collection.formatValues(ctx, preview[0], depth, false);
  plan.open = `[${plan.head} Entries] {`;
  return collection.formatPairs(ctx, preview[0], depth, false);
}

// ---- kinds of objects: all others

function planOther(ctx, plan, value, constructor, tag, bare, depth) {
  const keys = plan.keys = getKeys(value, ctx.showHidden);
  const empty = keys.length === 0 && bare;
  const { kind } = plan;
  if (typeof value === 'function') {
    plan.base = formatFunction(ctx, value, constructor, tag);
    if (empty) plan.text = ctx.stylize(plan.base, 'special');
  } else if (constructor === 'Object') {
    if (kind === ARGUMENTS || kind === MAPPED_ARGUMENTS) plan.open = '[Arguments] {';
    else if (tag !== '') plan.open = `${getPrefix(constructor, tag, 'Object')}{`;
    if (empty) plan.text = `${plan.open}}`;
  } else if (kind === REGEXP) {
    const text = RegExpPrototypeToString(constructor === null ? new RegExp(value) : value);
    plan.base = withPrefix(getPrefix(constructor, tag, 'RegExp'), 'RegExp ', text);
    if (empty || tooDeep(ctx, depth)) plan.text = ctx.stylize(plan.base, 'regexp');
  } else if (kind === DATE) {
    const text = NumberIsNaN(DatePrototypeGetTime(value)) ? DatePrototypeToString(value) :
      DatePrototypeToISOString(value);
    plan.base = withPrefix(getPrefix(constructor, tag, 'Date'), 'Date ', text);
    if (empty) plan.text = ctx.stylize(plan.base, 'date');
  } else if (isError(value)) {
    plan.base = formatError(ctx, value, constructor, tag, keys);
    if (keys.length === 0 && bare) plan.text = plan.base;
  } else if (kind === ARRAY_BUFFER || kind === SHARED_ARRAY_BUFFER) {
    planArrayBuffer(ctx, plan, value, constructor, tag, empty);
  } else if (kind === DATAVIEW) {
    plan.open = `${getPrefix(constructor, tag, 'DataView')}{`;
    plan.extras = ['byteLength', 'byteOffset', 'buffer'];
  } else if (kind === PROMISE) {
    plan.open = `${getPrefix(constructor, tag, 'Promise')}{`;
    plan.items = collection.formatPromise;
  } else if (kind === WEAKSET) {
    plan.open = `${getPrefix(constructor, tag, 'WeakSet')}{`;
    plan.items = ctx.showHidden ? collection.formatWeakSet : unknownItems;
  } else if (kind === WEAKMAP) {
    plan.open = `${getPrefix(constructor, tag, 'WeakMap')}{`;
    plan.items = ctx.showHidden ? collection.formatWeakMap : unknownItems;
  } else if (kind === MODULE_NS) {
    plan.open = `${getPrefix(constructor, tag, 'Module')}{`;
    plan.items = namespaceItems;
  } else if (isBoxed(kind)) {
    plan.base = formatBoxed(ctx, value, kind, keys, constructor, tag);
    if (keys.length === 0 && bare) plan.text = plan.base;
  } else if (isURL(value) && !tooDeep(ctx, depth)) {
    plan.base = value.href;
    if (empty) plan.text = plan.base;
  } else {
    plan.open = `${getPlainPrefix(value, constructor, tag)}{`;
    if (empty) plan.text = `${plan.open}}`;
  }
}

function withPrefix(prefix, usual, text) {
  return prefix === usual ? text : `${prefix}${text}`;
}

function planArrayBuffer(ctx, plan, value, constructor, tag, empty) {
  const prefix = getPrefix(constructor, tag, plan.kind === ARRAY_BUFFER ? 'ArrayBuffer' : 'SharedArrayBuffer');
  // The bytes of a typed array have been printed as its items.
  if (plan.inTypedArray === undefined) {
    plan.items = collection.formatArrayBuffer;
  } else if (empty) {
    plan.text = `${prefix}{ [byteLength]: ${ctx.stylize(numberText(value.byteLength, false), 'number')} }`;
    return;
  }
  plan.open = `${prefix}{`;
  plan.extras = ['byteLength'];
}

function unknownItems(ctx) {
  return [ctx.stylize('<items unknown>', 'special')];
}

// An export may be read only after its module has run that far.
function namespaceItems(ctx, value, depth, plan) {
  const { keys } = plan;
  const texts = [];
  for (let i = 0; i < keys.length; i++) {
    try {
      texts[i] = walk.property(ctx, value, depth, keys[i], OBJECT, undefined, value);
    } catch (error) {
      if (!isNativeError(error) || error.name !== 'ReferenceError') throw error;
      const text = walk.property(ctx, { [keys[i]]: '' }, depth, keys[i], OBJECT, undefined, undefined);
      texts[i] = StringPrototypeSlice(text, 0, StringPrototypeLastIndexOf(text, ' ') + 1) +
        ctx.stylize('<uninitialized>', 'special');
    }
  }
  plan.keys = []; // They have been printed.
  return texts;
}

function isBoxed(kind) {
  return kind === NUMBER || kind === STRING || kind === BOOLEAN || kind === BIGINT || kind === SYMBOL;
}

function unbox(value, kind) {
  switch (kind) {
    case NUMBER: return ['Number', NumberPrototypeValueOf(value)];
    case STRING: return ['String', StringPrototypeValueOf(value)];
    case BOOLEAN: return ['Boolean', BooleanPrototypeValueOf(value)];
    case BIGINT: return ['BigInt', BigIntPrototypeValueOf(value)];
    default: return ['Symbol', SymbolPrototypeValueOf(value)];
  }
}

// [Number: 3]. Takes the indices of a boxed string out of `keys`.
function formatBoxed(ctx, value, kind, keys, constructor, tag) {
  const unboxed = unbox(value, kind);
  const type = unboxed[0];
  if (type === 'String') ArrayPrototypeSplice(keys, 0, unboxed[1].length);
  let text = `[${type}`;
  if (type !== constructor) text += constructor === null ? ' (null prototype)' : ` (${constructor})`;
  text += `: ${formatPrimitive(stylizeNoColor, unboxed[1], ctx)}]`;
  if (tag !== '' && tag !== constructor) text += ` [${tag}]`;
  if (keys.length !== 0 || ctx.stylize === stylizeNoColor) return text;
  return ctx.stylize(text, StringPrototypeToLowerCase(type));
}

function isURL(value) {
  return typeof value.href === 'string' && value instanceof require('internal/url').URL;
}

module.exports = { planObject };
