'use strict';

// vm.measureMemory(). The contexts of a program share one heap, and this engine
// does not tell whose an object is: of a context is known that it has between
// nothing and everything. The ranges say so.
//
// Binding ops (engine):
//   realms(): number        how many there are, the program's own included

const { ArrayPrototypePush, PromiseResolve } = primordials;

function measureMemory(mode, execution) {
  const engine = internalBinding('engine');
  if (execution === 'eager') engine.collectGarbage();
  const used = internalBinding('process').memoryUsage()[2];
  const total = { jsMemoryEstimate: used, jsMemoryRange: [used, used] };
  if (mode === 'summary') return PromiseResolve({ total });
  const other = [];
  for (let i = engine.realms(); i > 1; i--) ArrayPrototypePush(other, { jsMemoryEstimate: 0, jsMemoryRange: [0, used] });
  return PromiseResolve({ total, current: { jsMemoryEstimate: used, jsMemoryRange: [0, used] }, other });
}

module.exports = { measureMemory };
