'use strict';

// Has a stream emit 'keypress' for what it reads, while somebody listens.

const { SafeStringIterator, Symbol } = primordials;
const { StringDecoder } = require('string_decoder');
const { CSI: { kEscape }, charLengthAt } = require('internal/readline/utils');
const { emitKeys } = require('internal/readline/keys');

const kKeypressDecoder = Symbol('keypress-decoder');
const kEscapeDecoder = Symbol('escape-decoder');

// How long ESC waits for the rest of a sequence, in milliseconds.
const ESCAPE_CODE_TIMEOUT = 500;

function startDecoder(stream) {
  stream[kEscapeDecoder] = emitKeys(stream);
  stream[kEscapeDecoder].next();
}

function emitKeypressEvents(stream, iface = {}) {
  if (stream[kKeypressDecoder]) return;
  stream[kKeypressDecoder] = new StringDecoder('utf8');
  startDecoder(stream);

  const { clearTimeout, setTimeout } = require('timers');
  const { escapeCodeTimeout = ESCAPE_CODE_TIMEOUT } = iface;
  const escapeAlone = () => stream[kEscapeDecoder].next('');
  let timer;

  function onData(input) {
    if (stream.listenerCount('keypress') === 0) {
      stream.removeListener('data', onData);
      stream.on('newListener', onNewListener);
      return;
    }
    const text = stream[kKeypressDecoder].write(input);
    if (!text) return;
    clearTimeout(timer);

    // Text that is pasted must not be completed, but for its end.
    iface._sawKeyPress = charLengthAt(text, 0) === text.length;
    iface.isCompletionEnabled = false;
    let length = 0;
    for (const character of new SafeStringIterator(text)) {
      length += character.length;
      const isLast = length === text.length;
      if (isLast) iface.isCompletionEnabled = true;
      try {
        stream[kEscapeDecoder].next(character);
        if (isLast && character === kEscape) timer = setTimeout(escapeAlone, escapeCodeTimeout);
      } catch (err) {
        // A listener threw, and the generator is finished with it.
        startDecoder(stream);
        throw err;
      }
    }
  }
  function onNewListener(event) {
    if (event !== 'keypress') return;
    stream.on('data', onData);
    stream.removeListener('newListener', onNewListener);
  }

  if (stream.listenerCount('keypress') > 0) stream.on('data', onData);
  else stream.on('newListener', onNewListener);
}

module.exports = emitKeypressEvents;
