'use strict';

// package.json files as resolution wants them.
//
// Binding ops (module):
//   readPackage(path: string): package | null      what is no file, or may not be read, is null
//   nearestPackage(path: string): package | null   the one in whose scope the file lies
//     package: { path, type: 'none' | 'module' | 'commonjs', name, main, exports, imports, invalid }, null for what is not there

const {
  ObjectFreeze,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeEndsWith,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  hardenRegExp,
} = primordials;

const { codes: {
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_MODULE_SPECIFIER,
  ERR_INVALID_PACKAGE_CONFIG,
  ERR_MISSING_ARGS,
  ERR_MODULE_NOT_FOUND,
  ERR_UNSUPPORTED_RESOLVE_REQUEST,
} } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { hrefToPath, pathToHref } = require('internal/modules/urls');

const binding = internalBinding('module');

const cache = new SafeMap();

const absent = ObjectFreeze({
  __proto__: null,
  exists: false, pjsonPath: undefined, name: undefined, main: undefined, type: 'none', exports: undefined, imports: undefined,
});

// A package as the rest of the loaders sees it. An invalid one throws to whoever
// looks at it, as it does in Node.
function wrap(found, base) {
  if (found === null) return absent;
  let pkg = cache.get(found.path);
  if (pkg === undefined) {
    pkg = {
      __proto__: null,
      exists: true,
      pjsonPath: found.path,
      name: found.name ?? undefined,
      main: found.main ?? undefined,
      type: found.type,
      exports: found.exports ?? undefined,
      imports: found.imports ?? undefined,
      invalid: found.invalid ?? undefined,
    };
    cache.set(found.path, pkg);
  }
  if (pkg.invalid !== undefined) {
    const err = new ERR_INVALID_PACKAGE_CONFIG(pkg.pjsonPath, base, undefined);
    err.message += '.';
    throw err;
  }
  return pkg;
}

// read returns the package.json at that path; exists tells whether it is there.
function read(jsonPath, { base, specifier } = kEmptyObject) {
  const known = cache.get(jsonPath);
  if (known !== undefined && known.invalid === undefined) return known;
  return wrap(binding.readPackage(jsonPath), base === undefined ? undefined :
    specifier === undefined ? hrefToPath(base) : `"${specifier}" from ${hrefToPath(base)}`);
}

function readPackage(directory) {
  return read(StringPrototypeEndsWith(directory, '/') ? `${directory}package.json` : `${directory}/package.json`);
}

// getNearestParentPackageJSON returns the package in whose scope a file lies.
function getNearestParentPackageJSON(path) {
  const found = wrap(binding.nearestPackage(path));
  return found.exists ? found : undefined;
}

function getNearestParentPackageJSONType(path) {
  const found = binding.nearestPackage(path);
  return wrap(found).type;
}

// The same for a URL; the path is where a package.json would have been.
function getPackageScopeConfig(href) {
  return wrap(binding.nearestPackage(hrefToPath(href)));
}

const invalidName = hardenRegExp(/^\.|%|\\/);

// parsePackageName takes 'name/sub' apart, and '@scope/name/sub'.
function parsePackageName(specifier, base) {
  let separator = StringPrototypeIndexOf(specifier, '/');
  let valid = true;
  let isScoped = false;
  if (specifier[0] === '@') {
    isScoped = true;
    if (separator === -1 || specifier.length === 0) valid = false;
    else separator = StringPrototypeIndexOf(specifier, '/', separator + 1);
  }
  const packageName = separator === -1 ? specifier : StringPrototypeSlice(specifier, 0, separator);
  if (RegExpPrototypeExec(invalidName, packageName) !== null) valid = false;
  if (!valid) {
    throw new ERR_INVALID_MODULE_SPECIFIER(specifier, 'is not a valid package name', base === undefined ? undefined : hrefToPath(base));
  }
  return { packageName, packageSubpath: `.${separator === -1 ? '' : StringPrototypeSlice(specifier, separator)}`, isScoped };
}

// findPackageJSON(specifier, base) is module.findPackageJSON.
function findPackageJSON(specifier, base = 'data:') {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('specifier');
  const { isURL } = require('internal/url');
  const { validateString } = require('internal/validators');
  if (isURL(specifier)) specifier = specifier.href;
  else validateString(specifier, 'specifier');
  const { basename, dirname, isAbsolute } = require('path');

  let parent = base;
  if (isURL(base)) parent = base.href;
  else if (typeof base !== 'string') throw new ERR_INVALID_ARG_TYPE('base', ['string', 'URL'], base);
  if (isAbsolute(parent)) parent = pathToHref(parent);

  const isPath = isAbsolute(specifier);
  if (isPath || StringPrototypeStartsWith(specifier, 'file:') || specifier === '.' || specifier === '..' ||
      StringPrototypeStartsWith(specifier, './') || StringPrototypeStartsWith(specifier, '../')) {
    const { resolveHref } = require('internal/modules/urls');
    if (parent === 'data:' && !StringPrototypeStartsWith(specifier, 'file:')) throw new ERR_UNSUPPORTED_RESOLVE_REQUEST(specifier, parent);
    const href = isPath ? pathToHref(specifier) :
      StringPrototypeStartsWith(specifier, 'file:') ? specifier : resolveHref(specifier, parent);
    let path = hrefToPath(href);
    // The scope of a folder is asked from within it.
    if (internalBinding('fs').internalModuleStat(path) === 1) path += '/x';
    return getNearestParentPackageJSON(path)?.pjsonPath;
  }
  const { packageName } = parsePackageName(specifier, parent === 'data:' ? undefined : parent);
  const start = StringPrototypeStartsWith(parent, 'file:') ? hrefToPath(parent) : `${process.cwd()}/x`;
  for (let dir = dirname(start); ; dir = dirname(dir)) {
    if (basename(dir) !== 'node_modules') {
      const pkg = readPackage(`${dir === '/' ? '' : dir}/node_modules/${packageName}`);
      if (pkg.exists) return pkg.pjsonPath;
    }
    if (dirname(dir) === dir) break;
  }
  throw new ERR_MODULE_NOT_FOUND(packageName, start, undefined);
}

module.exports = {
  findPackageJSON,
  getNearestParentPackageJSON,
  getNearestParentPackageJSONType,
  getPackageScopeConfig,
  parsePackageName,
  read,
  readPackage,
};
