'use strict';

// require() of ES modules. The graph is loaded, linked and run at once, which
// works as long as nothing in it waits at a top-level await.
//
// Binding ops: engine.evaluateModule, engine.getNamespace, engine.moduleStatus(name): number,
// engine.isAsyncGraph(name): boolean, engine.linkModule(name); util.getPromiseDetails

const {
  JSONStringify,
  ObjectPrototypeHasOwnProperty,
  PromisePrototypeThen,
} = primordials;

const engine = internalBinding('engine');
const { codes: { ERR_REQUIRE_ASYNC_MODULE, ERR_REQUIRE_CYCLE_MODULE } } = require('internal/errors');
const { getRequireStack, moduleParents } = require('internal/modules/helpers');
const { setOwnProperty } = require('internal/util');
const { pathToHref } = require('internal/modules/urls');
const { copySourceMap } = require('internal/source_map/source_map_cache');

const kEvaluating = 3;

const noop = () => {};

const kModuleExports = 'module.exports';

function throwCycle(filename, parent) {
  let message = `Cannot require() ES Module ${filename} in a cycle.`;
  const [from] = getRequireStack(parent);
  if (from) message += ` (from ${from})`;
  message += ' A cycle involving require(esm) is not allowed to maintain invariants mandated by the ECMAScript ' +
    'specification. Try making at least part of the dependency in the graph lazily loaded.';
  throw new ERR_REQUIRE_CYCLE_MODULE(message);
}

// evaluateNow runs the module of that name to its end and returns its namespace.
function evaluateNow(name, filename, parent) {
  if (typeof engine.moduleStatus === 'function') {
    if (engine.moduleStatus(name) === kEvaluating) throwCycle(filename, parent);
    engine.linkModule(name);
    if (engine.isAsyncGraph(name)) throw new ERR_REQUIRE_ASYNC_MODULE(filename, parent);
  }
  const promise = engine.evaluateModule(name);
  const { getPromiseDetails } = internalBinding('util');
  const { kFulfilled, kRejected } = internalBinding('util').constants;
  const { 0: state, 1: result } = getPromiseDetails(promise);
  if (state === kRejected) {
    // The error goes to the caller; as a rejection it is dealt with.
    PromisePrototypeThen(promise, undefined, noop);
    throw require('internal/modules/esm/loader').improve(result, name);
  }
  if (state !== kFulfilled) {
    PromisePrototypeThen(promise, undefined, noop);
    // Nothing to wait for: the module itself is what has not ended yet.
    if (!require('internal/modules/esm/loader').mayWait(name)) throwCycle(filename, parent);
    throw new ERR_REQUIRE_ASYNC_MODULE(filename, parent);
  }
  return engine.getNamespace(name);
}

let facades = 0;

// A namespace that says of itself that it was an ES module, for the code that
// compilers make of `import x from`. It is live, as the original is.
function facadeOf(name) {
  const loader = require('internal/modules/esm/loader');
  const from = JSONStringify(name);
  const facade = `${loader.facadePrefix}${facades++}`;
  loader.prepareSource(facade, `export * from ${from};export{default}from ${from};export const __esModule=true;`, 'facade');
  PromisePrototypeThen(engine.evaluateModule(facade), undefined, noop);
  return engine.getNamespace(facade);
}

// exportsOf is what require() returns for a namespace.
function exportsOf(namespace, name) {
  if (ObjectPrototypeHasOwnProperty(namespace, kModuleExports)) return namespace[kModuleExports];
  if (!ObjectPrototypeHasOwnProperty(namespace, 'default') || ObjectPrototypeHasOwnProperty(namespace, '__esModule')) return namespace;
  return facadeOf(name);
}

// loadAsModule loads the file of a CommonJS module record as an ES module.
function loadAsModule(mod, filename, source, kIsMain, kRequired) {
  const loader = require('internal/modules/esm/loader');
  const url = pathToHref(filename);
  // What was compiled on its way in was noted under the file's path.
  copySourceMap(filename, url);
  if (mod[kIsMain]) {
    setOwnProperty(process, 'mainModule', undefined);
    require('internal/modules/run_main').runModuleEntry(() => loader.importSource(url, source, 'module', true));
    return;
  }
  const parent = moduleParents.get(mod);
  // Told from the text before anything runs, as far as this file alone goes.
  if (typeof engine.isAsyncGraph !== 'function' && internalBinding('module').hasTopLevelAwait(source)) {
    throw new ERR_REQUIRE_ASYNC_MODULE(filename, parent);
  }
  loader.prepareSource(url, source, 'module');
  mod[kRequired] = url;
  let namespace;
  loader.enterRequire();
  try {
    namespace = evaluateNow(url, filename, parent);
  } finally {
    loader.leaveRequire();
    mod[kRequired] = undefined;
  }
  mod.exports = exportsOf(namespace, url);
}

module.exports = { evaluateNow, loadAsModule };
