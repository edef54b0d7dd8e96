'use strict';

// Where require() looks. Everything that programs patch is called through
// Module, which is handed in.

const {
  ArrayIsArray,
  ArrayPrototypeConcat,
  ArrayPrototypeIncludes,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeUnshift,
  Error,
  ObjectKeys,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeCharCodeAt,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  hardenRegExp,
} = primordials;

const { BuiltinModule } = require('bootstrap/realm');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { getCjsConditions, getRequireStack } = require('internal/modules/helpers');
const { hrefToPath, pathToHref } = require('internal/modules/urls');
const packageJsonReader = require('internal/modules/package_json_reader');
const files = require('internal/modules/cjs/files');
const path = require('path');
const { peekEnv } = internalBinding('process');

const DOT = 46;
const SLASH = 47;

// A package's name and what is asked of it.
const packageRequest = hardenRegExp(/^((?:@[^/\\%]+\/)?[^./\\%][^/\\%]*)(\/.*)?$/);

function isRelative(request) {
  if (StringPrototypeCharCodeAt(request, 0) !== DOT) return false;
  if (request.length === 1) return true;
  const second = StringPrototypeCharCodeAt(request, 1);
  if (second === SLASH) return true;
  return second === DOT && (request.length === 2 || StringPrototypeCharCodeAt(request, 2) === SLASH);
}

let globalPaths = [];

// nodeModulePaths('/a/b') is ['/a/b/node_modules', '/a/node_modules', '/node_modules'].
function nodeModulePaths(from) {
  const absolute = path.resolve(from);
  let paths = knownPaths.get(absolute);
  if (paths === undefined) {
    paths = [];
    for (let end = absolute.length; end > 0; end = StringPrototypeLastIndexOf(absolute, '/', end - 1)) {
      const dir = StringPrototypeSlice(absolute, 0, end);
      if (dir !== '/' && !StringPrototypeEndsWith(dir, '/node_modules')) ArrayPrototypePush(paths, `${dir}/node_modules`);
    }
    ArrayPrototypePush(paths, '/node_modules');
    knownPaths.set(absolute, paths);
  }
  // A copy, as programs add to module.paths.
  return ArrayPrototypeSlice(paths);
}

const knownPaths = new SafeMap();

// initPaths finds the folders of NODE_PATH and those of old.
function initPaths(Module) {
  // Not by process.env: at a prompt nobody is asked about what a program has not looked at.
  const HOME = peekEnv('HOME');
  const NODE_PATH = peekEnv('NODE_PATH');
  const paths = [path.resolve(process.execPath, '..', '..', 'lib', 'node')];
  if (HOME) {
    ArrayPrototypeUnshift(paths, path.resolve(HOME, '.node_libraries'));
    ArrayPrototypeUnshift(paths, path.resolve(HOME, '.node_modules'));
  }
  if (NODE_PATH) {
    const given = StringPrototypeSplit(NODE_PATH, path.delimiter);
    for (let i = given.length - 1; i >= 0; i--) {
      if (given[i]) ArrayPrototypeUnshift(paths, given[i]);
    }
  }
  globalPaths = paths;
  Module.globalPaths = ArrayPrototypeSlice(paths);
}

function resolveLookupPaths(Module, request, parent) {
  if (BuiltinModule.normalizeRequirableId(request)) return null;
  if (!isRelative(request)) {
    const { paths } = parent ?? {};
    return paths?.length ? ArrayPrototypeConcat(paths, globalPaths) : globalPaths;
  }
  // Without a file of its own (REPL, -e): from the working directory.
  if (!parent || !parent.id || !parent.filename) return ArrayPrototypeConcat(['.'], Module._nodeModulePaths('.'));
  return [path.dirname(parent.filename)];
}

function notFound(request, json) {
  const err = new Error(`Cannot find module '${request}'`);
  err.code = 'MODULE_NOT_FOUND';
  if (json) err.path = json;
  return err;
}

// From the loader of ES modules back: what it found must be there.
function finalizeEsmResolution(resolved, parentPath, json) {
  const { encodedSeparator } = require('internal/modules/esm/resolve');
  const { codes: { ERR_INVALID_MODULE_SPECIFIER } } = require('internal/errors');
  if (RegExpPrototypeExec(encodedSeparator, resolved) !== null) {
    throw new ERR_INVALID_MODULE_SPECIFIER(resolved, 'must not include encoded "/" or "\\" characters', parentPath);
  }
  const filename = hrefToPath(resolved);
  const actual = files.tryFile(filename);
  if (actual) return actual;
  throw notFound(filename, json);
}

// resolveExports resolves by the "exports" of a package in a node_modules folder.
function resolveExports(nmPath, request, conditions) {
  const match = RegExpPrototypeExec(packageRequest, request);
  if (match === null) return undefined;
  const pkgPath = path.resolve(nmPath, match[1]);
  const pkg = packageJsonReader.readPackage(pkgPath);
  if (!pkg.exists || pkg.exports === undefined) return undefined;
  const { packageExportsResolve } = require('internal/modules/esm/package');
  try {
    const href = packageExportsResolve(pathToHref(`${pkgPath}/package.json`), `.${match[2] || ''}`, pkg, undefined, conditions);
    return finalizeEsmResolution(href, null, pkgPath);
  } catch (e) {
    if (e.code === 'ERR_MODULE_NOT_FOUND') throw notFound(request, `${pkgPath}/package.json`);
    throw e;
  }
}

// A package may require itself by name, given "exports".
function trySelf(parentPath, request, conditions) {
  if (!parentPath) return false;
  const pkg = packageJsonReader.getNearestParentPackageJSON(parentPath);
  if (pkg === undefined || pkg.exports === undefined || pkg.name === undefined) return false;
  let expansion;
  if (request === pkg.name) expansion = '.';
  else if (StringPrototypeStartsWith(request, `${pkg.name}/`)) expansion = `.${StringPrototypeSlice(request, pkg.name.length)}`;
  else return false;
  const { packageExportsResolve } = require('internal/modules/esm/package');
  try {
    const href = packageExportsResolve(pathToHref(pkg.pjsonPath), expansion, pkg, pathToHref(parentPath), conditions);
    return finalizeEsmResolution(href, parentPath, pkg.pjsonPath);
  } catch (e) {
    if (e.code === 'ERR_MODULE_NOT_FOUND') throw notFound(request, pkg.pjsonPath);
    throw e;
  }
}

function hasTrailingSlash(request) {
  const { length } = request;
  if (length === 0) return false;
  return StringPrototypeEndsWith(request, '/') || request === '.' || request === '..' ||
    StringPrototypeEndsWith(request, '/.') || StringPrototypeEndsWith(request, '/..');
}

function leavesFolder(request) {
  return StringPrototypeIncludes(request, '..') && StringPrototypeStartsWith(path.normalize(request), '..');
}

function findPath(Module, request, paths, isMain, conditions = getCjsConditions()) {
  const absolute = path.isAbsolute(request);
  if (absolute) paths = [''];
  else if (!paths || paths.length === 0) return false;

  const cacheKey = `${request}\x00${ArrayPrototypeJoin(paths, '\x00')}`;
  const entry = Module._pathCache[cacheKey];
  if (entry) return entry;

  const trailingSlash = hasTrailingSlash(request);
  // Above the folder may be a file where the folder is not.
  const insidePath = !isRelative(request) || !leavesFolder(request);
  let exts;
  for (let i = 0; i < paths.length; i++) {
    const curPath = paths[i];
    if (typeof curPath !== 'string') throw new ERR_INVALID_ARG_TYPE('paths', 'array of strings', paths);
    if (insidePath && curPath && files.stat(curPath) < 1) continue;
    if (!absolute) {
      const resolved = resolveExports(curPath, request, conditions);
      if (resolved) return resolved;
    }
    const basePath = path.resolve(curPath, request);
    exts ??= ObjectKeys(Module._extensions);
    let filename = trailingSlash ? files.stat(basePath) : files.locate(basePath, exts, isMain);
    if (filename === 1) filename = files.tryPackage(basePath, exts, isMain, request);
    else if (typeof filename !== 'string') filename = false;
    if (filename) {
      Module._pathCache[cacheKey] = filename;
      return filename;
    }
  }
  return false;
}

// Paths that options.paths of require.resolve() stands for.
function pathsOf(Module, request, given) {
  if (isRelative(request)) return given;
  const fakeParent = new Module('', null);
  const paths = [];
  for (let i = 0; i < given.length; i++) {
    fakeParent.paths = Module._nodeModulePaths(given[i]);
    const lookup = Module._resolveLookupPaths(request, fakeParent);
    for (let j = 0; j < lookup.length; j++) {
      if (!ArrayPrototypeIncludes(paths, lookup[j])) ArrayPrototypePush(paths, lookup[j]);
    }
  }
  return paths;
}

// What may not be read is said to be forbidden, not missing: the system call
// throws for it. A package may lie in any of many folders, so that one that may
// not be read says nothing.
function throwIfDenied(request, paths) {
  if (!isRelative(request) && !path.isAbsolute(request)) return;
  for (let i = 0; i < paths.length; i++) {
    try {
      internalBinding('fs').stat(path.resolve(paths[i], request), false, false);
    } catch (err) {
      if (err.code === 'ERR_ACCESS_DENIED') throw err;
    }
  }
}

function resolveFilename(Module, request, parent, isMain, options) {
  if (BuiltinModule.normalizeRequirableId(request)) return request;
  const conditions = options?.conditions ?? getCjsConditions();
  let paths;
  if (typeof options === 'object' && options !== null && options.paths !== undefined) {
    if (!ArrayIsArray(options.paths)) throw new ERR_INVALID_ARG_VALUE('options.paths', options.paths);
    paths = pathsOf(Module, request, options.paths);
  } else {
    paths = Module._resolveLookupPaths(request, parent);
  }

  if (request[0] === '#' && (parent?.filename || parent?.id === '<repl>')) {
    const parentPath = parent.filename || `${process.cwd()}/`;
    const pkg = packageJsonReader.getNearestParentPackageJSON(parentPath);
    if (pkg?.imports !== undefined) {
      const { packageImportsResolve } = require('internal/modules/esm/package');
      try {
        const href = packageImportsResolve(request, pathToHref(parentPath), conditions);
        // "imports" may lead to a builtin.
        return StringPrototypeStartsWith(href, 'node:') ? href : finalizeEsmResolution(href, parentPath, pkg.pjsonPath);
      } catch (e) {
        if (e.code === 'ERR_MODULE_NOT_FOUND') throw notFound(request);
        throw e;
      }
    }
  }

  if (isRelative(request) || path.isAbsolute(request)) return resolvePath(Module, request, parent, paths, isMain, conditions);
  const selfPath = parent?.filename || (parent?.id === '<repl>' || parent?.id === '[eval]' ? `${process.cwd()}/` : undefined);
  const self = trySelf(selfPath, request, conditions);
  if (self) {
    Module._pathCache[`${request}\x00${ArrayPrototypeJoin(paths, '\x00')}`] = self;
    return self;
  }

  return resolvePath(Module, request, parent, paths, isMain, conditions);
}

// resolvePath is the rest, for what names no package that is there by other means.
function resolvePath(Module, request, parent, paths, isMain, conditions) {
  const filename = Module._findPath(request, paths, isMain, conditions);
  if (filename) return filename;
  if (files.isTypeScript(parent?.filename) && isRelative(request)) {
    const source = files.writtenAs(path.resolve(path.dirname(parent.filename), request));
    if (source !== undefined) return files.finalPath(source, isMain);
  }
  throwIfDenied(request, isRelative(request) ? paths : ['']);

  const requireStack = getRequireStack(parent);
  let message = `Cannot find module '${request}'`;
  if (requireStack.length > 0) message += `\nRequire stack:\n- ${ArrayPrototypeJoin(requireStack, '\n- ')}`;
  const err = new Error(message);
  err.code = 'MODULE_NOT_FOUND';
  err.requireStack = requireStack;
  throw err;
}

module.exports = { findPath, hrefToPath, initPaths, isRelative, nodeModulePaths, resolveFilename, resolveLookupPaths };
