'use strict';

// Escape sequences for the standard error, empty where it shows no colours.

const { ObjectKeys } = primordials;

const sequences = {
  __proto__: null,
  blue: '\u001b[34m',
  green: '\u001b[32m',
  white: '\u001b[39m',
  yellow: '\u001b[33m',
  red: '\u001b[31m',
  gray: '\u001b[90m',
  clear: '\u001bc',
  reset: '\u001b[0m',
};

const names = ObjectKeys(sequences);

function shouldColorize(stream) {
  if (process.env.FORCE_COLOR !== undefined) return require('internal/tty').getColorDepth() > 2;
  if (!stream?.isTTY) return false;
  return typeof stream.getColorDepth === 'function' ? stream.getColorDepth() > 2 : true;
}

const colors = module.exports = {
  hasColors: false,
  shouldColorize,
  // Called when the process starts: the terminal is not known before.
  refresh() {
    colors.hasColors = Boolean(shouldColorize(process.stderr));
    for (let i = 0; i < names.length; i++) colors[names[i]] = colors.hasColors ? sequences[names[i]] : '';
  },
};
for (let i = 0; i < names.length; i++) colors[names[i]] = '';
