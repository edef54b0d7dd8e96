'use strict';

// The editing of a line on a terminal: the methods of Interface that keys
// call. `line` is the text, `cursor` a place in it in units.

const {
  ArrayFrom,
  ArrayPrototypeFilter,
  ArrayPrototypeJoin,
  ArrayPrototypeMap,
  ArrayPrototypePop,
  ArrayPrototypeReverse,
  ArrayPrototypeShift,
  ArrayPrototypeUnshift,
  MathCeil,
  MathFloor,
  MathMax,
  RegExpPrototypeExec,
  SafeStringIterator,
  StringPrototypeIncludes,
  StringPrototypeRepeat,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
} = primordials;
const { getStringWidth, inspect, stripVTControlCharacters } = require('internal/util/inspect');
const { clearScreenDown, cursorTo, moveCursor } = require('internal/readline/callbacks');
const { charLengthAt, charLengthLeft, commonPrefix } = require('internal/readline/utils');
const { handleKey } = require('internal/readline/bindings');

// Stands before each line of an entry but the first.
const CONTINUATION = '| ';
const MAX_UNDO = 2048;
const MAX_KILLED = 32;

const wordBefore = /^\s*(?:[^\w\s]+|\w+)?/; // of the text reversed
const wordAfter = /^(?:\s+|[^\w\s]+|\w+)\s*/;
const wordToDelete = /^(?:\s+|\W+|\w+)\s*/;

const before = (iface) => StringPrototypeSlice(iface.line, 0, iface.cursor);
const after = (iface) => StringPrototypeSlice(iface.line, iface.cursor);

function lengthOfWordBefore(iface) {
  const reversed = ArrayPrototypeJoin(ArrayPrototypeReverse(ArrayFrom(before(iface))), '');
  return RegExpPrototypeExec(wordBefore, reversed)[0].length;
}

class Editor {
  _setupEditing() {
    this._undoStack = [];
    this._redoStack = [];
    this._killRing = [];
    this._killRingCursor = 0;
    this._substringSearch = null; // what up and down look for
    this._previousCursorCols = -1; // the column that up and down try to keep
  }

  _ttyWrite(text, key) {
    handleKey(this, text, key);
  }

  _setLine(line = '') {
    this.line = line;
    this._isMultiline = StringPrototypeIncludes(line, '\n');
  }

  // --- showing -----------------------------------------------------------

  _refreshLine() {
    const text = this._prompt + this.line;
    const end = this._getDisplayPos(text);
    const cursor = this.getCursorPos();
    // Up to where the line begins, and everything from there anew.
    const rows = this.prevRows || 0;
    if (rows > 0) moveCursor(this.output, 0, -rows);
    cursorTo(this.output, 0);
    clearScreenDown(this.output);

    if (this._isMultiline) {
      const lines = StringPrototypeSplit(this.line, '\n');
      this._writeToOutput(this._prompt + lines[0]);
      for (let i = 1; i < lines.length; i++) this._writeToOutput(`\n${CONTINUATION}${lines[i]}`);
    } else {
      this._writeToOutput(text);
    }
    // A full line: the terminal must be made to go to the next.
    if (end.cols === 0) this._writeToOutput(' ');
    cursorTo(this.output, cursor.cols);
    if (end.rows > cursor.rows) moveCursor(this.output, 0, cursor.rows - end.rows);
    this.prevRows = cursor.rows;
  }

  // Where text ends on the screen, from its own beginning.
  _getDisplayPos(text) {
    const { columns } = this;
    let offset = 0;
    let rows = 0;
    for (const char of new SafeStringIterator(stripVTControlCharacters(text))) {
      if (char === '\n') {
        rows += MathCeil(offset / columns) || 1;
        offset = this._isMultiline ? CONTINUATION.length : 0;
      } else if (char === '\t') {
        offset += this.tabSize - (offset % this.tabSize);
      } else {
        const width = getStringWidth(char, false);
        // A wide character does not fit into the last column.
        if (width > 1 && (offset + 1) % columns === 0) offset++;
        offset += width > 1 ? 2 : width;
      }
    }
    const cols = offset % columns;
    return { cols, rows: rows + (offset - cols) / columns };
  }

  getCursorPos() {
    return this._getDisplayPos(this._prompt + before(this));
  }

  _getCursorPos() {
    return this.getCursorPos();
  }

  _moveCursor(dx) {
    if (dx === 0) return;
    const from = this.getCursorPos();
    this.cursor += dx;
    if (this.cursor < 0) this.cursor = 0;
    else if (this.cursor > this.line.length) this.cursor = this.line.length;
    const to = this.getCursorPos();
    if (from.rows === to.rows) moveCursor(this.output, to.cols - from.cols, 0);
    else this._refreshLine();
  }

  clearLine() {
    this._moveCursor(+Infinity);
    this._writeToOutput('\r\n');
    this._setLine('');
    this.cursor = 0;
    this.prevRows = 0;
  }

  // --- changing ----------------------------------------------------------

  _insertString(text) {
    this._remember();
    if (!this.isCompletionEnabled) { // more is to come: no need to be exact
      this.line = before(this) + text + after(this);
      this.cursor += text.length;
      this._writeToOutput(text);
    } else if (this.cursor < this.line.length) {
      this._setLine(before(this) + text + after(this));
      this.cursor += text.length;
      this._refreshLine();
    } else {
      const from = this.getCursorPos();
      this.line += text;
      this.cursor += text.length;
      if (this.getCursorPos().rows > from.rows) this._refreshLine();
      else this._writeToOutput(text);
    }
  }

  _deleteLeft() {
    if (this.cursor === 0 || this.line.length === 0) return;
    this._remember();
    const n = charLengthLeft(this.line, this.cursor);
    this.line = StringPrototypeSlice(this.line, 0, this.cursor - n) + after(this);
    this.cursor -= n;
    this._refreshLine();
  }

  _deleteRight() {
    if (this.cursor >= this.line.length) return;
    this._remember();
    this.line = before(this) + StringPrototypeSlice(this.line, this.cursor + charLengthAt(this.line, this.cursor));
    this._refreshLine();
  }

  _deleteWordLeft() {
    if (this.cursor === 0) return;
    this._remember();
    const to = this.cursor - lengthOfWordBefore(this);
    this.line = StringPrototypeSlice(this.line, 0, to) + after(this);
    this.cursor = to;
    this._refreshLine();
  }

  _deleteWordRight() {
    if (this.cursor >= this.line.length) return;
    this._remember();
    const rest = after(this);
    this.line = before(this) + StringPrototypeSlice(rest, RegExpPrototypeExec(wordToDelete, rest)[0].length);
    this._refreshLine();
  }

  _wordLeft() {
    if (this.cursor > 0) this._moveCursor(-lengthOfWordBefore(this));
  }

  _wordRight() {
    if (this.cursor < this.line.length) this._moveCursor(RegExpPrototypeExec(wordAfter, after(this))[0].length);
  }

  _deleteLineLeft() {
    this._remember();
    const killed = before(this);
    this._setLine(after(this));
    this.cursor = 0;
    this._pushToKillRing(killed);
    this._refreshLine();
  }

  _deleteLineRight() {
    this._remember();
    const killed = after(this);
    this._setLine(before(this));
    this._pushToKillRing(killed);
    this._refreshLine();
  }

  _line() {
    const line = this.historyManager.add(this._isMultiline);
    this._undoStack = [];
    this._redoStack = [];
    this.clearLine();
    this._onLine(line);
  }

  // --- what was deleted, what was before ---------------------------------

  _pushToKillRing(text) {
    if (!text || text === this._killRing[0]) return;
    ArrayPrototypeUnshift(this._killRing, text);
    this._killRingCursor = 0;
    while (this._killRing.length > MAX_KILLED) ArrayPrototypePop(this._killRing);
  }

  _yank() {
    if (this._killRing.length === 0) return;
    this._yanking = true;
    this._insertString(this._killRing[this._killRingCursor]);
  }

  // Exchanges what was just yanked for what was killed before it.
  _yankPop() {
    if (!this._yanking || this._killRing.length <= 1) return;
    const last = this._killRing[this._killRingCursor];
    this._killRingCursor = (this._killRingCursor + 1) % this._killRing.length;
    const head = StringPrototypeSlice(this.line, 0, this.cursor - last.length) + this._killRing[this._killRingCursor];
    this._setLine(head + after(this));
    this.cursor = head.length;
    this._refreshLine();
  }

  _remember() {
    this._undoStack.push({ text: this.line, cursor: this.cursor });
    if (this._undoStack.length > MAX_UNDO) ArrayPrototypeShift(this._undoStack);
  }

  _undo() {
    this._exchange(this._undoStack, this._redoStack);
  }

  _redo() {
    this._exchange(this._redoStack, this._undoStack);
  }

  _exchange(from, to) {
    if (from.length === 0) return;
    to.push({ text: this.line, cursor: this.cursor });
    const { text, cursor } = ArrayPrototypePop(from);
    this._setLine(text);
    this.cursor = cursor;
    this._refreshLine();
  }

  // --- history -----------------------------------------------------------

  _addHistory() {
    return this.historyManager.add(this._isMultiline);
  }

  _historyNext() {
    if (this.historyManager.canGoNext()) this._showEntry(this.historyManager.next(this._substringSearch));
  }

  _historyPrev() {
    if (this.historyManager.canGoPrevious()) this._showEntry(this.historyManager.previous(this._substringSearch));
  }

  _showEntry(text) {
    this._remember();
    this._setLine(text);
    this.cursor = this.line.length;
    this._refreshLine();
  }

  // Up and down move within an entry of several lines before they leave it.
  _moveVertically(direction) {
    const pos = this.getCursorPos();
    const lines = StringPrototypeSplit(this.line, '\n');
    const inside = direction < 0 ? pos.rows > 0 : pos.rows < lines.length - 1;
    if (this._isMultiline && inside) {
      this._moveToLine(direction, lines, pos);
      return;
    }
    this._previousCursorCols = -1;
    if (direction < 0) this._historyPrev();
    else this._historyNext();
  }

  // Keeps the column where the other line is long enough, and comes back to it
  // on a longer line.
  _moveToLine(direction, lines, { rows, cols }) {
    const here = lines[rows];
    const there = lines[rows + direction];
    const toEnd = direction > 0 ? here.length - cols + CONTINUATION.length + there.length + 1 : -cols + 1;
    let amount;
    if (cols > there.length + 1) {
      if (this._previousCursorCols === -1) this._previousCursorCols = cols;
      amount = toEnd;
    } else {
      amount = direction > 0 ? here.length + 1 : -there.length - 1;
      if (this._previousCursorCols !== -1) {
        if (this._previousCursorCols <= there.length) {
          amount += this._previousCursorCols - cols;
          this._previousCursorCols = -1;
        } else {
          amount = toEnd;
        }
      }
    }
    this._moveCursor(amount);
  }

  // --- completion --------------------------------------------------------

  async _tabComplete(lastKeyWasTab) {
    this.pause();
    let result;
    try {
      result = await this.completer(before(this));
    } catch (err) {
      this._writeToOutput(`Tab completion error: ${inspect(err)}`);
      return;
    } finally {
      this.resume();
    }
    this._tabCompleter(lastKeyWasTab, result);
  }

  // completeOn: the part of the line that completions replace.
  _tabCompleter(lastKeyWasTab, { 0: completions, 1: completeOn }) {
    if (!completions || completions.length === 0) return;
    const prefix = commonPrefix(ArrayPrototypeFilter(completions, (text) => text !== ''));
    if (StringPrototypeStartsWith(prefix, completeOn) && prefix.length > completeOn.length) {
      this._insertString(StringPrototypeSlice(prefix, completeOn.length));
      return;
    }
    if (!StringPrototypeStartsWith(completeOn, prefix)) {
      const head = StringPrototypeSlice(this.line, 0, this.cursor - completeOn.length) + prefix;
      this._setLine(head + after(this));
      this.cursor = head.length;
      this._refreshLine();
      return;
    }
    if (lastKeyWasTab) this._showCompletions(completions);
  }

  // In columns; an empty completion separates groups.
  _showCompletions(completions) {
    this._remember();
    const widths = ArrayPrototypeMap(completions, (text) => getStringWidth(text));
    let width = 0;
    for (let i = 0; i < widths.length; i++) width = MathMax(width, widths[i]);
    width += 2;
    let perLine = MathFloor(this.columns / width) || 1;
    if (perLine === Infinity) perLine = 1;
    let out = '\r\n';
    let column = 0;
    let gap = 0;
    for (let i = 0; i < completions.length; i++) {
      if (completions[i] === '' || column === perLine) {
        out += '\r\n';
        column = 0;
        gap = 0;
      } else {
        out += StringPrototypeRepeat(' ', gap);
      }
      if (completions[i] === '') {
        out += '\r\n';
      } else {
        out += completions[i];
        gap = width - widths[i];
        column++;
      }
    }
    if (column !== 0) out += '\r\n\r\n';
    this._writeToOutput(out);
    this._refreshLine();
  }
}

module.exports = { CONTINUATION, Editor };
