'use strict';

// Options of rm, rmdir, cp and copyFile.

const { codes: { ERR_FS_EISDIR, ERR_INCOMPATIBLE_OPTION_PAIR }, hideStackFrames } = require('internal/errors');
const {
  validateBoolean,
  validateFunction,
  validateInt32,
  validateInteger,
  validateObject,
  validateUint32,
} = require('internal/validators');
const { COPYFILE_EXCL, COPYFILE_FICLONE, COPYFILE_FICLONE_FORCE } = require('internal/fs/constants');

const EISDIR = -21;

const rmdirDefaults = { retryDelay: 100, maxRetries: 0, recursive: false };
const rmDefaults = { recursive: false, force: false, retryDelay: 100, maxRetries: 0 };
const cpDefaults = {
  dereference: false,
  errorOnExist: false,
  filter: undefined,
  force: true,
  preserveTimestamps: false,
  recursive: false,
  verbatimSymlinks: false,
};

const validateRmdirOptions = hideStackFrames((options, defaults = rmdirDefaults) => {
  if (options === undefined) return defaults;
  validateObject(options, 'options');
  options = { ...defaults, ...options };
  validateBoolean(options.recursive, 'options.recursive');
  validateInt32(options.retryDelay, 'options.retryDelay', 0);
  validateUint32(options.maxRetries, 'options.maxRetries');
  return options;
});

function isDirectoryError(path) {
  return new ERR_FS_EISDIR({ code: 'EISDIR', message: 'is a directory', path, syscall: 'rm', errno: EISDIR });
}

const checkRmOptions = hideStackFrames((options) => {
  options = validateRmdirOptions(options, rmDefaults);
  validateBoolean(options.force, 'options.force');
  return options;
});

// Calls back with the completed options, or with false when a directory was
// expected and path is none.
function validateRmOptions(path, options, expectDir, callback) {
  options = checkRmOptions(options);
  require('fs').lstat(path, (err, stats) => {
    if (err) {
      if (options.force && err.code === 'ENOENT') callback(null, options);
      else callback(err, options);
    } else if (expectDir && !stats.isDirectory()) {
      callback(false);
    } else if (stats.isDirectory() && !options.recursive) {
      callback(isDirectoryError(path));
    } else {
      callback(null, options);
    }
  });
}

const validateRmOptionsSync = hideStackFrames((path, options, expectDir) => {
  options = checkRmOptions(options);
  if (options.force && !expectDir && options.recursive) return options;
  const isDirectory = require('fs').lstatSync(path, { throwIfNoEntry: !options.force })?.isDirectory();
  if (expectDir && !isDirectory) return false;
  if (isDirectory && !options.recursive) throw isDirectoryError(path);
  return options;
});

// The mode of copyFile; 0 when there is none.
const validateCopyMode = hideStackFrames((mode) => {
  if (mode === undefined || mode === null) return 0;
  validateInteger(mode, 'mode', 0, COPYFILE_EXCL | COPYFILE_FICLONE | COPYFILE_FICLONE_FORCE);
  return mode;
});

// The mode of access().
const validateAccessMode = hideStackFrames((mode) => {
  if (mode === undefined || mode === null) return 0;
  validateInteger(mode, 'mode', 0, 7);
  return mode;
});

const validateCpOptions = hideStackFrames((options) => {
  if (options === undefined) return { ...cpDefaults };
  validateObject(options, 'options');
  options = { ...cpDefaults, ...options };
  validateBoolean(options.dereference, 'options.dereference');
  validateBoolean(options.errorOnExist, 'options.errorOnExist');
  validateBoolean(options.force, 'options.force');
  validateBoolean(options.preserveTimestamps, 'options.preserveTimestamps');
  validateBoolean(options.recursive, 'options.recursive');
  validateBoolean(options.verbatimSymlinks, 'options.verbatimSymlinks');
  options.mode = validateCopyMode(options.mode);
  if (options.dereference === true && options.verbatimSymlinks === true) {
    throw new ERR_INCOMPATIBLE_OPTION_PAIR('dereference', 'verbatimSymlinks');
  }
  if (options.filter !== undefined) validateFunction(options.filter, 'options.filter');
  return options;
});

let warnedRecursiveRmdir = false;
function emitRecursiveRmdirWarning() {
  if (warnedRecursiveRmdir || process.noDeprecation) return;
  warnedRecursiveRmdir = true;
  process.emitWarning(
    'In future versions of Node.js, fs.rmdir(path, { recursive: true }) ' +
    'will be removed. Use fs.rm(path, { recursive: true }) instead',
    'DeprecationWarning', 'DEP0147');
}

module.exports = {
  emitRecursiveRmdirWarning,
  validateAccessMode,
  validateCopyMode,
  validateCpOptions,
  validateRmOptions,
  validateRmOptionsSync,
  validateRmdirOptions,
};
