'use strict';

// A short text for any value, that calls nothing a program has written: no
// toString, no getter, no Proxy trap.

const {
  BigIntPrototypeToString,
  FunctionPrototypeToString,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetPrototypeOf,
  SymbolPrototypeToString,
} = primordials;

const { isNativeError, isProxy } = require('internal/util/types');

// The value of a data property, own or inherited.
function dataProperty(object, key) {
  while (object !== null && !isProxy(object)) {
    const desc = ObjectGetOwnPropertyDescriptor(object, key);
    if (desc !== undefined) return desc.value;
    object = ObjectGetPrototypeOf(object);
  }
  return undefined;
}

function noSideEffectsToString(value) {
  switch (typeof value) {
    case 'string': return value;
    case 'symbol': return SymbolPrototypeToString(value);
    case 'bigint': return BigIntPrototypeToString(value);
    case 'function': return isProxy(value) ? '#<Function>' : FunctionPrototypeToString(value);
    case 'object': break;
    default: return `${value}`;
  }
  if (value === null) return 'null';
  if (isProxy(value)) return '#<Object>';
  if (isNativeError(value)) {
    const name = dataProperty(value, 'name');
    const message = dataProperty(value, 'message');
    const shownName = typeof name === 'string' ? name : 'Error';
    if (typeof message !== 'string' || message === '') return shownName;
    return shownName === '' ? message : `${shownName}: ${message}`;
  }
  const ctor = dataProperty(value, 'constructor');
  const name = typeof ctor === 'function' && !isProxy(ctor) ? dataProperty(ctor, 'name') : undefined;
  return `#<${typeof name === 'string' && name !== '' ? name : 'Object'}>`;
}

module.exports = { noSideEffectsToString };
