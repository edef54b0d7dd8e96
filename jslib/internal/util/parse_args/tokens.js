'use strict';

// From arguments to tokens: which of them are options, which are values.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ArrayPrototypeSlice,
  ArrayPrototypeUnshift,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

// A configuration's property, if it is its own: prototypes have no say.
function getOwn(object, key) {
  return ObjectPrototypeHasOwnProperty(object, key) ? object[key] : undefined;
}

function getOptionProperty(options, name, key) {
  return ObjectPrototypeHasOwnProperty(options, name) ? getOwn(options[name], key) : undefined;
}

const takesValue = (options, name) => getOptionProperty(options, name, 'type') === 'string';

// The long name of a short option, or the short one where there is none.
function longName(short, options) {
  const names = ObjectKeys(options);
  for (let i = 0; i < names.length; i++) {
    if (getOwn(options[names[i]], 'short') === short) return names[i];
  }
  return short;
}

// -abc → -a -b -c, as far as they are switches; the first one that takes a value
// takes the rest: -abfFILE → -a -b -fFILE.
function expandGroup(group, options) {
  const expanded = [];
  for (let i = 1; i < group.length; i++) {
    if (takesValue(options, longName(group[i], options)) && i !== group.length - 1) {
      ArrayPrototypePush(expanded, `-${StringPrototypeSlice(group, i)}`);
      break;
    }
    ArrayPrototypePush(expanded, `-${group[i]}`);
  }
  return expanded;
}

// Tokens: { kind: 'option', name, rawName, index, value, inlineValue },
// { kind: 'positional', index, value }, { kind: 'option-terminator', index }.
function tokenize(args, options) {
  const tokens = [];
  const rest = ArrayPrototypeSlice(args);
  let index = -1;
  let expanded = 0; // so many of the next ones come from one argument

  function addOption(name, rawName, value, inlineValue) {
    ArrayPrototypePush(tokens, { kind: 'option', name, rawName, index, value, inlineValue });
  }

  // An option that stands alone may have its value behind it.
  function addLoneOption(name, rawName) {
    if (takesValue(options, name) && rest[0] != null) {
      addOption(name, rawName, ArrayPrototypeShift(rest), false);
      index++;
    } else {
      addOption(name, rawName, undefined, undefined);
    }
  }

  while (rest.length > 0) {
    const arg = ArrayPrototypeShift(rest);
    if (expanded > 0) expanded--;
    else index++;

    if (arg === '--') {
      ArrayPrototypePush(tokens, { kind: 'option-terminator', index });
      for (let i = 0; i < rest.length; i++) {
        ArrayPrototypePush(tokens, { kind: 'positional', index: ++index, value: rest[i] });
      }
      break;
    }
    if (StringPrototypeStartsWith(arg, '--')) {
      const equals = StringPrototypeIndexOf(arg, '=', 3);
      if (equals === -1) {
        addLoneOption(StringPrototypeSlice(arg, 2), arg);
      } else {
        // "--=x=y" has its name before the first sign, though that does not make it an option with a value.
        const end = StringPrototypeIndexOf(arg, '=');
        const name = StringPrototypeSlice(arg, 2, end);
        addOption(name, `--${name}`, StringPrototypeSlice(arg, end + 1), true);
      }
    } else if (arg[0] !== '-' || arg.length === 1) {
      ArrayPrototypePush(tokens, { kind: 'positional', index, value: arg });
    } else {
      const name = longName(arg[1], options);
      if (arg.length === 2) {
        addLoneOption(name, arg);
      } else if (takesValue(options, name)) {
        addOption(name, `-${arg[1]}`, StringPrototypeSlice(arg, 2), true);
      } else {
        const group = expandGroup(arg, options);
        for (let i = group.length - 1; i >= 0; i--) ArrayPrototypeUnshift(rest, group[i]);
        expanded = group.length;
      }
    }
  }
  return tokens;
}

module.exports = { getOptionProperty, getOwn, tokenize };
