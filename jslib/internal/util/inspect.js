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
function inspect(value, options, ...legacy) {
  const defaults = inspectDefaultOptions;
  const ctx = {
    // What is known and done so far.
    budget: {},
    circular: undefined,
    currentDepth: 0,
    indentationLvl: 0,
    seen: [],
    stylize: stylizeNoColor,
    userOptions: undefined,
    // The options.
    showHidden: defaults.showHidden,
    depth: defaults.depth,
    colors: defaults.colors,
    customInspect: defaults.customInspect,
    showProxy: defaults.showProxy,
    maxArrayLength: defaults.maxArrayLength,
    maxStringLength: defaults.maxStringLength,
    breakLength: defaults.breakLength,
    compact: defaults.compact,
    sorted: defaults.sorted,
    getters: defaults.getters,
    numericSeparator: defaults.numericSeparator,
  };
  if (options !== undefined || legacy.length !== 0) applyOptions(ctx, options, legacy);
  if (ctx.colors) ctx.stylize = stylizeWithColor;
  if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity;
  if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity;
  return formatValue(ctx, value, 0);
}

function applyOptions(ctx, options, legacy) {
  if (legacy[0] !== undefined) ctx.depth = legacy[0];
  if (legacy[1] !== undefined) ctx.colors = legacy[1];
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
