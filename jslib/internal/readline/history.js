'use strict';

// The lines that were entered, newest first, and the place in them that the
// arrow keys have reached. Entries of several lines are kept with \r between
// them and in reverse.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypePop,
  ArrayPrototypeShift,
  ArrayPrototypeSplice,
  ArrayPrototypeUnshift,
  StringPrototypeStartsWith,
  StringPrototypeTrim,
} = primordials;
const { validateArray, validateNumber } = require('internal/validators');
const { reverseString } = require('internal/readline/utils');

const DEFAULT_SIZE = 30;

class History {
  constructor(iface, options) {
    if (options.history !== undefined) validateArray(options.history, 'history');
    if (options.size !== undefined) validateNumber(options.size, 'size', 0);
    this.iface = iface;
    this.history = options.history ?? [];
    this.index = -1;
    this.size = options.size ?? DEFAULT_SIZE;
    this.removeDuplicates = options.removeHistoryDuplicates || false;
  }

  // Takes the interface's line down and returns it.
  add(isMultiline) {
    const { line } = this.iface;
    if (line.length === 0 || this.size === 0 || StringPrototypeTrim(line).length === 0) return line;
    // Its first lines were entered already.
    if (isMultiline && this.index === -1) ArrayPrototypeShift(this.history);

    const entry = reverseString(line, '\n', '\r');
    if (this.history.length === 0 || this.history[0] !== entry) {
      if (this.removeDuplicates) {
        const at = ArrayPrototypeIndexOf(this.history, entry);
        if (at !== -1) ArrayPrototypeSplice(this.history, at, 1);
      }
      ArrayPrototypeUnshift(this.history, entry);
      if (this.history.length > this.size) ArrayPrototypePop(this.history);
    }
    this.index = -1;
    const result = isMultiline ? reverseString(this.history[0]) : this.history[0];
    // Listeners may take entries out again: passwords, for instance.
    this.iface.emit('history', this.history);
    return result;
  }

  canGoNext() {
    return this.index > -1 && this.history.length > 0;
  }

  canGoPrevious() {
    return this.history.length !== this.index && this.history.length > 0;
  }

  // The next entry in the direction that begins with `search` and is not what
  // the line shows; `search` itself at either end.
  next(search) {
    return this.#go(-1, -1, search || '');
  }

  previous(search) {
    return this.#go(1, this.history.length, search || '');
  }

  #go(step, end, search) {
    const { history } = this;
    let index = this.index + step;
    while (index !== end &&
           (!StringPrototypeStartsWith(history[index], search) || this.iface.line === history[index])) {
      index += step;
    }
    this.index = index;
    return index === end ? search : reverseString(history[index], '\r', '\n');
  }
}

module.exports = { History };
