'use strict';

// Where a module's file is: extensions, folders, "main".
//
// Binding ops:
//   fs.internalModuleStat(path): number   0 a file, 1 a folder, negative: nothing
//   module.locate(path, extensions: string[], follow: boolean): string | number

const {
  Error,
  SafeMap,
  StringPrototypeEndsWith,
  StringPrototypeSlice,
} = primordials;

const { getOptionValue } = require('internal/options');
const { toRealPath } = require('internal/modules/helpers');
const packageJsonReader = require('internal/modules/package_json_reader');
const path = require('path');

let internalModuleStat;

// Answers are kept while a require() is going on, as it asks the same again and
// again; what changes afterwards is seen.
let statCache = null;
let depth = 0;

function enterRequire() {
  if (depth++ === 0) statCache = new SafeMap();
}

function leaveRequire() {
  if (--depth === 0) statCache = null;
}

let replaced;

// replaceStat is for programs that put their own Module._stat in place.
function replaceStat(fn) {
  replaced = fn;
}

// stat returns 0 for a file, 1 for a folder, and less for what is not there.
function stat(filename) {
  return replaced === undefined ? ask(filename) : replaced(filename);
}

function ask(filename) {
  internalModuleStat ??= internalBinding('fs').internalModuleStat;
  if (statCache !== null) {
    const known = statCache.get(filename);
    if (known !== undefined) return known;
  }
  const result = internalModuleStat(filename);
  // Only what is there: a module may create what the next one wants.
  if (statCache !== null && result >= 0) statCache.set(filename, result);
  return result;
}

// locate finds the file that a path means, with an extension added perhaps, in
// one crossing: its name, 1 for a folder, 0 for nothing.
function locate(basePath, exts, isMain) {
  if (replaced === undefined) {
    return internalBinding('module').locate(basePath, exts, !getOptionValue(isMain ? '--preserve-symlinks-main' : '--preserve-symlinks'));
  }
  const kind = stat(basePath);
  if (kind === 0) return finalPath(basePath, isMain);
  return tryExtensions(basePath, exts, isMain) || (kind === 1 ? 1 : 0);
}

function finalPath(filename, isMain) {
  const preserve = getOptionValue(isMain ? '--preserve-symlinks-main' : '--preserve-symlinks');
  return preserve ? path.resolve(filename) : toRealPath(filename);
}

function tryFile(requestPath, isMain) {
  return stat(requestPath) === 0 ? finalPath(requestPath, isMain) : false;
}

function tryExtensions(basePath, exts, isMain) {
  for (let i = 0; i < exts.length; i++) {
    const filename = tryFile(basePath + exts[i], isMain);
    if (filename) return filename;
  }
  return false;
}

// tryPackage resolves a folder: by "main", else by its index file.
function tryPackage(requestPath, exts, isMain, originalPath) {
  const { main, pjsonPath } = packageJsonReader.readPackage(requestPath);
  if (!main) return tryExtensions(path.resolve(requestPath, 'index'), exts, isMain);

  const filename = path.resolve(requestPath, main);
  let actual = tryFile(filename, isMain) ||
    tryExtensions(filename, exts, isMain) ||
    tryExtensions(path.resolve(filename, 'index'), exts, isMain);
  if (actual === false) {
    actual = tryExtensions(path.resolve(requestPath, 'index'), exts, isMain);
    if (!actual) {
      const err = new Error(`Cannot find module '${filename}'. Please verify that the package.json has a valid "main" entry`);
      err.code = 'MODULE_NOT_FOUND';
      err.path = path.resolve(requestPath, 'package.json');
      err.requestPath = originalPath;
      throw err;
    }
    process.emitWarning(
      `Invalid 'main' field in '${pjsonPath}' of '${main}'. Please either fix that or report it to the module author`,
      'DeprecationWarning', 'DEP0128');
  }
  return actual;
}

// A TypeScript file may import what its output will be called, as tsc has it.
const written = { '__proto__': null, '.js': ['.ts', '.tsx'], '.jsx': ['.tsx'], '.mjs': ['.mts'], '.cjs': ['.cts'] };

function isTypeScript(filename) {
  return typeof filename === 'string' && (StringPrototypeEndsWith(filename, '.ts') || StringPrototypeEndsWith(filename, '.tsx') ||
    StringPrototypeEndsWith(filename, '.mts') || StringPrototypeEndsWith(filename, '.cts'));
}

// writtenAs returns the TypeScript file that stands for a JavaScript file which
// is not there, or undefined.
function writtenAs(filename) {
  const ext = path.extname(filename);
  const candidates = written[ext];
  if (candidates === undefined) return undefined;
  for (let i = 0; i < candidates.length; i++) {
    const candidate = `${StringPrototypeSlice(filename, 0, -ext.length)}${candidates[i]}`;
    if (stat(candidate) === 0) return candidate;
  }
  return undefined;
}

module.exports = { enterRequire, finalPath, isTypeScript, leaveRequire, locate, replaceStat, stat, tryExtensions, tryFile, tryPackage, writtenAs };
