'use strict';

// The recursion of util.inspect: any value, any property, any object.

const {
  ArrayBufferIsView,
  ArrayIsArray,
  ArrayPrototypeSlice,
  ArrayPrototypeSort,
  BigIntPrototypeValueOf,
  BooleanPrototypeValueOf,
  DatePrototypeGetTime,
  DatePrototypeToISOString,
  DatePrototypeToString,
  FunctionPrototypeCall,
  FunctionPrototypeSymbolHasInstance,
  MapPrototypeGetSize,
  NumberIsNaN,
  NumberPrototypeValueOf,
  Object,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetOwnPropertyNames,
  ObjectGetOwnPropertySymbols,
  ObjectGetPrototypeOf,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  ObjectPrototypePropertyIsEnumerable,
  ObjectSetPrototypeOf,
  RegExp,
  RegExpPrototypeToString,
  SafeMap,
  SetPrototypeGetSize,
  StringPrototypeLastIndexOf,
  StringPrototypeRepeat,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  StringPrototypeValueOf,
  SymbolIterator,
  SymbolPrototypeValueOf,
  SymbolToStringTag,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
} = primordials;

const {
  constants: { ALL_PROPERTIES, ONLY_ENUMERABLE },
  getOwnNonIndexProperties,
  getProxyDetails,
  previewEntries,
} = internalBinding('util');
const { isStackOverflowError } = require('internal/errors');
const { customInspectSymbol, isError } = require('internal/util');
const {
  ARGUMENTS, ARRAY_BUFFER, BIGINT, BOOLEAN, DATAVIEW, DATE, MAP, MAPPED_ARGUMENTS, MAP_ITERATOR, MODULE_NS,
  NUMBER, PROMISE, PROXY, REGEXP, SET, SET_ITERATOR, SHARED_ARRAY_BUFFER, STRING, SYMBOL, WEAKMAP, WEAKSET,
  classOf,
} = internalBinding('types');
const { isNativeError } = require('internal/util/types');
const collection = require('internal/util/inspect/collection');
const { formatError } = require('internal/util/inspect/error');
const { formatFunction } = require('internal/util/inspect/function');
const { arrange } = require('internal/util/inspect/layout');
const { getConstructorName, getPlainPrefix, getPrefix, isPlain } = require('internal/util/inspect/names');
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

function appendAll(list, more) {
  for (let i = 0; i < more.length; i++) list[list.length] = more[i];
}

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

// The options as a custom inspection gets them. Objects of another realm get
// nothing through which they could reach this one.
function userOptions(ctx, foreign) {
  const options = {
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

function getKeys(value, showHidden) {
  const symbols = ObjectGetOwnPropertySymbols(value);
  if (showHidden) {
    const names = ObjectGetOwnPropertyNames(value);
    appendAll(names, symbols);
    return names;
  }
  let keys;
  try {
    keys = ObjectKeys(value);
  } catch (error) {
    // The namespace of a module whose bindings are not initialized yet.
    if (classOf(value) !== MODULE_NS) throw error;
    keys = ObjectGetOwnPropertyNames(value);
  }
  for (let i = 0; i < symbols.length; i++) {
    if (ObjectPrototypePropertyIsEnumerable(value, symbols[i])) keys[keys.length] = symbols[i];
  }
  return keys;
}

// ---- objects

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
  let inherited = ctx.showHidden && !tooDeep(ctx, depth) ? [] : undefined;
  const constructor = inherited === undefined && isPlain(value, ObjectGetPrototypeOf(value)) ? 'Object' :
    getConstructorName(value, ctx, depth, inherited);
  if (inherited !== undefined && inherited.length === 0) inherited = undefined;
  const tag = getTag(ctx, value);

  const plan = new Plan();
  plan.kind = kind;
  plan.inTypedArray = inTypedArray;
  const bare = inherited === undefined;
  if (!((constructor === null || SymbolIterator in value) && planIterable(ctx, plan, value, constructor, tag, bare))) {
    planOther(ctx, plan, value, constructor, tag, bare, depth);
  }
  if (plan.text !== undefined) return plan.text;

  if (tooDeep(ctx, depth)) {
    const name = StringPrototypeSlice(getPlainPrefix(value, constructor, tag), 0, -1);
    return ctx.stylize(constructor === null ? name : `[${name}]`, 'special');
  }
  depth++;
  ctx.seen[ctx.seen.length] = value;
  ctx.currentDepth = depth;
  const indentation = ctx.indentationLvl;
  let texts;
  try {
    texts = formatEntries(ctx, plan, value, depth);
    if (!bare) appendAll(texts, inherited);
  } catch (error) {
    if (!isStackOverflowError(error)) throw error;
    ctx.seen.length--;
    ctx.indentationLvl = indentation;
    const name = StringPrototypeSlice(getPlainPrefix(value, constructor, tag), 0, -1);
    return ctx.stylize(`[${name}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`, 'special');
  }
  if (ctx.circular !== undefined) markReference(ctx, plan, value);
  ctx.seen.length--;
  if (ctx.sorted) sortTexts(ctx.sorted, texts, plan);

  const text = arrange(ctx, texts, plan.base, plan.open, plan.close, plan.type === ARRAY_EXTRA, depth, value);
  const budget = (ctx.budget[ctx.indentationLvl] || 0) + text.length;
  ctx.budget[ctx.indentationLvl] = budget;
  if (budget > MAX_BUDGET) ctx.depth = -1;
  return text;
}

function formatEntries(ctx, plan, value, depth) {
  const { extras, items, keys, type } = plan;
  const texts = items === undefined ? [] : items(ctx, value, depth, plan);
  if (extras !== undefined) {
    for (let i = 0; i < extras.length; i++) {
      texts[texts.length] = formatExtra(ctx, value, depth, extras[i], plan.inTypedArray);
    }
  }
  for (let i = 0; i < keys.length; i++) {
    texts[texts.length] = formatProperty(ctx, value, depth, keys[i], type, undefined, value);
  }
  return texts;
}

// Something inside has referred to this object: <ref *1> says that it is the one.
function markReference(ctx, plan, value) {
  const index = ctx.circular.get(value);
  if (index === undefined) return;
  const reference = ctx.stylize(`<ref *${index}>`, 'special');
  if (ctx.compact === true) plan.open = `${reference} ${plan.open}`;
  else plan.base = plan.base === '' ? reference : `${reference} ${plan.base}`;
}

// Items of a list keep their order; the properties after them are sorted.
function sortTexts(sorted, texts, plan) {
  const comparator = sorted === true ? undefined : sorted;
  if (plan.type === OBJECT) {
    ArrayPrototypeSort(texts, comparator);
  } else if (plan.keys.length > 1) {
    const start = texts.length - plan.keys.length;
    const tail = ArrayPrototypeSort(ArrayPrototypeSlice(texts, start), comparator);
    for (let i = 0; i < tail.length; i++) texts[start + i] = tail[i];
  }
}

// ---- kinds of objects: what can be iterated

// False if the value is none of the language's own collections. `bare` means
// that no properties of prototypes are going to be listed.
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
  plan.keys = getOwnNonIndexProperties(value, ctx.showHidden ? ALL_PROPERTIES : ONLY_ENUMERABLE);
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
  plan.keys = getOwnNonIndexProperties(value, ctx.showHidden ? ALL_PROPERTIES : ONLY_ENUMERABLE);
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
      texts[i] = formatProperty(ctx, value, depth, keys[i], OBJECT, undefined, value);
    } catch (error) {
      if (!isNativeError(error) || error.name !== 'ReferenceError') throw error;
      const text = formatProperty(ctx, { [keys[i]]: '' }, depth, keys[i], OBJECT, undefined, undefined);
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
  if (type === 'String') keys.splice(0, unboxed[1].length);
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

walk.value = formatValue;
walk.property = formatProperty;

module.exports = { formatValue };
