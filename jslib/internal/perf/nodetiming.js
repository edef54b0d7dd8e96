'use strict';

// performance.nodeTiming: when the stages of the process were reached.

const { ObjectDefineProperty, ObjectSetPrototypeOf } = primordials;

const { PerformanceEntry, inspectAs } = require('internal/perf/performance_entry');
const { now, getMilestone, milestoneNames } = require('internal/perf/utils');
const { customInspectSymbol: kInspect } = require('internal/util');

function define(target, name, get) {
  ObjectDefineProperty(target, name, { __proto__: null, enumerable: true, configurable: true, get });
}

class PerformanceNodeTiming {
  constructor() {
    for (const { 0: name, 1: value } of [['name', 'node'], ['entryType', 'node'], ['startTime', 0]]) {
      ObjectDefineProperty(this, name, { __proto__: null, enumerable: true, configurable: true, value });
    }
    define(this, 'duration', now);
    for (const name of milestoneNames) define(this, name, () => getMilestone(name));
    define(this, 'idleTime', () => internalBinding('performance').loopIdleTime());
    define(this, 'uvMetricsInfo', () => {
      const { 0: loopCount, 1: events, 2: eventsWaiting } = internalBinding('performance').loopMetrics();
      return { loopCount, events, eventsWaiting };
    });
  }

  [kInspect](depth, options) {
    return depth < 0 ? this : inspectAs('PerformanceNodeTiming', this.toJSON(), options);
  }

  toJSON() {
    return {
      name: 'node',
      entryType: 'node',
      startTime: this.startTime,
      duration: this.duration,
      nodeStart: this.nodeStart,
      v8Start: this.v8Start,
      bootstrapComplete: this.bootstrapComplete,
      environment: this.environment,
      loopStart: this.loopStart,
      loopExit: this.loopExit,
      idleTime: this.idleTime,
    };
  }
}
ObjectSetPrototypeOf(PerformanceNodeTiming.prototype, PerformanceEntry.prototype);

module.exports = new PerformanceNodeTiming();
