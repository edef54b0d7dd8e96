'use strict';

// Between file paths and file: URLs. Nearly all of both are plain, and then no
// URL needs to be parsed.

const {
  RegExpPrototypeExec,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  hardenRegExp,
} = primordials;

// What means the same in a path and in the path of a URL.
const plainPath = hardenRegExp(/^\/[A-Za-z0-9_\-./@+=,:;!$&'()*]*$/);
const notPlainHref = hardenRegExp(/[%?#\\|\s]|\/\.\.?(?:\/|$)/);
const dots = hardenRegExp(/(?:^|\/)\.\.?(?:\/|$)|\/\//);
const plainRelative = hardenRegExp(/^[A-Za-z0-9_\-./@+=,;!$&'()*]*$/);

function pathToHref(path) {
  if (RegExpPrototypeExec(plainPath, path) !== null && RegExpPrototypeExec(dots, path) === null) return `file://${path}`;
  return require('internal/url').pathToFileURL(path).href;
}

function isPlainHref(href) {
  return StringPrototypeStartsWith(href, 'file:///') && RegExpPrototypeExec(notPlainHref, href) === null;
}

// hrefToPath throws what fileURLToPath throws for what is no file.
function hrefToPath(href) {
  if (isPlainHref(href)) return StringPrototypeSlice(href, 7);
  return require('internal/url').fileURLToPath(href);
}

// A base as the engine names it: a URL, or the path of a CommonJS module, or a
// label like [eval].
function baseToHref(base) {
  if (base[0] === '/') return pathToHref(base);
  if (RegExpPrototypeExec(hasScheme, base) !== null) return base;
  return workingDirectoryHref() + (base[0] === '[' ? base : '');
}
const hasScheme = hardenRegExp(/^[A-Za-z][A-Za-z0-9+\-.]+:/);

function workingDirectoryHref() {
  const cwd = process.cwd();
  return pathToHref(StringPrototypeEndsWith(cwd, '/') ? cwd : `${cwd}/`);
}

// The parts of a plain relative path that do not go up or stay.
function joinPlain(directory, relative) {
  let rest = relative;
  let base = directory; // ends in a slash
  for (;;) {
    if (StringPrototypeStartsWith(rest, './')) {
      rest = StringPrototypeSlice(rest, 2);
    } else if (StringPrototypeStartsWith(rest, '../')) {
      rest = StringPrototypeSlice(rest, 3);
      const cut = StringPrototypeLastIndexOf(base, '/', base.length - 2);
      if (cut >= 7) base = StringPrototypeSlice(base, 0, cut + 1);
    } else {
      return RegExpPrototypeExec(dots, rest) === null ? base + rest : undefined;
    }
  }
}

// resolveHref is new URL(relative, base).href.
function resolveHref(relative, base) {
  if (isPlainHref(base) && RegExpPrototypeExec(plainRelative, relative) !== null && !StringPrototypeStartsWith(relative, '//')) {
    const directory = relative[0] === '/' ? 'file:///' :
      StringPrototypeSlice(base, 0, StringPrototypeLastIndexOf(base, '/') + 1);
    const joined = joinPlain(directory, relative[0] === '/' ? StringPrototypeSlice(relative, 1) : relative);
    if (joined !== undefined) return joined;
  }
  const { URL } = require('internal/url');
  return new URL(relative, base).href;
}

// parseHref is URL.parse(specifier)?.href, for absolute URLs.
function parseHref(specifier) {
  if (!StringPrototypeIncludes(specifier, ':')) return undefined;
  if (StringPrototypeStartsWith(specifier, 'file:///') && isPlainHref(specifier)) return specifier;
  const { URL } = require('internal/url');
  try {
    return new URL(specifier).href;
  } catch {
    return undefined;
  }
}

module.exports = { baseToHref, hrefToPath, parseHref, pathToHref, resolveHref, workingDirectoryHref };
