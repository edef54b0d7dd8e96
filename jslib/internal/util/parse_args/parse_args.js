'use strict';

// util.parseArgs.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_VALUE,
    ERR_PARSE_ARGS_INVALID_OPTION_VALUE,
    ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL,
    ERR_PARSE_ARGS_UNKNOWN_OPTION,
  },
} = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { kEmptyObject } = require('internal/util');
const {
  validateArray, validateBoolean, validateBooleanArray, validateObject, validateString, validateStringArray,
  validateUnion,
} = require('internal/validators');
const { getOptionProperty, getOwn, tokenize } = require('internal/util/parse_args/tokens');

// A program given as text has no file name among its arguments.
function mainArguments() {
  const text = getOptionValue('--eval');
  return ArrayPrototypeSlice(process.argv, text !== undefined && text !== '' ? 1 : 2);
}

function validateOption(name, option) {
  const path = `options.${name}`;
  validateObject(option, path);
  const type = getOwn(option, 'type');
  validateUnion(type, `${path}.type`, ['string', 'boolean']);

  if (ObjectPrototypeHasOwnProperty(option, 'short')) {
    const { short } = option;
    validateString(short, `${path}.short`);
    if (short.length !== 1) throw new ERR_INVALID_ARG_VALUE(`${path}.short`, short, 'must be a single character');
  }
  const multiple = getOwn(option, 'multiple');
  if (ObjectPrototypeHasOwnProperty(option, 'multiple')) validateBoolean(multiple, `${path}.multiple`);

  const value = getOwn(option, 'default');
  if (value !== undefined) {
    const validate = type === 'string' ? (multiple ? validateStringArray : validateString) :
      (multiple ? validateBooleanArray : validateBoolean);
    validate(value, `${path}.default`);
  }
}

// Strict mode: the option exists, and has a value if and only if it takes one.
function checkUsage(token, options, allowNegative, allowPositionals) {
  let { name } = token;
  if (!ObjectPrototypeHasOwnProperty(options, name)) {
    const positive = allowNegative && StringPrototypeStartsWith(name, 'no-') ? StringPrototypeSlice(name, 3) : undefined;
    if (positive === undefined || getOptionProperty(options, positive, 'type') !== 'boolean') {
      throw new ERR_PARSE_ARGS_UNKNOWN_OPTION(token.rawName, allowPositionals);
    }
    name = positive;
  }
  const short = getOptionProperty(options, name, 'short');
  const both = `${short ? `-${short}, ` : ''}--${name}`;
  const type = getOptionProperty(options, name, 'type');
  if (type === 'string' && typeof token.value !== 'string') {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${both} <value>' argument missing`);
  }
  if (type === 'boolean' && token.value != null) {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${both}' does not take an argument`);
  }
}

// Strict mode: a value that looks like an option suggests that one was forgotten.
function checkAmbiguity(token) {
  const { inlineValue, name, rawName, value } = token;
  if (inlineValue || value == null || value.length < 2 || value[0] !== '-') return;
  const example = StringPrototypeStartsWith(rawName, '--') ? `'${rawName}=-XYZ'` : `'--${name}=-XYZ' or '${rawName}-XYZ'`;
  throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${rawName}' argument is ambiguous.
Did you forget to specify the option argument for '${rawName}'?
To specify an option argument starting with a dash use ${example}.`);
}

function store(token, options, values, allowNegative) {
  let { name, value } = token;
  if (name === '__proto__') return;
  if (allowNegative && value === undefined && StringPrototypeStartsWith(name, 'no-')) {
    name = token.name = StringPrototypeSlice(name, 3);
    value = false;
  }
  value ??= true;
  if (!getOptionProperty(options, name, 'multiple')) values[name] = value;
  else if (values[name]) values[name][values[name].length] = value;
  else values[name] = [value];
}

function addDefaults(options, values) {
  const names = ObjectKeys(options);
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    const value = getOwn(options[name], 'default');
    if (value !== undefined && values[name] === undefined && name !== '__proto__') values[name] = value;
  }
}

function parseArgs(config = kEmptyObject) {
  const args = getOwn(config, 'args') ?? mainArguments();
  const strict = getOwn(config, 'strict') ?? true;
  const allowPositionals = getOwn(config, 'allowPositionals') ?? !strict;
  const returnTokens = getOwn(config, 'tokens') ?? false;
  const allowNegative = getOwn(config, 'allowNegative') ?? false;
  const options = getOwn(config, 'options') ?? { __proto__: null };

  validateArray(args, 'args');
  validateBoolean(strict, 'strict');
  validateBoolean(allowPositionals, 'allowPositionals');
  validateBoolean(returnTokens, 'tokens');
  validateBoolean(allowNegative, 'allowNegative');
  validateObject(options, 'options');
  const names = ObjectKeys(options);
  for (let i = 0; i < names.length; i++) validateOption(names[i], options[names[i]]);

  const tokens = tokenize(args, options);
  const result = { values: { __proto__: null }, positionals: [] };
  if (returnTokens) result.tokens = tokens;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token.kind === 'option') {
      if (strict) {
        checkUsage(token, options, allowNegative, allowPositionals);
        checkAmbiguity(token);
      }
      store(token, options, result.values, allowNegative);
    } else if (token.kind === 'positional') {
      if (!allowPositionals) throw new ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL(token.value);
      ArrayPrototypePush(result.positionals, token.value);
    }
  }
  addDefaults(options, result.values);
  return result;
}

module.exports = { parseArgs };
