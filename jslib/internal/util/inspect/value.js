'use strict';

// The recursion of util.inspect: any value, any property, any object.

const {
  Array,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSort,
  FunctionPrototypeCall,
  FunctionPrototypeSymbolHasInstance,
  Object,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetPrototypeOf,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  ObjectPrototypePropertyIsEnumerable,
  ObjectPrototype__lookupGetter__,
  ObjectSetPrototypeOf,
  SafeMap,
  StringPrototypeRepeat,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  SymbolIterator,
  SymbolToStringTag,
} = primordials;

const { ARRAY, OTHER, PROXY, classOf } = internalBinding('types');
const { getProxyDetails } = internalBinding('util');
const { isStackOverflowError } = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const collection = require('internal/util/inspect/collection');
const { appendAll, getExtraKeys, getKeys } = require('internal/util/inspect/keys');
const { planObject } = require('internal/util/inspect/kinds');
const { arrange } = require('internal/util/inspect/layout');
const { getConstructorName, getPlainPrefix } = require('internal/util/inspect/names');
const { formatPrimitive, numberText } = require('internal/util/inspect/primitive');
const { quoteKey, symbolText } = require('internal/util/inspect/quote');
const { stylizeNoColor } = require('internal/util/inspect/style');
const { getStringWidth } = require('internal/util/inspect/width');
const walk = require('internal/util/inspect/walk');

// What a property belongs to: an object, an array as one of its items, or an
// array beside its items.
const OBJECT = 0;
const ARRAY_ITEM = 1;
const ARRAY_EXTRA = 2;

// A text that long is more than anyone reads; what follows is cut short, so
// that neither memory nor time goes into it.
const MAX_BUDGET = 2 ** 27;

const plainPrototype = Object.prototype;
const arrayPrototype = Array.prototype;

const tooDeep = (ctx, depth) => ctx.depth !== null && depth > ctx.depth;

// ---- values

function formatValue(ctx, value, depth, inTypedArray) {
  const type = typeof value;
  if (type !== 'object' && type !== 'function') return formatPrimitive(ctx.stylize, value, ctx);
  if (value === null) return ctx.stylize('null', 'null');

  // Proxies first: from here on nothing may run a trap of one.
  const receiver = value;
  let kind = classOf(value);
  const isProxy = kind === PROXY;
  if (isProxy) {
    require('internal/process/env').fillIfEnv(value);
    const details = getProxyDetails(value);
    if (details === undefined || details[0] === null) return ctx.stylize('<Revoked Proxy>', 'special');
    if (ctx.showProxy) return formatProxy(ctx, details, depth);
    value = details[0];
    kind = classOf(value);
  }

  if (ctx.customInspect) {
    const custom = value[customInspectSymbol];
    if (typeof custom === 'function' && custom !== walk.inspect && !isPrototype(value)) {
      const text = formatCustom(ctx, custom, receiver, depth, isProxy);
      if (text !== undefined) return text;
    }
  }

  const { seen } = ctx;
  for (let i = 0; i < seen.length; i++) {
    if (seen[i] === value) return formatCircular(ctx, value);
  }
  return formatObject(ctx, value, kind, depth, inTypedArray);
}

// A prototype inherits nothing from itself: its custom inspection is for its instances.
function isPrototype(value) {
  return ObjectGetOwnPropertyDescriptor(value, 'constructor')?.value?.prototype === value;
}

// undefined where the object asks to be printed as if it had no say.
function formatCustom(ctx, custom, receiver, depth, isProxy) {
  const left = ctx.depth === null ? null : ctx.depth - depth;
  const foreign = isProxy || !FunctionPrototypeSymbolHasInstance(Object, receiver);
  const result = FunctionPrototypeCall(custom, receiver, left, userOptions(ctx, foreign), walk.inspect);
  if (result === receiver) return undefined;
  if (typeof result !== 'string') return formatValue(ctx, result, depth);
  return StringPrototypeReplaceAll(result, '\n', `\n${StringPrototypeRepeat(' ', ctx.indentationLvl)}`);
}

function optionsOf(ctx) {
  return {
    stylize: ctx.stylize,
    showHidden: ctx.showHidden,
    depth: ctx.depth,
    colors: ctx.colors,
    customInspect: ctx.customInspect,
    showProxy: ctx.showProxy,
    maxArrayLength: ctx.maxArrayLength,
    maxStringLength: ctx.maxStringLength,
    breakLength: ctx.breakLength,
    compact: ctx.compact,
    sorted: ctx.sorted,
    getters: ctx.getters,
    numericSeparator: ctx.numericSeparator,
    ...ctx.userOptions,
  };
}

// The options as a custom inspection gets them. Objects of another realm get
// nothing through which they could reach this one.
function userOptions(ctx, foreign) {
  const options = optionsOf(ctx);
  if (!foreign) return options;

  ObjectSetPrototypeOf(options, null);
  const keys = ObjectKeys(options);
  for (let i = 0; i < keys.length; i++) {
    const option = options[keys[i]];
    if ((typeof option === 'object' && option !== null) || typeof option === 'function') delete options[keys[i]];
  }
  options.stylize = ObjectSetPrototypeOf((value, kind) => {
    try {
      return `${ctx.stylize(value, kind)}`;
    } catch {
      return value;
    }
  }, null);
  return options;
}

function formatCircular(ctx, value) {
  const circular = (ctx.circular ??= new SafeMap());
  let index = circular.get(value);
  if (index === undefined) {
    index = circular.size + 1;
    circular.set(value, index);
  }
  return ctx.stylize(`[Circular *${index}]`, 'special');
}

function formatProxy(ctx, details, depth) {
  if (tooDeep(ctx, depth)) return ctx.stylize('Proxy [Array]', 'special');
  depth++;
  ctx.indentationLvl += 2;
  const texts = [formatValue(ctx, details[0], depth), formatValue(ctx, details[1], depth)];
  ctx.indentationLvl -= 2;
  return arrange(ctx, texts, '', 'Proxy [', ']', true, depth);
}

// ---- properties

// An enumerable property of the object's own. Those with a value, nearly all,
// need no descriptor, which is dear to make.
function formatOwn(ctx, owner, depth, key, type) {
  if (ObjectPrototype__lookupGetter__(owner, key) !== undefined) {
    return formatProperty(ctx, owner, depth, key, type, undefined, owner);
  }
  const value = owner[key];
  if (value === undefined || ctx.stylize !== stylizeNoColor || ctx.compact === true || typeof key === 'symbol') {
    return formatProperty(ctx, owner, depth, key, type, undefined, owner);
  }
  let text;
  if (typeof value === 'number' && !ctx.numericSeparator) {
    text = numberText(value, false);
  } else {
    ctx.indentationLvl += 2;
    text = formatValue(ctx, value, depth);
    ctx.indentationLvl -= 2;
  }
  return (key === '__proto__' ? "['__proto__']" : quoteKey(key)) + ': ' + text; // eslint-disable-line prefer-template
}

function formatProperty(ctx, owner, depth, key, type, descriptor, receiver) {
  descriptor ??= ObjectGetOwnPropertyDescriptor(owner, key);
  const { value } = descriptor;
  let text;
  let gap = ' ';
  if (value !== undefined) {
    const indent = ctx.compact === true && type === OBJECT ? 3 : 2;
    ctx.indentationLvl += indent;
    text = formatValue(ctx, value, depth);
    if (indent === 3 && ctx.breakLength < getStringWidth(text, ctx.colors)) {
      gap = `\n${StringPrototypeRepeat(' ', ctx.indentationLvl)}`;
    }
    ctx.indentationLvl -= indent;
  } else if (descriptor.get !== undefined) {
    text = formatGetter(ctx, descriptor, depth, receiver);
  } else if (descriptor.set !== undefined) {
    text = ctx.stylize('[Setter]', 'special');
  } else {
    text = ctx.stylize('undefined', 'undefined');
  }
  if (type === ARRAY_ITEM) return text;

  let name;
  if (typeof key === 'symbol') {
    name = ctx.stylize(symbolText(key), 'symbol');
  } else if (key === '__proto__') {
    name = "['__proto__']"; // As a bare key it would set the prototype.
  } else {
    name = quoteKey(key);
    if (ctx.stylize !== stylizeNoColor) name = ctx.stylize(name, name === key ? 'name' : 'string');
  }
  return descriptor.enumerable === false ? `[${name}]:${gap}${text}` : `${name}:${gap}${text}`;
}

function formatGetter(ctx, descriptor, depth, receiver) {
  const { stylize, getters } = ctx;
  const paired = descriptor.set !== undefined;
  const label = paired ? 'Getter/Setter' : 'Getter';
  const wanted = getters === true || (getters === 'get' && !paired) || (getters === 'set' && paired);
  if (!wanted) return stylize(`[${label}]`, 'special');

  ctx.indentationLvl += 2;
  const open = stylize(`[${label}:`, 'special');
  const close = stylize(']', 'special');
  let text;
  try {
    const value = FunctionPrototypeCall(descriptor.get, receiver);
    if (value !== null && (typeof value === 'object' || typeof value === 'function')) {
      text = `${stylize(`[${label}]`, 'special')} ${formatValue(ctx, value, depth)}`;
    } else {
      text = `${open} ${formatPrimitive(stylize, value, ctx)}${close}`;
    }
  } catch (error) {
    text = `${open} <Inspection threw (${formatValue(ctx, error, depth)})>${close}`;
  }
  ctx.indentationLvl -= 2;
  return text;
}

// An accessor of the object's class that says something about it, such as a
// DataView's byteLength. It throws where the memory behind it is gone; what
// follows is then indented once more, as in Node.
function formatExtra(ctx, owner, depth, key, inTypedArray) {
  ctx.indentationLvl += 2;
  let value;
  try {
    value = owner[key];
  } catch {
    ctx.indentationLvl += 2;
    value = owner.buffer[key];
  }
  const text = formatValue(ctx, value, depth, inTypedArray);
  ctx.indentationLvl -= 2;
  return `${ctx.stylize(`[${key}]`, 'string')}: ${text}`;
}

// ---- objects

function getTag(ctx, value) {
  let tag;
  try {
    tag = value[SymbolToStringTag];
  } catch {
    return '';
  }
  if (typeof tag !== 'string' || tag === '') return '';
  // A tag that is listed among the properties is not said twice.
  const listed = ctx.showHidden ? ObjectPrototypeHasOwnProperty(value, SymbolToStringTag) :
    ObjectPrototypePropertyIsEnumerable(value, SymbolToStringTag);
  return listed ? '' : tag;
}

function formatObject(ctx, value, kind, depth, inTypedArray) {
  const tag = getTag(ctx, value);
  if (tag === '' && !ctx.showHidden && !ObjectPrototypeHasOwnProperty(value, 'constructor')) {
    // What most values are, in short; the long way gives the same.
    const proto = ObjectGetPrototypeOf(value);
    if (kind === OTHER) {
      if (proto === plainPrototype && !(SymbolIterator in value)) return formatPlain(ctx, value, depth);
    } else if (kind === ARRAY && proto === arrayPrototype && SymbolIterator in value) {
      return formatList(ctx, value, depth);
    }
  }

  let inherited = ctx.showHidden && !tooDeep(ctx, depth) ? [] : undefined;
  const constructor = getConstructorName(value, ctx, depth, inherited);
  if (inherited !== undefined && inherited.length === 0) inherited = undefined;

  const bare = inherited === undefined;
  const plan = planObject(ctx, value, kind, constructor, tag, bare, depth, inTypedArray);
  if (plan.text !== undefined) return plan.text;
  if (tooDeep(ctx, depth)) {
    const name = StringPrototypeSlice(getPlainPrefix(value, constructor, tag), 0, -1);
    return ctx.stylize(constructor === null ? name : `[${name}]`, 'special');
  }

  depth++;
  const indentation = enter(ctx, value, depth);
  let texts;
  try {
    texts = formatEntries(ctx, plan, value, depth);
    if (!bare) appendAll(texts, inherited);
  } catch (error) {
    return interrupted(ctx, error, getPlainPrefix(value, constructor, tag), indentation);
  }
  return leave(ctx, value, texts, depth, plan.base, plan.open, plan.close, plan.type, plan.keys.length);
}

function formatPlain(ctx, value, depth) {
  const keys = getKeys(value, false);
  if (keys.length === 0) return '{}';
  if (tooDeep(ctx, depth)) return ctx.stylize('[Object]', 'special');
  depth++;
  const indentation = enter(ctx, value, depth);
  const texts = [];
  try {
    for (let i = 0; i < keys.length; i++) ArrayPrototypePush(texts, formatOwn(ctx, value, depth, keys[i], OBJECT));
  } catch (error) {
    return interrupted(ctx, error, 'Object ', indentation);
  }
  return leave(ctx, value, texts, depth, '', '{', '}', OBJECT, keys.length);
}

function formatList(ctx, value, depth) {
  const keys = getExtraKeys(value, false, false);
  if (value.length === 0 && keys.length === 0) return '[]';
  if (tooDeep(ctx, depth)) return ctx.stylize('[Array]', 'special');
  depth++;
  const indentation = enter(ctx, value, depth);
  let texts;
  try {
    texts = collection.formatArray(ctx, value, depth);
    for (let i = 0; i < keys.length; i++) ArrayPrototypePush(texts, formatOwn(ctx, value, depth, keys[i], ARRAY_EXTRA));
  } catch (error) {
    return interrupted(ctx, error, 'Array ', indentation);
  }
  return leave(ctx, value, texts, depth, '', '[', ']', ARRAY_EXTRA, keys.length);
}

// Before what is in an object is formatted: returns what interrupted() needs.
function enter(ctx, value, depth) {
  ArrayPrototypePush(ctx.seen, value);
  ctx.currentDepth = depth;
  return ctx.indentationLvl;
}

// After it: texts become one text.
function leave(ctx, value, texts, depth, base, open, close, type, keyCount) {
  if (ctx.circular !== undefined) {
    const index = ctx.circular.get(value);
    if (index !== undefined) {
      // Something inside refers to this object.
      const reference = ctx.stylize(`<ref *${index}>`, 'special');
      if (ctx.compact === true) open = `${reference} ${open}`;
      else base = base === '' ? reference : `${reference} ${base}`;
    }
  }
  ctx.seen.length--;
  if (ctx.sorted) sortTexts(ctx.sorted, texts, type, keyCount);
  const text = arrange(ctx, texts, base, open, close, type === ARRAY_EXTRA, depth, value);
  ctx.budget += text.length;
  if (ctx.budget > MAX_BUDGET) ctx.depth = -1;
  return text;
}

// The stack does not reach to the bottom of the object.
function interrupted(ctx, error, prefix, indentation) {
  if (!isStackOverflowError(error)) throw error;
  ctx.seen.length--;
  ctx.indentationLvl = indentation;
  const name = StringPrototypeSlice(prefix, 0, -1);
  return ctx.stylize(`[${name}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`, 'special');
}

function formatEntries(ctx, plan, value, depth) {
  const { extras, items, type } = plan;
  const texts = items === undefined ? [] : items(ctx, value, depth, plan);
  const { keys } = plan; // less what the items have shown
  if (extras !== undefined) {
    for (let i = 0; i < extras.length; i++) {
      ArrayPrototypePush(texts, formatExtra(ctx, value, depth, extras[i], plan.inTypedArray));
    }
  }
  for (let i = 0; i < keys.length; i++) {
    ArrayPrototypePush(texts, formatProperty(ctx, value, depth, keys[i], type, undefined, value));
  }
  return texts;
}

// Items of a list keep their order; the properties after them are sorted.
function sortTexts(sorted, texts, type, keyCount) {
  const comparator = sorted === true ? undefined : sorted;
  if (type === OBJECT) {
    ArrayPrototypeSort(texts, comparator);
  } else if (keyCount > 1) {
    const start = texts.length - keyCount;
    const tail = ArrayPrototypeSort(ArrayPrototypeSlice(texts, start), comparator);
    for (let i = 0; i < tail.length; i++) texts[start + i] = tail[i];
  }
}

walk.options = optionsOf;
walk.value = formatValue;
walk.property = formatProperty;

module.exports = { formatValue };
