'use strict';

// Everything of a process that can be made before the snapshot: `process`, the
// task queue, the timers, the globals, and the modules nearly every program
// uses. Nothing here may look at the clock, the environment or a descriptor;
// internal/main/prepare does, in every clone.

const { Function: { prototype: FunctionPrototype }, ObjectDefineProperty, SymbolToStringTag, globalThis } = primordials;

ObjectDefineProperty(globalThis, SymbolToStringTag, {
  __proto__: null, value: 'global', writable: false, enumerable: false, configurable: true,
});

// What this engine has and Node's does not: a program's feature tests, and its
// error messages, should not see them.
delete globalThis.InternalError;
for (const name of ['fileName', 'lineNumber', 'columnNumber']) delete FunctionPrototype[name];

// What Node's engine has and this one lacks.
if (globalThis.DisposableStack === undefined) require('internal/language/disposable').install(globalThis);
require('internal/language/date').install(globalThis.Date.prototype);
if (globalThis.Atomics === undefined) require('internal/language/atomics').install(globalThis);

require('internal/process/object').setup();

{
  const { setupTaskQueue } = require('internal/process/task_queues');
  const { nextTick, runNextTicks } = setupTaskQueue();
  process.nextTick = nextTick;
  process._tickCallback = runNextTicks;
}

{
  const { processImmediate, processTimers } = require('internal/timers_run');
  internalBinding('timers').setupTimers(processImmediate, processTimers);
}

require('bootstrap/globals').install(globalThis);
require('internal/process/entry');
require('internal/process/fatal');
require('internal/process/unsettled');
require('internal/main/prepare');
