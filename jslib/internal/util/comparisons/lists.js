'use strict';

// Elements of arrays.

const { ObjectKeys, ObjectPrototypeHasOwnProperty } = primordials;

const { LOOSE } = require('internal/util/comparisons/modes');

const isHole = (list, i) => list[i] === undefined && !ObjectPrototypeHasOwnProperty(list, i);

// Loosely, null and undefined are the same, and a hole is neither.
function equalLists(a, b, mode, path, deepEqual) {
  for (let i = 0; i < a.length; i++) {
    if (b[i] === undefined) {
      if (isHole(b, i)) return equalSparse(a, b, mode, path, deepEqual, i);
      if ((a[i] !== undefined || isHole(a, i)) && (mode !== LOOSE || a[i] !== null)) return false;
    } else if ((a[i] === undefined || !deepEqual(a[i], b[i], mode, path)) && (mode !== LOOSE || b[i] !== null)) {
      return false;
    }
  }
  return true;
}

// From the first hole on: by keys.
function equalSparse(a, b, mode, path, deepEqual, from) {
  const keysA = ObjectKeys(a);
  const keysB = ObjectKeys(b);
  if (keysA.length !== keysB.length) return false;
  for (let i = from; i < keysB.length; i++) {
    const key = keysB[i];
    if (isHole(a, key) || !deepEqual(a[key], b[key], mode, path)) return false;
  }
  return true;
}

// Whether the elements of b are found in a in the same order.
function partialLists(a, b, mode, path, deepEqual) {
  let next = 0;
  for (let i = 0; i < b.length; i++) {
    if (isHole(b, i)) return partialSparse(a, b, mode, path, deepEqual, next, i);
    for (;;) {
      if (isHole(a, next)) return partialSparse(a, b, mode, path, deepEqual, next, i);
      if (deepEqual(a[next], b[i], mode, path)) break;
      next++;
      if (next > a.length - b.length + i) return false;
    }
    next++;
  }
  return true;
}

function partialSparse(a, b, mode, path, deepEqual, startA, startB) {
  const keysA = ObjectKeys(a);
  const keysB = ObjectKeys(b);
  const left = keysB.length - startB;
  if (keysA.length - startA < left) return false;
  let next = startA;
  for (let i = 0; i < left; i++) {
    while (!deepEqual(a[keysA[next]], b[keysB[startB + i]], mode, path)) {
      next++;
      if (next > keysA.length - left + i) return false;
    }
    next++;
  }
  return true;
}

module.exports = { equalLists, partialLists };
