'use strict';

// fs functions on paths that are neither about contents nor about
// directories.

const { ObjectDefineProperty, Promise } = primordials;
const binding = internalBinding('fs');
const { AbortError, aggregateTwoErrors } = require('internal/errors');
const { kEmptyObject, promisify: { custom: customPromisify } } = require('internal/util');
const { parseFileMode, validateFunction, validateInteger, validateOneOf } = require('internal/validators');
const { F_OK } = require('internal/fs/constants');
const { validateAccessMode, validateCopyMode } = require('internal/fs/tree_options');
const {
  constants: { kMaxUserId },
  encodeName,
  getBindingPath,
  getOptions,
  getStatFsFromBinding,
  getStatsFromBinding,
  nonNegative,
  toUnixTimestamp,
  valueRequest,
  voidRequest,
} = require('internal/fs/utils');

// Functions that programs replace (graceful-fs and its like) are called
// through the public module.
const publicFs = () => require('fs');

// --- being there ---------------------------------------------------------

function access(path, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = F_OK;
  }
  path = getBindingPath(path);
  const req = voidRequest(callback);
  binding.access(path, validateAccessMode(mode), req);
}

function accessSync(path, mode) {
  binding.access(getBindingPath(path), validateAccessMode(mode));
}

function exists(path, callback) {
  validateFunction(callback, 'cb');
  try {
    publicFs().access(path, F_OK, (err) => callback(!err));
  } catch {
    callback(false);
  }
}

ObjectDefineProperty(exists, customPromisify, {
  __proto__: null,
  value: function exists(path) { // eslint-disable-line func-name-matching
    return new Promise((resolve) => publicFs().exists(path, resolve));
  },
});

let warnedExists = false;
function existsSync(path) {
  try {
    path = getBindingPath(path);
  } catch (err) {
    if (!warnedExists && err?.code === 'ERR_INVALID_ARG_TYPE') {
      process.emitWarning('Passing invalid argument types to fs.existsSync is deprecated',
                          'DeprecationWarning', 'DEP0187');
      warnedExists = true;
    }
    return false;
  }
  return binding.existsSync(path);
}

// --- stat ----------------------------------------------------------------

function lstat(path, options = kEmptyObject, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  const bigint = !!options.bigint;
  const req = valueRequest(callback, (stats) => getStatsFromBinding(stats, bigint));
  binding.lstat(getBindingPath(path), bigint, true, req);
}

function lstatSync(path, options = kEmptyObject) {
  const bigint = !!options.bigint;
  return getStatsFromBinding(binding.lstat(getBindingPath(path), bigint, options.throwIfNoEntry !== false), bigint);
}

function stat(path, options = kEmptyObject, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  } else if (options === null || typeof options !== 'object') {
    options = kEmptyObject;
  } else {
    options = getOptions(options);
  }
  const bigint = !!options.bigint;
  const req = valueRequest(callback, (stats) => getStatsFromBinding(stats, bigint));
  path = getBindingPath(path);
  if (options.signal?.aborted) {
    callback(new AbortError(undefined, { cause: options.signal.reason }));
    return;
  }
  binding.stat(path, bigint, options.throwIfNoEntry !== false, req);
}

function statSync(path, options = kEmptyObject) {
  const bigint = !!options.bigint;
  return getStatsFromBinding(binding.stat(getBindingPath(path), bigint, options.throwIfNoEntry !== false), bigint);
}

function statfs(path, options = kEmptyObject, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  const bigint = !!options.bigint;
  const req = valueRequest(callback, (stats) => getStatFsFromBinding(stats, bigint));
  binding.statfs(getBindingPath(path), bigint, req);
}

function statfsSync(path, options = kEmptyObject) {
  const bigint = !!options.bigint;
  return getStatFsFromBinding(binding.statfs(getBindingPath(path), bigint), bigint);
}

// --- names ---------------------------------------------------------------

function rename(oldPath, newPath, callback) {
  const req = voidRequest(callback);
  binding.rename(getBindingPath(oldPath, 'oldPath'), getBindingPath(newPath, 'newPath'), req);
}

function renameSync(oldPath, newPath) {
  binding.rename(getBindingPath(oldPath, 'oldPath'), getBindingPath(newPath, 'newPath'));
}

function link(existingPath, newPath, callback) {
  const req = voidRequest(callback);
  binding.link(getBindingPath(existingPath, 'existingPath'), getBindingPath(newPath, 'newPath'), req);
}

function linkSync(existingPath, newPath) {
  binding.link(getBindingPath(existingPath, 'existingPath'), getBindingPath(newPath, 'newPath'));
}

// The kind of a link is of interest on Windows alone; it is checked everywhere.
const SYMLINK_TYPES = ['dir', 'file', 'junction', null, undefined];

function symlink(target, path, type, callback) {
  let req;
  if (callback === undefined) {
    req = voidRequest(type);
  } else {
    validateOneOf(type, 'type', SYMLINK_TYPES);
    req = voidRequest(callback);
  }
  binding.symlink(getBindingPath(target, 'target'), getBindingPath(path), req);
}

function symlinkSync(target, path, type) {
  validateOneOf(type, 'type', SYMLINK_TYPES);
  binding.symlink(getBindingPath(target, 'target'), getBindingPath(path));
}

function readlink(path, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  validateFunction(callback, 'cb');
  const { encoding } = getOptions(options);
  binding.readlink(getBindingPath(path), valueRequest(callback, (name) => encodeName(name, encoding)));
}

function readlinkSync(path, options) {
  const { encoding } = getOptions(options);
  return encodeName(binding.readlink(getBindingPath(path)), encoding);
}

function unlink(path, callback) {
  const req = voidRequest(callback);
  binding.unlink(getBindingPath(path), req);
}

function unlinkSync(path) {
  binding.unlink(getBindingPath(path));
}

function copyFile(src, dest, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = 0;
  }
  src = getBindingPath(src, 'src');
  dest = getBindingPath(dest, 'dest');
  const req = voidRequest(callback);
  binding.copyFile(src, dest, validateCopyMode(mode), req);
}

function copyFileSync(src, dest, mode) {
  src = getBindingPath(src, 'src');
  dest = getBindingPath(dest, 'dest');
  binding.copyFile(src, dest, validateCopyMode(mode));
}

// --- mode, owner, times, size --------------------------------------------

function chmod(path, mode, callback) {
  path = getBindingPath(path);
  mode = parseFileMode(mode, 'mode');
  binding.chmod(path, mode, voidRequest(callback));
}

function chmodSync(path, mode) {
  path = getBindingPath(path);
  binding.chmod(path, parseFileMode(mode, 'mode'));
}

function checkOwner(uid, gid) {
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
}

function chown(path, uid, gid, callback) {
  const req = voidRequest(callback);
  path = getBindingPath(path);
  checkOwner(uid, gid);
  binding.chown(path, uid, gid, req);
}

function chownSync(path, uid, gid) {
  path = getBindingPath(path);
  checkOwner(uid, gid);
  binding.chown(path, uid, gid);
}

function lchown(path, uid, gid, callback) {
  const req = voidRequest(callback);
  path = getBindingPath(path);
  checkOwner(uid, gid);
  binding.lchown(path, uid, gid, req);
}

function lchownSync(path, uid, gid) {
  path = getBindingPath(path);
  checkOwner(uid, gid);
  binding.lchown(path, uid, gid);
}

function utimes(path, atime, mtime, callback) {
  const req = voidRequest(callback);
  path = getBindingPath(path);
  binding.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), req);
}

function utimesSync(path, atime, mtime) {
  binding.utimes(getBindingPath(path), toUnixTimestamp(atime), toUnixTimestamp(mtime));
}

function lutimes(path, atime, mtime, callback) {
  const req = voidRequest(callback);
  path = getBindingPath(path);
  binding.lutimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), req);
}

function lutimesSync(path, atime, mtime) {
  binding.lutimes(getBindingPath(path), toUnixTimestamp(atime), toUnixTimestamp(mtime));
}

// By way of a descriptor, as Node does: errors then name open and ftruncate.
function truncate(path, len, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  } else if (len === undefined) {
    len = 0;
  }
  validateInteger(len, 'len');
  validateFunction(callback, 'cb');
  const fs = publicFs();
  fs.open(path, 'r+', (err, fd) => {
    if (err) {
      callback(err);
      return;
    }
    binding.ftruncate(fd, nonNegative(len), {
      oncomplete: (truncateError) =>
        fs.close(fd, (closeError) => callback(aggregateTwoErrors(closeError, truncateError))),
    });
  });
}

function truncateSync(path, len) {
  const fs = publicFs();
  const fd = fs.openSync(path, 'r+');
  try {
    fs.ftruncateSync(fd, len === undefined ? 0 : len);
  } finally {
    fs.closeSync(fd);
  }
}

module.exports = {
  access,
  accessSync,
  chmod,
  chmodSync,
  chown,
  chownSync,
  copyFile,
  copyFileSync,
  exists,
  existsSync,
  lchown,
  lchownSync,
  link,
  linkSync,
  lstat,
  lstatSync,
  lutimes,
  lutimesSync,
  readlink,
  readlinkSync,
  rename,
  renameSync,
  stat,
  statSync,
  statfs,
  statfsSync,
  symlink,
  symlinkSync,
  truncate,
  truncateSync,
  unlink,
  unlinkSync,
  utimes,
  utimesSync,
};
