'use strict';

// Who wants to hear of promises: async_hooks.createHook() and v8.promiseHooks.
// The engine tells when a promise is made and when it is resolved, and when a
// job runs that does so: a reaction, or the then method of what it was resolved
// with. An await derives none: its handlers are wrapped
// when they are registered, and it is given a promise that stands for it.
//
// Binding ops (async_context):
//   setPromiseHooks(init(promise, parent)?, resolve(promise)?): undefined
//   setJobHook(fn(promise, begins)?): undefined
//   setAwaitHooks(awaited(parent)?, before(promise)?, after(promise)?): undefined
//   enable(): undefined                  handlers are wrapped from here on

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  Promise,
} = primordials;

const { triggerUncaughtException } = require('internal/process/uncaught');

const asyncContext = internalBinding('async_context');

let hooks = [];

// What a hook throws is not the program's: it goes where uncaught errors go.
function call(kind, promise, parent) {
  const round = hooks;
  for (let i = 0; i < round.length; i++) {
    const hook = round[i];
    if (hook[kind] === undefined) continue;
    try {
      if (kind === 'init') hook.init(promise, parent);
      else hook[kind](promise);
    } catch (err) {
      triggerUncaughtException(err, false);
    }
  }
}

const noop = () => {};
let awaitedParent;

function awaited(parent) {
  awaitedParent = parent;
  try {
    return new Promise(noop);
  } finally {
    awaitedParent = undefined;
  }
}

const onInit = (promise, parent) => call('init', promise, parent ?? awaitedParent);
const onSettled = (promise) => call('settled', promise);
const onBefore = (promise) => call('before', promise);

function onAwaited(promise) {
  call('settled', promise);
  call('after', promise);
}

const onJob = (promise, begins) => call(begins ? 'before' : 'after', promise);

function wants(kind) {
  for (let i = 0; i < hooks.length; i++) {
    if (hooks[i][kind] !== undefined) return true;
  }
  return false;
}

function update() {
  asyncContext.setPromiseHooks(wants('init') ? onInit : undefined, wants('settled') ? onSettled : undefined);
  if (hooks.length === 0) {
    asyncContext.setAwaitHooks(undefined, undefined, undefined);
  } else {
    asyncContext.enable();
    asyncContext.setAwaitHooks(awaited, onBefore, onAwaited);
  }
  asyncContext.setJobHook(wants('before') || wants('after') ? onJob : undefined);
}

// addHook returns what takes the hook away again.
function addHook(hook) {
  hooks = ArrayPrototypeSlice(hooks); // whoever walks over the old ones goes on
  ArrayPrototypePush(hooks, hook);
  update();
  return () => {
    const rest = [];
    for (let i = 0; i < hooks.length; i++) {
      if (hooks[i] !== hook) ArrayPrototypePush(rest, hooks[i]);
    }
    if (rest.length === hooks.length) return;
    hooks = rest;
    update();
  };
}

module.exports = { addHook };
