'use strict';

// for await (const chunk of readable)

const { Promise, SymbolAsyncIterator, hardenAsyncGenerator } = primordials;
const { aggregateTwoErrors } = require('internal/errors');
const { validateObject } = require('internal/validators');
const { eos } = require('internal/streams/end-of-stream');
const { destroyer } = require('internal/streams/destroy');

function nop() {}

async function* iterate(stream, options) {
  // Resolves the wait for more, when there is one.
  let wake = nop;
  function next(resolve) {
    if (this === stream) { // as listener of 'readable'
      wake();
      wake = nop;
    } else { // as executor of a promise
      wake = resolve;
    }
  }
  stream.on('readable', next);

  let error; // null: ended well; undefined: still going
  const cleanup = eos(stream, { writable: false }, (err) => {
    error = err ? aggregateTwoErrors(error, err) : null;
    wake();
    wake = nop;
  });

  try {
    while (true) {
      const chunk = stream.destroyed ? null : stream.read();
      if (chunk !== null) yield chunk;
      else if (error) throw error;
      else if (error === null) return;
      else await new Promise(next);
    }
  } catch (err) {
    error = aggregateTwoErrors(error, err);
    throw error;
  } finally {
    // The other half of a duplex that was read to its end may live on.
    const halfOpen = error === null && stream.allowHalfOpen === true &&
      stream.writable === true && stream.writableEnded !== true;
    if (!halfOpen && (error || options?.destroyOnReturn !== false) &&
        (error === undefined || stream._readableState.autoDestroy)) {
      destroyer(stream, null);
    } else {
      stream.off('readable', next);
      cleanup();
    }
  }
}

hardenAsyncGenerator(iterate);

function install(Readable) {
  const iterator = (stream, options) => {
    if (typeof stream.read !== 'function') stream = Readable.wrap(stream, { objectMode: true });
    const iter = iterate(stream, options);
    iter.stream = stream;
    return iter;
  };
  Readable.prototype[SymbolAsyncIterator] = function() {
    return iterator(this);
  };
  Readable.prototype.iterator = function(options) {
    if (options !== undefined) validateObject(options, 'options');
    return iterator(this, options);
  };
}

module.exports = { install };
