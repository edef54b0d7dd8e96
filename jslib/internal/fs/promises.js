'use strict';

// fs.promises: the functions on paths. Those on handles are in file_handle.js.

const {
  PromisePrototypeThen,
  PromiseReject,
  SymbolAsyncDispose,
} = primordials;
const binding = internalBinding('fs');
const pathModule = require('path');
const {
  aggregateTwoErrors,
  codes: { ERR_METHOD_NOT_IMPLEMENTED },
} = require('internal/errors');
const { kEmptyObject, promisify } = require('internal/util');
const {
  parseFileMode,
  validateAbortSignal,
  validateBoolean,
  validateInteger,
  validateObject,
  validateOneOf,
} = require('internal/validators');
const { isArrayBufferView } = require('internal/util/types');
const constants = require('internal/fs/constants');
const { direntsFromAsync } = require('internal/fs/dirent');
const { TreeReader, firstMade, templatePath } = require('internal/fs/dirs');
const { opendir } = require('internal/fs/dir');
const { fromBytes, isPlain } = require('internal/fs/whole');
const {
  FileHandle,
  call,
  checkAborted,
  ftruncate,
  kRef,
  kUnref,
  readAll,
  toWritable,
  writeAll,
} = require('internal/fs/file_handle');
const {
  emitRecursiveRmdirWarning,
  validateAccessMode,
  validateCopyMode,
  validateCpOptions,
  validateRmOptions,
  validateRmdirOptions,
} = require('internal/fs/tree_options');
const {
  bindingPath,
  constants: { kMaxUserId },
  copyObject,
  encodeName,
  encodeNames,
  getBindingPath,
  getOptions,
  getStatFsFromBinding,
  getStatsFromBinding,
  getValidatedPath,
  stringToFlags,
  toUnixTimestamp,
  validateReadFileBufferOptions,
} = require('internal/fs/utils');

const validateRmOptionsPromise = promisify(validateRmOptions);

async function access(path, mode = constants.F_OK) {
  return await call(binding.access, getBindingPath(path), validateAccessMode(mode));
}

async function cp(src, dest, options) {
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  return require('internal/fs/cp').cp(src, dest, options);
}

async function copyFile(src, dest, mode) {
  src = getBindingPath(src, 'src');
  dest = getBindingPath(dest, 'dest');
  return await call(binding.copyFile, src, dest, validateCopyMode(mode));
}

async function open(path, flags, mode) {
  path = getValidatedPath(path);
  flags = stringToFlags(flags);
  mode = parseFileMode(mode, 'mode', 0o666);
  return new FileHandle(await call(binding.open, bindingPath(path), flags, mode));
}

async function rename(oldPath, newPath) {
  oldPath = getBindingPath(oldPath, 'oldPath');
  newPath = getBindingPath(newPath, 'newPath');
  return await call(binding.rename, oldPath, newPath);
}

// Closes the handle however the operation ends, and joins their errors.
async function thenClose(operation, handle) {
  return PromisePrototypeThen(
    operation,
    (result) => PromisePrototypeThen(handle.close(), () => result),
    (err) => PromisePrototypeThen(
      handle.close(),
      () => PromiseReject(err),
      (closeError) => PromiseReject(aggregateTwoErrors(closeError, err))));
}

async function truncate(path, len = 0) {
  const handle = await open(path, 'r+');
  return thenClose(ftruncate(handle, len), handle);
}

async function rm(path, options) {
  path = getValidatedPath(path);
  options = await validateRmOptionsPromise(path, options, false);
  return require('internal/fs/rm').rmPromise(path, options);
}

async function rmdir(path, options) {
  path = getValidatedPath(path);
  options = validateRmdirOptions(options);
  if (options.recursive) {
    emitRecursiveRmdirWarning();
    const stats = await stat(path);
    if (stats.isDirectory()) return require('internal/fs/rm').rmPromise(path, options);
  }
  return await call(binding.rmdir, bindingPath(path));
}

async function mkdir(path, options) {
  if (typeof options === 'number' || typeof options === 'string') options = { mode: options };
  const { recursive = false, mode = 0o777 } = options || kEmptyObject;
  path = getBindingPath(path);
  validateBoolean(recursive, 'options.recursive');
  const first = await call(binding.mkdir, path, parseFileMode(mode, 'mode', 0o777), recursive);
  return recursive ? firstMade(first) : undefined;
}

const readTree = promisify((reader, callback) => reader.run(callback));
const toDirents = promisify(direntsFromAsync);

async function readdir(path, options) {
  options = copyObject(getOptions(options));
  path = getValidatedPath(path);
  const { encoding } = options;
  if (options.recursive) return readTree(new TreeReader(bindingPath(path), options));
  if (options.withFileTypes) {
    const list = await call(binding.readdirTypes, bindingPath(path));
    return toDirents(path, list, (name) => encodeName(name, encoding));
  }
  return encodeNames(await call(binding.readdir, bindingPath(path)), encoding);
}

async function readlink(path, options) {
  const { encoding } = getOptions(options);
  return encodeName(await call(binding.readlink, getBindingPath(path, 'oldPath')), encoding);
}

async function symlink(target, path, type) {
  validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
  target = getBindingPath(target, 'target');
  path = getBindingPath(path);
  return await call(binding.symlink, target, path);
}

async function lstat(path, options = kEmptyObject) {
  const bigint = !!options.bigint;
  return getStatsFromBinding(await call(binding.lstat, getBindingPath(path), bigint, true), bigint);
}

async function stat(path, options = kEmptyObject) {
  const bigint = !!options.bigint;
  const mustExist = options.throwIfNoEntry !== false;
  return getStatsFromBinding(await call(binding.stat, getBindingPath(path), bigint, mustExist), bigint);
}

async function statfs(path, options = kEmptyObject) {
  const bigint = !!options.bigint;
  return getStatFsFromBinding(await call(binding.statfs, getBindingPath(path), bigint), bigint);
}

async function link(existingPath, newPath) {
  existingPath = getBindingPath(existingPath, 'existingPath');
  newPath = getBindingPath(newPath, 'newPath');
  return await call(binding.link, existingPath, newPath);
}

async function unlink(path) {
  return await call(binding.unlink, getBindingPath(path));
}

async function chmod(path, mode) {
  path = getBindingPath(path);
  return await call(binding.chmod, path, parseFileMode(mode, 'mode'));
}

// Linux has no mode for links, and so neither have we.
async function lchmod(path, mode) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('lchmod()');
}

function checkOwner(uid, gid) {
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
}

async function lchown(path, uid, gid) {
  path = getBindingPath(path);
  checkOwner(uid, gid);
  return await call(binding.lchown, path, uid, gid);
}

async function chown(path, uid, gid) {
  path = getBindingPath(path);
  checkOwner(uid, gid);
  return await call(binding.chown, path, uid, gid);
}

async function utimes(path, atime, mtime) {
  path = getBindingPath(path);
  return await call(binding.utimes, path, toUnixTimestamp(atime), toUnixTimestamp(mtime));
}

async function lutimes(path, atime, mtime) {
  path = getBindingPath(path);
  return await call(binding.lutimes, path, toUnixTimestamp(atime), toUnixTimestamp(mtime));
}

async function realpath(path, options) {
  const { encoding } = getOptions(options);
  return encodeName(await call(binding.realpath, getBindingPath(path)), encoding);
}

async function mkdtemp(prefix, options) {
  const { encoding } = getOptions(options);
  return encodeName(await call(binding.mkdtemp, templatePath(prefix)), encoding);
}

async function mkdtempDisposable(prefix, options) {
  const { encoding } = getOptions(options);
  const cwd = process.cwd(); // it may change before the directory is removed
  const name = await call(binding.mkdtemp, templatePath(prefix));
  const remove = async () => {
    await require('internal/fs/rm').rmPromise(pathModule.resolve(cwd, name),
                                              { maxRetries: 0, recursive: true, retryDelay: 0 });
  };
  return {
    __proto__: null,
    path: encodeName(name, encoding),
    remove,
    async [SymbolAsyncDispose]() {
      await remove();
    },
  };
}

async function writeFile(path, data, options) {
  options = getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'w', flush: false });
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  data = toWritable(data, options.encoding);
  validateAbortSignal(options.signal);
  if (path instanceof FileHandle) return writeAll(path, data, options.signal, options.encoding);

  if (isPlain(options) && !flush && isArrayBufferView(data)) {
    path = getBindingPath(path);
    await call(binding.writeFile, path, data, stringToFlags(options.flag || 'w'), parseFileMode(options.mode, 'mode', 0o666));
    return undefined;
  }
  checkAborted(options.signal);
  const handle = await open(path, options.flag || 'w', options.mode);
  let written = writeAll(handle, data, options.signal, options.encoding);
  if (flush) written = PromisePrototypeThen(written, () => handle.sync());
  return thenClose(written, handle);
}

async function appendFile(path, data, options) {
  options = copyObject(getOptions(options, { encoding: 'utf8', mode: 0o666, flag: 'a' }));
  options.flag ||= 'a';
  return writeFile(path, data, options);
}

async function readFile(path, options) {
  options = getOptions(options, { flag: 'r' });
  validateReadFileBufferOptions(options);
  if (path instanceof FileHandle) return readAll(path, options);
  if (isPlain(options)) {
    path = getBindingPath(path);
    const { encoding } = options;
    const isText = encoding === 'utf8' || encoding === 'utf-8';
    const result = await call(isText ? binding.readFileUtf8 : binding.readFile, path, stringToFlags(options.flag || 'r'));
    return isText ? result : fromBytes(result, encoding);
  }
  checkAborted(options.signal);
  const handle = await open(path, options.flag || 'r', 0o666);
  return thenClose(readAll(handle, options), handle);
}

async function* watch(filename, options = kEmptyObject) {
  validateObject(options, 'options');
  yield* require('internal/fs/watchers').watch(filename, options);
}

async function* glob(pattern, options) {
  const { Glob } = require('internal/fs/glob');
  yield* new Glob(pattern, options).glob();
}

module.exports = {
  exports: {
    access,
    copyFile,
    cp,
    glob,
    open,
    opendir: promisify(opendir),
    rename,
    truncate,
    rm,
    rmdir,
    mkdir,
    readdir,
    readlink,
    symlink,
    lstat,
    stat,
    statfs,
    link,
    unlink,
    chmod,
    lchmod,
    lchown,
    chown,
    utimes,
    lutimes,
    realpath,
    mkdtemp,
    mkdtempDisposable,
    writeFile,
    appendFile,
    readFile,
    watch,
    constants,
  },
  FileHandle,
  kRef,
  kUnref,
};
