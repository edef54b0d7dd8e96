'use strict';

// What node:path's two dialects share. The hot paths lean on split, indexOf
// and lastIndexOf, which are native in the guest, where a loop over
// characters is interpreted.

const {
  ArrayPrototypeJoin,
  FunctionPrototypeBind,
  StringPrototypeEndsWith,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
} = primordials;

const { validateObject } = require('internal/validators');

// Resolves '.', '..' and empty segments. The result has neither a leading nor
// a trailing separator; '..' that climb over the start are kept on request.
function normalizeSegments(path, keepParents, sep) {
  // The list is filled anew in place: its elements are there already, so that
  // no setter on a patched Array.prototype sees them.
  const segments = StringPrototypeSplit(path, sep);
  const count = segments.length;
  let kept = 0;
  let parents = 0; // leading '..' among what is kept
  for (let i = 0; i < count; i++) {
    const segment = segments[i];
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') {
      segments[kept++] = segment;
    } else if (kept > parents) {
      kept--;
    } else if (keepParents) {
      segments[kept++] = segment;
      parents = kept;
    }
  }
  if (kept === 0) return '';
  segments.length = kept;
  return ArrayPrototypeJoin(segments, sep);
}

// End of the last segment: trailing separators do not belong to it.
function lastEnd(path, floor, sep) {
  let end = path.length;
  while (end > floor && path[end - 1] === sep) end--;
  return end;
}

function lastStart(path, end, floor, sep) {
  if (end <= floor) return floor;
  const start = StringPrototypeLastIndexOf(path, sep, end - 1) + 1;
  return start < floor ? floor : start;
}

// Takes the suffix off path[start, end). A name that is itself the suffix is
// kept; a suffix longer than the name but ending in it gives the name with
// the separators that trail it, as Node does.
function withoutSuffix(path, start, end, suffix) {
  const name = StringPrototypeSlice(path, start, end);
  const rest = name.length - suffix.length;
  if (rest < 0) return StringPrototypeEndsWith(suffix, name) ? StringPrototypeSlice(path, start) : name;
  if (rest === 0 || !StringPrototypeEndsWith(name, suffix)) return name;
  return StringPrototypeSlice(name, 0, rest);
}

// Where the extension of a base name starts, or its length if it has none.
function extensionStart(base) {
  const dot = StringPrototypeLastIndexOf(base, '.');
  return dot <= 0 || base === '..' ? base.length : dot;
}

function _format(sep, pathObject) {
  validateObject(pathObject, 'pathObject');
  const dir = pathObject.dir || pathObject.root;
  let { base } = pathObject;
  if (!base) {
    const { ext } = pathObject;
    base = `${pathObject.name || ''}${ext ? `${ext[0] === '.' ? '' : '.'}${ext}` : ''}`;
  }
  if (!dir) return base;
  return dir === pathObject.root ? `${dir}${base}` : `${dir}${sep}${base}`;
}

function formatter(sep) {
  return FunctionPrototypeBind(_format, null, sep);
}

module.exports = {
  extensionStart,
  formatter,
  lastEnd,
  lastStart,
  normalizeSegments,
  withoutSuffix,
};
