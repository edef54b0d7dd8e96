'use strict';

const { Promise, SymbolDispose } = primordials;
const { AbortError } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateAbortSignal } = require('internal/validators');
const { Readline } = require('internal/readline/promises');
const { Interface: BaseInterface } = require('internal/readline/interface');

const abortError = (signal) => new AbortError(undefined, { cause: signal.reason });

class Interface extends BaseInterface {
  question(query, options = kEmptyObject) {
    return new Promise((resolve, reject) => {
      const signal = options?.signal;
      let answered = resolve;
      if (signal) {
        validateAbortSignal(signal, 'options.signal');
        if (signal.aborted) {
          reject(abortError(signal));
          return;
        }
        const { addAbortListener } = require('internal/events/abort_listener');
        const onAbort = () => {
          this._questionCancel();
          reject(abortError(signal));
        };
        const disposable = addAbortListener(signal, onAbort);
        answered = (answer) => {
          disposable[SymbolDispose]();
          resolve(answer);
        };
      }
      this._questionReject = reject; // for ctrl and c
      this._question(query, answered);
    });
  }
}

function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

module.exports = { Interface, Readline, createInterface };
