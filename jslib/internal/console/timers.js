'use strict';

// The clocks behind console.time(). Each store maps a label to the time it was
// started at, of a clock that only goes forward.

const { formatTime } = require('internal/util/debuglog');

function start(store, label, implementation) {
  if (store.has(label)) {
    process.emitWarning(`Label '${label}' already exists for ${implementation}`);
    return;
  }
  store.set(label, process.hrtime());
}

// What has passed, for people to read; undefined (and a warning) for an unknown label.
function elapsed(store, label, implementation) {
  const started = store.get(label);
  if (started === undefined) {
    process.emitWarning(`No such label '${label}' for ${implementation}`);
    return undefined;
  }
  const passed = process.hrtime(started);
  return formatTime(passed[0] * 1000 + passed[1] / 1e6);
}

module.exports = { elapsed, start };
