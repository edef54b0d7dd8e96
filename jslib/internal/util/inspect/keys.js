'use strict';

// The own keys of an object that are shown.

const {
  ObjectGetOwnPropertyNames,
  ObjectGetOwnPropertySymbols,
  ObjectKeys,
  ObjectPrototypePropertyIsEnumerable,
} = primordials;

const { MODULE_NS, classOf } = internalBinding('types');

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

function appendAll(list, more) {
  for (let i = 0; i < more.length; i++) list[list.length] = more[i];
}

module.exports = { appendAll, getKeys };
