'use strict';

// Histogram and RecordableHistogram of node:perf_hooks.

const {
  BigInt,
  MapPrototypeForEach,
  Map,
  MapPrototypeSet,
  Number,
  NumberIsNaN,
  Symbol,
} = primordials;

const { HdrHistogram } = require('internal/hdr_histogram');
const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
    ERR_OUT_OF_RANGE,
  },
} = require('internal/errors');
const { customInspectSymbol: kInspect, kEmptyObject } = require('internal/util');
const { validateInteger, validateNumber, validateObject } = require('internal/validators');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');

const MAX_SAFE = 9007199254740991;

const kHandle = Symbol('kHandle');
const kSkipThrow = Symbol('kSkipThrow');
const kRecordable = Symbol('kRecordable');
const kLast = Symbol('kLast');

function isHistogram(value) {
  return value?.[kHandle] !== undefined;
}

function handleOf(histogram) {
  if (!isHistogram(histogram)) throw new ERR_INVALID_THIS('Histogram');
  return histogram[kHandle];
}

function validatePercentile(percentile) {
  validateNumber(percentile, 'percentile');
  if (NumberIsNaN(percentile) || percentile <= 0 || percentile > 100) {
    throw new ERR_OUT_OF_RANGE('percentile', '> 0 && <= 100', percentile);
  }
}

// Values beyond doubles' integers are rounded; only the empty minimum is one.
function big(number) {
  return number === 9223372036854775807 ? 9223372036854775807n : BigInt(number);
}

class Histogram {
  constructor(skipThrow = undefined) {
    if (skipThrow !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    markTransferMode(this, true, false);
  }

  // A clone goes on sharing the counts. That of one which measures does not.
  [kClone]() {
    return { data: {}, deserializeInfo: 'internal/histogram:ClonedHistogram', shared: this[kHandle] };
  }

  [kDeserialize](data, handle) {
    this[kHandle] = handle;
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    const { inspectAs } = require('internal/perf/performance_entry');
    return inspectAs('Histogram', {
      min: this.min,
      max: this.max,
      mean: this.mean,
      exceeds: this.exceeds,
      stddev: this.stddev,
      count: this.count,
      percentiles: this.percentiles,
    }, options);
  }

  get count() { return handleOf(this).count; }

  get countBigInt() { return big(handleOf(this).count); }

  get min() { return handleOf(this).min; }

  get minBigInt() { return big(handleOf(this).min); }

  get max() { return handleOf(this).max; }

  get maxBigInt() { return big(handleOf(this).max); }

  get mean() { return handleOf(this).mean; }

  get exceeds() { return handleOf(this).exceeds; }

  get exceedsBigInt() { return big(handleOf(this).exceeds); }

  get stddev() { return handleOf(this).stddev; }

  percentile(percentile) {
    const handle = handleOf(this);
    validatePercentile(percentile);
    return handle.percentile(percentile);
  }

  percentileBigInt(percentile) {
    const handle = handleOf(this);
    validatePercentile(percentile);
    return big(handle.percentile(percentile));
  }

  get percentiles() {
    const map = new Map();
    handleOf(this).percentiles((percent, value) => MapPrototypeSet(map, percent, value));
    return map;
  }

  get percentilesBigInt() {
    const map = new Map();
    handleOf(this).percentiles((percent, value) => MapPrototypeSet(map, percent, big(value)));
    return map;
  }

  reset() {
    handleOf(this).reset();
  }

  toJSON() {
    const percentiles = {};
    MapPrototypeForEach(this.percentiles, (value, percent) => { percentiles[percent] = value; });
    return {
      count: this.count,
      min: this.min,
      max: this.max,
      mean: this.mean,
      exceeds: this.exceeds,
      stddev: this.stddev,
      percentiles,
    };
  }
}

class RecordableHistogram extends Histogram {
  constructor(skipThrow = undefined) {
    if (skipThrow !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super(skipThrow);
  }

  [kClone]() {
    return { data: {}, deserializeInfo: 'internal/histogram:ClonedRecordableHistogram', shared: this[kHandle] };
  }

  [kDeserialize](data, handle) {
    super[kDeserialize](data, handle);
    this[kRecordable] = true;
  }

  record(val) {
    if (this[kRecordable] === undefined) throw new ERR_INVALID_THIS('RecordableHistogram');
    if (typeof val !== 'bigint') {
      validateInteger(val, 'val', 1);
    } else if (val < 1n) {
      throw new ERR_OUT_OF_RANGE('val', '>= 1', val);
    }
    this[kHandle].record(Number(val));
  }

  // The nanoseconds since the last call; the first only starts the clock.
  recordDelta() {
    if (this[kRecordable] === undefined) throw new ERR_INVALID_THIS('RecordableHistogram');
    recordSince(this);
  }

  add(other) {
    if (this[kRecordable] === undefined) throw new ERR_INVALID_THIS('RecordableHistogram');
    if (other?.[kRecordable] === undefined) throw new ERR_INVALID_ARG_TYPE('other', 'RecordableHistogram', other);
    this[kHandle].add(other[kHandle]);
  }
}

// What createForDeserialize makes; a program cannot.
function ClonedHistogram() {
  return new Histogram(kSkipThrow);
}
ClonedHistogram.prototype[kDeserialize] = Histogram.prototype[kDeserialize];

function ClonedRecordableHistogram() {
  return new RecordableHistogram(kSkipThrow);
}
ClonedRecordableHistogram.prototype[kDeserialize] = RecordableHistogram.prototype[kDeserialize];

function recordSince(histogram) {
  const time = Number(process.hrtime.bigint());
  const last = histogram[kLast];
  histogram[kLast] = time;
  if (last !== undefined && time > last) histogram[kHandle].record(time - last);
}

function createHistogram(options = kEmptyObject) {
  validateObject(options, 'options');
  const { lowest = 1, highest = MAX_SAFE, figures = 3 } = options;
  if (typeof lowest !== 'bigint') validateInteger(lowest, 'options.lowest', 1, MAX_SAFE);
  if (typeof highest !== 'bigint') {
    validateInteger(highest, 'options.highest', 2 * Number(lowest), MAX_SAFE);
  } else if (Number(highest) < 2 * Number(lowest)) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('options.highest', highest);
  }
  validateInteger(figures, 'options.figures', 1, 5);
  const histogram = new RecordableHistogram(kSkipThrow);
  histogram[kRecordable] = true;
  histogram[kHandle] = new HdrHistogram(Number(lowest), Number(highest), figures);
  return histogram;
}

module.exports = {
  ClonedHistogram,
  ClonedRecordableHistogram,
  Histogram,
  RecordableHistogram,
  createHistogram,
  isHistogram,
  kHandle,
  kSkipThrow,
  recordSince,
  restart(histogram) { histogram[kLast] = undefined; },
};
