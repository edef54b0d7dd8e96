'use strict';

// Interface: lines out of a stream. On a terminal it edits them as well, see
// editor.js. Methods with an underscore are not documented, but programs
// replace them on their instances (_writeToOutput to hide a password), so all
// calls go through the instance.

const {
  DateNow,
  FunctionPrototypeCall,
  MathMax,
  NumberIsFinite,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectSetPrototypeOf,
  ReflectOwnKeys,
  RegExpPrototypeSymbolSplit,
  StringPrototypeCodePointAt,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeSlice,
  StringPrototypeSplit,
  Symbol,
  SymbolAsyncIterator,
  SymbolDispose,
} = primordials;
const EventEmitter = require('events');
const { StringDecoder } = require('string_decoder');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_USE_AFTER_CLOSE } } = require('internal/errors');
const { validateAbortSignal, validateString, validateUint32 } = require('internal/validators');
const { assignFunctionName } = require('internal/util');
const { History } = require('internal/readline/history');
const { Editor } = require('internal/readline/editor');

const lineEnding = /\r?\n|\r(?!\n)|\u2028|\u2029/g;
const ESCAPE_CODE_TIMEOUT = 500;
const MIN_CRLF_DELAY = 100;

const kLineStream = Symbol('kLineStream');

// Callable without new, for the class of node:readline that inherits from it.
function InterfaceConstructor(input, output, completer, terminal) {
  this._sawReturnAt = 0;
  this.isCompletionEnabled = true;
  this._sawKeyPress = false;
  this._previousKey = null;
  this.escapeCodeTimeout = ESCAPE_CODE_TIMEOUT;
  this.tabSize = 8;
  FunctionPrototypeCall(EventEmitter, this);

  let options = {};
  if (input?.input) {
    options = input;
    ({ output, completer, terminal, input } = options);
  }
  const { crlfDelay, prompt = '> ', signal } = options;
  if (options.tabSize !== undefined) {
    validateUint32(options.tabSize, 'tabSize', true);
    this.tabSize = options.tabSize;
  }
  if (options.escapeCodeTimeout !== undefined) {
    if (!NumberIsFinite(options.escapeCodeTimeout)) {
      throw new ERR_INVALID_ARG_VALUE('input.escapeCodeTimeout', this.escapeCodeTimeout);
    }
    this.escapeCodeTimeout = options.escapeCodeTimeout;
  }
  if (signal) validateAbortSignal(signal, 'options.signal');

  this.setupHistoryManager({
    size: options.historySize,
    history: options.history,
    removeHistoryDuplicates: options.removeHistoryDuplicates,
  });
  if (completer !== undefined && typeof completer !== 'function') {
    throw new ERR_INVALID_ARG_VALUE('completer', completer);
  }
  if (terminal === undefined && output !== null && output !== undefined) terminal = !!output.isTTY;

  this.line = '';
  this._isMultiline = false;
  this.output = output;
  this.input = input;
  this.crlfDelay = crlfDelay ? MathMax(MIN_CRLF_DELAY, crlfDelay) : MIN_CRLF_DELAY;
  this.completer = completer;
  this.setPrompt(prompt);
  this.terminal = !!terminal;
  this._setupEditing();
  this[kLineStream] = undefined;

  if (this.terminal) listenToKeys(this, input, output);
  else listenToData(this, input);

  if (signal) closeOnAbort(this, signal);
  this._setLine('');
  input.resume();
}
ObjectSetPrototypeOf(InterfaceConstructor.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(InterfaceConstructor, EventEmitter);

function listenToData(iface, input) {
  const onError = (err) => iface.emit('error', err);
  const onData = (data) => iface._normalWrite(data);
  const onEnd = () => {
    // The last line need not have an ending.
    if (typeof iface._line_buffer === 'string' && iface._line_buffer.length > 0) {
      iface.emit('line', iface._line_buffer);
    }
    iface.close();
  };
  input.on('error', onError);
  input.on('data', onData);
  input.on('end', onEnd);
  iface.once('close', () => {
    input.removeListener('data', onData);
    input.removeListener('error', onError);
    input.removeListener('end', onEnd);
  });
  iface._decoder = new StringDecoder('utf8');
}

function listenToKeys(iface, input, output) {
  const onError = (err) => iface.emit('error', err);
  const onKey = (text, key) => {
    iface._ttyWrite(text, key);
    if (key?.sequence) {
      // Half of a pair has come: the other will change what is shown.
      const ch = StringPrototypeCodePointAt(key.sequence, 0);
      if (ch >= 0xd800 && ch <= 0xdfff) iface._refreshLine();
    }
  };
  const onEnd = () => {
    if (typeof iface.line === 'string' && iface.line.length > 0) iface.emit('line', iface.line);
    iface.close();
  };
  const onResize = () => iface._refreshLine();
  const hasOutput = output !== null && output !== undefined;

  input.on('error', onError);
  require('internal/readline/emitKeypressEvents')(input, iface);
  input.on('keypress', onKey);
  input.on('end', onEnd);
  iface._setRawMode(true);
  iface.cursor = 0;
  if (hasOutput) output.on('resize', onResize);
  iface.once('close', () => {
    input.removeListener('keypress', onKey);
    input.removeListener('error', onError);
    input.removeListener('end', onEnd);
    if (hasOutput) output.removeListener('resize', onResize);
  });
}

function closeOnAbort(iface, signal) {
  const onAbort = () => iface.close();
  if (signal.aborted) {
    process.nextTick(onAbort);
    return;
  }
  const disposable = require('internal/events/abort_listener').addAbortListener(signal, onAbort);
  iface.once('close', disposable[SymbolDispose]);
}

const historyField = (name, writable) => ({
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return this.historyManager[name]; },
  set: writable ? function(value) { this.historyManager[name] = value; } : undefined,
});
const historyFields = {
  __proto__: null,
  history: historyField('history', true),
  historyIndex: { ...historyField('index', true) },
  historySize: historyField('size', false),
};

class Interface extends InterfaceConstructor {
  get columns() {
    return this.output?.columns || Infinity;
  }

  setupHistoryManager(options) {
    this.historyManager = new History(this, options);
    ObjectDefineProperties(this, historyFields);
  }

  setPrompt(prompt) {
    this._prompt = prompt;
  }

  getPrompt() {
    return this._prompt;
  }

  prompt(preserveCursor) {
    if (this.paused) this.resume();
    if (this.terminal && process.env.TERM !== 'dumb') {
      if (!preserveCursor) this.cursor = 0;
      this._refreshLine();
    } else {
      this._writeToOutput(this._prompt);
    }
  }

  // --- questions ---------------------------------------------------------

  _question(query, callback) {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (!this._questionCallback) { // else the first question comes again
      this._oldPrompt = this._prompt;
      this.setPrompt(query);
      this._questionCallback = callback;
    }
    this.prompt();
  }

  _questionCancel() {
    if (!this._questionCallback) return;
    this._questionCallback = null;
    this.setPrompt(this._oldPrompt);
    this.clearLine();
  }

  _onLine(line) {
    const callback = this._questionCallback;
    if (!callback) {
      this.emit('line', line);
      return;
    }
    this._questionCallback = null;
    this.setPrompt(this._oldPrompt);
    callback(line);
  }

  // --- input and output --------------------------------------------------

  close() {
    if (this.closed) return;
    this.pause();
    if (this.terminal) this._setRawMode(false);
    this.closed = true;
    this.emit('close');
  }

  pause() {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this.paused) return undefined;
    this.input.pause();
    this.paused = true;
    this.emit('pause');
    return this;
  }

  resume() {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (!this.paused) return undefined;
    this.input.resume();
    this.paused = false;
    this.emit('resume');
    return this;
  }

  // As if it had been typed, or read.
  write(data, key) {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this.paused) this.resume();
    if (this.terminal) this._ttyWrite(data, key);
    else this._normalWrite(data);
  }

  _setRawMode(mode) {
    const was = this.input.isRaw;
    if (typeof this.input.setRawMode === 'function') this.input.setRawMode(mode);
    return was;
  }

  _writeToOutput(text) {
    validateString(text, 'stringToWrite');
    if (this.output !== null && this.output !== undefined) this.output.write(text);
  }

  _normalWrite(data) {
    if (data === undefined) return;
    let text = this._decoder.write(data);
    // \r and \n may come apart, and are one ending if they come quickly.
    if (this._sawReturnAt && DateNow() - this._sawReturnAt <= this.crlfDelay) {
      if (text[0] === '\n') text = StringPrototypeSlice(text, 1);
      this._sawReturnAt = 0;
    }
    if (!text) return;

    const rare = StringPrototypeIncludes(text, '\r') || StringPrototypeIncludes(text, '\u2028') ||
      StringPrototypeIncludes(text, '\u2029');
    const lines = rare ? RegExpPrototypeSymbolSplit(lineEnding, text) : StringPrototypeSplit(text, '\n');
    const last = lines.length - 1;
    if (last === 0) {
      this._line_buffer = this._line_buffer ? this._line_buffer + text : text;
      return;
    }
    this._sawReturnAt = StringPrototypeEndsWith(text, '\r') ? DateNow() : 0;
    const first = this._line_buffer ? this._line_buffer + lines[0] : lines[0];
    // Kept before the lines go out: a listener may close, or write.
    this._line_buffer = lines[last];
    this._onLine(first);
    for (let i = 1; i < last; i++) this._onLine(lines[i]);
  }

  [SymbolAsyncIterator]() {
    if (this[kLineStream] === undefined) {
      const { kFirstEventParam } = require('internal/events/symbols');
      this[kLineStream] = EventEmitter.on(this, 'line',
                                          { close: ['close'], highWaterMark: 1024, [kFirstEventParam]: true });
    }
    return this[kLineStream];
  }
}

ObjectDefineProperty(Interface.prototype, SymbolDispose, {
  __proto__: null,
  configurable: true,
  enumerable: true,
  writable: true,
  value: assignFunctionName(SymbolDispose, function() { this.close(); }),
});

// What editing adds to the same objects.
const editing = ReflectOwnKeys(Editor.prototype);
for (let i = 0; i < editing.length; i++) {
  if (editing[i] !== 'constructor') {
    ObjectDefineProperty(Interface.prototype, editing[i],
      { __proto__: null, ...ObjectGetOwnPropertyDescriptor(Editor.prototype, editing[i]) });
  }
}

module.exports = { Interface, InterfaceConstructor };
