'use strict';

// Colours and styles: the two tables that programs may read and change as
// util.inspect.colors and util.inspect.styles.

const { ObjectDefineProperty } = primordials;

const FOREGROUND = 39;
const BACKGROUND = 49;

// name → [code that switches it on, code that switches it off]
const colors = {
  __proto__: null,
  reset: [0, 0],
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  blink: [5, 25],
  inverse: [7, 27],
  hidden: [8, 28],
  strikethrough: [9, 29],
  doubleunderline: [21, 24],
};

const hues = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

function addHues(first, off, nameOf) {
  for (let i = 0; i < hues.length; i++) colors[nameOf(hues[i])] = [first + i, off];
}
const capital = (hue) => `${hue[0].toUpperCase()}${hue.slice(1)}`;

// The order of insertion shows in error messages that list the valid formats.
addHues(30, FOREGROUND, (hue) => hue);
addHues(40, BACKGROUND, (hue) => `bg${capital(hue)}`);
colors.framed = [51, 54];
colors.overlined = [53, 55];
addHues(90, FOREGROUND, (hue) => (hue === 'black' ? 'gray' : `${hue}Bright`));
addHues(100, BACKGROUND, (hue) => (hue === 'black' ? 'bgGray' : `bg${capital(hue)}Bright`));

// An alias writes through, so that a changed colour shows under all its names.
function alias(target, name) {
  ObjectDefineProperty(colors, name, {
    __proto__: null,
    get() { return this[target]; },
    set(value) { this[target] = value; },
    configurable: true,
    enumerable: false,
  });
}
alias('gray', 'grey');
alias('gray', 'blackBright');
alias('bgGray', 'bgGrey');
alias('bgGray', 'bgBlackBright');
alias('dim', 'faint');
alias('strikethrough', 'crossedout');
alias('strikethrough', 'strikeThrough');
alias('strikethrough', 'crossedOut');
alias('hidden', 'conceal');
alias('inverse', 'swapColors');
alias('inverse', 'swapcolors');
alias('doubleunderline', 'doubleUnderline');

// What a kind of value looks like. A "name" (a property's) has no style.
const styles = {
  __proto__: null,
  special: 'cyan',
  number: 'yellow',
  bigint: 'yellow',
  boolean: 'yellow',
  undefined: 'grey',
  null: 'bold',
  string: 'green',
  symbol: 'green',
  date: 'magenta',
  regexp: 'red',
  module: 'underline',
};

// The function that carries both tables: a program may replace the tables
// themselves (util.inspect.styles = …), so they are looked up there each time.
let carrier;
function attachTables(inspect) {
  carrier = inspect;
  inspect.colors = colors;
  inspect.styles = styles;
}

function stylizeWithColor(text, kind) {
  const style = carrier.styles[kind];
  if (style !== undefined) {
    const pair = carrier.colors[style];
    if (pair !== undefined) return `\u001b[${pair[0]}m${text}\u001b[${pair[1]}m`;
  }
  return text;
}

function stylizeNoColor(text) {
  return text;
}

module.exports = { attachTables, stylizeWithColor, stylizeNoColor };
