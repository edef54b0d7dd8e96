'use strict';

// fs.promises.cp().

const { PromisePrototypeThen, SafePromiseAll } = primordials;
const { dirname, isAbsolute, join, parse, resolve } = require('path');
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

const fs = () => require('fs/promises');

const BIGINT = { bigint: true };

async function cp(src, dest, options) {
  src = bindingPath(src);
  dest = bindingPath(dest);
  const checked = await check(src, dest, options);
  if (checked === null) return;
  await checkParents(src, checked.srcStat, dest);
  const parent = dirname(dest);
  if (!(await exists(parent))) await fs().mkdir(parent, { recursive: true });
  await copy(checked.destStat, src, dest, options);
}

// The stats of both, or null if the filter leaves src out.
async function check(src, dest, options) {
  if (options.filter && !(await options.filter(src, dest))) return null;
  const { lstat, stat } = fs();
  const statOf = options.dereference ? stat : lstat;
  const { 0: srcStat, 1: destStat } = await SafePromiseAll([
    statOf(src, BIGINT),
    PromisePrototypeThen(statOf(dest, BIGINT), undefined, (err) => {
      if (err.code === 'ENOENT') return null;
      throw err;
    }),
  ]);
  checkPair(src, srcStat, dest, destStat);
  return { srcStat, destStat };
}

// dest may be below src by way of links, which names do not show.
async function checkParents(src, srcStat, dest) {
  const srcParent = resolve(dirname(src));
  let parent = resolve(dirname(dest));
  while (parent !== srcParent && parent !== parse(parent).root) {
    let stats;
    try {
      stats = await fs().stat(parent, BIGINT);
    } catch (err) {
      if (err.code === 'ENOENT') return;
      throw err;
    }
    if (areIdentical(srcStat, stats)) throw intoItself(src, dest);
    parent = resolve(dirname(parent));
  }
}

async function exists(path) {
  try {
    await fs().stat(path);
    return true;
  } catch (err) {
    if (err.code === 'ENOENT') return false;
    throw err;
  }
}

async function copy(destStat, src, dest, options) {
  const { lstat, stat } = fs();
  const srcStat = await (options.dereference ? stat : lstat)(src);
  if (srcStat.isDirectory()) {
    if (!options.recursive) throw notRecursive(src);
    return copyDirectory(srcStat, destStat, src, dest, options);
  }
  if (isFileLike(srcStat)) return copyFile(srcStat, destStat, src, dest, options);
  if (srcStat.isSymbolicLink()) return copyLink(destStat, src, dest, options);
  throw uncopyable(srcStat, dest);
}

async function copyFile(srcStat, destStat, src, dest, options) {
  if (destStat) {
    if (options.force) await fs().unlink(dest);
    else if (options.errorOnExist) throw alreadyExists(dest);
    else return;
  }
  await fs().copyFile(src, dest, options.mode);
  if (options.preserveTimestamps) {
    // Times of a file that is not writable cannot be set.
    if ((srcStat.mode & 0o200) === 0) await fs().chmod(dest, srcStat.mode | 0o200);
    const { atime, mtime } = await fs().stat(src);
    await fs().utimes(dest, atime, mtime);
  }
  await fs().chmod(dest, srcStat.mode);
}

async function copyDirectory(srcStat, destStat, src, dest, options) {
  if (!destStat) await fs().mkdir(dest);
  else if (options.errorOnExist && !options.force) throw alreadyExists(dest);

  const dir = await fs().opendir(src);
  for await (const { name } of dir) {
    const srcItem = join(src, name);
    const destItem = join(dest, name);
    const checked = await check(srcItem, destItem, options);
    if (checked !== null) await copy(checked.destStat, srcItem, destItem, options);
  }
  if (!destStat) await fs().chmod(dest, srcStat.mode);
}

async function copyLink(destStat, src, dest, options) {
  let resolvedSrc = await fs().readlink(src);
  if (!options.verbatimSymlinks && !isAbsolute(resolvedSrc)) resolvedSrc = resolve(dirname(src), resolvedSrc);
  const srcIsDirectory = binding.internalModuleStat(src) === 1;
  const type = srcIsDirectory ? 'dir' : 'file';
  if (!destStat) return fs().symlink(resolvedSrc, dest, type);

  let resolvedDest;
  try {
    resolvedDest = await fs().readlink(dest);
  } catch (err) {
    // Not a link: the attempt to make one says what is there.
    if (err.code === 'EINVAL' || err.code === 'UNKNOWN') return fs().symlink(resolvedSrc, dest, type);
    throw err;
  }
  if (!isAbsolute(resolvedDest)) resolvedDest = resolve(dirname(dest), resolvedDest);
  const srcStat = await fs().stat(src);
  checkLinks(resolvedSrc, resolvedDest, dest, srcIsDirectory, srcStat.isDirectory());
  await fs().unlink(dest);
  return fs().symlink(resolvedSrc, dest, type);
}

module.exports = { cp };
