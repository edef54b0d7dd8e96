'use strict';

// Which key does what, on a terminal.

const {
  DateNow,
  RegExpPrototypeExec,
  StringPrototypeCodePointAt,
  StringPrototypeSlice,
} = primordials;
const { AbortError } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { clearScreenDown, cursorTo } = require('internal/readline/callbacks');
const { charLengthAt, charLengthLeft } = require('internal/readline/utils');

const lineEnding = /\r?\n|\r(?!\n)|\u2028|\u2029/g;

const toLeft = (iface) => iface._moveCursor(-charLengthLeft(iface.line, iface.cursor));
const toRight = (iface) => iface._moveCursor(charLengthAt(iface.line, iface.cursor));
const toStart = (iface) => iface._moveCursor(-Infinity);
const toEnd = (iface) => iface._moveCursor(+Infinity);

function interrupt(iface) {
  if (iface.listenerCount('SIGINT') > 0) {
    iface.emit('SIGINT');
    return;
  }
  iface.close();
  iface._questionReject?.(new AbortError('Aborted with Ctrl+C'));
}

function deleteOrEnd(iface) {
  if (iface.cursor === 0 && iface.line.length === 0) {
    iface.close();
    iface._questionReject?.(new AbortError('Aborted with Ctrl+D'));
  } else {
    iface._deleteRight();
  }
}

function clearScreen(iface) {
  cursorTo(iface.output, 0, 0);
  clearScreenDown(iface.output);
  iface._refreshLine();
}

// Without a listener the process stops, and comes back with its line.
function suspend(iface) {
  if (process.platform === 'win32') return;
  if (iface.listenerCount('SIGTSTP') > 0) {
    iface.emit('SIGTSTP');
    return;
  }
  process.once('SIGCONT', () => {
    if (!iface.paused) {
      iface.pause();
      iface.emit('SIGCONT');
    }
    iface._setRawMode(true);
    iface._refreshLine();
  });
  iface._setRawMode(false);
  process.kill(process.pid, 'SIGTSTP');
}

const method = (name) => (iface) => iface[name]();

const withCtrlAndShift = {
  __proto__: null,
  backspace: method('_deleteLineLeft'),
  delete: method('_deleteLineRight'),
};
const withCtrl = {
  __proto__: null,
  c: interrupt,
  h: method('_deleteLeft'),
  d: deleteOrEnd,
  u: method('_deleteLineLeft'),
  k: method('_deleteLineRight'),
  a: toStart,
  e: toEnd,
  b: toLeft,
  f: toRight,
  l: clearScreen,
  n: method('_historyNext'),
  p: method('_historyPrev'),
  y: method('_yank'),
  z: suspend,
  w: method('_deleteWordLeft'),
  backspace: method('_deleteWordLeft'),
  delete: method('_deleteWordRight'),
  left: method('_wordLeft'),
  right: method('_wordRight'),
};
const withMeta = {
  __proto__: null,
  b: method('_wordLeft'),
  f: method('_wordRight'),
  d: method('_deleteWordRight'),
  delete: method('_deleteWordRight'),
  backspace: method('_deleteWordLeft'),
  y: method('_yankPop'),
};
const alone = {
  __proto__: null,
  return(iface) {
    iface._sawReturnAt = DateNow();
    iface._line();
  },
  enter(iface) {
    // The \n of \r\n ended the line already.
    if (iface._sawReturnAt === 0 || DateNow() - iface._sawReturnAt > iface.crlfDelay) iface._line();
    iface._sawReturnAt = 0;
  },
  backspace: method('_deleteLeft'),
  delete: method('_deleteRight'),
  left: toLeft,
  right: toRight,
  home: toStart,
  end: toEnd,
  up: (iface) => iface._moveVertically(-1),
  down: (iface) => iface._moveVertically(1),
};

// Text that was typed or pasted, which may be several lines.
function insertText(iface, text) {
  if (typeof text !== 'string' || !text) return;
  let from = 0;
  lineEnding.lastIndex = 0;
  for (let match; (match = RegExpPrototypeExec(lineEnding, text)) !== null;) {
    iface._insertString(StringPrototypeSlice(text, from, match.index));
    from = lineEnding.lastIndex;
    iface._line();
    lineEnding.lastIndex = from; // the line's listener may have used it
  }
  iface._insertString(StringPrototypeSlice(text, from));
}

function handleKey(iface, text, key) {
  const previous = iface._previousKey;
  key ||= kEmptyObject;
  iface._previousKey = key;
  const { ctrl, meta, name, sequence, shift } = key;
  const isVertical = (name === 'up' || name === 'down') && !ctrl && !meta;

  if (!meta || name !== 'y') iface._yanking = false;

  // Up and down search for what stood before the cursor when the first of them
  // was pressed.
  if (isVertical && !shift) {
    if (iface._substringSearch === null && !iface._isMultiline) {
      iface._substringSearch = StringPrototypeSlice(iface.line, 0, iface.cursor);
    }
  } else if (iface._substringSearch !== null) {
    iface._substringSearch = null;
    if (iface.history.length === iface.historyIndex) iface.historyIndex = -1;
  }

  // ctrl and -, and ctrl and 6, have no names.
  const code = typeof sequence === 'string' ? StringPrototypeCodePointAt(sequence, 0) : undefined;
  if (code === 0x1f) {
    iface._undo();
    return;
  }
  if (code === 0x1e) {
    iface._redo();
    return;
  }
  if (name === 'escape') return;

  if (ctrl && shift) {
    withCtrlAndShift[name]?.(iface);
  } else if (ctrl) {
    withCtrl[name]?.(iface);
  } else if (meta) {
    withMeta[name]?.(iface);
  } else {
    if (iface._sawReturnAt && name !== 'enter') iface._sawReturnAt = 0;
    if (name === 'tab' && typeof iface.completer === 'function' && iface.isCompletionEnabled) {
      iface._tabComplete(previous && previous.name === 'tab');
    } else if (alone[name] !== undefined) {
      alone[name](iface);
    } else {
      insertText(iface, text);
    }
  }
  if (!isVertical) iface._previousCursorCols = -1;
}

// For terminals that can move nothing (TERM=dumb).
function handleKeyDumb(iface, text, key) {
  key ||= kEmptyObject;
  if (key.name === 'escape') return;
  if (iface._sawReturnAt && key.name !== 'enter') iface._sawReturnAt = 0;
  if (key.ctrl && key.name === 'c') {
    if (iface.listenerCount('SIGINT') > 0) iface.emit('SIGINT');
    else iface.close();
  } else if (key.ctrl && key.name === 'd') {
    iface.close();
  } else if (key.name === 'return' || key.name === 'enter') {
    alone[key.name](iface);
  } else if (typeof text === 'string' && text) {
    iface.line += text;
    iface.cursor += text.length;
    iface._writeToOutput(text);
  }
}

module.exports = { handleKey, handleKeyDumb };
