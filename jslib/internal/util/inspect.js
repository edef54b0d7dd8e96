'use strict';

// util.inspect. The parts:
//   inspect/value       the recursion over values, properties, objects
//   inspect/collection  entries of arrays, maps, promises …
//   inspect/error, inspect/function, inspect/primitive
//   inspect/names       constructor names and prefixes
//   inspect/layout      one line, columns, or one entry a line
//   inspect/style, inspect/quote, inspect/width
//   inspect/format      util.format

const {
  ObjectAssign,
  ObjectDefineProperty,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  ObjectSeal,
} = primordials;

const { customInspectSymbol } = require('internal/util');
const { validateObject } = require('internal/validators');
const { attachTables, stylizeNoColor, stylizeWithColor } = require('internal/util/inspect/style');
const { getStringWidth, isZeroWidthCodePoint, stripVTControlCharacters } = require('internal/util/inspect/width');
const { identicalSequenceRange } = require('internal/util/inspect/error');
const { format, formatArguments, formatWithOptions } = require('internal/util/inspect/format');
const { plainText } = require('internal/util/inspect/primitive');
const { formatValue } = require('internal/util/inspect/value');
const walk = require('internal/util/inspect/walk');

const inspectDefaultOptions = ObjectSeal({
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
});

// inspect(value, options) or, as of old, inspect(value, showHidden, depth, colors).
//
// What is not given is read from the defaults through the prototype: most calls
// give nothing, and are many.
function inspect(value, options, depth, colors) {
  if (options === undefined && colors === undefined && defaultsArePlain()) {
    const text = plainText(value);
    if (text !== undefined) return text;
  }
  const ctx = {
    __proto__: inspectDefaultOptions,
    budget: 0, // the length of all texts so far
    circular: undefined, // object → number of its <ref *n>
    currentDepth: 0, // how deep the object formatted last is
    indentationLvl: 0,
    seen: [], // the objects that are being formatted
    stylize: stylizeNoColor,
    userOptions: undefined,
  };
  if (depth !== undefined) ctx.depth = depth;
  if (colors !== undefined) ctx.colors = colors;
  if (options !== undefined) applyOptions(ctx, options);
  if (ctx.colors) ctx.stylize = stylizeWithColor;
  if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity;
  if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity;
  return formatValue(ctx, value, 0);
}

// Whether short primitives look the same in every inspection without options.
function defaultsArePlain() {
  const { colors, maxStringLength, numericSeparator } = inspectDefaultOptions;
  return !colors && !numericSeparator && (maxStringLength === null || maxStringLength > 16);
}

function applyOptions(ctx, options) {
  if (typeof options === 'boolean') {
    ctx.showHidden = options;
  } else if (options) {
    const keys = ObjectKeys(options);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (key === 'stylize' || ObjectPrototypeHasOwnProperty(inspectDefaultOptions, key)) {
        ctx[key] = options[key];
      } else {
        // Unknown ones are for custom inspections, which get all as they came.
        ctx.userOptions ??= options;
      }
    }
  }
}

ObjectDefineProperty(inspect, 'length', { __proto__: null, value: 2, configurable: true });
inspect.custom = customInspectSymbol;
ObjectDefineProperty(inspect, 'defaultOptions', {
  __proto__: null,
  get() {
    return inspectDefaultOptions;
  },
  set(options) {
    validateObject(options, 'options');
    ObjectAssign(inspectDefaultOptions, options);
  },
});
attachTables(inspect);
walk.inspect = inspect;

module.exports = {
  format,
  formatArguments,
  formatWithOptions,
  getStringWidth,
  identicalSequenceRange,
  inspect,
  inspectDefaultOptions,
  isZeroWidthCodePoint,
  stripVTControlCharacters,
};
