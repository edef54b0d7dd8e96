'use strict';

// What cp() and cpSync() refuse, and with which errors.

const { Boolean, ArrayPrototypeEvery, ArrayPrototypeFilter, StringPrototypeSplit } = primordials;
const { resolve, sep } = require('path');
const {
  codes: {
    ERR_FS_CP_DIR_TO_NON_DIR,
    ERR_FS_CP_EEXIST,
    ERR_FS_CP_EINVAL,
    ERR_FS_CP_FIFO_PIPE,
    ERR_FS_CP_NON_DIR_TO_DIR,
    ERR_FS_CP_SOCKET,
    ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY,
    ERR_FS_CP_UNKNOWN,
    ERR_FS_EISDIR,
  },
} = require('internal/errors');

const ERRNO = { __proto__: null, EEXIST: -17, EISDIR: -21, EINVAL: -22, ENOTDIR: -20 };

const fail = (ErrorClass, code, path, message) =>
  new ErrorClass({ message, path, syscall: 'cp', errno: -ERRNO[code], code });

// Both with the bigint form of stats.
function areIdentical(a, b) {
  return b.ino && b.dev && b.ino === a.ino && b.dev === a.dev;
}

const parts = (path) => ArrayPrototypeFilter(StringPrototypeSplit(resolve(path), sep), Boolean);

function isSrcSubdir(src, dest) {
  const destParts = parts(dest);
  return ArrayPrototypeEvery(parts(src), (part, i) => destParts[i] === part);
}

const intoItself = (src, dest) =>
  fail(ERR_FS_CP_EINVAL, 'EINVAL', dest, `cannot copy ${src} to a subdirectory of self ${dest}`);

// destStat may be absent.
function checkPair(src, srcStat, dest, destStat) {
  if (destStat) {
    if (areIdentical(srcStat, destStat)) {
      throw fail(ERR_FS_CP_EINVAL, 'EINVAL', dest, 'src and dest cannot be the same');
    }
    if (srcStat.isDirectory() && !destStat.isDirectory()) {
      throw fail(ERR_FS_CP_DIR_TO_NON_DIR, 'EISDIR', dest,
                 `cannot overwrite non-directory ${dest} with directory ${src}`);
    }
    if (!srcStat.isDirectory() && destStat.isDirectory()) {
      throw fail(ERR_FS_CP_NON_DIR_TO_DIR, 'ENOTDIR', dest,
                 `cannot overwrite directory ${dest} with non-directory ${src}`);
    }
  }
  if (srcStat.isDirectory() && isSrcSubdir(src, dest)) throw intoItself(src, dest);
}

// resolvedSrc and resolvedDest: where the two links lead.
function checkLinks(resolvedSrc, resolvedDest, dest, srcIsDirectory, guardedIsDirectory) {
  if (srcIsDirectory && isSrcSubdir(resolvedSrc, resolvedDest)) {
    throw fail(ERR_FS_CP_EINVAL, 'EINVAL', dest,
               `cannot copy ${resolvedSrc} to a subdirectory of self ${resolvedDest}`);
  }
  // Removing the link at dest must not take what src leads to with it.
  if (guardedIsDirectory && isSrcSubdir(resolvedDest, resolvedSrc)) {
    throw fail(ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY, 'EINVAL', dest,
               `cannot overwrite ${resolvedDest} with ${resolvedSrc}`);
  }
}

const alreadyExists = (dest) => fail(ERR_FS_CP_EEXIST, 'EEXIST', dest, `${dest} already exists`);

const notRecursive = (src) => fail(ERR_FS_EISDIR, 'EISDIR', src, `${src} is a directory (not copied)`);

// The error for a kind of file that cannot be copied.
function uncopyable(srcStat, dest) {
  if (srcStat.isSocket()) return fail(ERR_FS_CP_SOCKET, 'EINVAL', dest, `cannot copy a socket file: ${dest}`);
  if (srcStat.isFIFO()) return fail(ERR_FS_CP_FIFO_PIPE, 'EINVAL', dest, `cannot copy a FIFO pipe: ${dest}`);
  return fail(ERR_FS_CP_UNKNOWN, 'EINVAL', dest, `cannot copy an unknown file type: ${dest}`);
}

const isFileLike = (stats) => stats.isFile() || stats.isCharacterDevice() || stats.isBlockDevice();

module.exports = {
  alreadyExists,
  areIdentical,
  checkLinks,
  checkPair,
  intoItself,
  isFileLike,
  isSrcSubdir,
  notRecursive,
  uncopyable,
};
