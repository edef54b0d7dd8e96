'use strict';

// The function gc() of --expose-gc, in the program's realm and in every context
// that is made while it is exposed. Most garbage needs none: values are counted.
// What a collection frees is what refers to itself in a circle.
//
// Binding ops (engine):
//   collectGarbage()

const {
  ObjectDefineProperty,
  Symbol,
  globalThis,
} = primordials;

const { getOptionValue } = require('internal/options');

let exposed = false;

// perf_hooks' constants NODE_PERFORMANCE_GC_MAJOR and _FLAGS_FORCED.
const MAJOR = 4;
const FORCED = 4;

const kGC = Symbol('kGC');
const timing = { __proto__: null, [kGC]: undefined };

// Does not keep the loop alive: a collection at the end is told to nobody.
function offerLater(entry) {
  const { enqueue } = require('internal/perf/observe');
  require('timers').setImmediate(() => enqueue(entry)).unref();
}

function collect() {
  const { hasObserver, startPerf, stopPerf } = require('internal/perf/observe');
  const observed = hasObserver('gc');
  if (observed) startPerf(timing, kGC, { name: 'gc', type: 'gc', detail: { kind: MAJOR, flags: FORCED } });
  internalBinding('engine').collectGarbage();
  if (observed) stopPerf(timing, kGC, undefined, offerLater);
}

// Kinds of collections there are none; a minor one does it all. makeGC makes the
// function, in the realm that it is for.
function expose(global, makeGC) {
  if (!exposed) return;
  ObjectDefineProperty(global, 'gc', { __proto__: null, value: makeGC(collect), writable: true, enumerable: false, configurable: true });
}

// From now on contexts have it.
function exposeLater() {
  exposed = true;
}

function refresh() {
  exposed = getOptionValue('--expose-gc');
  expose(globalThis, require('internal/vm/inside').makeGC);
}

module.exports = { expose, exposeLater, refresh };
