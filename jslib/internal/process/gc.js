'use strict';

// The function gc() of --expose-gc, in the program's realm and in every context
// that is made while it is exposed. Most garbage needs none: values are counted.
// What a collection frees is what refers to itself in a circle.
//
// Binding ops (engine):
//   collectGarbage()

const {
  ObjectDefineProperty,
  PromiseResolve,
  globalThis,
} = primordials;

const { getOptionValue } = require('internal/options');

let exposed = false;

// Kinds of collections there are none; a minor one does it all.
function gc(options) {
  internalBinding('engine').collectGarbage();
  return options?.execution === 'async' ? PromiseResolve() : undefined;
}

function expose(global) {
  if (!exposed) return;
  ObjectDefineProperty(global, 'gc', { __proto__: null, value: gc, writable: true, enumerable: false, configurable: true });
}

// From now on contexts have it.
function exposeLater() {
  exposed = true;
}

function refresh() {
  exposed = getOptionValue('--expose-gc');
  expose(globalThis);
}

module.exports = { expose, exposeLater, refresh };
