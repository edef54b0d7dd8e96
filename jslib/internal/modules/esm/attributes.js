'use strict';

// Import attributes. The engine knows none: the host moves them behind the
// specifier, see hostcalls/module, and here they are taken off again.

const {
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
} = primordials;

const { codes: {
  ERR_IMPORT_ATTRIBUTE_MISSING,
  ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE,
  ERR_IMPORT_ATTRIBUTE_UNSUPPORTED,
} } = require('internal/errors');

const MARK = '\x01';
const VALUE = '\x02';

// split returns { specifier, attributes }.
function split(marked) {
  const attributes = { __proto__: null };
  let at = StringPrototypeIndexOf(marked, MARK);
  if (at === -1) return { __proto__: null, specifier: marked, attributes };
  const specifier = StringPrototypeSlice(marked, 0, at);
  while (at !== -1) {
    const end = StringPrototypeIndexOf(marked, MARK, at + 1);
    const value = StringPrototypeIndexOf(marked, VALUE, at);
    attributes[StringPrototypeSlice(marked, at + 1, value)] = StringPrototypeSlice(marked, value + 1, end === -1 ? marked.length : end);
    at = end;
  }
  return { __proto__: null, specifier, attributes };
}

// The "type" that each format wants; '' for none.
const wanted = {
  '__proto__': null,
  'builtin': '',
  'commonjs': '',
  'commonjs-typescript': '',
  'json': 'json',
  'module': '',
  'module-typescript': '',
  'typescript': '',
  'wasm': '',
};

function validateKeys(url, attributes) {
  const keys = ObjectKeys(attributes);
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] !== 'type') throw new ERR_IMPORT_ATTRIBUTE_UNSUPPORTED(keys[i], attributes[keys[i]], url);
  }
}

function validateAttributes(url, format, attributes) {
  validateKeys(url, attributes);
  const type = wanted[format];
  const has = ObjectPrototypeHasOwnProperty(attributes, 'type');
  if (type === undefined) return;
  if (type === '') {
    if (!has) return;
    if (attributes.type !== 'json') throw new ERR_IMPORT_ATTRIBUTE_UNSUPPORTED('type', attributes.type, url);
    throw new ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE(url, attributes.type);
  }
  if (!has) throw new ERR_IMPORT_ATTRIBUTE_MISSING(url, 'type', type);
  if (attributes.type === type) return;
  if (attributes.type !== 'json') throw new ERR_IMPORT_ATTRIBUTE_UNSUPPORTED('type', attributes.type, url);
  throw new ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE(url, attributes.type);
}

module.exports = { split, validateAttributes, validateKeys };
