'use strict';

// node:fs. The functions live in internal/fs/, by what they work on; the order
// here is that in which Node lists them.

const { ArrayFromAsync, ObjectDefineProperties, PromisePrototypeThen, PromiseResolve } = primordials;
const { defineLazyProperties, deprecate, kEmptyObject } = require('internal/util');
const { validateFunction, validateObject, validateString } = require('internal/validators');
const constants = require('internal/fs/constants');
const descriptors = require('internal/fs/descriptors');
const dirs = require('internal/fs/dirs');
const paths = require('internal/fs/paths');
const whole = require('internal/fs/whole');
const { realpath, realpathSync } = require('internal/fs/realpath');
const { Dirent, Stats, getValidatedPath, toUnixTimestamp } = require('internal/fs/utils');

// --- what needs more than the binding ------------------------------------

function openAsBlob(path, options = kEmptyObject) {
  validateObject(options, 'options');
  const type = options.type || '';
  validateString(type, 'options.type');
  path = getValidatedPath(path);
  return PromiseResolve(require('internal/blob').createBlobFromFilePath(path, { type }));
}

function watch(filename, options, listener) {
  return require('internal/fs/watchers').watchSync(filename, options, listener);
}

function watchFile(filename, options, listener) {
  return require('internal/fs/watch_file').watchFile(filename, options, listener);
}

function unwatchFile(filename, listener) {
  require('internal/fs/watch_file').unwatchFile(filename, listener);
}

function glob(pattern, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'cb');
  const { Glob } = require('internal/fs/glob');
  PromisePrototypeThen(
    ArrayFromAsync(new Glob(pattern, options).glob()),
    (result) => callback(null, result),
    callback);
}

function globSync(pattern, options) {
  const { Glob } = require('internal/fs/glob');
  return new Glob(pattern, options).globSync();
}

// --- streams -------------------------------------------------------------

// Each class may be replaced by assignment, as old programs do.
let ReadStream;
let WriteStream;
let FileReadStream;
let FileWriteStream;

function loadStreams() {
  if (ReadStream === undefined) {
    ({ ReadStream, WriteStream } = require('internal/fs/streams'));
    FileReadStream = ReadStream;
    FileWriteStream = WriteStream;
  }
}

function createReadStream(path, options) {
  loadStreams();
  return new ReadStream(path, options);
}

function createWriteStream(path, options) {
  loadStreams();
  return new WriteStream(path, options);
}

const fs = {
  appendFile: whole.appendFile,
  appendFileSync: whole.appendFileSync,
  access: paths.access,
  accessSync: paths.accessSync,
  chown: paths.chown,
  chownSync: paths.chownSync,
  chmod: paths.chmod,
  chmodSync: paths.chmodSync,
  close: descriptors.close,
  closeSync: descriptors.closeSync,
  copyFile: paths.copyFile,
  copyFileSync: paths.copyFileSync,
  cp: dirs.cp,
  cpSync: dirs.cpSync,
  createReadStream,
  createWriteStream,
  exists: paths.exists,
  existsSync: paths.existsSync,
  fchown: descriptors.fchown,
  fchownSync: descriptors.fchownSync,
  fchmod: descriptors.fchmod,
  fchmodSync: descriptors.fchmodSync,
  fdatasync: descriptors.fdatasync,
  fdatasyncSync: descriptors.fdatasyncSync,
  fstat: descriptors.fstat,
  fstatSync: descriptors.fstatSync,
  fsync: descriptors.fsync,
  fsyncSync: descriptors.fsyncSync,
  ftruncate: descriptors.ftruncate,
  ftruncateSync: descriptors.ftruncateSync,
  futimes: descriptors.futimes,
  futimesSync: descriptors.futimesSync,
  glob,
  globSync,
  lchown: paths.lchown,
  lchownSync: paths.lchownSync,
  lchmod: undefined, // macOS alone has it
  lchmodSync: undefined,
  link: paths.link,
  linkSync: paths.linkSync,
  lstat: paths.lstat,
  lstatSync: paths.lstatSync,
  lutimes: paths.lutimes,
  lutimesSync: paths.lutimesSync,
  mkdir: dirs.mkdir,
  mkdirSync: dirs.mkdirSync,
  mkdtemp: dirs.mkdtemp,
  mkdtempSync: dirs.mkdtempSync,
  mkdtempDisposableSync: dirs.mkdtempDisposableSync,
  open: descriptors.open,
  openSync: descriptors.openSync,
  openAsBlob,
  readdir: dirs.readdir,
  readdirSync: dirs.readdirSync,
  read: descriptors.read,
  readSync: descriptors.readSync,
  readv: descriptors.readv,
  readvSync: descriptors.readvSync,
  readFile: whole.readFile,
  readFileSync: whole.readFileSync,
  readlink: paths.readlink,
  readlinkSync: paths.readlinkSync,
  realpath,
  realpathSync,
  rename: paths.rename,
  renameSync: paths.renameSync,
  rm: dirs.rm,
  rmSync: dirs.rmSync,
  rmdir: dirs.rmdir,
  rmdirSync: dirs.rmdirSync,
  stat: paths.stat,
  statfs: paths.statfs,
  statSync: paths.statSync,
  statfsSync: paths.statfsSync,
  symlink: paths.symlink,
  symlinkSync: paths.symlinkSync,
  truncate: paths.truncate,
  truncateSync: paths.truncateSync,
  unwatchFile,
  unlink: paths.unlink,
  unlinkSync: paths.unlinkSync,
  utimes: paths.utimes,
  utimesSync: paths.utimesSync,
  watch,
  watchFile,
  writeFile: whole.writeFile,
  writeFileSync: whole.writeFileSync,
  write: descriptors.write,
  writeSync: descriptors.writeSync,
  writev: descriptors.writev,
  writevSync: descriptors.writevSync,
  Dirent,
  Stats,

  get ReadStream() {
    loadStreams();
    return ReadStream;
  },
  set ReadStream(value) {
    ReadStream = value;
  },
  get WriteStream() {
    loadStreams();
    return WriteStream;
  },
  set WriteStream(value) {
    WriteStream = value;
  },
  get FileReadStream() {
    loadStreams();
    return FileReadStream;
  },
  set FileReadStream(value) {
    FileReadStream = value;
  },
  get FileWriteStream() {
    loadStreams();
    return FileWriteStream;
  },
  set FileWriteStream(value) {
    FileWriteStream = value;
  },
  get Utf8Stream() {
    return require('internal/fs/utf8_stream');
  },

  _toUnixTimestamp: toUnixTimestamp,
};

defineLazyProperties(fs, 'internal/fs/dir', ['Dir', 'opendir', 'opendirSync']);

const deprecatedConstant = (name) => ({
  __proto__: null,
  enumerable: false,
  get: deprecate(function get() { return constants[name]; },
                 `fs.${name} is deprecated, use fs.constants.${name} instead`, 'DEP0176'),
});

ObjectDefineProperties(fs, {
  F_OK: deprecatedConstant('F_OK'),
  R_OK: deprecatedConstant('R_OK'),
  W_OK: deprecatedConstant('W_OK'),
  X_OK: deprecatedConstant('X_OK'),
  constants: { __proto__: null, configurable: false, enumerable: true, value: constants },
  promises: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return require('internal/fs/promises').exports; },
  },
});

module.exports = fs;
