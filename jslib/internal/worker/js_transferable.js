'use strict';

// How objects of the library take part in structured cloning. Such an object
// is marked, and has the methods
//   [kClone]()        → {data, deserializeInfo, shared}: data is cloned in its place;
//       shared, if there is any, is what the clone has in common with the object
//   [kTransfer]()     → the same, and the object is given up
//   [kTransferList](owner) → what has to be transferred along with its data; owner
//       is the same for all that one transfer asks
//   [kDeserialize](data, shared), called on the new object, which is made by the
//   constructor that deserializeInfo names as 'module:Constructor'.

const { SafeWeakMap, SafeWeakSet, StringPrototypeSplit, Symbol } = primordials;

const assert = require('internal/assert');
const { codes: { ERR_MISSING_ARGS } } = require('internal/errors');

const kClone = Symbol('messaging_clone_symbol');
const kDeserialize = Symbol('messaging_deserialize_symbol');
const kTransfer = Symbol('messaging_transfer_symbol');
const kTransferList = Symbol('messaging_transfer_list_symbol');

const kDisallowCloneAndTransfer = 0;
const kTransferable = 1;
const kCloneable = 2;

const noTransfers = [];
const modes = new SafeWeakMap();

function isObject(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

// Says what may be done with an object; without arguments, nothing.
function markTransferMode(object, cloneable = false, transferable = false) {
  if (!isObject(object)) return;
  modes.set(object, (cloneable ? kCloneable : 0) | (transferable ? kTransferable : 0));
}

// The mode of all objects of a class, on its prototype.
const kTransferMode = Symbol('kTransferMode');

// The mode of an object, or undefined for one that was never marked.
function getTransferMode(object) {
  return modes.get(object) ?? object[kTransferMode];
}

const untransferable = new SafeWeakSet();

// worker_threads' marks: they are not inherited, and have no effect on primitives.
function markAsUntransferable(value) {
  if (isObject(value)) untransferable.add(value);
}

function isMarkedAsUntransferable(value) {
  return isObject(value) && untransferable.has(value);
}

function markAsUncloneable(value) {
  if (isObject(value)) modes.set(value, (getTransferMode(value) ?? 0) & ~kCloneable);
}

// The new object for a deserializeInfo.
function createForDeserialize(deserializeInfo) {
  const { 0: id, 1: name } = StringPrototypeSplit(deserializeInfo, ':');
  const Constructor = require(id)[name];
  assert(typeof Constructor === 'function' && typeof Constructor.prototype[kDeserialize] === 'function',
         `Unknown deserialize spec ${deserializeInfo}`);
  return new Constructor();
}

function structuredClone(value, options) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('The value argument must be specified');
  const { clone } = require('internal/structured_clone');
  if (options === undefined) return clone(value, noTransfers);
  const { converters } = require('internal/webidl');
  const { transfer } = converters.StructuredSerializeOptions(options, {
    __proto__: null, prefix: "Failed to execute 'structuredClone'", context: 'Options',
  });
  return clone(value, transfer);
}

module.exports = {
  createForDeserialize,
  getTransferMode,
  isMarkedAsUntransferable,
  kClone,
  kCloneable,
  kDeserialize,
  kDisallowCloneAndTransfer,
  kTransfer,
  kTransferable,
  kTransferList,
  kTransferMode,
  markAsUncloneable,
  markAsUntransferable,
  markTransferMode,
  structuredClone,
};
