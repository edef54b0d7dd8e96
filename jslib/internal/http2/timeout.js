'use strict';

// setTimeout of sessions and streams, which count what happens on them, and whose
// timer keeps nobody alive.

const { clearTimeout } = require('timers');
const { getTimerDuration, kTimeout, setUnrefTimeout } = require('internal/timers');
const { validateFunction } = require('internal/validators');
const { kActive, kConnection, kSession, kState } = require('internal/http2/symbols');

function setTimeout(msecs, callback) {
  if (this.destroyed && msecs !== 0) return this;
  this.timeout = msecs;
  msecs = getTimerDuration(msecs, 'msecs');
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (this[kTimeout]) clearTimeout(this[kTimeout]);
  this[kTimeout] = null;
  if (msecs === 0) {
    if (callback !== undefined) this.removeListener('timeout', callback);
    return this;
  }
  this[kTimeout] = setUnrefTimeout(() => this._onTimeout(), msecs);
  if (callback !== undefined) this.once('timeout', callback);
  return this;
}

// A write that goes on, however slowly, is no silence.
function onTimeout() {
  if (this.destroyed) return;
  const connection = (this[kSession] ?? this)[kConnection];
  if (this[kState].writeQueueSize > 0 && connection?.moved()) this[kActive]();
  else this.emit('timeout');
}

module.exports = { kTimeout, onTimeout, setTimeout };
