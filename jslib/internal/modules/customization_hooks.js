'use strict';

// module.registerHooks(): resolve and load hooks that run in this thread,
// synchronously, for import and require() alike. The last one registered runs
// first.

const {
  ArrayIsArray,
  ArrayPrototypeIndexOf,
  ArrayPrototypePush,
  ArrayPrototypeSplice,
  ObjectAssign,
  SafeArrayIterator,
  SafeSet,
  StringPrototypeStartsWith,
} = primordials;

const { codes: {
  ERR_INVALID_ARG_VALUE,
  ERR_INVALID_RETURN_PROPERTY_VALUE,
  ERR_INVALID_RETURN_VALUE,
} } = require('internal/errors');
const { validateFunction, validateString } = require('internal/validators');
const { hrefToPath, pathToHref } = require('internal/modules/urls');

const resolveHooks = [];
const loadHooks = [];

const hasResolveHooks = () => resolveHooks.length > 0;
const hasLoadHooks = () => loadHooks.length > 0;

class ModuleHooks {
  #resolve;
  #load;

  constructor(resolve, load) {
    this.#resolve = resolve;
    this.#load = load;
    if (resolve) ArrayPrototypePush(resolveHooks, resolve);
    if (load) ArrayPrototypePush(loadHooks, load);
  }

  deregister() {
    remove(resolveHooks, this.#resolve);
    remove(loadHooks, this.#load);
  }
}

function remove(list, hook) {
  const index = ArrayPrototypeIndexOf(list, hook);
  if (hook && index !== -1) ArrayPrototypeSplice(list, index, 1);
}

function registerHooks(hooks) {
  const { resolve, load } = hooks;
  if (resolve) validateFunction(resolve, 'hooks.resolve');
  if (load) validateFunction(load, 'hooks.load');
  return new ModuleHooks(resolve, load);
}

function checkObject(kind, result) {
  if (typeof result !== 'object' || result === null || typeof result.then === 'function') {
    throw new ERR_INVALID_RETURN_VALUE('an object', `${kind} hook's return value`, result);
  }
}

// runChain calls the hooks from the last to the first and then the loader's own
// step. Each says shortCircuit when it did not call the next one.
function runChain(kind, hooks, request, context, last, check) {
  function step(index, value, given) {
    const merged = given === undefined || given === context ? context : ObjectAssign({ ...context }, given);
    if (index < 0) return last(value, merged);
    let called = false;
    const next = (nextValue = value, nextContext = undefined) => {
      called = true;
      validateString(nextValue, kind === 'resolve' ? 'specifier' : 'url');
      return step(index - 1, nextValue, nextContext === undefined ? merged : ObjectAssign({ ...merged }, nextContext));
    };
    const result = hooks[index](value, merged, next);
    checkObject(kind, result);
    if (!called && result.shortCircuit !== true) {
      throw new ERR_INVALID_RETURN_PROPERTY_VALUE('true', kind, 'shortCircuit', result.shortCircuit);
    }
    check(result);
    return result;
  }
  return step(hooks.length - 1, request, context);
}

function checkResolved(result) {
  const { url } = result;
  if (typeof url !== 'string') throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', 'resolve', 'url', url);
}

function checkLoaded(result) {
  const { source, format } = result;
  if (format !== undefined && format !== null && typeof format !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', 'load', 'format', format);
  }
  if (source !== null && source !== undefined && typeof source !== 'string') {
    require('internal/modules/helpers').assertBufferOrString(source, true, 'load');
  }
}

// conditionsOf is the list of conditions that a hook passed on, as a set.
function conditionsOf(context, fallback) {
  const { conditions } = context;
  if (conditions === undefined || conditions === null) return fallback;
  if (!ArrayIsArray(conditions)) throw new ERR_INVALID_ARG_VALUE('conditions', conditions, 'expected an array');
  return new SafeSet(new SafeArrayIterator(conditions));
}

function runResolveHooks(specifier, context, last) {
  return runChain('resolve', resolveHooks, specifier, context, last, checkResolved);
}

function runLoadHooks(url, context, last) {
  return runChain('load', loadHooks, url, context, last, checkLoaded);
}

// What require() knows a URL by: a path, or the id of a builtin.
function filenameOf(url) {
  if (StringPrototypeStartsWith(url, 'file:')) return hrefToPath(url);
  return url;
}

// resolveForRequire resolves a request of require() through the hooks.
function resolveForRequire(Module, request, parent, isMain, options) {
  const { getCjsConditions, getCjsConditionsArray } = require('internal/modules/helpers');
  const context = {
    __proto__: null,
    conditions: [...getCjsConditionsArray()],
    importAttributes: { __proto__: null },
    parentURL: parent?.filename ? parent[require('internal/modules/cjs/loader').kURL] ?? pathToHref(parent.filename) : undefined,
  };
  const result = runResolveHooks(request, context, (specifier, given) => {
    let asked = specifier;
    if (StringPrototypeStartsWith(asked, 'file:')) asked = hrefToPath(asked);
    const { BuiltinModule } = require('bootstrap/realm');
    const id = BuiltinModule.normalizeRequirableId(asked);
    if (id !== undefined) return { __proto__: null, url: `node:${id}`, format: 'builtin' };
    let from = parent;
    if (given.parentURL !== context.parentURL && given.parentURL) from = fakeParent(Module, hrefToPath(given.parentURL));
    const conditions = conditionsOf(given, getCjsConditions());
    const filename = Module._resolveFilename(asked, from, isMain, { __proto__: null, ...options, conditions });
    const { defaultGetFormatWithoutErrors } = require('internal/modules/esm/get_format');
    const url = pathToHref(filename);
    return { __proto__: null, url, format: defaultGetFormatWithoutErrors(url) };
  });
  return { __proto__: null, filename: filenameOf(result.url), url: result.url, format: result.format ?? undefined };
}

function fakeParent(Module, filename) {
  const m = new Module(filename);
  m.filename = filename;
  m.paths = Module._nodeModulePaths(m.path);
  return m;
}

// loadBuiltin asks the hooks what to have instead of a builtin.
function loadBuiltin(url) {
  const { getCjsConditionsArray, stringify } = require('internal/modules/helpers');
  const context = { __proto__: null, format: 'builtin', importAttributes: { __proto__: null }, conditions: getCjsConditionsArray() };
  const { format, source } = runLoadHooks(url, context, () => ({ __proto__: null, format: 'builtin', source: null }));
  return { __proto__: null, format, source: source === undefined || source === null ? undefined : stringify(source) };
}

// loadForRequire reads a file through the hooks.
function loadForRequire(module, filename, url, format) {
  const { getCjsConditionsArray, stringify } = require('internal/modules/helpers');
  const href = url ?? pathToHref(filename);
  const context = { __proto__: null, format, importAttributes: { __proto__: null }, conditions: getCjsConditionsArray() };
  const result = runLoadHooks(href, context, (asked, given) => ({
    __proto__: null,
    format: given.format,
    source: require('fs').readFileSync(filenameOf(asked), 'utf8'),
  }));
  const { source } = result;
  if (source === undefined || source === null) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string, an ArrayBuffer, or a TypedArray', 'load', 'source', source);
  }
  return { __proto__: null, format: result.format ?? undefined, source: stringify(source) };
}

module.exports = {
  conditionsOf,
  hasLoadHooks,
  hasResolveHooks,
  loadBuiltin,
  loadForRequire,
  registerHooks,
  resolveForRequire,
  runLoadHooks,
  runResolveHooks,
};
