'use strict';

// Words for values and lists, as argument errors put them.

const {
  ArrayPrototypeJoin,
  ArrayPrototypeSlice,
  JSONStringify,
  String,
  StringPrototypeIncludes,
  StringPrototypeSlice,
} = primordials;

const MAX_QUOTED = 28;

// Lazy: inspect itself depends on the errors.
function inspect(value, options) {
  return require('internal/util/inspect').inspect(value, options);
}

function inspectWithNoCustomRetry(value, options) {
  try {
    return inspect(value, options);
  } catch {
    // A throwing [util.inspect.custom] must not hide the error being made.
    return inspect(value, { ...options, customInspect: false });
  }
}

function quote(text) {
  if (text.length > MAX_QUOTED) text = `${StringPrototypeSlice(text, 0, MAX_QUOTED - 3)}...`;
  return StringPrototypeIncludes(text, "'") ? JSONStringify(text) : `'${text}'`;
}

// The words after "Received": the type, and as much of the value as is short.
function determineSpecificType(value) {
  if (value == null) return value === null ? 'null' : 'undefined';
  switch (typeof value) {
    case 'string': return `type string (${quote(value)})`;
    case 'number': return `type number (${value === 0 && 1 / value < 0 ? '-0' : value})`;
    case 'bigint': return `type bigint (${value}n)`;
    case 'boolean': return `type boolean (${value})`;
    case 'symbol': return `type symbol (${String(value)})`;
    case 'function': return `function ${value.name}`;
    default: {
      const { constructor } = value;
      // As Node: `in` throws for a constructor property that is a primitive.
      if (constructor && 'name' in constructor) return `an instance of ${constructor.name}`;
      return inspect(value, { depth: -1 });
    }
  }
}

// 'a', 'a and b', 'a, b, and c'.
function formatList(array, type = 'and') {
  const { length } = array;
  if (length < 2) return length === 0 ? '' : `${array[0]}`;
  if (length === 2) return `${array[0]} ${type} ${array[1]}`;
  return `${ArrayPrototypeJoin(ArrayPrototypeSlice(array, 0, -1), ', ')}, ${type} ${array[length - 1]}`;
}

// 1234567 → 1_234_567, for integers written in decimal.
function addNumericalSeparator(digits) {
  const first = digits[0] === '-' ? 1 : 0;
  let out = '';
  let end = digits.length;
  while (end - first > 3) {
    out = `_${StringPrototypeSlice(digits, end - 3, end)}${out}`;
    end -= 3;
  }
  return `${StringPrototypeSlice(digits, 0, end)}${out}`;
}

module.exports = {
  addNumericalSeparator,
  determineSpecificType,
  formatList,
  inspect,
  inspectWithNoCustomRetry,
};
