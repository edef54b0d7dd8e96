'use strict';

const {
  DateNow,
  NumberIsNaN,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  StringPrototypeToWellFormed,
  Symbol,
  SymbolToStringTag,
} = primordials;

const { codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { customInspectSymbol, kEmptyObject, kEnumerableProperty } = require('internal/util');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');
const { Blob } = require('internal/blob');

const kState = Symbol('state');

function isFile(object) {
  return object?.[kState] !== undefined;
}

class File extends Blob {
  constructor(fileBits, fileName, options = kEmptyObject) {
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('fileBits', 'fileName');
    super(fileBits, options);
    let { lastModified } = options ?? kEmptyObject;
    if (lastModified === undefined) {
      lastModified = DateNow();
    } else {
      lastModified = +lastModified; // unlike Number(), refuses BigInts
      if (NumberIsNaN(lastModified)) lastModified = 0;
    }
    this[kState] = { name: StringPrototypeToWellFormed(`${fileName}`), lastModified };
  }

  get name() {
    if (!isFile(this)) throw new ERR_INVALID_THIS('File');
    return this[kState].name;
  }

  get lastModified() {
    if (!isFile(this)) throw new ERR_INVALID_THIS('File');
    return this[kState].lastModified;
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    const { name, lastModified } = this[kState];
    const view = { size: this.size, type: this.type, name, lastModified };
    return `File ${require('internal/util/inspect').inspect(view, inner)}`;
  }

  [kClone]() {
    return { data: { ...super[kClone]().data, ...this[kState] }, deserializeInfo: 'internal/file:ClonedFile' };
  }

  [kDeserialize](data) {
    super[kDeserialize](data);
    this[kState] = { name: data.name, lastModified: data.lastModified };
  }
}

ObjectDefineProperties(File.prototype, {
  name: kEnumerableProperty,
  lastModified: kEnumerableProperty,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'File' },
});

// What structured cloning makes before it fills it.
function ClonedFile() {
  ObjectSetPrototypeOf(this, File.prototype);
  markTransferMode(this, true, false);
}
ClonedFile.prototype[kDeserialize] = File.prototype[kDeserialize];

module.exports = { ClonedFile, File };
