'use strict';

// "exports" and "imports" of package.json, by the algorithm that Node documents
// (PACKAGE_EXPORTS_RESOLVE and so on). URLs are strings here; bases may be
// undefined.

const {
  ArrayIsArray,
  JSONStringify,
  ObjectGetOwnPropertyNames,
  ObjectPrototypeHasOwnProperty,
  RegExpPrototypeExec,
  SafeSet,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeReplace,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  hardenRegExp,
} = primordials;

const { codes: {
  ERR_INVALID_MODULE_SPECIFIER,
  ERR_INVALID_PACKAGE_CONFIG,
  ERR_INVALID_PACKAGE_TARGET,
  ERR_PACKAGE_IMPORT_NOT_DEFINED,
  ERR_PACKAGE_PATH_NOT_EXPORTED,
} } = require('internal/errors');
const { hrefToPath, parseHref, resolveHref } = require('internal/modules/urls');
const packageJsonReader = require('internal/modules/package_json_reader');

// Segments that must not be in a target: '.', '..', node_modules and, only
// warned about, empty ones; also percent-encoded.
const invalidSegment = hardenRegExp(/(^|\\|\/)((\.|%2e)(\.|%2e)?|(n|%6e|%4e)(o|%6f|%4f)(d|%64|%44)(e|%65|%45)(_|%5f)(m|%6d|%4d)(o|%6f|%4f)(d|%64|%44)(u|%75|%55)(l|%6c|%4c)(e|%65|%45)(s|%73|%53))?(\\|\/|$)/i);
const forbiddenSegment = hardenRegExp(/(^|\\|\/)((\.|%2e)(\.|%2e)?|(n|%6e|%4e)(o|%6f|%4f)(d|%64|%44)(e|%65|%45)(_|%5f)(m|%6d|%4d)(o|%6f|%4f)(d|%64|%44)(u|%75|%55)(l|%6c|%4c)(e|%65|%45)(s|%73|%53))(\\|\/|$)/i);
const star = hardenRegExp(/\*/g);
const arrayIndex = hardenRegExp(/^(?:0|[1-9][0-9]*)$/);

const pathOf = (base) => (base === undefined ? undefined : hrefToPath(base));
const folderOf = (href) => StringPrototypeSlice(href, 0, StringPrototypeLastIndexOf(href, '/') + 1);

const warned = new SafeSet();

function warnOnce(code, key, message) {
  if (process.noDeprecation || warned.has(key)) return;
  warned.add(key);
  process.emitWarning(message, 'DeprecationWarning', code);
}

function warnOfSegment(target, request, match, jsonHref, internal, base, isTarget) {
  const json = hrefToPath(jsonHref);
  const double = RegExpPrototypeExec(/[^\\/]\/\/|\\\\/, isTarget ? target : request) !== null;
  warnOnce('DEP0166', `${json}|${match}`,
           `Use of deprecated ${double ? 'double slash' : 'leading or trailing slash matching'} resolving "${target}" for module ` +
    `request "${request}" ${request !== match ? `matched to "${match}" ` : ''}in the "${internal ? 'imports' : 'exports'}" field ` +
    `module resolution of the package at ${json}${base === undefined ? '' : ` imported from ${hrefToPath(base)}`}.`);
}

function exportsNotFound(subpath, jsonHref, base) {
  return new ERR_PACKAGE_PATH_NOT_EXPORTED(hrefToPath(folderOf(jsonHref)), subpath, pathOf(base));
}

function invalidTarget(subpath, target, jsonHref, internal, base) {
  const shown = typeof target === 'object' && target !== null ? JSONStringify(target, null, '') : `${target}`;
  return new ERR_INVALID_PACKAGE_TARGET(hrefToPath(folderOf(jsonHref)), subpath, shown, internal, pathOf(base));
}

function invalidSubpath(request, match, jsonHref, internal, base) {
  const reason = `request is not a valid match in pattern "${match}" for the ` +
    `"${internal ? 'imports' : 'exports'}" resolution of ${hrefToPath(jsonHref)}`;
  return new ERR_INVALID_MODULE_SPECIFIER(request, reason, pathOf(base));
}

const fill = (text, subpath) => StringPrototypeReplace(text, star, () => subpath);

// The context of one resolution, so that its steps need not pass it on in ten
// arguments: { jsonHref, subpath, match, base, pattern, internal, isPathMap, conditions }
function resolveString(target, cx) {
  const { jsonHref, subpath, match, base, pattern, internal } = cx;
  if (subpath !== '' && !pattern && !StringPrototypeEndsWith(target, '/')) throw invalidTarget(match, target, jsonHref, internal, base);
  if (!StringPrototypeStartsWith(target, './')) {
    if (internal && !StringPrototypeStartsWith(target, '../') && !StringPrototypeStartsWith(target, '/') &&
        parseHref(target) === undefined) {
      const { packageResolve } = require('internal/modules/esm/resolve');
      return packageResolve(pattern ? fill(target, subpath) : target + subpath, jsonHref, cx.conditions);
    }
    throw invalidTarget(match, target, jsonHref, internal, base);
  }
  const rest = StringPrototypeSlice(target, 2);
  if (RegExpPrototypeExec(invalidSegment, rest) !== null) {
    if (RegExpPrototypeExec(forbiddenSegment, rest) !== null) throw invalidTarget(match, target, jsonHref, internal, base);
    if (!cx.isPathMap) {
      const request = pattern ? fill(match, subpath) : match + subpath;
      warnOfSegment(pattern ? fill(target, subpath) : target, request, match, jsonHref, internal, base, true);
    }
  }
  const resolved = resolveHref(target, jsonHref);
  if (!StringPrototypeStartsWith(resolved, folderOf(jsonHref))) throw invalidTarget(match, target, jsonHref, internal, base);
  if (subpath === '') return resolved;
  if (RegExpPrototypeExec(invalidSegment, subpath) !== null) {
    const request = pattern ? fill(match, subpath) : match + subpath;
    if (RegExpPrototypeExec(forbiddenSegment, subpath) !== null) throw invalidSubpath(request, match, jsonHref, internal, base);
    if (!cx.isPathMap) warnOfSegment(pattern ? fill(target, subpath) : target, request, match, jsonHref, internal, base, false);
  }
  return pattern ? resolveHref(fill(resolved, subpath), jsonHref) : resolveHref(subpath, resolved);
}

// resolveTarget returns a URL; null for what is excluded, undefined when no
// condition holds.
function resolveTarget(target, cx) {
  if (typeof target === 'string') return resolveString(target, cx);
  if (ArrayIsArray(target)) {
    if (target.length === 0) return null;
    let last;
    for (let i = 0; i < target.length; i++) {
      let result;
      try {
        result = resolveTarget(target[i], cx);
      } catch (e) {
        last = e;
        if (e.code !== 'ERR_INVALID_PACKAGE_TARGET') throw e;
        continue;
      }
      if (result === undefined) continue;
      if (result === null) {
        last = null;
        continue;
      }
      return result;
    }
    if (last === undefined || last === null) return last;
    throw last;
  }
  if (typeof target === 'object' && target !== null) {
    const keys = ObjectGetOwnPropertyNames(target);
    for (let i = 0; i < keys.length; i++) {
      if (RegExpPrototypeExec(arrayIndex, keys[i]) !== null) {
        throw new ERR_INVALID_PACKAGE_CONFIG(hrefToPath(cx.jsonHref), cx.base, '"exports" cannot contain numeric property keys.');
      }
    }
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (key !== 'default' && !cx.conditions.has(key)) continue;
      const result = resolveTarget(target[key], cx);
      if (result !== undefined) return result;
    }
    return undefined;
  }
  if (target === null) return null;
  throw invalidTarget(cx.match, target, cx.jsonHref, cx.internal, cx.base);
}

// Whether "exports" stands for its '.' alone.
function isMainSugar(exports, jsonHref, base) {
  if (typeof exports === 'string' || ArrayIsArray(exports)) return true;
  if (typeof exports !== 'object' || exports === null) return false;
  const keys = ObjectGetOwnPropertyNames(exports);
  let sugar = false;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const current = key === '' || key[0] !== '.';
    if (i === 0) {
      sugar = current;
    } else if (sugar !== current) {
      throw new ERR_INVALID_PACKAGE_CONFIG(
        hrefToPath(jsonHref), base,
        '"exports" cannot contain some keys starting with \'.\' and some not.' +
        ' The exports object must either be an object of package subpath keys' +
        ' or an object of main entry condition name keys only.');
    }
  }
  return sugar;
}

// Which of two patterns is more specific.
function patternKeyCompare(a, b) {
  const aStar = StringPrototypeIndexOf(a, '*');
  const bStar = StringPrototypeIndexOf(b, '*');
  const aBase = aStar === -1 ? a.length : aStar + 1;
  const bBase = bStar === -1 ? b.length : bStar + 1;
  if (aBase > bBase) return -1;
  if (bBase > aBase) return 1;
  if (aStar === -1) return 1;
  if (bStar === -1) return -1;
  if (a.length > b.length) return -1;
  if (b.length > a.length) return 1;
  return 0;
}

// bestPattern returns the key that matches best and what its star stands for.
function bestPattern(map, request) {
  const keys = ObjectGetOwnPropertyNames(map);
  let best = '';
  let rest = '';
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const index = StringPrototypeIndexOf(key, '*');
    if (index === -1 || !StringPrototypeStartsWith(request, StringPrototypeSlice(key, 0, index))) continue;
    const trailer = StringPrototypeSlice(key, index + 1);
    if (request.length >= key.length && StringPrototypeEndsWith(request, trailer) &&
        patternKeyCompare(best, key) === 1 && StringPrototypeLastIndexOf(key, '*') === index) {
      best = key;
      rest = StringPrototypeSlice(request, index, request.length - trailer.length);
    }
  }
  return { best, rest };
}

function resolveInMap(map, request, jsonHref, base, internal, conditions) {
  if (ObjectPrototypeHasOwnProperty(map, request) && !StringPrototypeIncludes(request, '*') && !StringPrototypeEndsWith(request, '/')) {
    return resolveTarget(map[request], {
      jsonHref, subpath: '', match: request, base, pattern: false, internal, isPathMap: false, conditions,
    });
  }
  const { best, rest } = bestPattern(map, request);
  if (best === '') return undefined;
  const slash = StringPrototypeEndsWith(request, '/');
  if (slash) {
    const json = hrefToPath(jsonHref);
    warnOnce('DEP0155', `${json}|${best}`,
             `Use of deprecated trailing slash pattern mapping "${best}" in the "exports" field module resolution of the ` +
      `package at ${json}${base === undefined ? '' : ` imported from ${hrefToPath(base)}`}. Mapping specifiers ending in "/" is no longer supported.`);
  }
  return resolveTarget(map[best], {
    jsonHref, subpath: rest, match: best, base, pattern: true, internal, isPathMap: slash, conditions,
  });
}

// packageExportsResolve resolves './sub' by the package's "exports".
function packageExportsResolve(jsonHref, subpath, pkg, base, conditions) {
  let { exports } = pkg;
  if (isMainSugar(exports, jsonHref, base)) exports = { '.': exports };
  const resolved = typeof exports === 'object' && exports !== null ?
    resolveInMap(exports, subpath, jsonHref, base, false, conditions) : undefined;
  if (resolved === undefined || resolved === null) throw exportsNotFound(subpath, jsonHref, base);
  return resolved;
}

// packageImportsResolve resolves '#name' by the "imports" of the package around.
function packageImportsResolve(name, base, conditions) {
  if (name === '#' || StringPrototypeEndsWith(name, '/')) {
    throw new ERR_INVALID_MODULE_SPECIFIER(name, 'is not a valid internal imports specifier name', hrefToPath(base));
  }
  const pkg = packageJsonReader.getPackageScopeConfig(base);
  let jsonPath;
  if (pkg.exists) {
    const { pathToHref } = require('internal/modules/urls');
    jsonPath = pkg.pjsonPath;
    if (pkg.imports !== undefined) {
      const resolved = resolveInMap(pkg.imports, name, pathToHref(jsonPath), base, true, conditions);
      if (resolved !== undefined && resolved !== null) return resolved;
    }
  }
  throw new ERR_PACKAGE_IMPORT_NOT_DEFINED(
    name, jsonPath === undefined ? undefined : folderOf(jsonPath), hrefToPath(base));
}

module.exports = { packageExportsResolve, packageImportsResolve };
