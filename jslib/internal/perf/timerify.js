'use strict';

const {
  FunctionPrototypeCall,
  MathCeil,
  ObjectDefineProperties,
  ReflectApply,
  ReflectConstruct,
} = primordials;

const { createPerformanceNodeEntry } = require('internal/perf/performance_entry');
const { enqueue } = require('internal/perf/observe');
const { now } = require('internal/perf/utils');
const { isHistogram } = require('internal/histogram');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateFunction, validateObject } = require('internal/validators');

function report(name, start, args, histogram) {
  const duration = now() - start;
  // A histogram has no place for zero, which a coarse clock does give.
  if (histogram !== undefined) histogram.record(MathCeil(duration * 1e6) || 1);
  const entry = createPerformanceNodeEntry(name, 'function', start, duration, args);
  for (let i = 0; i < args.length; i++) entry[i] = args[i];
  enqueue(entry);
}

// A function that does what fn does and reports how long it took, for an async
// one until its promise is settled.
function timerify(fn, options = kEmptyObject) {
  validateFunction(fn, 'fn');
  validateObject(options, 'options');
  const { histogram } = options;
  if (histogram !== undefined && (!isHistogram(histogram) || typeof histogram.record !== 'function')) {
    throw new ERR_INVALID_ARG_TYPE('options.histogram', 'RecordableHistogram', histogram);
  }
  function timerified(...args) {
    const constructs = new.target !== undefined;
    const start = now();
    const result = constructs ? ReflectConstruct(fn, args, fn) : ReflectApply(fn, this, args);
    if (!constructs && typeof result?.finally === 'function') {
      return FunctionPrototypeCall(result.finally, result, () => report(fn.name, start, args, histogram));
    }
    report(fn.name, start, args, histogram);
    return result;
  }
  ObjectDefineProperties(timerified, {
    length: { __proto__: null, configurable: false, enumerable: true, value: fn.length },
    name: { __proto__: null, configurable: false, enumerable: true, value: `timerified ${fn.name}` },
  });
  return timerified;
}

module.exports = timerify;
