'use strict';

// Moving the cursor and clearing parts of a terminal. Each returns what the
// stream's write() does.

const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_CURSOR_POS } } = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { CSI } = require('internal/readline/utils');

const isAbsent = (stream) => stream === undefined || stream === null;

function checkCallback(callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
}

// There is nothing to write.
function done(callback) {
  if (typeof callback === 'function') process.nextTick(callback, null);
  return true;
}

// The sequences, also used by readline/promises.
const sequences = {
  cursorTo: (x, y) => (typeof y === 'number' ? CSI`${y + 1};${x + 1}H` : CSI`${x + 1}G`),
  moveCursor(dx, dy) {
    let data = '';
    if (dx < 0) data += CSI`${-dx}D`;
    else if (dx > 0) data += CSI`${dx}C`;
    if (dy < 0) data += CSI`${-dy}A`;
    else if (dy > 0) data += CSI`${dy}B`;
    return data;
  },
  clearLine: (dir) => (dir < 0 ? CSI.kClearToLineBeginning : dir > 0 ? CSI.kClearToLineEnd : CSI.kClearLine),
  clearScreenDown: () => CSI.kClearScreenDown,
};

function cursorTo(stream, x, y, callback) {
  checkCallback(callback);
  if (typeof y === 'function') {
    callback = y;
    y = undefined;
  }
  if (x !== x) throw new ERR_INVALID_ARG_VALUE('x', x);
  if (y !== y) throw new ERR_INVALID_ARG_VALUE('y', y);
  if (isAbsent(stream) || (typeof x !== 'number' && typeof y !== 'number')) return done(callback);
  if (typeof x !== 'number') throw new ERR_INVALID_CURSOR_POS();
  return stream.write(sequences.cursorTo(x, y), callback);
}

function moveCursor(stream, dx, dy, callback) {
  checkCallback(callback);
  if (isAbsent(stream) || !(dx || dy)) return done(callback);
  return stream.write(sequences.moveCursor(dx, dy), callback);
}

function clearLine(stream, dir, callback) {
  checkCallback(callback);
  if (isAbsent(stream)) return done(callback);
  return stream.write(sequences.clearLine(dir), callback);
}

function clearScreenDown(stream, callback) {
  checkCallback(callback);
  if (isAbsent(stream)) return done(callback);
  return stream.write(sequences.clearScreenDown(), callback);
}

module.exports = { clearLine, clearScreenDown, cursorTo, moveCursor, sequences };
