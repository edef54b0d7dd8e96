'use strict';

// Conversions of JavaScript values to the types of Web IDL.
// https://webidl.spec.whatwg.org/#js-type-mapping
//
// Converters take (value, options): options.prefix and options.context are put
// into messages ("Failed to …: <context> is not …").

const {
  ArrayBufferIsView,
  ArrayBufferPrototypeGetResizable,
  ArrayIsArray,
  ArrayPrototypePush,
  ArrayPrototypeToSorted,
  BigInt,
  BigIntAsIntN,
  BigIntAsUintN,
  DataViewPrototypeGetBuffer,
  FunctionPrototypeCall,
  MathAbs,
  MathTrunc,
  Number,
  NumberIsFinite,
  NumberMAX_SAFE_INTEGER,
  ObjectPrototypeIsPrototypeOf,
  SafeArrayIterator,
  SafeSet,
  SharedArrayBufferPrototypeGetGrowable,
  String,
  SymbolIterator,
  TypeError,
  TypedArrayPrototypeGetBuffer,
} = primordials;

const { kEmptyObject, setOwnProperty } = require('internal/util');
const { isArrayBuffer, isDataView, isSharedArrayBuffer, isUint8Array } = require('internal/util/types');

const converters = { __proto__: null };

function makeException(message, options, code = options.code ?? 'ERR_INVALID_ARG_TYPE') {
  const prefix = options.prefix ? `${options.prefix}: ` : '';
  const context = options.context === '' ? '' : `${options.context ?? 'Value'} `;
  const error = new TypeError(`${prefix}${context}${message}`);
  setOwnProperty(error, 'code', code);
  return error;
}

function withContext(options, context) {
  return { ...options, __proto__: null, context };
}

function type(value) {
  switch (typeof value) {
    case 'undefined': return 'Undefined';
    case 'boolean': return 'Boolean';
    case 'string': return 'String';
    case 'symbol': return 'Symbol';
    case 'number': return 'Number';
    case 'bigint': return 'BigInt';
    default: return value === null ? 'Null' : 'Object';
  }
}

function toNumber(value, options) {
  if (typeof value === 'bigint') throw makeException('is a BigInt and cannot be converted to a number.', options);
  if (typeof value === 'symbol') throw makeException('is a Symbol and cannot be converted to a number.', options);
  return +value;
}

function toString(value, options) {
  if (typeof value === 'symbol') throw makeException('is a Symbol and cannot be converted to a string.', options);
  return String(value);
}

// To the nearest integer, ties to the even one; never -0.
function roundToEven(x) {
  const integer = MathTrunc(x);
  const fraction = MathAbs(x - integer);
  const away = x < 0 ? integer - 1 : integer + 1;
  if (fraction < 0.5 || (fraction === 0.5 && integer % 2 === 0)) return integer + 0;
  return away + 0;
}

// https://webidl.spec.whatwg.org/#abstract-opdef-converttoint
function convertToInt(value, bitLength, signedness = 'unsigned', options = kEmptyObject) {
  const signed = signedness === 'signed';
  let upper;
  let lower;
  if (bitLength === 64) {
    // As far as a Number tells integers apart.
    upper = NumberMAX_SAFE_INTEGER;
    lower = signed ? -NumberMAX_SAFE_INTEGER : 0;
  } else {
    upper = 2 ** (signed ? bitLength - 1 : bitLength) - 1;
    lower = signed ? -(2 ** (bitLength - 1)) : 0;
  }

  const x = toNumber(value, options);
  if (options.enforceRange) {
    if (!NumberIsFinite(x)) throw makeException('is not a finite number.', options);
    const integer = MathTrunc(x) + 0;
    if (integer < lower || integer > upper) {
      throw makeException(`is outside the expected range of ${lower} to ${upper}.`, options, 'ERR_OUT_OF_RANGE');
    }
    return integer;
  }
  if (options.clamp && x === x) {
    if (x <= lower) return lower;
    return x >= upper ? upper : roundToEven(x);
  }
  if (!NumberIsFinite(x)) return 0;
  const integer = MathTrunc(x) + 0;
  if (integer >= lower && integer <= upper) return integer;
  // Modulo 2 ** bitLength, exactly.
  const wrapped = signed ? BigIntAsIntN(bitLength, BigInt(integer)) : BigIntAsUintN(bitLength, BigInt(integer));
  return Number(wrapped);
}

function integerConverter(bitLength, signedness) {
  return (value, options = kEmptyObject) => convertToInt(value, bitLength, signedness, options);
}

converters.any = (value) => value;
converters.boolean = (value) => !!value;
converters.object = (value, options = kEmptyObject) => {
  if (type(value) !== 'Object') throw makeException('is not an object.', options);
  return value;
};
converters.octet = integerConverter(8);
converters['unsigned short'] = integerConverter(16);
converters['unsigned long'] = integerConverter(32);
converters['long long'] = integerConverter(64, 'signed');
converters.DOMString = function DOMString(value, options = kEmptyObject) {
  return toString(value, options);
};

function requiredArguments(length, required, options = kEmptyObject) {
  if (length < required) {
    throw makeException(`${required} argument${required === 1 ? '' : 's'} required, but only ${length} present.`,
                        withContext(options, ''), 'ERR_MISSING_ARGS');
  }
}

function createEnumConverter(name, values) {
  const set = new SafeSet(new SafeArrayIterator(values));
  return (value, options = kEmptyObject) => {
    const string = toString(value, options);
    if (!set.has(string)) {
      throw makeException(`'${string}' is not a valid enum value of type ${name}.`, options, 'ERR_INVALID_ARG_VALUE');
    }
    return string;
  };
}

function byKey(a, b) {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

// createDictionaryConverter takes the members of a dictionary, or an array of
// such lists, the least derived dictionary first. A member is
// {key, converter, required?, defaultValue?: () => value, validator?: (value, dictionary)}.
function createDictionaryConverter(name, members) {
  const levels = ArrayIsArray(members[0]) ? members : [members];
  const ordered = [];
  for (let i = 0; i < levels.length; i++) {
    // The order in which getters are called: by level, by key.
    const sorted = ArrayPrototypeToSorted(levels[i], byKey);
    for (let j = 0; j < sorted.length; j++) ArrayPrototypePush(ordered, { __proto__: null, ...sorted[j] });
  }
  return (value, options = kEmptyObject) => {
    if (value != null && type(value) !== 'Object') throw makeException('cannot be converted to a dictionary', options);
    const dictionary = { __proto__: null };
    for (let i = 0; i < ordered.length; i++) {
      const { key, converter, required, defaultValue, validator } = ordered[i];
      const member = value == null ? undefined : value[key];
      if (member !== undefined) {
        const converted = converter(member, withContext(options, options.context ? `${key} in ${options.context}` : key));
        validator?.(converted, value);
        dictionary[key] = converted;
      } else if (typeof defaultValue === 'function') {
        dictionary[key] = defaultValue();
      } else if (required) {
        throw makeException(`cannot be converted to '${name}' because '${key}' is required in '${name}'.`,
                            options, 'ERR_MISSING_OPTION');
      }
    }
    return dictionary;
  };
}

function createSequenceConverter(converter) {
  return (value, options = kEmptyObject) => {
    const wrong = () => makeException('can not be converted to sequence.', options);
    if (type(value) !== 'Object') throw wrong();
    const method = value[SymbolIterator];
    if (typeof method !== 'function') throw wrong();
    const iterator = FunctionPrototypeCall(method, value);
    const next = iterator?.next;
    if (typeof next !== 'function') throw wrong();
    const sequence = [];
    for (;;) {
      const result = FunctionPrototypeCall(next, iterator);
      if (type(result) !== 'Object') throw wrong();
      if (result.done) return sequence;
      const context = `${options.context ?? 'Value'}[${sequence.length}]`;
      ArrayPrototypePush(sequence, converter(result.value, withContext(options, context)));
    }
  };
}

function createInterfaceConverter(name, prototype) {
  return (value, options = kEmptyObject) => {
    if (!ObjectPrototypeIsPrototypeOf(prototype, value)) throw makeException(`is not of type ${name}.`, options);
    return value;
  };
}

function checkBacking(buffer, options, allowShared) {
  if (isSharedArrayBuffer(buffer)) {
    if (!allowShared) throw makeException('is a view on a SharedArrayBuffer, which is not allowed.', options);
    if (!options.allowResizable && SharedArrayBufferPrototypeGetGrowable(buffer)) {
      throw makeException('is backed by a growable SharedArrayBuffer, which is not allowed.', options);
    }
  } else if (!options.allowResizable && ArrayBufferPrototypeGetResizable(buffer)) {
    throw makeException('is backed by a resizable ArrayBuffer, which is not allowed.', options);
  }
}

function viewedBuffer(view) {
  return isDataView(view) ? DataViewPrototypeGetBuffer(view) : TypedArrayPrototypeGetBuffer(view);
}

converters.Uint8Array = (value, options = kEmptyObject) => {
  if (!isUint8Array(value)) throw makeException('is not an Uint8Array object.', options);
  checkBacking(TypedArrayPrototypeGetBuffer(value), options, options.allowShared);
  return value;
};

function bufferSourceConverter(allowShared) {
  return (value, options = kEmptyObject) => {
    if (ArrayBufferIsView(value)) {
      checkBacking(viewedBuffer(value), options, allowShared);
    } else if (isArrayBuffer(value) || (allowShared && isSharedArrayBuffer(value))) {
      checkBacking(value, options, allowShared);
    } else {
      throw makeException('is not instance of ArrayBuffer, Buffer, TypedArray, or DataView.', options);
    }
    return value;
  };
}

converters.BufferSource = bufferSourceConverter(false);
converters.AllowSharedBufferSource = bufferSourceConverter(true);
converters['sequence<DOMString>'] = createSequenceConverter(converters.DOMString);
converters['sequence<object>'] = createSequenceConverter(converters.object);
converters.StructuredSerializeOptions = createDictionaryConverter('StructuredSerializeOptions', [
  { key: 'transfer', converter: converters['sequence<object>'], defaultValue: () => [] },
]);

module.exports = {
  converters,
  convertToInt,
  createDictionaryConverter,
  createEnumConverter,
  createInterfaceConverter,
  createSequenceConverter,
  makeException,
  requiredArguments,
  type,
};
