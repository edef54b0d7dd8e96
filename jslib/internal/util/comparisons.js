'use strict';

// Deep equality: assert.deepEqual and its stricter and partial relatives.

const {
  ArrayBufferIsView,
  ArrayIsArray,
  ArrayPrototypePush,
  BigIntPrototypeValueOf,
  BooleanPrototypeValueOf,
  DatePrototypeGetTime,
  Error,
  NumberPrototypeValueOf,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetOwnPropertySymbols,
  ObjectGetPrototypeOf,
  ObjectIs,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  ObjectPrototypePropertyIsEnumerable,
  ObjectPrototypeToString,
  SafeSet,
  StringPrototypeValueOf,
  SymbolPrototypeValueOf,
  SymbolToStringTag,
  TypedArrayPrototypeGetSymbolToStringTag,
  Uint8Array,
} = primordials;

const { compare } = internalBinding('buffer');
const {
  ARRAY_BUFFER, BIGINT, BOOLEAN, DATE, ERROR, MAP, NUMBER, PROMISE, REGEXP, SET, SHARED_ARRAY_BUFFER, STRING, SYMBOL,
  WEAKMAP, WEAKSET, classOf,
} = internalBinding('types');
const { isError } = require('internal/util');
const { BuiltinModule } = require('bootstrap/realm');
const { LOOSE, PARTIAL, STRICT, STRICT_WITHOUT_PROTOTYPES } = require('internal/util/comparisons/modes');
const { equalLists, partialLists } = require('internal/util/comparisons/lists');
const { getExtraKeys } = require('internal/util/inspect/keys');
const { equalMaps, equalSets } = require('internal/util/comparisons/collections');

// The names of the language's own constructors need no look at prototypes.
const wellKnown = new SafeSet();
for (const name of [
  'Array', 'ArrayBuffer', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Boolean', 'DataView', 'Date', 'Error',
  'Float16Array', 'Float32Array', 'Float64Array', 'Function', 'Int16Array', 'Int32Array', 'Int8Array', 'Map', 'Number',
  'Object', 'Promise', 'RegExp', 'Set', 'String', 'Symbol', 'Uint16Array', 'Uint32Array', 'Uint8Array',
  'Uint8ClampedArray', 'WeakMap', 'WeakSet',
]) {
  wellKnown.add(primordials[name]);
}

// The objects that are being compared, to recognize cycles. Most programs never
// compare cyclic values, so that this is only written down once one has: then
// the comparison starts again, and later ones, as in Node, are careful at once.
const MAX_UNTRACKED_DEPTH = 60;
const TOO_DEEP = { __proto__: null };
let careful = false;

class Path {
  depth = 0;
  objects = careful ? new SafeSet() : undefined;
}

function compareValues(a, b, mode) {
  if (typeof a !== 'object' || a === null) return deepEqual(a, b, mode, undefined);
  try {
    return deepEqual(a, b, mode, new Path());
  } catch (error) {
    if (error !== TOO_DEEP) throw error;
    careful = true;
    return deepEqual(a, b, mode, new Path());
  }
}

function deepEqual(a, b, mode, path) {
  if (a === b) return a !== 0 || mode === LOOSE || ObjectIs(a, b);
  const aIsObject = typeof a === 'object' && a !== null;
  const bIsObject = typeof b === 'object' && b !== null;
  if (aIsObject && bIsObject) return equalObjects(a, b, mode, path);
  if (aIsObject || bIsObject) return false;
  if (a !== a && b !== b) return true; // Both are NaN.
  return mode === LOOSE && a == b; // eslint-disable-line eqeqeq
}

function samePrototype(a, b) {
  const { constructor } = a;
  if (wellKnown.has(constructor) ||
      (constructor !== undefined && !ObjectPrototypeHasOwnProperty(a, 'constructor'))) {
    return constructor === b.constructor;
  }
  return ObjectGetPrototypeOf(a) === ObjectGetPrototypeOf(b);
}

const sameTag = (a, b) => a[SymbolToStringTag] === b[SymbolToStringTag];

// The same for objects that may have no tag but a built-in one.
function sameClassTag(a, b) {
  const tagA = a[SymbolToStringTag];
  const tagB = b[SymbolToStringTag];
  if (tagA !== undefined && tagB !== undefined) return tagA === tagB;
  return ObjectPrototypeToString(a) === ObjectPrototypeToString(b);
}

const sizesFit = (a, b, mode) => a === b || (mode === PARTIAL && a > b);

function equalObjects(a, b, mode, path) {
  if (mode === STRICT && !samePrototype(a, b)) return false;
  const kind = classOf(a);
  if (ArrayIsArray(a)) {
    return ArrayIsArray(b) && sizesFit(a.length, b.length, mode) && sameTag(a, b) &&
      equalExtras(a, b, mode, path, mode === PARTIAL ? partialLists : equalLists);
  }
  if (kind === SET || kind === MAP) {
    return classOf(b) === kind && sizesFit(a.size, b.size, mode) && sameTag(a, b) &&
      equalProperties(a, b, mode, path, kind === SET ? equalSets : equalMaps);
  }
  if (ArrayBufferIsView(a)) {
    return TypedArrayPrototypeGetSymbolToStringTag(a) === (ArrayBufferIsView(b) ?
      TypedArrayPrototypeGetSymbolToStringTag(b) : NaN) && equalViews(a, b, mode) &&
      equalExtras(a, b, mode, path, undefined);
  }
  if (!equalIntrinsics(a, b, kind, mode, path)) return false;
  return equalProperties(a, b, mode, path, undefined);
}

// ---- what objects hold besides properties

function isCollection(value, kind) {
  return kind === SET || kind === MAP || kind === DATE || kind === REGEXP || kind === ARRAY_BUFFER ||
    kind === SHARED_ARRAY_BUFFER || ArrayIsArray(value) || ArrayBufferIsView(value);
}

function equalIntrinsics(a, b, kind, mode, path) {
  const kindB = classOf(b);
  if (kind === DATE) {
    if (kindB !== DATE || !sameTag(a, b)) return false;
    const timeA = DatePrototypeGetTime(a);
    const timeB = DatePrototypeGetTime(b);
    return timeA === timeB || (timeA !== timeA && timeB !== timeB);
  }
  if (kind === REGEXP) {
    return kindB === REGEXP && a.source === b.source && a.flags === b.flags && a.lastIndex === b.lastIndex &&
      sameTag(a, b);
  }
  if (kind === ARRAY_BUFFER || kind === SHARED_ARRAY_BUFFER) {
    return (kindB === ARRAY_BUFFER || kindB === SHARED_ARRAY_BUFFER) && sameTag(a, b) &&
      equalBytes(new Uint8Array(a), new Uint8Array(b), mode);
  }
  if (!sameClassTag(a, b) || isCollection(b, kindB)) return false;
  if (isError(a)) return isError(b) && equalErrors(a, b, mode, path);
  if (isBoxed(kind)) return kind === kindB && ObjectIs(unbox(a, kind), unbox(b, kind));
  if (isURL(a)) return isURL(b) && a.href === b.href;
  const keys = keyComparison();
  if (keys !== undefined && keys.isKey(a)) return keys.equal(a, b, mode, path);
  // Nobody can look into these, so that two of them are never the same.
  return !isBoxed(kindB) && kindB !== ERROR && !(b instanceof Error) &&
    kind !== WEAKMAP && kind !== WEAKSET && kind !== PROMISE;
}

function isBoxed(kind) {
  return kind === NUMBER || kind === STRING || kind === BOOLEAN || kind === BIGINT || kind === SYMBOL;
}

function unbox(value, kind) {
  switch (kind) {
    case NUMBER: return NumberPrototypeValueOf(value);
    case STRING: return StringPrototypeValueOf(value);
    case BOOLEAN: return BooleanPrototypeValueOf(value);
    case BIGINT: return BigIntPrototypeValueOf(value);
    default: return SymbolPrototypeValueOf(value);
  }
}

function isURL(value) {
  return typeof value.href === 'string' && typeof value.protocol === 'string' &&
    value instanceof require('internal/url').URL;
}

// Keys can only exist once a program has loaded node:crypto.
function keyComparison() {
  const module = BuiltinModule.map.get('internal/crypto/keys');
  if (module === undefined || !module.loaded) return undefined;
  const { equalKeys, isKey } = module.exports;
  return { isKey, equal: equalKeys };
}

const errorKeys = ['message', 'name', 'cause', 'errors'];

// Stacks differ even between errors that say the same; the rest is compared,
// though it is not enumerable.
function equalErrors(a, b, mode, path) {
  for (let i = 0; i < errorKeys.length; i++) {
    const key = errorKeys[i];
    if (ObjectPrototypePropertyIsEnumerable(b, key)) continue; // Comes with the properties.
    if (mode === PARTIAL && (b[key] === undefined || (key === 'message' && b[key] === ''))) continue;
    if (!deepEqual(a[key], b[key], mode, path)) return false;
  }
  const hasCause = ObjectPrototypeHasOwnProperty(b, 'cause');
  return hasCause === ObjectPrototypeHasOwnProperty(a, 'cause') || (mode === PARTIAL && !hasCause);
}

const bytesOf = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

function equalViews(a, b, mode) {
  if (mode === LOOSE) {
    const tag = TypedArrayPrototypeGetSymbolToStringTag(a);
    // -0 and 0 are loosely equal, NaN and NaN are not.
    if (tag === 'Float16Array' || tag === 'Float32Array' || tag === 'Float64Array') return equalFloats(a, b);
  }
  return equalBytes(bytesOf(a), bytesOf(b), mode);
}

function equalFloats(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}

function equalBytes(a, b, mode) {
  if (a.length === b.length) return compare(a, b) === 0;
  return mode === PARTIAL && a.length > b.length && isSubsequence(a, b);
}

// Whether all of b is in a, in order, though not side by side.
function isSubsequence(a, b) {
  let next = 0;
  for (let i = 0; i < a.length && next < b.length; i++) {
    if (a[i] === b[next]) next++;
  }
  return next === b.length;
}

// ---- properties

function addEnumerableSymbols(keys, value) {
  const symbols = ObjectGetOwnPropertySymbols(value);
  for (let i = 0; i < symbols.length; i++) {
    if (ObjectPrototypePropertyIsEnumerable(value, symbols[i])) ArrayPrototypePush(keys, symbols[i]);
  }
}

// Objects: all enumerable properties.
function equalProperties(a, b, mode, path, equalEntries) {
  const keysB = ObjectKeys(b);
  let keysA;
  if (mode === PARTIAL) {
    addEnumerableSymbols(keysB, b);
  } else {
    keysA = ObjectKeys(a);
    if (keysA.length !== keysB.length) return false;
    if (mode !== LOOSE) {
      addEnumerableSymbols(keysA, a);
      addEnumerableSymbols(keysB, b);
      if (keysA.length !== keysB.length) return false;
    }
  }
  if (keysB.length === 0 && (equalEntries === undefined || b.size === 0)) return true;
  return equalOnPath(a, b, mode, path, keysA, keysB, equalEntries);
}

// Lists: all enumerable properties that are no elements.
function equalExtras(a, b, mode, path, equalEntries) {
  const keysB = getExtraKeys(b, false, mode === LOOSE);
  if (mode !== PARTIAL && keysB.length !== getExtraKeys(a, false, mode === LOOSE).length) return false;
  if (keysB.length === 0 && (equalEntries === undefined || b.length === 0)) return true;
  return equalOnPath(a, b, mode, path, undefined, keysB, equalEntries);
}

function equalOnPath(a, b, mode, path, keysA, keysB, equalEntries) {
  const { objects } = path;
  if (objects === undefined) {
    if (path.depth > MAX_UNTRACKED_DEPTH) throw TOO_DEEP;
  } else {
    const hasA = objects.has(a);
    // Where both have come round, nothing has been found to differ on the way.
    if (hasA || objects.has(b)) return hasA && objects.has(b);
    objects.add(a);
    objects.add(b);
  }
  path.depth++;
  const equal = equalValues(a, b, mode, path, keysA, keysB) &&
    (equalEntries === undefined || equalEntries(a, b, mode, path, deepEqual));
  path.depth--;
  if (objects !== undefined) {
    objects.delete(a);
    objects.delete(b);
  }
  return equal;
}

function equalValues(a, b, mode, path, keysA, keysB) {
  let i = 0;
  if (keysA !== undefined) {
    // As long as the keys come in the same order they need no look-up.
    for (; i < keysB.length && keysA[i] === keysB[i]; i++) {
      if (!deepEqual(a[keysB[i]], b[keysB[i]], mode, path)) return false;
    }
  }
  for (; i < keysB.length; i++) {
    const key = keysB[i];
    const descriptor = ObjectGetOwnPropertyDescriptor(a, key);
    if (descriptor === undefined || descriptor.enumerable !== true) return false;
    if (!deepEqual(descriptor.writable === undefined ? a[key] : descriptor.value, b[key], mode, path)) return false;
  }
  return true;
}

module.exports = {
  isDeepEqual(a, b) {
    return compareValues(a, b, LOOSE);
  },
  isDeepStrictEqual(a, b, skipPrototype) {
    return compareValues(a, b, skipPrototype ? STRICT_WITHOUT_PROTOTYPES : STRICT);
  },
  isPartialStrictEqual(a, b) {
    return compareValues(a, b, PARTIAL);
  },
};
