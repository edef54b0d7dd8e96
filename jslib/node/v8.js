'use strict';

// node:v8: the serialization format is V8's; of the heap there is what this
// engine knows. What needs V8 itself says so.

const {
  Error,
  RegExpPrototypeExec,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeSet,
  Uint8Array,
  hardenRegExp,
} = primordials;

const { byteLengthOf, bytesOf } = require('internal/util/views');
const { FastBuffer } = require('internal/buffer');
const { Buffer } = require('buffer');
const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM, ERR_INVALID_ARG_TYPE, ERR_NOT_BUILDING_SNAPSHOT } } = require('internal/errors');
const { validateFunction, validateOneOf, validateString, validateUint32 } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { isAsyncFunction } = require('internal/util/types');
const { Serializer } = require('internal/v8/serializer');
const { Deserializer } = require('internal/v8/deserializer');
const { viewName, viewNames, views } = require('internal/v8/wire');

class DefaultSerializer extends Serializer {
  constructor() {
    super();
    this._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(view) {
    const name = view.constructor === Buffer ? 'Buffer' : viewName(view);
    let index = 0;
    while (viewNames[index] !== name) index++;
    this.writeUint32(index);
    this.writeUint32(byteLengthOf(view));
    this.writeRawBytes(bytesOf(view));
  }
}

class DefaultDeserializer extends Deserializer {
  _readHostObject() {
    const name = viewNames[this.readUint32()];
    const View = name === 'Buffer' ? FastBuffer : views[name];
    if (View === undefined) throw new Error('Unable to deserialize cloned data.');
    const byteLength = this.readUint32();
    const offset = TypedArrayPrototypeGetByteOffset(this.buffer) + this._readRawBytes(byteLength);
    const width = View.BYTES_PER_ELEMENT ?? 1;
    if (offset % width === 0) return new View(TypedArrayPrototypeGetBuffer(this.buffer), offset, byteLength / width);
    const copy = new Uint8Array(byteLength);
    TypedArrayPrototypeSet(copy, new Uint8Array(TypedArrayPrototypeGetBuffer(this.buffer), offset, byteLength));
    return new View(copy.buffer, 0, byteLength / width);
  }
}

function serialize(value) {
  const serializer = new DefaultSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

function deserialize(buffer) {
  const deserializer = new DefaultDeserializer(buffer);
  deserializer.readHeader();
  return deserializer.readValue();
}

function getHeapStatistics() {
  const process_ = internalBinding('process');
  const { 1: total, 2: used, 3: external } = process_.memoryUsage();
  const limit = process_.constrainedMemory();
  return {
    total_heap_size: total,
    total_heap_size_executable: 0,
    total_physical_size: total,
    total_available_size: limit > used ? limit - used : 0,
    used_heap_size: used,
    heap_size_limit: limit,
    malloced_memory: used,
    peak_malloced_memory: total,
    does_zap_garbage: 0,
    number_of_native_contexts: 1,
    number_of_detached_contexts: 0,
    total_global_handles_size: 0,
    used_global_handles_size: 0,
    external_memory: external,
  };
}

// There is one space.
function getHeapSpaceStatistics() {
  const { total_heap_size: size, used_heap_size: used } = getHeapStatistics();
  return [{
    space_name: 'linear_memory',
    space_size: size,
    space_used_size: used,
    space_available_size: size - used,
    physical_space_size: size,
  }];
}

function unavailable(name) {
  return { [name]() { throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(`v8.${name}`); } }[name];
}

const exposeGC = hardenRegExp(/^--?expose[-_]gc$/);
const abortOnUncaught = hardenRegExp(/^--?(no[-_]?)?abort[-_]on[-_]uncaught[-_]exception$/);
const outsideOfLatin1 = hardenRegExp(/[^\x00-\xff]/); // eslint-disable-line no-control-regex

function snapshotOnly(name) {
  return { [name](callback) {
    validateFunction(callback, 'callback');
    throw new ERR_NOT_BUILDING_SNAPSHOT();
  } }[name];
}

// ---- promise hooks

function validatePlainFunction(value, name) {
  if (typeof value !== 'function' || isAsyncFunction(value)) throw new ERR_INVALID_ARG_TYPE(name, 'function', value);
}

function hookOf(kind) {
  const { addHook } = require('internal/promise_hooks');
  return (callback) => {
    validatePlainFunction(callback, `${kind}Hook`);
    return addHook({ __proto__: null, [kind]: callback });
  };
}

const kinds = ['init', 'before', 'after', 'settled'];

const promiseHooks = {
  createHook({ init, before, after, settled } = kEmptyObject) {
    const given = { __proto__: null, init, before, after, settled };
    for (let i = 0; i < kinds.length; i++) {
      if (given[kinds[i]] !== undefined) validatePlainFunction(given[kinds[i]], `${kinds[i]}Hook`);
    }
    return require('internal/promise_hooks').addHook(given);
  },
  onInit: hookOf('init'),
  onBefore: hookOf('before'),
  onAfter: hookOf('after'),
  onSettled: hookOf('settled'),
};

module.exports = {
  cachedDataVersionTag: () => internalBinding('engine').codeVersion(),
  getHeapSnapshot: unavailable('getHeapSnapshot'),
  getHeapStatistics,
  getHeapSpaceStatistics,
  getHeapCodeStatistics() {
    return {
      code_and_metadata_size: 0,
      bytecode_and_metadata_size: 0,
      external_script_source_size: 0,
      cpu_profiler_metadata_size: 0,
    };
  },
  getCppHeapStatistics(type = 'detailed') {
    validateOneOf(type, 'type', ['brief', 'detailed']);
    throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('v8.getCppHeapStatistics');
  },
  setFlagsFromString(flags) {
    validateString(flags, 'flags');
    // Those that this engine can follow. With the first, contexts have gc() from now on.
    if (RegExpPrototypeExec(exposeGC, flags) !== null) {
      require('internal/process/gc').exposeLater();
      return;
    }
    const aborts = RegExpPrototypeExec(abortOnUncaught, flags);
    if (aborts === null) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(`v8.setFlagsFromString('${flags}')`);
    require('internal/process/uncaught').setAborts(aborts[1] === undefined);
  },
  Serializer,
  Deserializer,
  DefaultSerializer,
  DefaultDeserializer,
  deserialize,
  takeCoverage: unavailable('takeCoverage'),
  stopCoverage: unavailable('stopCoverage'),
  serialize,
  writeHeapSnapshot: unavailable('writeHeapSnapshot'),
  promiseHooks,
  queryObjects: unavailable('queryObjects'),
  startupSnapshot: {
    isBuildingSnapshot() { return false; },
    addSerializeCallback: snapshotOnly('addSerializeCallback'),
    addDeserializeCallback: snapshotOnly('addDeserializeCallback'),
    setDeserializeMainFunction: snapshotOnly('setDeserializeMainFunction'),
  },
  setHeapSnapshotNearHeapLimit(limit) {
    validateUint32(limit, 'limit', true);
    throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('v8.setHeapSnapshotNearHeapLimit');
  },
  GCProfiler: class GCProfiler {
    constructor() {
      throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('v8.GCProfiler');
    }
  },
  isStringOneByteRepresentation(content) {
    validateString(content, 'content');
    return RegExpPrototypeExec(outsideOfLatin1, content) === null;
  },
};
