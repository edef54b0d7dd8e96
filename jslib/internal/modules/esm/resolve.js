'use strict';

// From a specifier to a URL: the algorithm ESM_RESOLVE of Node's documentation.
// URLs are strings; see internal/modules/urls.

const {
  ArrayPrototypeIncludes,
  JSONStringify,
  RegExpPrototypeExec,
  StringPrototypeEndsWith,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
  hardenRegExp,
} = primordials;

const { BuiltinModule } = require('bootstrap/realm');
const { codes: {
  ERR_INVALID_MODULE_SPECIFIER,
  ERR_INVALID_URL,
  ERR_MODULE_NOT_FOUND,
  ERR_UNSUPPORTED_DIR_IMPORT,
  ERR_UNSUPPORTED_RESOLVE_REQUEST,
} } = require('internal/errors');
const { getImportConditions, toRealPath } = require('internal/modules/helpers');
const { packageExportsResolve, packageImportsResolve } = require('internal/modules/esm/package');
const { hrefToPath, parseHref, pathToHref, resolveHref } = require('internal/modules/urls');
const { getOptionValue } = require('internal/options');
const files = require('internal/modules/cjs/files');
const packageJsonReader = require('internal/modules/package_json_reader');

const encodedSeparator = hardenRegExp(/%2F|%5C/i);
const urlTail = hardenRegExp(/[?#].*$/);
const scheme = hardenRegExp(/^([A-Za-z][A-Za-z0-9+\-.]*):/);

function protocolOf(href) {
  const match = RegExpPrototypeExec(scheme, href);
  return match === null ? undefined : `${StringPrototypeToLowerCase(match[1])}:`;
}

// Without ?query and #fragment, which are not part of a file's name.
function withoutTail(href) {
  const match = RegExpPrototypeExec(urlTail, href);
  return match === null ? href : StringPrototypeSlice(href, 0, match.index);
}

function tailOf(href) {
  return RegExpPrototypeExec(urlTail, href)?.[0] ?? '';
}

function isRelativeOrAbsolute(specifier) {
  if (specifier === '') return false;
  if (specifier[0] === '/') return true;
  if (specifier[0] !== '.') return false;
  return specifier.length === 1 || specifier[1] === '/' ||
    (specifier[1] === '.' && (specifier.length === 2 || specifier[2] === '/'));
}

const basePath = (base) => {
  if (base === undefined) return undefined;
  return StringPrototypeStartsWith(base, 'file:') ? hrefToPath(withoutTail(base)) : base;
};

// What may not be read is said to be forbidden, not missing.
function throwIfDenied(path) {
  try {
    internalBinding('fs').stat(path, false, false);
  } catch (err) {
    if (err.code === 'ERR_ACCESS_DENIED') throw err;
  }
}

// finalizeResolution looks whether the file is there and follows links.
function finalizeResolution(resolved, base, preserveSymlinks) {
  if (RegExpPrototypeExec(encodedSeparator, withoutTail(resolved)) !== null) {
    throw new ERR_INVALID_MODULE_SPECIFIER(
      StringPrototypeSlice(withoutTail(resolved), 7), 'must not include encoded "/" or "\\" characters', basePath(base));
  }
  let path = hrefToPath(withoutTail(resolved));
  const stat = files.stat(StringPrototypeEndsWith(path, '/') ? StringPrototypeSlice(path, 0, -1) : path);
  if (stat === 1) throw new ERR_UNSUPPORTED_DIR_IMPORT(path, basePath(base), resolved);
  if (stat !== 0 || StringPrototypeEndsWith(path, '/')) {
    const source = files.isTypeScript(base) ? files.writtenAs(path) : undefined;
    if (source === undefined) {
      throwIfDenied(path);
      throw new ERR_MODULE_NOT_FOUND(path, basePath(base), resolved);
    }
    path = source;
  }
  if (!preserveSymlinks) {
    const real = toRealPath(path);
    if (real !== path || pathToHref(path) !== withoutTail(resolved)) return pathToHref(real) + tailOf(resolved);
  }
  return resolved;
}

const mainCandidates = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];
const indexCandidates = ['index.js', 'index.json', 'index.node'];

// legacyMainResolve finds the entry of a package without "exports".
function legacyMainResolve(jsonHref, pkg, base) {
  const folder = StringPrototypeSlice(jsonHref, 0, StringPrototypeLastIndexOf(jsonHref, '/') + 1);
  if (pkg.main) {
    for (let i = 0; i < mainCandidates.length; i++) {
      const guess = resolveHref(`./${pkg.main}${mainCandidates[i]}`, jsonHref);
      if (files.stat(hrefToPath(guess)) === 0) return guess;
    }
  }
  for (let i = 0; i < indexCandidates.length; i++) {
    const guess = folder + indexCandidates[i];
    if (files.stat(hrefToPath(guess)) === 0) return guess;
  }
  throw new ERR_MODULE_NOT_FOUND(hrefToPath(resolveHref(`./${pkg.main ?? 'index.js'}`, jsonHref)), basePath(base), undefined);
}

// packageResolve finds a package by name in the node_modules folders above base.
function packageResolve(specifier, base, conditions) {
  if (BuiltinModule.canBeRequiredWithoutScheme(specifier)) return `node:${specifier}`;
  const { packageName, packageSubpath } = packageJsonReader.parsePackageName(specifier, base);

  const self = packageJsonReader.getPackageScopeConfig(base);
  if (self.exists && self.name === packageName && self.exports !== undefined) {
    return packageExportsResolve(pathToHref(self.pjsonPath), packageSubpath, self, base, conditions);
  }
  const start = hrefToPath(withoutTail(base));
  let end = StringPrototypeLastIndexOf(start, '/');
  for (;;) {
    const dir = StringPrototypeSlice(start, 0, end);
    if (!StringPrototypeEndsWith(dir, '/node_modules')) {
      const folder = `${dir}/node_modules/${packageName}`;
      if (files.stat(folder) === 1) {
        const jsonHref = pathToHref(`${folder}/package.json`);
        const pkg = packageJsonReader.read(`${folder}/package.json`, { __proto__: null, base, specifier });
        if (pkg.exists && pkg.exports !== undefined) {
          return packageExportsResolve(jsonHref, packageSubpath, pkg, base, conditions);
        }
        if (packageSubpath === '.') return legacyMainResolve(jsonHref, pkg, base);
        return resolveHref(packageSubpath, jsonHref);
      }
    }
    if (end <= 0) break;
    end = StringPrototypeLastIndexOf(start, '/', end - 1);
  }
  throw new ERR_MODULE_NOT_FOUND(packageName, basePath(base), undefined);
}

function moduleResolve(specifier, base, conditions, preserveSymlinks) {
  const protocol = protocolOf(base);
  const isFile = protocol === 'file:';
  let resolved;
  if (isRelativeOrAbsolute(specifier)) {
    try {
      resolved = resolveHref(specifier, base);
    } catch (cause) {
      const error = new ERR_UNSUPPORTED_RESOLVE_REQUEST(specifier, base);
      error.cause = cause;
      throw error;
    }
  } else if (isFile && specifier[0] === '#') {
    resolved = packageImportsResolve(specifier, base, conditions);
  } else {
    resolved = parseHref(specifier);
    if (resolved === undefined) {
      if (!isFile && !BuiltinModule.canBeRequiredWithoutScheme(specifier)) {
        throw new ERR_UNSUPPORTED_RESOLVE_REQUEST(specifier, base);
      }
      resolved = packageResolve(specifier, base, conditions);
    }
  }
  return StringPrototypeStartsWith(resolved, 'file:') ? finalizeResolution(resolved, base, preserveSymlinks) : resolved;
}

// What require() would have found, as a specifier for import, or undefined.
function resolveAsCommonJS(specifier, parentHref) {
  try {
    const { Module } = require('internal/modules/cjs/loader');
    const path = require('path');
    const parent = hrefToPath(withoutTail(parentHref));
    const paths = Module._nodeModulePaths(path.dirname(parent));
    const temporary = new Module('');
    temporary.filename = parent;
    temporary.paths = paths;
    let found = Module._resolveFilename(specifier, temporary, false);
    if (isRelativeOrAbsolute(specifier) && specifier[0] === '.') {
      found = path.relative(path.dirname(parent), found);
      // Always recognisable as a path.
      if (!StringPrototypeStartsWith(found, '../')) found = `./${found}`;
    } else if (specifier[0] !== '/' && StringPrototypeStartsWith(found, '/')) {
      // From within the package that was named.
      for (let i = 0; i < paths.length; i++) {
        if (StringPrototypeStartsWith(found, `${paths[i]}/`)) {
          found = StringPrototypeSlice(found, paths[i].length + 1);
          break;
        }
      }
      if (found[0] === '/') return pathToHref(found);
    }
    return found;
  } catch {
    return undefined;
  }
}

// withHint adds to a failed import what would have worked.
function withHint(error, specifier, parentHref) {
  let asked = specifier;
  if (StringPrototypeStartsWith(specifier, 'file://')) {
    try {
      asked = hrefToPath(specifier);
    } catch {
      return;
    }
  }
  const found = resolveAsCommonJS(asked, parentHref);
  if (!found || found === asked) return;
  const hint = `Did you mean to import ${JSONStringify(found)}?`;
  const { stack } = error;
  const end = StringPrototypeIndexOf(stack, '\n');
  error.stack = end === -1 ? `${stack}\n${hint}` : `${StringPrototypeSlice(stack, 0, end)}\n${hint}${StringPrototypeSlice(stack, end)}`;
  error.message += `\n${hint}`;
}

function throwIfInvalidParent(parentHref) {
  if (parentHref !== undefined && protocolOf(parentHref) === undefined) throw new ERR_INVALID_URL(parentHref);
}

// defaultResolve is what stands behind all resolve hooks.
function defaultResolve(specifier, context) {
  const { parentURL, conditions } = context;
  throwIfInvalidParent(parentURL);
  const { defaultGetFormatWithoutErrors } = require('internal/modules/esm/get_format');
  const base = parentURL ?? require('internal/modules/urls').workingDirectoryHref();
  if (!isRelativeOrAbsolute(specifier)) {
    const parsed = parseHref(specifier);
    const protocol = parsed === undefined ? undefined : protocolOf(parsed);
    if (protocol === 'data:') return { __proto__: null, url: parsed };
    if (protocol === 'node:') return { __proto__: null, url: specifier };
  }
  const list = conditions === undefined ? getImportConditions() : conditions;
  const set = typeof list.has === 'function' ? list : { __proto__: null, has: (c) => ArrayPrototypeIncludes(list, c) };
  const isMain = parentURL === undefined;
  let url;
  try {
    url = moduleResolve(specifier, base, set, getOptionValue(isMain ? '--preserve-symlinks-main' : '--preserve-symlinks'));
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'ERR_UNSUPPORTED_DIR_IMPORT') withHint(error, specifier, base);
    throw error;
  }
  return { __proto__: null, url, format: defaultGetFormatWithoutErrors(url) };
}

module.exports = {
  defaultResolve,
  encodedSeparator,
  isRelativeOrAbsolute,
  moduleResolve,
  packageImportsResolve,
  packageResolve,
  protocolOf,
  tailOf,
  withoutTail,
};
