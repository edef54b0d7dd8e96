'use strict';

// Windows paths. Each function first looks at a shadow of the path, in which
// every slash is a backslash, so that one separator is left to search for;
// offsets in the shadow are offsets in the path.

const {
  SafeSet,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeToLowerCase,
  StringPrototypeToUpperCase,
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

const COLON = 58;
const BACKSLASH = 92;

const reservedNames = new SafeSet(['CON', 'PRN', 'AUX', 'NUL']);
for (let i = 0; i < 12; i++) {
  // Windows takes superscript digits for digits here.
  const digit = '123456789\u00b9\u00b2\u00b3'[i];
  reservedNames.add(`COM${digit}`);
  reservedNames.add(`LPT${digit}`);
}

// True when path up to the colon names a device. Without a colon (-1) Node
// looks at the path less its last character, and programs may rely on it.
function isReserved(path, colon) {
  return reservedNames.has(StringPrototypeToUpperCase(StringPrototypeSlice(path, 0, colon)));
}

function isDriveLetter(code) {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function shadowOf(path) {
  return StringPrototypeIncludes(path, '/') ? StringPrototypeReplaceAll(path, '/', '\\') : path;
}

const NO_ROOT = { __proto__: null, absolute: false, end: 0, drive: false, unc: false, double: false, server: '', share: '', shareEnd: 0 };

// The root of a shadow path:
//   \x        absolute, end 1
//   \\s\x     unc: server s, share x, shareEnd behind it; end 0
//   \\x       double: two separators that begin no UNC path; end 0
//   C: C:\    drive; end 2 or, when absolute, 3
function rootOf(shadow) {
  const { length } = shadow;
  if (length === 0) return NO_ROOT;
  const first = StringPrototypeCharCodeAt(shadow, 0);
  if (first === BACKSLASH) {
    if (length === 1 || StringPrototypeCharCodeAt(shadow, 1) !== BACKSLASH) {
      return { __proto__: NO_ROOT, absolute: true, end: 1 };
    }
    const serverEnd = StringPrototypeIndexOf(shadow, '\\', 2);
    if (serverEnd > 2) {
      let shareStart = serverEnd;
      while (shareStart < length && StringPrototypeCharCodeAt(shadow, shareStart) === BACKSLASH) shareStart++;
      if (shareStart < length) {
        const next = StringPrototypeIndexOf(shadow, '\\', shareStart);
        const shareEnd = next === -1 ? length : next;
        return {
          __proto__: NO_ROOT,
          absolute: true,
          unc: true,
          server: StringPrototypeSlice(shadow, 2, serverEnd),
          share: StringPrototypeSlice(shadow, shareStart, shareEnd),
          shareEnd,
        };
      }
    }
    return { __proto__: NO_ROOT, absolute: true, double: true };
  }
  if (length > 1 && isDriveLetter(first) && StringPrototypeCharCodeAt(shadow, 1) === COLON) {
    const absolute = length > 2 && StringPrototypeCharCodeAt(shadow, 2) === BACKSLASH;
    return { __proto__: NO_ROOT, absolute, drive: true, end: absolute ? 3 : 2 };
  }
  return NO_ROOT;
}

// How many leading characters dirname and parse treat as the root.
function rootLength(shadow, root) {
  if (root.unc) return root.shareEnd === shadow.length ? root.shareEnd : root.shareEnd + 1;
  return root.double ? 1 : root.end;
}

// A relative path must not turn into one that Windows takes for absolute
// (CVE-2024-36139).
function looksAbsolute(shadow, tail) {
  if (tail.length >= 2 && isDriveLetter(StringPrototypeCharCodeAt(tail, 0)) &&
      StringPrototypeCharCodeAt(tail, 1) === COLON) {
    return true;
  }
  let at = StringPrototypeIndexOf(shadow, ':');
  while (at !== -1) {
    if (at === shadow.length - 1 || StringPrototypeCharCodeAt(shadow, at + 1) === BACKSLASH) return true;
    at = StringPrototypeIndexOf(shadow, ':', at + 1);
  }
  return false;
}

// The working directory that a relative path on this device starts from.
function cwdOf(device) {
  if (device === '') return process.cwd();
  // Windows keeps one working directory a drive, in variables named '=C:'.
  const path = process.env[`=${device}`] || process.cwd();
  if (path === undefined || (StringPrototypeCharCodeAt(path, 2) === BACKSLASH &&
      StringPrototypeToLowerCase(StringPrototypeSlice(path, 0, 2)) !== StringPrototypeToLowerCase(device))) {
    return `${device}\\`;
  }
  return path;
}

function segmentsOf(path, leading) {
  let start = 0;
  if (!leading) while (start < path.length && path[start] === '\\') start++;
  const end = lastEnd(path, start, '\\');
  return end === start && !leading ? [] : StringPrototypeSplit(StringPrototypeSlice(path, start, end), '\\');
}

const win32 = {
  resolve(...args) {
    let device = '';
    let tail = '';
    let absolute = false;

    for (let i = args.length - 1; i >= -1; i--) {
      let path;
      if (i >= 0) {
        path = args[i];
        if (typeof path !== 'string') validateString(path, `paths[${i}]`);
        if (path.length === 0) continue;
      } else {
        path = cwdOf(device);
        if (device === '' && (args.length === 0 ||
            (args.length === 1 && (args[0] === '' || args[0] === '.') && shadowOf(path)[0] === '\\'))) {
          return shadowOf(path);
        }
      }
      const shadow = shadowOf(path);
      const root = rootOf(shadow);
      let { end } = root;
      let found = '';
      if (root.drive) {
        found = StringPrototypeSlice(shadow, 0, 2);
      } else if (root.unc) {
        const special = root.server === '.' || root.server === '?';
        found = special ? `\\\\${root.server}` : `\\\\${root.server}\\${root.share}`;
        end = special ? 4 : root.shareEnd;
      }
      if (found !== '') {
        if (device === '') {
          device = found;
        } else if (StringPrototypeToLowerCase(found) !== StringPrototypeToLowerCase(device)) {
          continue; // another device's path says nothing about this one
        }
      }
      if (!absolute) {
        tail = `${StringPrototypeSlice(shadow, end)}\\${tail}`;
        absolute = root.absolute;
      }
      if (absolute && device !== '') break;
    }
    tail = normalizeSegments(tail, !absolute, '\\');
    return absolute ? `${device}\\${tail}` : `${device}${tail}` || '.';
  },

  normalize(path) {
    if (typeof path !== 'string') validateString(path, 'path');
    const { length } = path;
    if (length === 0) return '.';
    if (length === 1) return path === '/' ? '\\' : path;
    const shadow = shadowOf(path);
    const root = rootOf(shadow);
    const colon = StringPrototypeIndexOf(shadow, ':');
    let { end } = root;
    let device;
    if (root.unc) {
      if (root.server === '.' || root.server === '?') {
        device = `\\\\${root.server}`;
        end = 4;
        const candidate = StringPrototypeSlice(path, 4, colon + 1);
        if (isReserved(candidate, candidate.length - 1)) {
          device = `\\\\?\\${candidate}`;
          end = 4 + candidate.length;
        }
      } else if (root.shareEnd === length) {
        return `\\\\${root.server}\\${root.share}\\`;
      } else {
        device = `\\\\${root.server}\\${root.share}`;
        end = root.shareEnd;
      }
    } else if (root.drive) {
      device = StringPrototypeSlice(shadow, 0, 2);
    } else if (!root.absolute && colon > 0 && isReserved(path, colon)) {
      end = colon + 1;
      device = StringPrototypeSlice(path, 0, end);
    }

    let tail = end < length ? normalizeSegments(StringPrototypeSlice(shadow, end), !root.absolute, '\\') : '';
    if (tail.length === 0 && !root.absolute) tail = '.';
    if (tail.length > 0 && StringPrototypeCharCodeAt(shadow, length - 1) === BACKSLASH) tail += '\\';
    if (!root.absolute && device === undefined && colon !== -1 && looksAbsolute(shadow, tail)) return `.\\${tail}`;
    if (isReserved(path, colon)) return `.\\${device ?? ''}${tail}`;
    return `${device ?? ''}${root.absolute ? '\\' : ''}${tail}`;
  },

  isAbsolute(path) {
    if (typeof path !== 'string') validateString(path, 'path');
    return rootOf(shadowOf(path)).absolute;
  },

  join(...args) {
    let joined = '';
    let first;
    for (let i = 0; i < args.length; i++) {
      const arg = args[i];
      if (typeof arg !== 'string') validateString(arg, 'path');
      if (arg.length === 0) continue;
      if (first === undefined) joined = first = arg;
      else joined += `\\${arg}`;
    }
    if (first === undefined) return '.';

    // Only a first part that is plainly meant as a UNC path (two separators,
    // then a name) may begin with two separators.
    first = shadowOf(first);
    const shadow = shadowOf(joined);
    if (!(first.length > 2 && first[0] === '\\' && first[1] === '\\' && first[2] !== '\\')) {
      let slashes = 0;
      while (slashes < shadow.length && shadow[slashes] === '\\') slashes++;
      if (slashes >= 2) joined = `\\${StringPrototypeSlice(joined, slashes)}`;
    }

    // Device names are not normalized away.
    const parts = StringPrototypeSplit(joined, '\\');
    for (let i = 0; i < parts.length; i++) {
      const colon = StringPrototypeIndexOf(parts[i], ':');
      if (colon !== -1 && isReserved(parts[i], colon)) return shadowOf(joined);
    }
    return win32.normalize(joined);
  },

  relative(from, to) {
    if (typeof from !== 'string') validateString(from, 'from');
    if (typeof to !== 'string') validateString(to, 'to');
    if (from === to) return '';
    from = win32.resolve(from);
    to = win32.resolve(to);
    const lowerFrom = StringPrototypeToLowerCase(from);
    const lowerTo = StringPrototypeToLowerCase(to);
    if (from === to || lowerFrom === lowerTo) return '';

    // Where lower case has another length, Node counts the empty segments in
    // front of leading separators too.
    const leading = lowerFrom.length !== from.length || lowerTo.length !== to.length;
    const source = segmentsOf(from, leading);
    const target = segmentsOf(to, leading);
    let common = 0;
    while (common < source.length && common < target.length &&
           StringPrototypeToLowerCase(source[common]) === StringPrototypeToLowerCase(target[common])) {
      common++;
    }
    if (common === 0 && (leading || (source.length > 0 && target.length > 0))) return to; // another device
    let out = '';
    for (let i = common; i < source.length; i++) out += out === '' ? '..' : '\\..';
    for (let i = common; i < target.length; i++) out += out === '' ? target[i] : `\\${target[i]}`;
    return out;
  },

  toNamespacedPath(path) {
    if (typeof path !== 'string' || path.length === 0) return path;
    const resolved = win32.resolve(path);
    if (resolved.length <= 2) return path;
    if (resolved[0] === '\\') {
      if (resolved[1] === '\\' && resolved[2] !== '?' && resolved[2] !== '.') {
        return `\\\\?\\UNC\\${StringPrototypeSlice(resolved, 2)}`;
      }
    } else if (isDriveLetter(StringPrototypeCharCodeAt(resolved, 0)) && resolved[1] === ':' && resolved[2] === '\\') {
      return `\\\\?\\${resolved}`;
    }
    return resolved;
  },

  dirname(path) {
    if (typeof path !== 'string') validateString(path, 'path');
    const { length } = path;
    if (length === 0) return '.';
    const shadow = shadowOf(path);
    if (length === 1) return shadow === '\\' ? path : '.';
    const root = rootOf(shadow);
    const floor = rootLength(shadow, root);
    if (root.unc && floor === length && root.shareEnd === length) return path;
    const end = StringPrototypeLastIndexOf(shadow, '\\', lastEnd(shadow, floor, '\\') - 1);
    if (end >= floor && end !== -1) return StringPrototypeSlice(path, 0, end);
    return root === NO_ROOT ? '.' : StringPrototypeSlice(path, 0, floor);
  },

  basename(path, suffix) {
    if (suffix !== undefined && typeof suffix !== 'string') validateString(suffix, 'suffix');
    if (typeof path !== 'string') validateString(path, 'path');
    const shadow = shadowOf(path);
    const floor = rootOf(shadow).drive ? 2 : 0;
    const end = lastEnd(shadow, floor, '\\');
    const start = lastStart(shadow, end, floor, '\\');
    if (suffix !== undefined && suffix.length > 0 && suffix.length <= path.length) {
      if (suffix === path) return '';
      return withoutSuffix(path, start, end, suffix);
    }
    return StringPrototypeSlice(path, start, end);
  },

  extname(path) {
    if (typeof path !== 'string') validateString(path, 'path');
    const shadow = shadowOf(path);
    const floor = rootOf(shadow).drive ? 2 : 0;
    const end = lastEnd(shadow, floor, '\\');
    const base = StringPrototypeSlice(path, lastStart(shadow, end, floor, '\\'), end);
    return StringPrototypeSlice(base, extensionStart(base));
  },

  format: formatter('\\'),

  parse(path) {
    if (typeof path !== 'string') validateString(path, 'path');
    const result = { root: '', dir: '', base: '', ext: '', name: '' };
    if (path.length === 0) return result;
    const shadow = shadowOf(path);
    const floor = rootLength(shadow, rootOf(shadow));
    result.root = StringPrototypeSlice(path, 0, floor);
    const end = lastEnd(shadow, floor, '\\');
    const start = lastStart(shadow, end, floor, '\\');
    if (end > start) {
      const base = StringPrototypeSlice(path, start, end);
      const dot = extensionStart(base);
      result.base = base;
      result.ext = StringPrototypeSlice(base, dot);
      result.name = StringPrototypeSlice(base, 0, dot);
    }
    result.dir = start > floor ? StringPrototypeSlice(path, 0, start - 1) : result.root;
    return result;
  },

  matchesGlob(path, pattern) {
    return require('internal/path/glob').matchesGlob(path, pattern, true);
  },

  sep: '\\',
  delimiter: ';',
  win32: null,
  posix: null,
};

module.exports = win32;
