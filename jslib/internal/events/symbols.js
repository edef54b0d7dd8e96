'use strict';

// Keys that the parts of the events module share with each other.

const { Symbol, SymbolFor } = primordials;

module.exports = {
  kCapture: Symbol('kCapture'),
  // events.on() hands out the first argument alone, not the array of them.
  kFirstEventParam: Symbol('kFirstEventParam'),
  kMaxEventTargetListeners: Symbol('events.maxEventTargetListeners'),
  kMaxEventTargetListenersWarned: Symbol('events.maxEventTargetListenersWarned'),
  kRejection: SymbolFor('nodejs.rejection'),
  // Listeners with this option run although stopImmediatePropagation was called.
  kResistStopPropagation: Symbol('kResistStopPropagation'),
  kWatermarkData: SymbolFor('nodejs.watermarkData'),
};
