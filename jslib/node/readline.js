'use strict';

const { FunctionPrototypeCall, ObjectSetPrototypeOf, Promise, PromiseReject, StringPrototypeSlice, SymbolDispose } =
  primordials;
const { AbortError } = require('internal/errors');
const { kEmptyObject, promisify } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { validateAbortSignal } = require('internal/validators');
const { clearLine, clearScreenDown, cursorTo, moveCursor } = require('internal/readline/callbacks');
const emitKeypressEvents = require('internal/readline/emitKeypressEvents');
const { Interface: BaseInterface, InterfaceConstructor } = require('internal/readline/interface');
const { handleKeyDumb } = require('internal/readline/bindings');
const promises = require('readline/promises');

const listen = (signal, onAbort) => require('internal/events/abort_listener').addAbortListener(signal, onAbort);
const abortError = (signal) => new AbortError(undefined, { cause: signal.reason });

// Completers may return their result, or call back with it.
const withCallback = (completer) => (text, callback) => callback(null, completer(text));

function Interface(input, output, completer, terminal) {
  if (!(this instanceof Interface)) return new Interface(input, output, completer, terminal);
  if (input?.input && typeof input.completer === 'function' && input.completer.length !== 2) {
    input.completer = withCallback(input.completer);
  } else if (typeof completer === 'function' && completer.length !== 2) {
    completer = withCallback(completer);
  }
  FunctionPrototypeCall(InterfaceConstructor, this, input, output, completer, terminal);
  if (this.terminal && process.env.TERM === 'dumb') {
    this._ttyWrite = (text, key) => handleKeyDumb(this, text, key);
  }
}
ObjectSetPrototypeOf(Interface.prototype, BaseInterface.prototype);
ObjectSetPrototypeOf(Interface, BaseInterface);

Interface.prototype.question = function question(query, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  if (options === null || typeof options !== 'object') options = kEmptyObject;
  const { signal } = options;
  if (signal) {
    validateAbortSignal(signal, 'options.signal');
    if (signal.aborted) return;
    const onAbort = () => this._questionCancel();
    const disposable = listen(signal, onAbort);
    const answered = callback;
    callback = typeof answered === 'function' ? (answer) => {
      disposable[SymbolDispose]();
      return answered(answer);
    } : disposable[SymbolDispose];
  }
  if (typeof callback === 'function') this._question(query, callback);
};

Interface.prototype.question[promisify.custom] = function question(query, options) {
  if (options === null || typeof options !== 'object') options = kEmptyObject;
  const { signal } = options;
  if (signal?.aborted) return PromiseReject(abortError(signal));
  return new Promise((resolve, reject) => {
    let answered = resolve;
    if (signal) {
      const onAbort = () => reject(abortError(signal));
      const disposable = listen(signal, onAbort);
      answered = (answer) => {
        disposable[SymbolDispose]();
        resolve(answer);
      };
    }
    this.question(query, options, answered);
  });
};

Interface.prototype._tabComplete = function(lastKeyWasTab) {
  this.pause();
  this.completer(StringPrototypeSlice(this.line, 0, this.cursor), (err, value) => {
    this.resume();
    if (err) this._writeToOutput(`Tab completion error: ${inspect(err)}`);
    else this._tabCompleter(lastKeyWasTab, value);
  });
};

function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

module.exports = {
  Interface,
  clearLine,
  clearScreenDown,
  createInterface,
  cursorTo,
  emitKeypressEvents,
  moveCursor,
  promises,
};
