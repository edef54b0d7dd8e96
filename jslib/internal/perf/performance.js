'use strict';

const { ObjectDefineProperties, ReflectConstruct, Symbol, SymbolToStringTag } = primordials;

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_MISSING_ARGS } } = require('internal/errors');
const { Event, EventTarget, defineEventHandler, initEventTarget, kTrustEvent } = require('internal/event_target');
const { customInspectSymbol: kInspect, kEmptyObject, kEnumerableProperty } = require('internal/util');
const { validateThisInternalField } = require('internal/validators');
const { converters } = require('internal/webidl');

const { getTimeOriginTimestamp, now } = require('internal/perf/utils');
const { inspectAs } = require('internal/perf/performance_entry');
const { markResourceTiming } = require('internal/perf/resource_timing');
const { clearMarkTimings, mark, measure } = require('internal/perf/usertiming');
const {
  clearEntriesFromBuffer,
  filterBufferMapByNameAndType,
  setDispatchBufferFull,
  setResourceTimingBufferSize,
} = require('internal/perf/observe');
const { eventLoopUtilization } = require('internal/perf/event_loop_utilization');
const nodeTiming = require('internal/perf/nodetiming');
const timerify = require('internal/perf/timerify');

const kBrand = Symbol('performance');

function checkThis(self) {
  validateThisInternalField(self, kBrand, 'Performance');
}

function optionalName(name) {
  return name === undefined ? undefined : `${name}`;
}

class Performance extends EventTarget {
  constructor() { // eslint-disable-line constructor-super
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    return inspectAs('Performance', { nodeTiming: this.nodeTiming, timeOrigin: this.timeOrigin }, options);
  }

  clearMarks(name = undefined) {
    checkThis(this);
    name = optionalName(name);
    clearMarkTimings(name);
    clearEntriesFromBuffer('mark', name);
  }

  clearMeasures(name = undefined) {
    checkThis(this);
    clearEntriesFromBuffer('measure', optionalName(name));
  }

  clearResourceTimings(name = undefined) {
    checkThis(this);
    clearEntriesFromBuffer('resource', optionalName(name));
  }

  getEntries() {
    checkThis(this);
    return filterBufferMapByNameAndType();
  }

  getEntriesByName(name, type = undefined) {
    checkThis(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return filterBufferMapByNameAndType(`${name}`, optionalName(type));
  }

  getEntriesByType(type) {
    checkThis(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    return filterBufferMapByNameAndType(undefined, `${type}`);
  }

  mark(name, options = kEmptyObject) {
    checkThis(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return mark(name, options);
  }

  measure(name, startOrMeasureOptions = kEmptyObject, endMark = undefined) {
    checkThis(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return measure(name, startOrMeasureOptions, endMark);
  }

  now() {
    checkThis(this);
    return now();
  }

  setResourceTimingBufferSize(maxSize) {
    checkThis(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('maxSize');
    setResourceTimingBufferSize(converters['unsigned long'](maxSize, { __proto__: null, context: 'maxSize' }));
  }

  get timeOrigin() {
    checkThis(this);
    return getTimeOriginTimestamp();
  }

  toJSON() {
    checkThis(this);
    return {
      nodeTiming: this.nodeTiming,
      timeOrigin: this.timeOrigin,
      eventLoopUtilization: this.eventLoopUtilization(),
    };
  }
}

for (const name of ['clearMarks', 'clearMeasures', 'clearResourceTimings', 'getEntries', 'getEntriesByName',
  'getEntriesByType', 'mark', 'measure', 'now', 'timeOrigin', 'toJSON', 'setResourceTimingBufferSize']) {
  ObjectDefineProperties(Performance.prototype, { [name]: kEnumerableProperty });
}

// Node's own additions, not enumerable.
function extra(value) {
  return { __proto__: null, configurable: true, enumerable: false, writable: true, value };
}
ObjectDefineProperties(Performance.prototype, {
  [SymbolToStringTag]: { __proto__: null, writable: false, enumerable: false, configurable: true, value: 'Performance' },
  eventLoopUtilization: extra(eventLoopUtilization),
  nodeTiming: extra(nodeTiming),
  markResourceTiming: extra(markResourceTiming),
  timerify: extra(timerify),
});
defineEventHandler(Performance.prototype, 'resourcetimingbufferfull');

const performance = ReflectConstruct(function() {
  initEventTarget(this);
  this[kBrand] = true;
}, [], Performance);

setDispatchBufferFull((type) => {
  performance.dispatchEvent(new Event(type, { [kTrustEvent]: true }));
});

module.exports = { Performance, performance };
