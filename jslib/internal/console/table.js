'use strict';

// console.table(): from any collection to heads and columns.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  MapIteratorPrototypeNext,
  MapPrototypeEntries,
  ObjectDefineProperty,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  SetIteratorPrototypeNext,
  SetPrototypeValues,
} = primordials;

const { previewEntries } = internalBinding('util');
const { inspect } = require('internal/util/inspect');
const { isMap, isMapIterator, isSet, isSetIterator, isTypedArray } = require('internal/util/types');
const renderTable = require('internal/cli_table');

const INDEX = '(index)';
const ITERATION = '(iteration index)';
const KEY = 'Key';
const VALUES = 'Values';

const isPrimitive = (value) => value === null || (typeof value !== 'object' && typeof value !== 'function');

function makeTable(data, properties, inspectOptions) {
  // A cell shows an object with more than two properties by its name alone.
  const cell = (value) => inspect(value, {
    depth: !isPrimitive(value) && typeof value === 'object' && !ArrayIsArray(value) && !isTypedArray(value) &&
      ObjectKeys(value).length > 2 ? -1 : 0,
    maxArrayLength: 3,
    breakLength: Infinity,
    ...inspectOptions,
  });

  if (isMap(data)) return pairTable(mapEntries(data), cell);
  if (isMapIterator(data)) {
    const preview = previewEntries(data, true);
    return preview[1] ? pairTable(preview[0], cell) : valueTable(preview[0], cell);
  }
  if (isSetIterator(data)) return valueTable(previewEntries(data), cell);
  if (isSet(data)) return valueTable(setValues(data), cell);
  return objectTable(data, properties, cell);
}

function mapEntries(map) {
  const flat = [];
  const iterator = MapPrototypeEntries(map);
  for (let step = MapIteratorPrototypeNext(iterator); !step.done; step = MapIteratorPrototypeNext(iterator)) {
    ArrayPrototypePush(flat, step.value[0]);
    ArrayPrototypePush(flat, step.value[1]);
  }
  return flat;
}

function setValues(set) {
  const values = [];
  const iterator = SetPrototypeValues(set);
  for (let step = SetIteratorPrototypeNext(iterator); !step.done; step = SetIteratorPrototypeNext(iterator)) {
    ArrayPrototypePush(values, step.value);
  }
  return values;
}

function indices(length, cell) {
  const out = [];
  for (let i = 0; i < length; i++) out[i] = cell(i);
  return out;
}

// flat: key, value, key, value …
function pairTable(flat, cell) {
  const keys = [];
  const values = [];
  for (let i = 0; i < flat.length; i += 2) {
    ArrayPrototypePush(keys, cell(flat[i]));
    ArrayPrototypePush(values, cell(flat[i + 1]));
  }
  return renderTable([ITERATION, KEY, VALUES], [indices(keys.length, cell), keys, values]);
}

function valueTable(list, cell) {
  const values = [];
  for (let i = 0; i < list.length; i++) values[i] = cell(list[i]);
  return renderTable([ITERATION, VALUES], [indices(values.length, cell), values]);
}

// A row for each key, a column for each property that any of the rows has.
// Columns may have holes.
function put(column, i, value) {
  ObjectDefineProperty(column, i, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

function objectTable(data, properties, cell) {
  const rows = ObjectKeys(data);
  const columns = { __proto__: null };
  const primitives = [];
  let hasPrimitives = false;
  for (let i = 0; i < rows.length; i++) {
    const item = data[rows[i]];
    const primitive = isPrimitive(item);
    if (primitive && properties === undefined) {
      hasPrimitives = true;
      put(primitives, i, cell(item));
      continue;
    }
    const keys = properties ?? ObjectKeys(item);
    for (let j = 0; j < keys.length; j++) {
      const key = keys[j];
      const column = columns[key] ??= [];
      put(column, i, primitive || !ObjectPrototypeHasOwnProperty(item, key) ? '' : cell(item[key]));
    }
  }
  const heads = [INDEX];
  const texts = [rows];
  const names = ObjectKeys(columns);
  for (let i = 0; i < names.length; i++) {
    ArrayPrototypePush(heads, names[i]);
    ArrayPrototypePush(texts, columns[names[i]]);
  }
  if (hasPrimitives) {
    ArrayPrototypePush(heads, VALUES);
    ArrayPrototypePush(texts, primitives);
  }
  return renderTable(heads, texts);
}

module.exports = { makeTable };
