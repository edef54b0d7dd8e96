'use strict';

const { getMilestone } = require('internal/perf/utils');

// How much of the time since the loop began, or between two results of this
// function, was spent working and not waiting.
function eventLoopUtilization(util1, util2) {
  const loopStart = getMilestone('loopStart');
  if (loopStart <= 0) return { idle: 0, active: 0, utilization: 0 };
  if (util2) {
    const idle = util1.idle - util2.idle;
    const active = util1.active - util2.active;
    return { idle, active, utilization: active / (idle + active) };
  }
  const binding = internalBinding('performance');
  let idle = binding.loopIdleTime();
  let active = binding.now() - loopStart - idle;
  if (util1) {
    idle -= util1.idle;
    active -= util1.active;
  }
  return { idle, active, utilization: active / (idle + active) };
}

module.exports = { eventLoopUtilization };
