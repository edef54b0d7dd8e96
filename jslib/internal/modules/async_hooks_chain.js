'use strict';

// module.register() and --experimental-loader: hooks that may be asynchronous.
// Node runs them in a thread of their own and waits for it. Here they run in the
// program's: what they promise is waited for by running promises' jobs, and
// nothing else turns meanwhile. A hook that waits for a timer or for I/O cannot
// be served, and the import that needs it says so.
//
// Binding ops (engine):
//   runJob(): boolean        runs one pending job of promises; whether there was one

const {
  ArrayPrototypePush,
  ObjectAssign,
  PromisePrototypeThen,
  PromiseResolve,
  ReflectApply,
} = primordials;

const { codes: {
  ERR_INVALID_RETURN_PROPERTY_VALUE,
  ERR_INVALID_RETURN_VALUE,
  ERR_LOADER_CHAIN_INCOMPLETE,
  ERR_METHOD_NOT_IMPLEMENTED,
} } = require('internal/errors');
const { validateFunction, validateString } = require('internal/validators');

const chains = { __proto__: null, resolve: [], load: [] };

const has = (kind) => chains[kind].length > 0;

// settle returns what a promise is fulfilled with, now.
function settle(promise, what) {
  const { getPromiseDetails, constants: { kFulfilled, kPending, kRejected } } = internalBinding('util');
  const { runJob } = internalBinding('engine');
  promise = PromiseResolve(promise);
  PromisePrototypeThen(promise, undefined, () => {}); // It is dealt with here.
  for (;;) {
    const { 0: state, 1: result } = getPromiseDetails(promise);
    if (state === kFulfilled) return result;
    if (state === kRejected) throw result;
    if (state === kPending && !runJob()) {
      throw new ERR_METHOD_NOT_IMPLEMENTED(`waiting for ${what}, which waits for a timer or for I/O,`);
    }
  }
}

// run calls the hooks from the last to the first, and then the loader's own step.
function run(kind, value, context, last) {
  const hooks = chains[kind];
  const step = async (index, given, merged) => {
    if (index < 0) return last(given, merged);
    const { fn, url } = hooks[index];
    const name = `${url} '${kind}'`;
    let called = false;
    const next = async (nextValue = given, nextContext = undefined) => {
      called = true;
      validateString(nextValue, `${name} hook's next${kind === 'resolve' ? 'Resolve() specifier' : 'Load() url'}`);
      return step(index - 1, nextValue, nextContext === undefined ? merged : ObjectAssign({ ...merged }, nextContext));
    };
    const result = await ReflectApply(fn, undefined, [given, merged, next]);
    if (typeof result !== 'object' || result === null) throw new ERR_INVALID_RETURN_VALUE('an object', `${name}()`, result);
    if (!called && result.shortCircuit !== true) throw new ERR_LOADER_CHAIN_INCOMPLETE(name);
    check(kind, result, name);
    return result;
  };
  return settle(step(hooks.length - 1, value, context), `a ${kind} hook`);
}

function check(kind, result, name) {
  if (kind === 'resolve') {
    const { url } = result;
    if (typeof url !== 'string') throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', name, 'url', url);
    if (require('internal/url').URL.parse(url) === null) {
      throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', name, 'url', url);
    }
    return;
  }
  const { format, source } = result;
  if (typeof format !== 'string') throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', name, 'format', format);
  if (source !== null && source !== undefined && typeof source !== 'string') {
    require('internal/modules/helpers').assertBufferOrString(source, true, 'load');
  }
}

// register loads a module of hooks, through the hooks that there are.
function register(specifier, parentURL, data) {
  const { importModule, resolveSync } = require('internal/modules/esm/loader');
  const { url } = resolveSync(specifier, parentURL, { __proto__: null });
  const namespace = settle(importModule(url, parentURL), 'the module of hooks');
  const { initialize, resolve, load } = namespace;
  if (initialize !== undefined) {
    validateFunction(initialize, 'initialize');
    settle(ReflectApply(initialize, undefined, [data]), 'initialize()');
  }
  if (resolve !== undefined) {
    validateFunction(resolve, 'resolve');
    ArrayPrototypePush(chains.resolve, { __proto__: null, fn: resolve, url });
  }
  if (load !== undefined) {
    validateFunction(load, 'load');
    ArrayPrototypePush(chains.load, { __proto__: null, fn: load, url });
  }
}

module.exports = { has, register, run };
