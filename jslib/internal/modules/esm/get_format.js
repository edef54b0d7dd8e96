'use strict';

// What kind of module a URL is: 'module', 'commonjs', 'json', 'builtin', their
// TypeScript forms, or undefined when only the source can tell.

const {
  RegExpPrototypeExec,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  hardenRegExp,
} = primordials;

const { codes: { ERR_UNKNOWN_FILE_EXTENSION, ERR_UNKNOWN_MODULE_FORMAT } } = require('internal/errors');
const { hrefToPath } = require('internal/modules/urls');
const packageJsonReader = require('internal/modules/package_json_reader');

const extensionFormats = {
  '__proto__': null,
  '.cjs': 'commonjs',
  '.cts': 'commonjs-typescript',
  '.js': 'module', // or what package.json says
  '.json': 'json',
  '.mjs': 'module',
  '.mts': 'module-typescript',
};

// By the "type" of the package around.
const byType = {
  '__proto__': null,
  '.js': { '__proto__': null, 'module': 'module', 'commonjs': 'commonjs', 'none': undefined },
  '.jsx': { '__proto__': null, 'module': 'module-typescript', 'commonjs': 'commonjs-typescript', 'none': undefined },
};
byType['.ts'] = byType['.jsx'];
byType['.tsx'] = byType['.jsx'];

const mimeFormat = hardenRegExp(/^\s*(text|application)\/javascript\s*(;\s*charset=utf-?8\s*)?$/i);
const dataMime = hardenRegExp(/^data:([^/]+\/[^;,]+)(?:[^,]*?)(;base64)?,/);

function mimeToFormat(mime) {
  if (RegExpPrototypeExec(mimeFormat, mime) !== null) return 'module';
  if (mime === 'application/json') return 'json';
  return null;
}

function extensionOf(path) {
  const name = StringPrototypeSlice(path, StringPrototypeLastIndexOf(path, '/') + 1);
  const dot = StringPrototypeLastIndexOf(name, '.');
  return dot <= 0 ? '' : StringPrototypeSlice(name, dot);
}

function isTyped(ext) {
  return ext === '.ts' || ext === '.tsx' || ext === '.jsx' || ext === '.mts' || ext === '.cts';
}

// formatOfFile returns undefined when the source decides; strict: an unknown
// extension throws.
function formatOfFile(href, strict) {
  const { withoutTail } = require('internal/modules/esm/resolve');
  return formatOfPath(hrefToPath(withoutTail(href)), strict);
}

function formatOfPath(path, strict) {
  const ext = extensionOf(path);
  const types = byType[ext];
  if (types !== undefined) {
    const type = packageJsonReader.getNearestParentPackageJSONType(path);
    return types[type];
  }
  if (ext === '') {
    const type = packageJsonReader.getNearestParentPackageJSONType(path);
    return type === 'module' ? 'module' : type === 'commonjs' ? 'commonjs' : undefined;
  }
  const format = extensionFormats[ext];
  if (format !== undefined) return format;
  if (!strict) return undefined;
  throw new ERR_UNKNOWN_FILE_EXTENSION(ext, path);
}

function formatOf(href, strict) {
  if (StringPrototypeStartsWith(href, 'node:')) return 'builtin';
  if (StringPrototypeStartsWith(href, 'data:')) {
    const mime = RegExpPrototypeExec(dataMime, href)?.[1];
    const format = mime === undefined ? null : mimeToFormat(mime);
    if (format === null && strict) throw new ERR_UNKNOWN_MODULE_FORMAT(mime ?? '', href);
    return format;
  }
  if (StringPrototypeStartsWith(href, 'file:')) return formatOfFile(href, strict);
  return undefined;
}

const defaultGetFormatWithoutErrors = (href) => formatOf(href, false);
const defaultGetFormat = (href) => formatOf(href, true);

module.exports = { defaultGetFormat, defaultGetFormatWithoutErrors, extensionOf, formatOfPath, isTyped };
