'use strict';

// The program's entry module, for as long as it waits at a top-level await.
//
// Binding ops used: util.getPromiseDetails(promise): [state, result], state 0 is pending;
// errors.warn(text: string): undefined, text to standard error as it is.

const { getPromiseDetails } = internalBinding('util');

const kPending = 0;

let entry;

// The module loader calls this with the promise of the entry module's
// evaluation. place() gives { file, line, column } of the await that hangs, as
// far as it is known, or undefined.
function watchTopLevelAwait(promise, place) {
  entry = { promise, place };
}

function unsettledTopLevelAwait() {
  return entry !== undefined && getPromiseDetails(entry.promise)[0] === kPending;
}

function reportUnsettled() {
  const { pointAt } = require('internal/process/fatal');
  const place = entry.place?.();
  let text = 'Warning: Detected unsettled top-level await';
  if (place !== undefined) {
    const pointer = pointAt(place, false);
    text += ` at ${pointer === '' ? `${place.file}\n` : pointer}\n\n`;
  }
  internalBinding('errors').warn(`${text}\n`);
}

module.exports = { watchTopLevelAwait, unsettledTopLevelAwait, reportUnsettled };
