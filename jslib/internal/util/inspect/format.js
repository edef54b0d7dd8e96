'use strict';

// util.format: printf-like, with inspect for what has no placeholder.

const {
  JSONStringify,
  Number,
  NumberParseFloat,
  NumberParseInt,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetPrototypeOf,
  ObjectPrototypeHasOwnProperty,
  String,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  SymbolToPrimitive,
} = primordials;

const { PROXY, classOf } = internalBinding('types');
const { getProxyDetails } = internalBinding('util');
const { builtInNames } = require('internal/util/inspect/names');
const { bigintText, numberText } = require('internal/util/inspect/primitive');
const walk = require('internal/util/inspect/walk');
const { validateObject, kValidateObjectAllowArray } = require('internal/validators');

// Whether String(value) would run nothing but the language's own toString, so
// that inspect says more about the value.
function hasBuiltInToString(value) {
  if (classOf(value) === PROXY) {
    const target = getProxyDetails(value)?.[0];
    if (target === null || target === undefined) return true;
    value = target;
  }
  const hasToString = typeof value.toString === 'function';
  const hasToPrimitive = typeof value[SymbolToPrimitive] === 'function';
  if (!hasToString && !hasToPrimitive) return true;
  if (hasToString && ObjectPrototypeHasOwnProperty(value, 'toString')) return false;
  if (hasToPrimitive && ObjectPrototypeHasOwnProperty(value, SymbolToPrimitive)) return false;

  // The prototype that either of them comes from.
  let owner = value;
  do {
    owner = ObjectGetPrototypeOf(owner);
  } while (!(hasToString && ObjectPrototypeHasOwnProperty(owner, 'toString')) &&
    !(hasToPrimitive && ObjectPrototypeHasOwnProperty(owner, SymbolToPrimitive)));
  const constructor = ObjectGetOwnPropertyDescriptor(owner, 'constructor')?.value;
  return typeof constructor === 'function' && builtInNames.has(constructor.name);
}

function firstLine(text) {
  const end = StringPrototypeIndexOf(text, '\n');
  return end === -1 ? text : StringPrototypeSlice(text, 0, end);
}

// The words that the engine has for a circular structure.
let circularMessage;
function isCircularError(error) {
  if (circularMessage === undefined) {
    const loop = {};
    loop.loop = loop;
    try {
      JSONStringify(loop);
    } catch (expected) {
      circularMessage = firstLine(expected.message);
    }
  }
  return error.name === 'TypeError' && firstLine(error.message) === circularMessage;
}

function toJSON(value) {
  try {
    return JSONStringify(value);
  } catch (error) {
    if (isCircularError(error)) return '[Circular]';
    throw error;
  }
}

const PERCENT = 37;

function separatorOption(options) {
  return options?.numericSeparator ?? walk.inspect.defaultOptions.numericSeparator;
}

function formatNumber(number, options) {
  return numberText(number, separatorOption(options));
}

// The text for the placeholder `%` + code; undefined if there is none of that letter.
function substitute(code, value, options) {
  switch (code) {
    case 115: // s
      if (typeof value === 'number') return formatNumber(value, options);
      if (typeof value === 'bigint') return bigintText(value, separatorOption(options));
      if (typeof value !== 'object' || value === null || !hasBuiltInToString(value)) return String(value);
      return walk.inspect(value, { ...options, compact: 3, colors: false, depth: 0 });
    case 100: // d
      if (typeof value === 'bigint') return bigintText(value, separatorOption(options));
      return typeof value === 'symbol' ? 'NaN' : formatNumber(Number(value), options);
    case 105: // i
      if (typeof value === 'bigint') return bigintText(value, separatorOption(options));
      return typeof value === 'symbol' ? 'NaN' : formatNumber(NumberParseInt(value), options);
    case 102: // f
      return typeof value === 'symbol' ? 'NaN' : formatNumber(NumberParseFloat(value), options);
    case 106: // j
      return `${toJSON(value)}`;
    case 79: // O
      return walk.inspect(value, options);
    case 111: // o
      return walk.inspect(value, { ...options, showHidden: true, showProxy: true, depth: 4 });
    case 99: // c: style sheets are for browsers
      return '';
    default:
      return undefined;
  }
}

function isPlaceholder(code) {
  switch (code) {
    case 115: case 100: case 105: case 102: case 106: case 79: case 111: case 99: return true;
    default: return false;
  }
}

// args[0] is a string with placeholders; what is left over goes behind it.
function formatTemplate(options, args) {
  const template = args[0];
  const { length } = args;
  let out = '';
  let done = 0; // of the template, up to here
  let used = 0; // the last argument that has been put in
  let i = StringPrototypeIndexOf(template, '%');
  while (i !== -1 && i < template.length - 1) {
    const code = StringPrototypeCharCodeAt(template, i + 1);
    if (code === PERCENT) {
      out += StringPrototypeSlice(template, done, i + 1);
      done = i + 2;
    } else if (used + 1 < length && isPlaceholder(code)) {
      out += StringPrototypeSlice(template, done, i) + substitute(code, args[++used], options);
      done = i + 2;
    }
    i = StringPrototypeIndexOf(template, '%', i + 2);
  }
  if (done < template.length) out += StringPrototypeSlice(template, done);
  return appendRest(options, args, used + 1, out);
}

function appendRest(options, args, from, out) {
  for (let i = from; i < args.length; i++) {
    const value = args[i];
    if (i !== 0) out += ' ';
    out += typeof value === 'string' ? value : walk.inspect(value, options);
  }
  return out;
}

function formatArguments(options, args) {
  const first = args[0];
  if (typeof first !== 'string') return appendRest(options, args, 0, '');
  if (args.length === 1) return first;
  return StringPrototypeIncludes(first, '%') ? formatTemplate(options, args) : appendRest(options, args, 1, first);
}

function format(...args) {
  return formatArguments(undefined, args);
}

function formatWithOptions(inspectOptions, ...args) {
  validateObject(inspectOptions, 'inspectOptions', kValidateObjectAllowArray);
  return formatArguments(inspectOptions, args);
}

module.exports = { format, formatArguments, formatWithOptions };
