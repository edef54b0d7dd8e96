'use strict';

// Errors on their way from one runtime to another. A clone would keep only name,
// message and stack; a report shows all they have.

const {
  AggregateError,
  ArrayPrototypePush,
  Error,
  EvalError,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetPrototypeOf,
  RangeError,
  ReferenceError,
  ReflectOwnKeys,
  SafeSet,
  SyntaxError,
  TypeError,
  URIError,
} = primordials;

const { deserialize, serialize } = require('v8');
const { customInspectSymbol, isError } = require('internal/util');
const { inspect } = require('internal/util/inspect');

const constructors = {
  __proto__: null, AggregateError, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError,
};

function constructorName(error) {
  for (let proto = ObjectGetPrototypeOf(error); proto !== null; proto = ObjectGetPrototypeOf(proto)) {
    const name = ObjectGetOwnPropertyDescriptor(proto, 'constructor')?.value?.name;
    if (constructors[name]?.prototype === proto) return name;
  }
  return 'Error';
}

// Data that v8.serialize() takes: ['error', constructor, [key, enumerable, data, …]],
// ['value', bytes], ['text', how it is shown] or ['circle'].
function pack(value, seen = new SafeSet()) {
  if (isError(value)) {
    if (seen.has(value)) return ['circle'];
    seen.add(value);
    return ['error', constructorName(value), packProperties(value, seen)];
  }
  try {
    return ['value', serialize(value)];
  } catch {
    return ['text', inspect(value)];
  }
}

function packProperties(error, seen) {
  const list = [];
  const keys = ReflectOwnKeys(error);
  const all = new SafeSet();
  for (let i = 0; i < keys.length; i++) {
    if (typeof keys[i] === 'string') all.add(keys[i]);
  }
  // Those that its class has.
  all.add('name');
  all.add('message');
  all.forEach((key) => {
    let value;
    try {
      value = error[key];
    } catch {
      return; // A getter that throws has nothing to show.
    }
    if (typeof value === 'function') return;
    const descriptor = ObjectGetOwnPropertyDescriptor(error, key);
    ArrayPrototypePush(list, key, descriptor?.enumerable === true, pack(value, seen));
  });
  return list;
}

// Shows as the text, wherever it is inspected.
function shownAs(text) {
  return { __proto__: null, [customInspectSymbol]: () => text };
}

function unpack(data) {
  switch (data[0]) {
    case 'value':
      return deserialize(data[1]);
    case 'text':
      return shownAs(data[1]);
    case 'circle':
      return shownAs('[Circular object]');
    default: {
      const Base = constructors[data[1]];
      const error = new Base(Base === AggregateError ? [] : undefined);
      const list = data[2];
      for (let i = 0; i < list.length; i += 3) {
        ObjectDefineProperty(error, list[i], {
          __proto__: null, value: unpack(list[i + 2]), enumerable: list[i + 1], configurable: true, writable: true,
        });
      }
      return error;
    }
  }
}

module.exports = { packError: pack, unpackError: unpack };
