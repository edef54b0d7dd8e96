'use strict';

// mock.module(): what a module is for those that import or require it from now
// on. import() is answered through module hooks, which give the mock a URL of its
// own; require() through Module._load.

const {
  ArrayPrototypeFilter,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  Error,
  JSONStringify,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetOwnPropertyDescriptors,
  ObjectKeys,
  ReflectApply,
  SafeMap,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const { captureSites } = require('internal/errors/capture');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { validateAttributes } = require('internal/modules/esm/attributes');
const { hrefToPath, pathToHref } = require('internal/modules/urls');
const { emitExperimentalWarning } = require('internal/util');
const { isURL } = require('internal/url');
const { validateBoolean, validateObject } = require('internal/validators');

const kMark = 'node-test-mock=';
const kBadExports = 'Cannot create mock because named exports cannot be applied to the provided default export.';

// By URL, and by what require() knows the module by.
const byURL = new SafeMap();
const byPath = new SafeMap();
let installed = false;

function withoutMark(url) {
  const at = StringPrototypeIndexOf(url, kMark);
  return at === -1 ? url : StringPrototypeSlice(url, 0, at - 1);
}

function resolve(specifier, context, nextResolve) {
  const result = nextResolve(specifier, context);
  const mock = byURL.get(result.url);
  if (mock === undefined || !mock.active) return result;
  const joint = StringPrototypeIndexOf(result.url, '?') === -1 ? '?' : '&';
  const url = `${result.url}${joint}${kMark}${mock.version}`;
  // A module once loaded stays; the next import gets another one.
  if (!mock.cache) mock.version++;
  return { __proto__: null, url, format: 'module' };
}

function load(url, context, nextLoad) {
  const base = withoutMark(url);
  const mock = base === url ? undefined : byURL.get(base);
  if (mock === undefined) return nextLoad(url, context);
  if (mock.format === 'json') validateAttributes(base, 'json', context.importAttributes);
  return { __proto__: null, format: 'module', shortCircuit: true, source: sourceOf(mock) };
}

// The text of an ES module that exports what the mock has.
function sourceOf({ url, exports, isModule }) {
  const names = namesOf(exports);
  const key = JSONStringify(url);
  const lines = [`import { mock } from 'node:test';`, `const e = mock._mockExports.get(${key});`];
  if ('default' in exports) {
    // CommonJS has its named exports on the default one.
    ArrayPrototypePush(lines, isModule ? 'export default e.default;' : 'export default mock._mockExports.commonjs(e);');
  } else if (!isModule) {
    ArrayPrototypePush(lines, 'export default mock._mockExports.commonjs(e);');
  }
  for (let i = 0; i < names.length; i++) {
    ArrayPrototypePush(lines, `let v${i} = e[${JSONStringify(names[i])}];`, `export { v${i} as ${names[i]} };`);
  }
  return ArrayPrototypeJoin(lines, '\n');
}

function namesOf(exports) {
  return ArrayPrototypeFilter(ObjectKeys(exports), (name) => name !== 'default');
}

// What require() gives: the default export, with the named ones on it.
function commonjs(exports) {
  const value = 'default' in exports ? exports.default : {};
  const names = namesOf(exports);
  if (names.length > 0 && (typeof value !== 'object' || value === null)) throw new Error(kBadExports);
  for (let i = 0; i < names.length; i++) {
    ObjectDefineProperty(value, names[i], { __proto__: null, ...ObjectGetOwnPropertyDescriptor(exports, names[i]) });
  }
  return value;
}

function install() {
  if (installed) return;
  installed = true;
  const { mock } = require('test');
  ObjectDefineProperty(mock, '_mockExports', {
    __proto__: null,
    value: { __proto__: null, commonjs, get: (url) => byURL.get(url).exports },
    enumerable: false, configurable: true,
  });
  require('internal/modules/customization_hooks').registerHooks({ __proto__: null, load, resolve });
  const { Module } = require('internal/modules/cjs/loader');
  const loadModule = Module._load;
  Module._load = function(request, parent, isMain) {
    request = withoutMark(request);
    const id = Module.isBuiltin(request) ? builtinId(request) : Module._resolveFilename(request, parent, isMain);
    const found = byPath.get(withoutMark(id));
    if (found === undefined || !found.active) return ReflectApply(loadModule, Module, [request, parent, isMain]);
    if (!found.cache) return commonjs(found.exports);
    if (!found.required) {
      found.required = true;
      found.value = commonjs(found.exports);
    }
    return found.value;
  };
}

function builtinId(name) {
  return StringPrototypeStartsWith(name, 'node:') ? name : `node:${name}`;
}

// What require() of the program that asks would find; a package may have another
// file for it than for import.
function requirePath(specifier, callerURL, url) {
  if (StringPrototypeStartsWith(url, 'node:')) return url;
  const { Module } = require('internal/modules/cjs/loader');
  try {
    const parent = new Module(hrefToPath(callerURL));
    parent.filename = hrefToPath(callerURL);
    parent.paths = Module._nodeModulePaths(parent.path);
    return Module._resolveFilename(specifier, parent, false);
  } catch {
    return undefined; // for import alone
  }
}

class MockModuleContext {
  #mock;

  constructor(mock) {
    this.#mock = mock;
  }

  restore() {
    const mock = this.#mock;
    if (mock === undefined) return;
    this.#mock = undefined;
    mock.active = false;
    mock.version++;
    for (let i = 0; i < mock.paths.length; i++) byPath.delete(mock.paths[i]);
  }
}

function exportsOf(options) {
  const hasExports = 'exports' in options;
  const hasNamed = 'namedExports' in options;
  const hasDefault = 'defaultExport' in options;
  if (hasExports) validateObject(options.exports, 'options.exports');
  if (hasNamed) validateObject(options.namedExports, 'options.namedExports');
  if (hasExports && (hasNamed || hasDefault)) {
    const with_ = hasNamed && hasDefault ? "'options.namedExports' or 'options.defaultExport'" :
      hasDefault ? "'options.defaultExport'" : "'options.namedExports'";
    throw new ERR_INVALID_ARG_VALUE('options.exports', options.exports, `cannot be used with ${with_}`);
  }
  const exports = { __proto__: null };
  const from = hasExports ? options.exports : hasNamed ? options.namedExports : undefined;
  if (from !== undefined) {
    const descriptors = ObjectGetOwnPropertyDescriptors(from);
    const names = ObjectKeys(descriptors);
    const clean = { __proto__: null };
    for (let i = 0; i < names.length; i++) clean[names[i]] = { __proto__: null, ...descriptors[names[i]] };
    ObjectDefineProperties(exports, clean);
  }
  if (hasDefault) {
    ObjectDefineProperty(exports, 'default', { __proto__: null, ...ObjectGetOwnPropertyDescriptor(options, 'defaultExport') });
  }
  return exports;
}

// above is the method that the program has called.
function mockModule(specifier, options, above) {
  emitExperimentalWarning('Module mocking');
  if (typeof specifier !== 'string') {
    if (!isURL(specifier)) throw new ERR_INVALID_ARG_TYPE('specifier', ['string', 'URL'], specifier);
    specifier = `${specifier}`;
  }
  validateObject(options, 'options');
  const { cache = false } = options;
  validateBoolean(cache, 'options.cache');
  const exports = exportsOf(options);
  install();

  const file = captureSites(1, above)[0]?.getFileName() ?? process.cwd();
  const callerURL = StringPrototypeStartsWith(file, 'file:') ? file : pathToHref(file);
  const { resolveSync } = require('internal/modules/esm/loader');
  const found = resolveSync(specifier, callerURL, { __proto__: null });
  const url = withoutMark(found.url);
  const before = byURL.get(url);
  if (before?.active) throw new ERR_INVALID_STATE(`Cannot mock '${specifier}'. The module is already mocked.`);
  const { defaultGetFormatWithoutErrors } = require('internal/modules/esm/get_format');
  const format = StringPrototypeStartsWith(url, 'node:') ? 'builtin' : defaultGetFormatWithoutErrors(url);
  const mock = {
    __proto__: null,
    url, cache, exports, format,
    isModule: format === 'module' || format === 'module-typescript' || format === 'json',
    version: before?.version ?? 0,
    active: true,
    required: false,
    value: undefined,
    paths: [],
  };
  byURL.set(url, mock);
  const paths = [StringPrototypeStartsWith(url, 'file:') ? hrefToPath(url) : url, requirePath(specifier, callerURL, url)];
  for (let i = 0; i < paths.length; i++) {
    if (paths[i] === undefined) continue;
    byPath.set(paths[i], mock);
    ArrayPrototypePush(mock.paths, paths[i]);
  }
  return new MockModuleContext(mock);
}

module.exports = { mockModule };
