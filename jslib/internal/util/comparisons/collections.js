'use strict';

// Entries of sets and maps. What one has and the other has not as the same
// value may still be deeply equal to something in it: such entries are collected
// and matched pairwise.

const {
  ArrayPrototypePush,
  MapIteratorPrototypeNext,
  MapPrototypeEntries,
  MapPrototypeGet,
  MapPrototypeGetSize,
  MapPrototypeHas,
  NumberIsNaN,
  SetIteratorPrototypeNext,
  SetPrototypeGetSize,
  SetPrototypeHas,
  SetPrototypeValues,
} = primordials;

const { LOOSE, PARTIAL } = require('internal/util/comparisons/modes');

const isObject = (value) => typeof value === 'object' && value !== null;

// What is still to be matched. Entries mostly come in the same order, or in the
// reverse one, so that both ends are tried first.
class Pool {
  items = [];
  start = 0;

  get size() { return this.items.length - this.start; }

  add(item) { ArrayPrototypePush(this.items, item); }

  // Takes out the first item that matches.
  take(matches) {
    const { items, start } = this;
    const last = items.length - 1;
    if (start > last) return false;
    if (matches(items[start])) {
      this.start++;
      return true;
    }
    for (let i = last; i > start; i--) {
      if (matches(items[i])) {
        items[i] = items[last];
        items.length = last;
        return true;
      }
    }
    return false;
  }
}

// A primitive can only be loosely equal to another one if there is a way
// between their types. Returns true for "perhaps", false for "no"; null and
// undefined, which are equal to each other alone, are looked up.
const PERHAPS = 1;
const NO = 0;
const LOOK_UP = 2;
function looseRelatives(primitive) {
  switch (typeof primitive) {
    case 'undefined':
    case 'object':
      return LOOK_UP;
    case 'symbol':
      return NO;
    case 'string':
      return NumberIsNaN(+primitive) ? NO : PERHAPS;
    case 'number':
      return primitive === primitive ? PERHAPS : NO;
    default:
      return PERHAPS;
  }
}

const nullish = (value) => (value === null ? undefined : null);

function setMayHaveLoose(a, b, primitive) {
  const relatives = looseRelatives(primitive);
  if (relatives !== LOOK_UP) return relatives === PERHAPS;
  const other = nullish(primitive);
  return !SetPrototypeHas(b, other) && SetPrototypeHas(a, other);
}

function equalSets(a, b, mode, path, deepEqual) {
  const pool = new Pool();
  const valuesB = SetPrototypeValues(b);
  for (let step = SetIteratorPrototypeNext(valuesB); !step.done; step = SetIteratorPrototypeNext(valuesB)) {
    const { value } = step;
    if (SetPrototypeHas(a, value)) continue;
    if (!isObject(value) && (mode !== LOOSE || !setMayHaveLoose(a, b, value))) return false;
    pool.add(value);
  }
  if (pool.size === 0) return true;

  let left = SetPrototypeGetSize(a);
  const valuesA = SetPrototypeValues(a);
  for (let step = SetIteratorPrototypeNext(valuesA); !step.done; step = SetIteratorPrototypeNext(valuesA)) {
    const { value } = step;
    left--;
    if (!SetPrototypeHas(b, value)) {
      if (pool.take((item) => deepEqual(value, item, mode, path))) {
        if (pool.size === 0 && mode === PARTIAL) return true;
      } else if (mode !== PARTIAL) {
        return false;
      }
    }
    if (left < pool.size) return false;
  }
  return pool.size === 0;
}

function mapMayHaveLoose(a, b, key, item, path, deepEqual) {
  const relatives = looseRelatives(key);
  if (relatives !== LOOK_UP) return relatives === PERHAPS;
  const other = nullish(key);
  const candidate = MapPrototypeGet(a, other);
  if (candidate === undefined && !MapPrototypeHas(a, other)) return false;
  return !MapPrototypeHas(b, other) && deepEqual(candidate, item, LOOSE, path);
}

function equalMaps(a, b, mode, path, deepEqual) {
  const pool = new Pool(); // of b's keys
  const entriesB = MapPrototypeEntries(b);
  for (let step = MapIteratorPrototypeNext(entriesB); !step.done; step = MapIteratorPrototypeNext(entriesB)) {
    const key = step.value[0];
    const item = step.value[1];
    if (isObject(key)) {
      pool.add(key);
      continue;
    }
    const candidate = MapPrototypeGet(a, key);
    if ((candidate !== undefined || MapPrototypeHas(a, key)) && deepEqual(candidate, item, mode, path)) continue;
    if (mode !== LOOSE || !mapMayHaveLoose(a, b, key, item, path, deepEqual)) return false;
    pool.add(key);
  }
  if (pool.size === 0) return true;

  let left = MapPrototypeGetSize(a);
  const entriesA = MapPrototypeEntries(a);
  for (let step = MapIteratorPrototypeNext(entriesA); !step.done; step = MapIteratorPrototypeNext(entriesA)) {
    const key = step.value[0];
    const item = step.value[1];
    left--;
    const matches = (other) => deepEqual(key, other, mode, path) &&
      deepEqual(item, MapPrototypeGet(b, other), mode, path);
    if (mode === PARTIAL) {
      if (isObject(key) && pool.take(matches) && pool.size === 0) return true;
    } else if (isObject(key)) {
      if (!pool.take(matches)) return false;
    } else if (MapPrototypeHas(b, key)) {
      // In a loose comparison the same key may still hold something else.
      if (mode === LOOSE && !deepEqual(item, MapPrototypeGet(b, key), mode, path) && !pool.take(matches)) return false;
    } else if (mode !== LOOSE || !pool.take(matches)) {
      return false;
    }
    if (left < pool.size) return false;
  }
  return pool.size === 0;
}

module.exports = { equalMaps, equalSets };
