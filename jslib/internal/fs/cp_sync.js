'use strict';

// fs.cpSync().

const { dirname, isAbsolute, join, parse, resolve } = require('path');
const { isPromise } = require('internal/util/types');
const { codes: { ERR_INVALID_RETURN_VALUE } } = require('internal/errors');
const {
  alreadyExists,
  areIdentical,
  checkLinks,
  checkPair,
  intoItself,
  isFileLike,
  notRecursive,
  uncopyable,
} = require('internal/fs/cp_check');
const { bindingPath } = require('internal/fs/utils');
const binding = internalBinding('fs');

const fs = () => require('fs');

const BIGINT = { bigint: true };
const BIGINT_OR_NOTHING = { bigint: true, throwIfNoEntry: false };

function cpSync(src, dest, options) {
  src = bindingPath(src);
  dest = bindingPath(dest);
  if (!wanted(src, dest, options)) return;
  const { lstatSync, mkdirSync, statSync } = fs();
  const statOf = options.dereference ? statSync : lstatSync;
  const srcStat = statOf(src, BIGINT);
  const destStat = statOf(dest, BIGINT_OR_NOTHING);
  checkPair(src, srcStat, dest, destStat);
  checkParents(src, srcStat, dest);
  if (srcStat.isDirectory() && !options.recursive) throw notRecursive(src);
  mkdirSync(dirname(dest), { recursive: true });
  copy(src, dest, options);
}

function wanted(src, dest, options) {
  if (!options.filter) return true;
  const answer = options.filter(src, dest);
  if (isPromise(answer)) throw new ERR_INVALID_RETURN_VALUE('boolean', 'filter', answer);
  return answer;
}

// dest may be below src by way of links, which names do not show.
function checkParents(src, srcStat, dest) {
  const srcParent = resolve(dirname(src));
  let parent = resolve(dirname(dest));
  while (parent !== srcParent && parent !== parse(parent).root) {
    const stats = fs().statSync(parent, BIGINT_OR_NOTHING);
    if (stats === undefined) return;
    if (areIdentical(srcStat, stats)) throw intoItself(src, dest);
    parent = resolve(dirname(parent));
  }
}

function copy(src, dest, options) {
  const { lstatSync, statSync } = fs();
  const statOf = options.dereference ? statSync : lstatSync;
  const srcStat = statOf(src);
  const destStat = statOf(dest, BIGINT_OR_NOTHING);
  if (srcStat.isDirectory()) copyDirectory(srcStat, destStat, src, dest, options);
  else if (isFileLike(srcStat)) copyFile(srcStat, destStat, src, dest, options);
  else if (srcStat.isSymbolicLink()) copyLink(destStat, src, dest, options);
  else throw uncopyable(srcStat, dest);
}

function copyFile(srcStat, destStat, src, dest, options) {
  const { chmodSync, copyFileSync, statSync, unlinkSync, utimesSync } = fs();
  if (destStat) {
    if (options.force) unlinkSync(dest);
    else if (options.errorOnExist) throw alreadyExists(dest);
    else return;
  }
  copyFileSync(src, dest, options.mode);
  if (options.preserveTimestamps) {
    // Times of a file that is not writable cannot be set.
    if ((srcStat.mode & 0o200) === 0) chmodSync(dest, srcStat.mode | 0o200);
    const { atime, mtime } = statSync(src);
    utimesSync(dest, atime, mtime);
  }
  chmodSync(dest, srcStat.mode);
}

function copyDirectory(srcStat, destStat, src, dest, options) {
  const { chmodSync, mkdirSync, opendirSync } = fs();
  if (!destStat) mkdirSync(dest);
  else if (options.errorOnExist && !options.force) throw alreadyExists(dest);

  const dir = opendirSync(src);
  try {
    for (let dirent = dir.readSync(); dirent !== null; dirent = dir.readSync()) {
      const srcItem = join(src, dirent.name);
      const destItem = join(dest, dirent.name);
      if (wanted(srcItem, destItem, options)) {
        const { lstatSync, statSync } = fs();
        const statOf = options.dereference ? statSync : lstatSync;
        checkPair(srcItem, statOf(srcItem, BIGINT), destItem, statOf(destItem, BIGINT_OR_NOTHING));
        copy(srcItem, destItem, options);
      }
    }
  } finally {
    dir.closeSync();
    if (!destStat) chmodSync(dest, srcStat.mode);
  }
}

function copyLink(destStat, src, dest, options) {
  const { readlinkSync, statSync, symlinkSync, unlinkSync } = fs();
  let resolvedSrc = readlinkSync(src);
  if (!options.verbatimSymlinks && !isAbsolute(resolvedSrc)) resolvedSrc = resolve(dirname(src), resolvedSrc);
  const srcIsDirectory = binding.internalModuleStat(src) === 1;
  const type = srcIsDirectory ? 'dir' : 'file';
  if (!destStat) {
    symlinkSync(resolvedSrc, dest, type);
    return;
  }

  let resolvedDest;
  try {
    resolvedDest = readlinkSync(dest);
  } catch (err) {
    // Not a link: the attempt to make one says what is there.
    if (err.code !== 'EINVAL' && err.code !== 'UNKNOWN') throw err;
    symlinkSync(resolvedSrc, dest, type);
    return;
  }
  if (!isAbsolute(resolvedDest)) resolvedDest = resolve(dirname(dest), resolvedDest);
  const guarded = statSync(dest, { throwIfNoEntry: false })?.isDirectory() ?? false;
  checkLinks(resolvedSrc, resolvedDest, dest, srcIsDirectory, guarded);
  unlinkSync(dest);
  symlinkSync(resolvedSrc, dest, type);
}

module.exports = { cpSync };
