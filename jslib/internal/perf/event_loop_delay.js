'use strict';

// monitorEventLoopDelay: a timer that notes how late it is. It is unref'd; a
// loop that waits for nothing else ends all the same.

const { Symbol, SymbolDispose } = primordials;

const { HdrHistogram } = require('internal/hdr_histogram');
const { Histogram, kHandle, kSkipThrow, recordSince, restart } = require('internal/histogram');
const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateInteger, validateObject } = require('internal/validators');

const kTimer = Symbol('kTimer'); // the running timer, or null
const kResolution = Symbol('kResolution');

const HOUR_NS = 3.6e12;

class ELDHistogram extends Histogram {
  constructor(skipThrow = undefined) {
    if (skipThrow !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super(skipThrow);
  }

  enable() {
    if (this[kTimer] === undefined) throw new ERR_INVALID_THIS('ELDHistogram');
    if (this[kTimer] !== null) return false;
    restart(this);
    this[kTimer] = require('timers').setInterval(() => recordSince(this), this[kResolution]).unref();
    return true;
  }

  disable() {
    if (this[kTimer] === undefined) throw new ERR_INVALID_THIS('ELDHistogram');
    if (this[kTimer] === null) return false;
    require('timers').clearInterval(this[kTimer]);
    this[kTimer] = null;
    return true;
  }

  [SymbolDispose]() {
    this.disable();
  }
}

function monitorEventLoopDelay(options = kEmptyObject) {
  validateObject(options, 'options');
  const { resolution = 10 } = options;
  validateInteger(resolution, 'options.resolution', 1);
  const histogram = new ELDHistogram(kSkipThrow);
  histogram[kTimer] = null;
  histogram[kResolution] = resolution;
  histogram[kHandle] = new HdrHistogram(1, HOUR_NS, 3);
  return histogram;
}

module.exports = monitorEventLoopDelay;
