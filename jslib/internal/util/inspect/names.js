'use strict';

// What an object is called: the name of its constructor, its tag, and the
// brackets that go with them.

const {
  AggregateError, Array, ArrayBuffer, ArrayIsArray, Boolean, DataView, Date, Error, Function,
  ArrayPrototypePush,
  FunctionPrototypeSymbolHasInstance, Map, Number, Object, ObjectGetOwnPropertyDescriptor,
  ObjectGetPrototypeOf, ObjectPrototypeHasOwnProperty,
  Promise, RangeError, ReflectOwnKeys, RegExp, SafeMap, SafeSet, Set, String,
  StringPrototypeIndexOf, StringPrototypeToLowerCase, SymbolToStringTag, TypedArray,
  TypedArrayPrototypeGetSymbolToStringTag, TypeError, WeakMap, WeakSet,
} = primordials;

const types = require('internal/util/types');
const walk = require('internal/util/inspect/walk');

// Names of the language's own classes and namespaces, as many as Node counts. A
// prototype of one of them ends the search for properties that the user has put
// on prototypes.
const builtInNames = new SafeSet([
  'AggregateError', 'Array', 'ArrayBuffer', 'Atomics', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Boolean',
  'DataView', 'Date', 'Error', 'EvalError', 'FinalizationRegistry', 'Float32Array', 'Float64Array', 'Function',
  'Infinity', 'Int16Array', 'Int32Array', 'Int8Array', 'Intl', 'Iterator', 'JSON', 'Map', 'Math', 'NaN', 'Number',
  'Object', 'Promise', 'Proxy', 'RangeError', 'ReferenceError', 'Reflect', 'RegExp', 'Set', 'String', 'Symbol',
  'SyntaxError', 'TypeError', 'URIError', 'Uint16Array', 'Uint32Array', 'Uint8Array', 'Uint8ClampedArray',
  'WeakMap', 'WeakRef', 'WeakSet',
]);

// These keep their names though a program tampers with their `constructor`.
const wellKnown = new SafeMap();
for (const constructor of [
  Array, ArrayBuffer, Function, Map, Set, Object, TypedArray, RegExp, Date, DataView,
  Error, AggregateError, RangeError, TypeError, Boolean, Number, String, Promise, WeakMap, WeakSet,
]) {
  wellKnown.set(constructor.prototype, constructor);
}
const wellKnownNames = new SafeMap();
for (const constructor of wellKnown.values()) wellKnownNames.set(constructor, constructor.name);

function isInstance(value, constructor) {
  try {
    return value instanceof constructor;
  } catch {
    return false;
  }
}

// The name of the class a value was made as, which no change of its prototype
// can take away. The engine keeps it for the language's own classes alone.
function intrinsicName(value) {
  if (typeof value === 'function') return 'Function';
  if (ArrayIsArray(value)) return 'Array';
  const tag = TypedArrayPrototypeGetSymbolToStringTag(value);
  if (tag !== undefined) return tag;
  if (types.isMap(value)) return 'Map';
  if (types.isSet(value)) return 'Set';
  if (types.isPromise(value)) return 'Promise';
  if (types.isNativeError(value)) return 'Error';
  if (types.isRegExp(value)) return 'RegExp';
  if (types.isDate(value)) return 'Date';
  if (types.isWeakMap(value)) return 'WeakMap';
  if (types.isWeakSet(value)) return 'WeakSet';
  if (types.isArrayBuffer(value)) return 'ArrayBuffer';
  if (types.isSharedArrayBuffer(value)) return 'SharedArrayBuffer';
  if (types.isDataView(value)) return 'DataView';
  if (types.isStringObject(value)) return 'String';
  if (types.isNumberObject(value)) return 'Number';
  if (types.isBooleanObject(value)) return 'Boolean';
  if (types.isBigIntObject(value)) return 'BigInt';
  if (types.isSymbolObject(value)) return 'Symbol';
  return dataTag(value) || 'Object';
}

// The tag, unless it takes a getter to know it.
function dataTag(value) {
  for (let current = value; current !== null; current = ObjectGetPrototypeOf(current)) {
    const descriptor = ObjectGetOwnPropertyDescriptor(current, SymbolToStringTag);
    if (descriptor !== undefined) return typeof descriptor.value === 'string' ? descriptor.value : '';
  }
  return '';
}

// The constructor's name, or null where no prototype leads to one. Texts of
// properties on the user's own prototypes are added to `inherited`, if given.
function getConstructorName(value, ctx, depth, inherited) {
  let first;
  let current = value;
  while (current !== null) {
    const known = wellKnown.get(current);
    if (known !== undefined && FunctionPrototypeSymbolHasInstance(known, value)) {
      if (inherited !== undefined && first !== current) {
        addInherited(ctx, value, first || value, depth, inherited);
      }
      return wellKnownNames.get(known);
    }
    const descriptor = ObjectGetOwnPropertyDescriptor(current, 'constructor');
    if (descriptor !== undefined) {
      const constructor = descriptor.value;
      if (typeof constructor === 'function' && constructor.name !== '' && isInstance(value, constructor)) {
        if (inherited !== undefined && (first !== current || !builtInNames.has(constructor.name))) {
          addInherited(ctx, value, first || value, depth, inherited);
        }
        return String(constructor.name);
      }
    }
    current = ObjectGetPrototypeOf(current);
    if (first === undefined) first = current;
  }
  if (first === null) return null;

  const name = intrinsicName(value);
  if (ctx.depth !== null && depth > ctx.depth) return `${name} <Complex prototype>`;
  const inner = getConstructorName(first, ctx, depth + 1, inherited);
  if (inner !== null) return `${name} <${inner}>`;
  return `${name} <${walk.inspect(first, { ...walk.options(ctx), customInspect: false, depth: -1 })}>`;
}

const MAX_PROTOTYPES = 3;

// Adds the properties, other than methods, of up to three prototypes between
// the object and the first built-in one. `from` is the first to be listed.
function addInherited(ctx, main, from, depth, out) {
  const shown = new SafeSet();
  let current = from;
  for (let layer = 0; layer < MAX_PROTOTYPES; layer++) {
    if (layer !== 0 || main === current) {
      current = ObjectGetPrototypeOf(current);
      if (current === null) return;
      const constructor = ObjectGetOwnPropertyDescriptor(current, 'constructor')?.value;
      if (typeof constructor === 'function' && builtInNames.has(constructor.name)) return;
    }
    const keys = ReflectOwnKeys(current);
    ArrayPrototypePush(ctx.seen, main);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (key === 'constructor' || ObjectPrototypeHasOwnProperty(main, key) || shown.has(key)) continue;
      const descriptor = ObjectGetOwnPropertyDescriptor(current, key);
      if (typeof descriptor.value === 'function') continue;
      const text = walk.property(ctx, current, depth, key, 0, descriptor, main);
      ArrayPrototypePush(out, ctx.colors ? `\u001b[2m${text}\u001b[22m` : text);
    }
    ctx.seen.length--;
    for (let i = 0; i < keys.length; i++) shown.add(keys[i]);
  }
}

// Whether a constructor's name says already what the tag says: "Foo" is part
// of "FooBar" as a word, but not of "Football".
function containsTag(constructor, tag) {
  const position = StringPrototypeIndexOf(constructor, tag);
  if (position === -1) return false;
  const end = position + tag.length;
  return end === constructor.length || constructor[end] !== StringPrototypeToLowerCase(constructor[end]);
}

// The words before the braces, with a space at the end.
function getPrefix(constructor, tag, fallback, size = '') {
  if (constructor === null) {
    return tag !== '' && fallback !== tag ?
      `[${fallback}${size}: null prototype] [${tag}] ` :
      `[${fallback}${size}: null prototype] `;
  }
  return tag === '' || containsTag(constructor, tag) ?
    `${constructor}${size} ` :
    `${constructor}${size} [${tag}] `;
}

// The same for objects that are known by nothing but constructor and tag.
function getPlainPrefix(value, constructor, tag) {
  let fallback = '';
  if (constructor === null) {
    fallback = intrinsicName(value);
    if (fallback === tag) fallback = 'Object';
  }
  return getPrefix(constructor, tag, fallback);
}

module.exports = { builtInNames, getConstructorName, getPlainPrefix, getPrefix };
