'use strict';

// process.finalization: callbacks for objects that are still alive when the
// process ends. Objects that were collected before are forgotten.

const { SafeFinalizationRegistry, SafeSet, SafeWeakRef } = primordials;

const { emitExperimentalWarning } = require('internal/util');
const { kValidateObjectAllowFunction, validateObject } = require('internal/validators');

function createFinalization() {
  const refs = { __proto__: null, exit: new SafeSet(), beforeExit: new SafeSet() };
  const listeners = {
    __proto__: null,
    exit() { run('exit'); },
    beforeExit() { run('beforeExit'); },
  };
  let registry;

  function run(event) {
    for (const ref of refs[event]) {
      const object = ref.deref();
      if (object !== undefined) ref.fn(object, event);
    }
    refs[event].clear();
  }

  function forget(event, ref) {
    if (refs[event].delete(ref) && refs[event].size === 0) process.removeListener(event, listeners[event]);
  }

  function add(event, object, fn) {
    if (refs[event].size === 0) process.on(event, listeners[event]);
    const ref = new SafeWeakRef(object);
    ref.fn = fn;
    refs[event].add(ref);
    registry ??= new SafeFinalizationRegistry((gone) => {
      forget('exit', gone);
      forget('beforeExit', gone);
    });
    registry.register(object, ref, object);
  }

  return {
    register(obj, fn) {
      emitExperimentalWarning('process.finalization.register');
      validateObject(obj, 'obj', kValidateObjectAllowFunction);
      add('exit', obj, fn);
    },
    registerBeforeExit(obj, fn) {
      emitExperimentalWarning('process.finalization.registerBeforeExit');
      validateObject(obj, 'obj', kValidateObjectAllowFunction);
      add('beforeExit', obj, fn);
    },
    unregister(obj) {
      emitExperimentalWarning('process.finalization.unregister');
      if (registry === undefined) return;
      registry.unregister(obj);
      for (const event of ['exit', 'beforeExit']) {
        for (const ref of refs[event]) {
          const object = ref.deref();
          if (object === undefined || object === obj) forget(event, ref);
        }
      }
    },
  };
}

module.exports = { createFinalization };
