'use strict';

// Async ids, and the hooks that hear of them.
//
// Every async resource has an id, and the id of the one that triggered it. The
// ids of what is being executed are a stack: emitBefore() pushes, emitAfter()
// pops. All of this costs a few assignments as long as nobody hooks in.
//
// Promises have ids when a hook wants to hear of them; see
// internal/promise_hooks.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ReflectApply,
  SafeFinalizationRegistry,
  SafeWeakMap,
  SafeWeakSet,
  Symbol,
} = primordials;

const { captureStackTrace } = require('internal/errors/capture');
const { setRequestHook } = internalBinding('async_context');
const { enqueueMicrotask } = internalBinding('task_queue');

const async_id_symbol = Symbol('asyncId');
const trigger_async_id_symbol = Symbol('triggerAsyncId');
const owner_symbol = Symbol('owner_symbol');
const init_symbol = Symbol('init');
const before_symbol = Symbol('before');
const after_symbol = Symbol('after');
const destroy_symbol = Symbol('destroy');
const promise_resolve_symbol = Symbol('promiseResolve');
const kNoPromiseHook = Symbol('kNoPromiseHook');

// ---- ids

// The main script, which hooks hear nothing of.
const MAIN = 1;
let lastId = MAIN;
let currentId = 0;
let currentTriggerId = 0;
let defaultTriggerId = -1;

// What the current ids hide, and the current resource: three slots a level.
const stack = [];
const LEVEL = 3;
const topLevelResource = {};

function newAsyncId() {
  return ++lastId;
}

// Adds a tick to the queue: its callback, its arguments, its two ids and its frame.
// Returns the id if hooks want to hear of it, or 0.
function appendTick(queue, callback, args, frame) {
  const id = ++lastId;
  ArrayPrototypePush(queue, callback, args, id, defaultTriggerId < 0 ? currentId : defaultTriggerId, frame);
  return inits > 0 ? id : 0;
}

function getOrSetAsyncId(object) {
  return object[async_id_symbol] ??= newAsyncId();
}

function executionAsyncId() {
  return currentId;
}

function triggerAsyncId() {
  return currentTriggerId;
}

function executionAsyncResource() {
  const { length } = stack;
  return length === 0 ? topLevelResource : stack[length - 1] ?? topLevelResource;
}

function getDefaultTriggerAsyncId() {
  return defaultTriggerId < 0 ? currentId : defaultTriggerId;
}

// Gives a resource its two ids, under these symbols. Returns whether hooks want to
// hear of it.
function assignAsyncIds(resource, idSymbol, triggerIdSymbol) {
  resource[idSymbol] = ++lastId;
  resource[triggerIdSymbol] = defaultTriggerId < 0 ? currentId : defaultTriggerId;
  return inits > 0;
}

function clearDefaultTriggerAsyncId() {
  defaultTriggerId = -1;
}

// What block makes is triggered by that id.
function defaultTriggerAsyncIdScope(id, block, ...args) {
  if (id === undefined) return ReflectApply(block, null, args);
  const before = defaultTriggerId;
  defaultTriggerId = id;
  try {
    return ReflectApply(block, null, args);
  } finally {
    defaultTriggerId = before;
  }
}

function pushAsyncContext(asyncId, triggerId, resource) {
  ArrayPrototypePush(stack, currentId, currentTriggerId, resource);
  currentId = asyncId;
  currentTriggerId = triggerId;
}

function popAsyncContext(asyncId) {
  const last = stack.length - LEVEL;
  if (last < 0) return;
  if (hooks.length > 0 && currentId !== asyncId) corrupted(asyncId);
  currentId = stack[last];
  currentTriggerId = stack[last + 1];
  stack.length = last;
}

function corrupted(expected) {
  const error = {};
  captureStackTrace(error, corrupted);
  process._rawDebug(`Error: async hook stack has become corrupted (actual: ${currentId}, expected: ${expected})\n${error.stack}`);
  process.reallyExit(1);
}

function hasAsyncIdStack() {
  return stack.length > 0;
}

function clearAsyncIdStack() {
  stack.length = 0;
  currentId = 0;
  currentTriggerId = 0;
}

// ---- hooks

// Replaced, never changed: a round of calls goes by the hooks it began with.
let hooks = [];
// How many hooks have a callback of that kind.
let inits = 0;
let befores = 0;
let afters = 0;
let destroys = 0;
let resolves = 0;

function recount() {
  inits = befores = afters = destroys = resolves = 0;
  for (let i = 0; i < hooks.length; i++) {
    if (hooks[i][init_symbol]) inits++;
    if (hooks[i][before_symbol]) befores++;
    if (hooks[i][after_symbol]) afters++;
    if (hooks[i][destroy_symbol]) destroys++;
    if (hooks[i][promise_resolve_symbol]) resolves++;
  }
  updatePromiseHooks();
}

function addHook(hook) {
  for (let i = 0; i < hooks.length; i++) {
    if (hooks[i] === hook) return;
  }
  hooks = ArrayPrototypeSlice(hooks); // whoever walks over the old ones goes on
  ArrayPrototypePush(hooks, hook);
  recount();
}

function removeHook(hook) {
  const rest = [];
  for (let i = 0; i < hooks.length; i++) {
    if (hooks[i] !== hook) ArrayPrototypePush(rest, hooks[i]);
  }
  if (rest.length === hooks.length) return;
  hooks = rest;
  recount();
}

function enabledHooksExist() { return hooks.length > 0; }
function initHooksExist() { return inits > 0; }
function afterHooksExist() { return afters > 0; }
function destroyHooksExist() { return destroys > 0; }

// A hook that throws leaves the books in doubt; the process ends.
function fatalError(error) {
  if (typeof error?.stack === 'string') {
    process._rawDebug(error.stack);
  } else {
    const { inspect } = require('internal/util/inspect');
    const shown = { message: inspect(error) };
    captureStackTrace(shown, fatalError);
    process._rawDebug(shown.stack);
  }
  process.exit(1);
}

function callHooks(kind, isPromise, asyncId, type, triggerId, resource) {
  const round = hooks;
  try {
    for (let i = 0; i < round.length; i++) {
      const hook = round[i];
      if (typeof hook[kind] !== 'function' || (isPromise && hook[kNoPromiseHook])) continue;
      if (kind === init_symbol) hook[kind](asyncId, type, triggerId, resource);
      else hook[kind](asyncId);
    }
  } catch (error) {
    fatalError(error);
  }
}

function emitInit(asyncId, type, triggerId, resource) {
  if (inits > 0) callHooks(init_symbol, false, asyncId, type, triggerId ?? getDefaultTriggerAsyncId(), resource);
}

// Every callback comes through here, which is why there is no call in it.
function emitBefore(asyncId, triggerId, resource) {
  ArrayPrototypePush(stack, currentId, currentTriggerId, resource);
  currentId = asyncId;
  currentTriggerId = triggerId;
  if (befores > 0 && asyncId !== MAIN) callHooks(before_symbol, false, asyncId);
}

// And ends here, so that this is popAsyncContext once more.
function emitAfter(asyncId) {
  if (afters > 0 && asyncId !== MAIN) callHooks(after_symbol, false, asyncId);
  const last = stack.length - LEVEL;
  if (last < 0) return;
  if (hooks.length > 0 && currentId !== asyncId) corrupted(asyncId);
  currentId = stack[last];
  currentTriggerId = stack[last + 1];
  stack.length = last;
}

// emitDestroy() and emitAfter(), for what runs once.
function emitAfterLast(asyncId) {
  if (destroys > 0) emitDestroy(asyncId);
  emitAfter(asyncId);
}

let destroyed = [];

function emitDestroy(asyncId) {
  if (destroys === 0 || !(asyncId > 0)) return;
  // Later, so that a hook is not called from within the collector, nor in the
  // midst of the callback whose resource ends.
  if (destroyed.length === 0) enqueueMicrotask(emitDestroyed);
  ArrayPrototypePush(destroyed, asyncId);
}

function emitDestroyed() {
  const batch = destroyed;
  destroyed = [];
  for (let i = 0; i < batch.length; i++) callHooks(destroy_symbol, false, batch[i]);
}

let registry;

// Tells of the end of a resource that the collector takes. mark.destroyed says
// that it was told already.
function registerDestroyHook(resource, asyncId, mark) {
  registry ??= new SafeFinalizationRegistry(({ asyncId: id, mark: held }) => {
    if (!held?.destroyed) emitDestroy(id);
  });
  registry.register(resource, { asyncId, mark });
}

// ---- promises

// Not on the promise itself, where a program would see it.
const promiseIds = new SafeWeakMap();

function promiseId(promise, parent) {
  let id = promiseIds.get(promise);
  if (id === undefined) {
    const triggerId = parent === undefined ? getDefaultTriggerAsyncId() : promiseId(parent).id;
    id = { id: newAsyncId(), triggerId };
    promiseIds.set(promise, id);
  }
  return id;
}

const promiseHook = {
  __proto__: null,
  init(promise, parent) {
    const { id, triggerId } = promiseId(promise, parent);
    if (inits > 0) callHooks(init_symbol, true, id, 'PROMISE', triggerId, promise);
    if (destroys > 0) registerDestroyHook(promise, id);
  },
  before(promise) {
    const { id, triggerId } = promiseId(promise);
    pushAsyncContext(id, triggerId, promise);
    if (befores > 0) callHooks(before_symbol, true, id);
  },
  after(promise) {
    const { id } = promiseId(promise);
    if (afters > 0) callHooks(after_symbol, true, id);
    // An uncaught error may have cleared the stack.
    if (id === currentId) popAsyncContext(id);
  },
  settled(promise) {
    if (resolves > 0) callHooks(promise_resolve_symbol, true, promiseId(promise).id);
  },
};

// ---- requests

// What Node calls the requests of a binding. Others are no resources, or their
// modules make resources of them.
const requestTypes = { __proto__: null, fs: 'FSREQCALLBACK', dns: 'GETADDRINFOREQWRAP' };
const announced = new SafeWeakSet();

// Called by the host for each request that begins, while there are hooks.
function onRequest(req, binding) {
  const type = requestTypes[binding];
  if (type === undefined || req[async_id_symbol] !== undefined) return;
  const id = newAsyncId();
  const triggerId = getDefaultTriggerAsyncId();
  req[async_id_symbol] = id;
  req[trigger_async_id_symbol] = triggerId;
  announced.add(req);
  if (inits > 0) callHooks(init_symbol, false, id, type, triggerId, req);
}

// requestEnded comes when the callback of a request has run.
function requestEnded(req, asyncId) {
  if (announced.delete(req)) emitDestroy(asyncId);
}

let unhook;

function updatePromiseHooks() {
  setRequestHook(hooks.length > 0 ? onRequest : undefined);
  let wanted = false;
  for (let i = 0; i < hooks.length; i++) wanted ||= !hooks[i][kNoPromiseHook];
  if (wanted === (unhook !== undefined)) return;
  if (wanted) {
    unhook = require('internal/promise_hooks').addHook(promiseHook);
  } else {
    unhook();
    unhook = undefined;
  }
}

module.exports = {
  addHook,
  afterHooksExist,
  appendTick,
  assignAsyncIds,
  clearAsyncIdStack,
  clearDefaultTriggerAsyncId,
  defaultTriggerAsyncIdScope,
  destroyHooksExist,
  emitAfter,
  emitAfterLast,
  emitBefore,
  emitDestroy,
  emitInit,
  enabledHooksExist,
  executionAsyncId,
  executionAsyncResource,
  getDefaultTriggerAsyncId,
  getOrSetAsyncId,
  hasAsyncIdStack,
  initHooksExist,
  kNoPromiseHook,
  newAsyncId,
  pushAsyncContext,
  registerDestroyHook,
  removeHook,
  requestEnded,
  symbols: {
    async_id_symbol,
    trigger_async_id_symbol,
    init_symbol,
    before_symbol,
    after_symbol,
    destroy_symbol,
    promise_resolve_symbol,
    owner_symbol,
  },
  triggerAsyncId,
};
