'use strict';

// Source maps of what was loaded. Those of compiled files (TypeScript, JSX) are
// always used; those that a file names in a `//# sourceMappingURL` comment only
// where source maps are enabled.
//
// Binding ops (sourcemap):
//   register(file: string, map: string)
//   has(file: string): boolean
//   text(file: string): string               '' when there is none
//   map(file, line, column): { source, line, column, name } | null    all count from 1

const {
  ArrayIsArray,
  ArrayPrototypeMap,
  JSONParse,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  decodeURIComponent,
  hardenRegExp,
} = primordials;

const { validateBoolean, validateObject } = require('internal/validators');
const { getOptionValue } = require('internal/options');
const { isUnderNodeModules } = require('internal/util');

const binding = internalBinding('sourcemap');

// Set once a map is known, so that programs without any pay nothing.
let any = false;

let support;

function getSourceMapsSupport() {
  support ??= {
    __proto__: null, enabled: getOptionValue('--enable-source-maps'), nodeModules: getOptionValue('--enable-source-maps'),
    generatedCode: getOptionValue('--enable-source-maps'),
  };
  return support;
}

function setSourceMapsSupport(enabled, options = { __proto__: null }) {
  validateBoolean(enabled, 'enabled');
  validateObject(options, 'options');
  const { nodeModules = false, generatedCode = false } = options;
  validateBoolean(nodeModules, 'options.nodeModules');
  validateBoolean(generatedCode, 'options.generatedCode');
  support = { __proto__: null, enabled, nodeModules: enabled && nodeModules, generatedCode: enabled && generatedCode };
}

// registerGenerated keeps the map of a file that was compiled on its way in.
function registerGenerated(name, map) {
  binding.register(name, map);
  any = true;
}

// copySourceMap makes the map of one name that of another too.
function copySourceMap(from, to) {
  const text = any ? binding.text(from) : '';
  if (text !== '') binding.register(to, text);
}

const comment = hardenRegExp(/^(?:\/[/*][@#][ \t]*sourceMappingURL=([^\s*'"]+))/);
const dataURL = hardenRegExp(/^data:application\/json[^,]*,/);
const absoluteURL = hardenRegExp(/^\w+:\/\//);

// The URL of the last such comment, or undefined.
function mappingURL(source) {
  let at = source.length;
  while ((at = StringPrototypeLastIndexOf(source, 'sourceMappingURL=', at - 1)) > 0) {
    const start = at - 4 >= 0 && source[at - 4] === '/' ? at - 4 : at - 5;
    for (let i = start; i <= at - 3 && i >= 0; i++) {
      const match = RegExpPrototypeExec(comment, StringPrototypeSlice(source, i, at + 4096));
      if (match !== null) return match[1];
    }
  }
  return undefined;
}

function readMap(url, name) {
  const { hrefToPath, resolveHref, pathToHref } = require('internal/modules/urls');
  const match = RegExpPrototypeExec(dataURL, url);
  if (match !== null) {
    const body = StringPrototypeSlice(url, match[0].length);
    if (!StringPrototypeEndsWith(match[0], ';base64,')) return decodeURIComponent(body);
    return require('buffer').Buffer.from(body, 'base64').toString();
  }
  const base = name[0] === '/' ? pathToHref(name) : name;
  const href = StringPrototypeIncludes(url, '://') ? url : resolveHref(url, base);
  if (!StringPrototypeStartsWith(href, 'file:')) return undefined;
  return require('fs').readFileSync(hrefToPath(href), 'utf8');
}

// maybeCacheSourceMap looks for the map that a loaded file names.
function maybeCacheSourceMap(name, source) {
  const { enabled, nodeModules } = getSourceMapsSupport();
  if (!enabled || (!nodeModules && isUnderNodeModules(name)) || StringPrototypeIndexOf(source, 'sourceMappingURL=') === -1) return;
  const url = mappingURL(source);
  if (url === undefined) return;
  try {
    const map = readMap(url, name);
    if (map === undefined) return;
    JSONParse(map);
    binding.register(name, map);
    any = true;
  } catch {
    // A map that cannot be had leaves the stack as it is.
  }
}

// mapPosition tells where a place in a loaded file was written, or undefined.
function mapPosition(name, line, column) {
  if (!any) return undefined;
  return binding.map(name, line, column) ?? undefined;
}

const parsed = new SafeMap();

// A program gets the sources as URLs.
function withAbsoluteSources(payload, name) {
  const { pathToHref, resolveHref } = require('internal/modules/urls');
  const base = name[0] === '/' ? pathToHref(name) : name;
  const { sources, sourceRoot } = payload;
  if (!ArrayIsArray(sources)) return payload;
  payload.sources = ArrayPrototypeMap(sources, (source) => {
    if (typeof source !== 'string') return source;
    const full = sourceRoot ? `${sourceRoot}${StringPrototypeEndsWith(sourceRoot, '/') ? '' : '/'}${source}` : source;
    return RegExpPrototypeExec(absoluteURL, full) !== null ? full : resolveHref(full, base);
  });
  payload.sourceRoot = undefined;
  return payload;
}

// findSourceMap is module.findSourceMap(path).
function findSourceMap(name) {
  if (!any) return undefined;
  if (typeof name === 'string' && name[0] !== '/' && RegExpPrototypeExec(absoluteURL, name) === null) {
    name = require('path').resolve(name);
  }
  let text = binding.text(name);
  let key = name;
  if (text === '' && typeof name === 'string' && name[0] === '/') {
    key = require('internal/modules/urls').pathToHref(name);
    text = binding.text(key);
  }
  if (text === '') return undefined;
  let found = parsed.get(text);
  if (found === undefined) {
    const { SourceMap } = require('internal/source_map/source_map');
    found = new SourceMap(withAbsoluteSources(JSONParse(text), key));
    parsed.set(text, found);
  }
  return found;
}

module.exports = {
  copySourceMap,
  findSourceMap,
  getSourceMapsSupport,
  mapPosition,
  maybeCacheSourceMap,
  registerGenerated,
  setSourceMapsSupport,
};
