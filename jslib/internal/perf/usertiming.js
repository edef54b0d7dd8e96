'use strict';

// performance.mark and performance.measure.

const {
  ObjectDefineProperties,
  SafeMap,
  SafeSet,
  Symbol,
  SymbolToStringTag,
} = primordials;

const { PerformanceEntry, kSkipThrow } = require('internal/perf/performance_entry');
const { now } = require('internal/perf/utils');
const { bufferUserTiming, enqueue } = require('internal/perf/observe');
const nodeTiming = require('internal/perf/nodetiming');
const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_ARG_VALUE,
    ERR_MISSING_ARGS,
    ERR_PERFORMANCE_INVALID_TIMESTAMP,
    ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS,
  },
} = require('internal/errors');
const { kEnumerableProperty, lazyDOMException } = require('internal/util');
const { validateNumber, validateObject, validateString, validateThisInternalField } = require('internal/validators');

const kDetail = Symbol('kDetail');

const markTimes = new SafeMap();

// Names that stand for a stage of the process; no mark may be called so.
const milestones = new SafeSet(['nodeStart', 'v8Start', 'environment', 'loopStart', 'loopExit', 'bootstrapComplete']);

function cloned(detail) {
  if (detail === undefined || detail === null) return null;
  return require('internal/structured_clone').structuredClone(detail);
}

// A time, or the name of a mark or a milestone, as a time.
function resolve(mark) {
  if (typeof mark === 'number') {
    if (mark < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(mark);
    return mark;
  }
  const name = `${mark}`;
  if (milestones.has(name)) return nodeTiming[name];
  const time = markTimes.get(name);
  if (time === undefined) throw lazyDOMException(`The "${name}" performance mark has not been set`, 'SyntaxError');
  return time;
}

function withDetail(entry) {
  return {
    name: entry.name,
    entryType: entry.entryType,
    startTime: entry.startTime,
    duration: entry.duration,
    detail: entry[kDetail],
  };
}

class PerformanceMark extends PerformanceEntry {
  constructor(name, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    if (milestones.has(name)) throw new ERR_INVALID_ARG_VALUE('name', name);
    if (options !== undefined && options !== null) validateObject(options, 'options');
    const startTime = options?.startTime ?? now();
    validateNumber(startTime, 'startTime');
    if (startTime < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(startTime);
    markTimes.set(name, startTime);
    const detail = cloned(options?.detail);
    super(kSkipThrow, name, 'mark', startTime, 0);
    this[kDetail] = detail;
  }

  get detail() {
    validateThisInternalField(this, kDetail, 'PerformanceMark');
    return this[kDetail];
  }

  toJSON() {
    return withDetail(this);
  }
}

class PerformanceMeasure extends PerformanceEntry {
  constructor(skipThrow = undefined, name = undefined, type = undefined, start = undefined, duration = undefined) {
    if (skipThrow !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super(skipThrow, name, type, start, duration);
  }

  get detail() {
    validateThisInternalField(this, kDetail, 'PerformanceMeasure');
    return this[kDetail];
  }

  toJSON() {
    return withDetail(this);
  }
}

for (const klass of [PerformanceMark, PerformanceMeasure]) {
  ObjectDefineProperties(klass.prototype, {
    detail: kEnumerableProperty,
    [SymbolToStringTag]: { __proto__: null, configurable: true, value: klass.name },
  });
}

function mark(name, options) {
  const entry = new PerformanceMark(name, options);
  enqueue(entry);
  bufferUserTiming(entry);
  return entry;
}

function checkMeasureOptions({ start, end, duration }, endMark) {
  const set = start !== undefined || end !== undefined;
  if (!set) return false;
  if (endMark !== undefined) throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS('endMark must not be specified');
  if (start !== undefined && end !== undefined && duration !== undefined) {
    throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS(
      'Must not have options.start, options.end, and options.duration specified');
  }
  return true;
}

// measure(name, startMark, endMark) and measure(name, { two of start, end, duration }).
function interval(from, endMark) {
  const options = typeof from === 'object' && from !== null ? from : {};
  const valid = checkMeasureOptions(options, endMark);
  const start = valid ? options.start : undefined;
  const end = valid ? options.end : undefined;
  const duration = valid ? options.duration : undefined;

  let endTime;
  if (endMark !== undefined) endTime = resolve(endMark);
  else if (end !== undefined) endTime = resolve(end);
  else if (start !== undefined && duration !== undefined) endTime = resolve(start) + resolve(duration);
  else endTime = now();

  let startTime = 0;
  if (typeof from === 'string') startTime = resolve(from);
  else if (start !== undefined) startTime = resolve(start);
  else if (duration !== undefined) startTime = endTime - resolve(duration);
  return { startTime, duration: endTime - startTime };
}

function measure(name, startOrMeasureOptions, endMark) {
  validateString(name, 'name');
  const { startTime, duration } = interval(startOrMeasureOptions, endMark);
  const detail = cloned(startOrMeasureOptions?.detail);
  const entry = new PerformanceMeasure(kSkipThrow, name, 'measure', startTime, duration);
  entry[kDetail] = detail;
  enqueue(entry);
  bufferUserTiming(entry);
  return entry;
}

function clearMarkTimings(name) {
  if (name === undefined) {
    markTimes.clear();
    return;
  }
  name = `${name}`;
  if (milestones.has(name)) throw new ERR_INVALID_ARG_VALUE('name', name);
  markTimes.delete(name);
}

module.exports = { PerformanceMark, PerformanceMeasure, clearMarkTimings, mark, measure };
