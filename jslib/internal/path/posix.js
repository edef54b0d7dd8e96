'use strict';

const {
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeSplit,
} = primordials;

const { validateString } = require('internal/validators');
const {
  extensionStart,
  formatter,
  lastEnd,
  lastStart,
  normalizeSegments,
  withoutSuffix,
} = require('internal/path/parts');

const DOT = 46;
const SLASH = 47;

// On Windows the working directory is told without its drive and with slashes.
function posixCwd() {
  const cwd = process.cwd();
  if (process.platform !== 'win32') return cwd;
  const slashed = StringPrototypeReplaceAll(cwd, '\\', '/');
  return StringPrototypeSlice(slashed, StringPrototypeIndexOf(slashed, '/'));
}

const posix = {
  resolve(...args) {
    const last = args.length - 1;
    if (last === -1 || (last === 0 && (args[0] === '' || args[0] === '.'))) {
      const cwd = posixCwd();
      if (StringPrototypeCharCodeAt(cwd, 0) === SLASH) return cwd;
    }
    let joined = '';
    let absolute = false;
    for (let i = last; i >= 0 && !absolute; i--) {
      const path = args[i];
      if (typeof path !== 'string') validateString(path, `paths[${i}]`);
      if (path.length === 0) continue;
      joined = `${path}/${joined}`;
      absolute = StringPrototypeCharCodeAt(path, 0) === SLASH;
    }
    if (!absolute) {
      const cwd = posixCwd();
      joined = `${cwd}/${joined}`;
      absolute = StringPrototypeCharCodeAt(cwd, 0) === SLASH;
    }
    joined = normalizeSegments(joined, !absolute, '/');
    if (absolute) return `/${joined}`;
    return joined.length > 0 ? joined : '.';
  },

  normalize(path) {
    if (typeof path !== 'string') validateString(path, 'path');
    if (path.length === 0) return '.';
    const first = StringPrototypeCharCodeAt(path, 0);
    // Most paths are normal already: three searches tell sooner than a split.
    if (first !== DOT && !StringPrototypeIncludes(path, '/.') && !StringPrototypeIncludes(path, '//')) return path;
    const absolute = first === SLASH;
    const trailing = StringPrototypeCharCodeAt(path, path.length - 1) === SLASH;
    path = normalizeSegments(path, !absolute, '/');
    if (path.length === 0) {
      if (absolute) return '/';
      return trailing ? './' : '.';
    }
    if (trailing) path += '/';
    return absolute ? `/${path}` : path;
  },

  isAbsolute(path) {
    if (typeof path !== 'string') validateString(path, 'path');
    return path.length > 0 && StringPrototypeCharCodeAt(path, 0) === SLASH;
  },

  join(...args) {
    let joined = '';
    for (let i = 0; i < args.length; i++) {
      const arg = args[i];
      if (typeof arg !== 'string') validateString(arg, 'path');
      if (arg.length > 0) joined = joined === '' ? arg : `${joined}/${arg}`;
    }
    return posix.normalize(joined);
  },

  relative(from, to) {
    if (typeof from !== 'string') validateString(from, 'from');
    if (typeof to !== 'string') validateString(to, 'to');
    if (from === to) return '';
    from = posix.resolve(from);
    to = posix.resolve(to);
    if (from === to) return '';
    // Without their root, so that '/' has no segment at all.
    const source = from === '/' ? [] : StringPrototypeSplit(StringPrototypeSlice(from, 1), '/');
    const target = to === '/' ? [] : StringPrototypeSplit(StringPrototypeSlice(to, 1), '/');
    let common = 0;
    while (common < source.length && common < target.length && source[common] === target[common]) common++;
    let out = '';
    for (let i = common; i < source.length; i++) out += out === '' ? '..' : '/..';
    for (let i = common; i < target.length; i++) out += out === '' ? target[i] : `/${target[i]}`;
    return out;
  },

  toNamespacedPath(path) {
    return path; // namespaces are a Windows notion
  },

  dirname(path) {
    if (typeof path !== 'string') validateString(path, 'path');
    if (path.length === 0) return '.';
    const rooted = StringPrototypeCharCodeAt(path, 0) === SLASH;
    const end = StringPrototypeLastIndexOf(path, '/', lastEnd(path, 1, '/') - 1);
    if (end < 1) return rooted ? '/' : '.';
    if (rooted && end === 1) return '//';
    return StringPrototypeSlice(path, 0, end);
  },

  basename(path, suffix) {
    if (suffix !== undefined && typeof suffix !== 'string') validateString(suffix, 'suffix');
    if (typeof path !== 'string') validateString(path, 'path');
    const end = lastEnd(path, 0, '/');
    const start = lastStart(path, end, 0, '/');
    if (suffix !== undefined && suffix.length > 0 && suffix.length <= path.length) {
      if (suffix === path) return '';
      return withoutSuffix(path, start, end, suffix);
    }
    return StringPrototypeSlice(path, start, end);
  },

  extname(path) {
    if (typeof path !== 'string') validateString(path, 'path');
    const end = lastEnd(path, 0, '/');
    const base = StringPrototypeSlice(path, lastStart(path, end, 0, '/'), end);
    return StringPrototypeSlice(base, extensionStart(base));
  },

  format: formatter('/'),

  parse(path) {
    if (typeof path !== 'string') validateString(path, 'path');
    const result = { root: '', dir: '', base: '', ext: '', name: '' };
    if (path.length === 0) return result;
    const floor = StringPrototypeCharCodeAt(path, 0) === SLASH ? 1 : 0;
    if (floor === 1) result.root = '/';
    const end = lastEnd(path, floor, '/');
    const start = lastStart(path, end, floor, '/');
    if (end > start) {
      const base = StringPrototypeSlice(path, start, end);
      // Node takes the name in '/..' apart, and programs compare its results.
      const dot = base === '..' && start === 1 && floor === 1 ? 1 : extensionStart(base);
      result.base = base;
      result.ext = StringPrototypeSlice(base, dot);
      result.name = StringPrototypeSlice(base, 0, dot);
    }
    result.dir = start > floor ? StringPrototypeSlice(path, 0, start - 1) : result.root;
    return result;
  },

  matchesGlob(path, pattern) {
    return require('internal/path/glob').matchesGlob(path, pattern, false);
  },

  sep: '/',
  delimiter: ':',
  win32: null,
  posix: null,
};

module.exports = posix;
