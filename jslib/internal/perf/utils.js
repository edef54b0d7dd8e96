'use strict';

// The clock of node:perf_hooks.
//
// Binding ops (performance), all in milliseconds, with a fraction as fine as
// the policy grants:
//   now(): number               since the time origin, monotonic
//   timeOrigin(): number        the time origin, since 1970
//   milestones(): number[6]     nodeStart, v8Start, environment, loopStart, loopExit,
//                               bootstrapComplete: since the time origin, -1 for not yet
//   loopIdleTime(): number      how long the loop has waited so far
//   loopMetrics(): number[3]    turns, events, events that were waiting

const binding = internalBinding('performance');

let origin;

function now() {
  return binding.now();
}

function getTimeOriginTimestamp() {
  return origin ??= binding.timeOrigin();
}

// Each clone of a snapshot has its own.
function refreshTimeOrigin() {
  origin = undefined;
}

const milestoneNames = ['nodeStart', 'v8Start', 'environment', 'loopStart', 'loopExit', 'bootstrapComplete'];

function getMilestone(name) {
  const times = binding.milestones();
  for (let i = 0; i < milestoneNames.length; i++) {
    if (milestoneNames[i] === name) return times[i];
  }
  return -1;
}

module.exports = { now, getTimeOriginTimestamp, refreshTimeOrigin, getMilestone, milestoneNames };
