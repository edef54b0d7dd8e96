'use strict';

// DOMException. https://webidl.spec.whatwg.org/#idl-DOMException
//
// Its constructor is not a subclass of Error, its prototype inherits from
// Error.prototype, and its instances are errors proper: made by Error, and
// stamped with private fields.

const {
  Error,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  ReflectConstruct,
  SafeMap,
  SymbolToStringTag,
} = primordials;

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');

// Constructing this returns the given object, so that a derived class puts its
// private fields on it.
function Stamped(object) {
  return object;
}

let read;
class Internals extends Stamped {
  #message;
  #name;

  constructor(object, message, name) {
    super(object);
    this.#message = message;
    this.#name = name;
  }

  static {
    read = (object, field) => {
      if (object === null || typeof object !== 'object' || !(#name in object)) throw new ERR_INVALID_THIS('DOMException');
      return field === 'name' ? object.#name : object.#message;
    };
  }
}

function isDOMException(value) {
  try {
    read(value, 'name');
    return true;
  } catch {
    return false;
  }
}

const codesByName = new SafeMap();

class DOMException {
  constructor(message = '', options = 'Error') {
    const self = ReflectConstruct(Error, [], new.target);
    const isDictionary = options !== null && typeof options === 'object';
    new Internals(self, `${message}`, `${isDictionary ? options.name : options}`);
    if (isDictionary && 'cause' in options) {
      ObjectDefineProperty(self, 'cause', {
        __proto__: null, value: options.cause, configurable: true, writable: true, enumerable: false,
      });
    }
    return self;
  }

  get name() { return read(this, 'name'); }

  get message() { return read(this, 'message'); }

  get code() { return codesByName.get(read(this, 'name')) ?? 0; }
}

const { prototype } = DOMException;
ObjectSetPrototypeOf(prototype, Error.prototype);
ObjectDefineProperties(prototype, {
  __proto__: null,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'DOMException' },
  name: { __proto__: null, enumerable: true },
  message: { __proto__: null, enumerable: true },
  code: { __proto__: null, enumerable: true },
});

// The names that have a number, in the order of their numbers from 1 on.
const legacy = [
  ['IndexSizeError', 'INDEX_SIZE_ERR'],
  ['', 'DOMSTRING_SIZE_ERR'],
  ['HierarchyRequestError', 'HIERARCHY_REQUEST_ERR'],
  ['WrongDocumentError', 'WRONG_DOCUMENT_ERR'],
  ['InvalidCharacterError', 'INVALID_CHARACTER_ERR'],
  ['', 'NO_DATA_ALLOWED_ERR'],
  ['NoModificationAllowedError', 'NO_MODIFICATION_ALLOWED_ERR'],
  ['NotFoundError', 'NOT_FOUND_ERR'],
  ['NotSupportedError', 'NOT_SUPPORTED_ERR'],
  ['InUseAttributeError', 'INUSE_ATTRIBUTE_ERR'],
  ['InvalidStateError', 'INVALID_STATE_ERR'],
  ['SyntaxError', 'SYNTAX_ERR'],
  ['InvalidModificationError', 'INVALID_MODIFICATION_ERR'],
  ['NamespaceError', 'NAMESPACE_ERR'],
  ['InvalidAccessError', 'INVALID_ACCESS_ERR'],
  ['', 'VALIDATION_ERR'],
  ['TypeMismatchError', 'TYPE_MISMATCH_ERR'],
  ['SecurityError', 'SECURITY_ERR'],
  ['NetworkError', 'NETWORK_ERR'],
  ['AbortError', 'ABORT_ERR'],
  ['URLMismatchError', 'URL_MISMATCH_ERR'],
  ['QuotaExceededError', 'QUOTA_EXCEEDED_ERR'],
  ['TimeoutError', 'TIMEOUT_ERR'],
  ['InvalidNodeTypeError', 'INVALID_NODE_TYPE_ERR'],
  ['DataCloneError', 'DATA_CLONE_ERR'],
];
for (let i = 0; i < legacy.length; i++) {
  const { 0: name, 1: constant } = legacy[i];
  const desc = { __proto__: null, enumerable: true, value: i + 1 };
  ObjectDefineProperty(DOMException, constant, desc);
  ObjectDefineProperty(prototype, constant, desc);
  if (name !== '') codesByName.set(name, i + 1);
}

module.exports = { DOMException, isDOMException };
