'use strict';

// How programs start: from a file, from text, or by import from an embedder.

const {
  Promise,
  PromisePrototypeThen,
  PromiseResolve,
  StringPrototypeEndsWith,
  globalThis,
} = primordials;

const { codes: { ERR_EVAL_ESM_CANNOT_PRINT } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { Module, wrapModuleLoad } = require('internal/modules/cjs/loader');
const { isSyntaxError, runText, withoutHashbang } = require('internal/modules/cjs/compile');
const { defaultGetFormatWithoutErrors } = require('internal/modules/esm/get_format');
const { pathToHref, workingDirectoryHref } = require('internal/modules/urls');
const { assignFunctionName } = require('internal/util');
const path = require('path');

// The file that is meant, by require()'s rules, or undefined.
function resolveMainPath(main) {
  const asked = path.resolve(main);
  const { toRealPath } = require('internal/modules/helpers');
  const found = Module._findPath(asked, null, true);
  if (!found) return undefined;
  return getOptionValue('--preserve-symlinks-main') ? found : toRealPath(found);
}

function shouldUseESMLoader(mainPath) {
  if (getOptionValue('--import').length > 0 || getOptionValue('--experimental-loader').length > 0) return true;
  if (mainPath === undefined) return false;
  const format = defaultGetFormatWithoutErrors(pathToHref(mainPath));
  return format === 'module' || format === 'module-typescript';
}

// The parts of starting that come before the program.
function prepareLoaders() {
  Module._initPaths();
  const preload = getOptionValue('--require');
  if (preload.length > 0) Module._preloadModules(preload);
}

// --import, in order, and then run().
async function afterImports(run) {
  const { importModule } = require('internal/modules/esm/loader');
  const list = getOptionValue('--import');
  const base = workingDirectoryHref();
  const loaders = getOptionValue('--experimental-loader');
  for (let i = 0; i < loaders.length; i++) require('internal/modules/async_hooks_chain').register(loaders[i], base);
  for (let i = 0; i < list.length; i++) await importModule(list[i], base);
  return run();
}

// runPreloads loads what --require and --import name, where the program is not a
// file of its own.
function runPreloads() {
  prepareLoaders();
  return afterImports(() => {});
}

// runModuleEntry runs an ES module as the program: from a microtask, as in Node,
// so that its promises go before its ticks.
function runModuleEntry(run) {
  const { watchTopLevelAwait } = require('internal/process/unsettled');
  const { triggerUncaughtException } = require('internal/process/uncaught');
  const promise = PromisePrototypeThen(PromiseResolve(Promise, undefined), () => afterImports(run));
  watchTopLevelAwait(promise, undefined);
  PromisePrototypeThen(promise, undefined, (err) => { triggerUncaughtException(err, true); });
  return promise;
}

// executeUserEntryPoint runs the program in a file.
function executeUserEntryPoint(main = process.argv[1]) {
  prepareLoaders();
  const resolved = resolveMainPath(main);
  if (!shouldUseESMLoader(resolved)) {
    wrapModuleLoad(main, null, true);
    return;
  }
  const { importModule } = require('internal/modules/esm/loader');
  const href = pathToHref(resolved ?? path.resolve(main));
  runModuleEntry(() => importModule(href, undefined));
}

// The module that stands for a program given as text.
function textModule(name) {
  const module = new Module(name);
  module.filename = path.join(process.cwd(), name);
  module.paths = Module._nodeModulePaths(process.cwd());
  return module;
}

function publishModule(module) {
  const { makeRequireFunction } = require('internal/modules/helpers');
  globalThis.module = module;
  globalThis.exports = module.exports;
  globalThis.require = makeRequireFunction(module);
  globalThis.__filename = module.id;
  globalThis.__dirname = '.';
}

let prepared = false;

function prepareText(name) {
  if (prepared) return;
  prepared = true;
  prepareLoaders();
  publishModule(textModule(name));
  const { addBuiltinLibsToObject } = require('internal/modules/helpers');
  addBuiltinLibsToObject(globalThis);
}

// Whether a text that does not compile as a script is an ES module.
function isModuleText(source) {
  return internalBinding('module').hasModuleSyntax(source);
}

let texts = 0;

function importText(source, isMain) {
  const { importSource } = require('internal/modules/esm/loader');
  const href = `${workingDirectoryHref()}[eval${++texts}]`;
  return importSource(href, source, 'module', isMain);
}

function compileText(source, name) {
  const { compileTypeScript } = require('internal/modules/typescript');
  const type = getOptionValue('--input-type');
  if (StringPrototypeEndsWith(type, '-typescript')) return compileTypeScript(source, `${name}.ts`, name);
  return source;
}

// compiledAsTypeScript makes JavaScript of a text that is TypeScript, as its
// types show, or returns undefined.
function compiledAsTypeScript(source, name) {
  const { transform } = internalBinding('module');
  try {
    return transform(source, `${name}.ts`).code;
  } catch {
    return undefined; // Neither: the first error stands.
  }
}

// evalScript runs a text and returns its completion value; of an ES module, the
// promise of its namespace.
function evalScript(name, source) {
  prepareText(name);
  const plain = withoutHashbang(source);
  try {
    return runText(plain, name);
  } catch (err) {
    if (isSyntaxError(err) && isModuleText(plain)) return importText(plain, false);
    throw err;
  }
}

// evalEntryPoint runs a text as the program; with show, its value is printed.
function evalEntryPoint(name, source, show) {
  prepareText(name);
  const type = getOptionValue('--input-type');
  const text = compileText(withoutHashbang(source), name);
  const runModule = (code) => {
    if (show) throw new ERR_EVAL_ESM_CANNOT_PRINT();
    runModuleEntry(() => importText(code, true));
  };
  if (type === 'module' || type === 'module-typescript') {
    runModule(text);
    return;
  }
  const run = () => {
    let value;
    try {
      value = runText(text, name);
    } catch (err) {
      if (type !== '' || !isSyntaxError(err)) throw err;
      if (isModuleText(text)) {
        runModule(text);
        return;
      }
      const code = compiledAsTypeScript(text, name);
      if (code === undefined) throw err;
      if (isModuleText(code)) {
        runModule(code);
        return;
      }
      value = runText(code, name);
    }
    if (show) {
      const { log } = require('internal/console/global');
      log(value);
    }
  };
  if (getOptionValue('--import').length > 0 || getOptionValue('--experimental-loader').length > 0) runModuleEntry(async () => run());
  else run();
}

// importEntryPoint imports as from a file in the working directory.
function importEntryPoint(specifier) {
  prepareText('[eval]');
  const { importModule } = require('internal/modules/esm/loader');
  return importModule(path.isAbsolute(specifier) ? pathToHref(specifier) : specifier, workingDirectoryHref());
}

// As it is called from Module.runMain, and shown in every stack of a program.
assignFunctionName('Module.executeUserEntryPoint [as runMain]', executeUserEntryPoint);

module.exports = {
  evalEntryPoint,
  evalScript,
  executeUserEntryPoint,
  importEntryPoint,
  prepareLoaders,
  resolveMainPath,
  runModuleEntry,
  runPreloads,
  shouldUseESMLoader,
};
