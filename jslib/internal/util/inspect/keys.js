'use strict';

// The own keys of an object that are shown.

const {
  ArrayPrototypePush,
  ObjectGetOwnPropertyNames,
  ObjectGetOwnPropertySymbols,
  ObjectKeys,
  ObjectPrototypePropertyIsEnumerable,
  ReflectOwnKeys,
} = primordials;

const { MODULE_NS, classOf } = internalBinding('types');

const MAX_INDEX = 2 ** 32 - 1;

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
    if (ObjectPrototypePropertyIsEnumerable(value, symbols[i])) ArrayPrototypePush(keys, symbols[i]);
  }
  return keys;
}

function appendAll(list, more) {
  for (let i = 0; i < more.length; i++) ArrayPrototypePush(list, more[i]);
}

function isIndex(key) {
  if (typeof key !== 'string') return false;
  const number = key >>> 0;
  return `${number}` === key && number !== MAX_INDEX;
}

// The keys of a list besides its indices. Indices come first in the engine's
// order, so that the others are found without looking at each.
function getExtraKeys(list, showHidden, skipSymbols) {
  const keys = ReflectOwnKeys(list);
  let low = 0;
  let high = keys.length;
  // Most lists are full and have nothing else but a length.
  if (isIndex(keys[high - 2])) low = high - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isIndex(keys[middle])) low = middle + 1;
    else high = middle;
  }
  const extra = [];
  for (let i = low; i < keys.length; i++) {
    const key = keys[i];
    if (skipSymbols && typeof key === 'symbol') continue;
    if (showHidden || ObjectPrototypePropertyIsEnumerable(list, key)) ArrayPrototypePush(extra, key);
  }
  return extra;
}

module.exports = { appendAll, getExtraKeys, getKeys };
