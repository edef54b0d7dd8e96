'use strict';

// fs functions on directories.

const { ArrayPrototypePush, StringPrototypeCharCodeAt, SymbolDispose } = primordials;
const binding = internalBinding('fs');
const pathModule = require('path');
const { parseFileMode, validateBoolean, validateFunction } = require('internal/validators');
const { UV_DIRENT_DIR, UV_DIRENT_LINK } = require('internal/fs/constants');
const { direntsFrom, direntsFromAsync } = require('internal/fs/dirent');
const { rm: removeTree, rmSync: removeTreeSync } = require('internal/fs/rm');
const {
  emitRecursiveRmdirWarning,
  validateCpOptions,
  validateRmOptions,
  validateRmOptionsSync,
  validateRmdirOptions,
} = require('internal/fs/tree_options');
const {
  bindingPath,
  encodeName,
  encodeNames,
  getBindingPath,
  getOptions,
  getValidatedPath,
  valueRequest,
  voidRequest,
  warnOnNonPortableTemplate,
} = require('internal/fs/utils');

// --- mkdir, mkdtemp ------------------------------------------------------

function mkdirOptions(options) {
  const result = { mode: 0o777, recursive: false };
  if (typeof options === 'number' || typeof options === 'string') {
    result.mode = parseFileMode(options, 'mode');
  } else if (options && typeof options !== 'function') {
    if (options.recursive !== undefined) {
      validateBoolean(options.recursive, 'options.recursive');
      result.recursive = options.recursive;
    }
    if (options.mode !== undefined) result.mode = parseFileMode(options.mode, 'options.mode');
  }
  return result;
}

// The binding says '' when nothing had to be made.
const firstMade = (path) => (path === '' ? undefined : path);

function mkdir(path, options, callback) {
  if (typeof options === 'function') callback = options;
  const { mode, recursive } = mkdirOptions(options);
  const req = recursive ? valueRequest(callback, firstMade) : voidRequest(callback);
  binding.mkdir(getBindingPath(path), mode, recursive, req);
}

function mkdirSync(path, options) {
  const { mode, recursive } = mkdirOptions(options);
  const first = binding.mkdir(getBindingPath(path), mode, recursive);
  return recursive ? firstMade(first) : undefined;
}

function templatePath(prefix) {
  prefix = getValidatedPath(prefix, 'prefix');
  warnOnNonPortableTemplate(prefix);
  return bindingPath(prefix);
}

function mkdtemp(prefix, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  validateFunction(callback, 'cb');
  const { encoding } = getOptions(options);
  binding.mkdtemp(templatePath(prefix), valueRequest(callback, (name) => encodeName(name, encoding)));
}

function mkdtempSync(prefix, options) {
  const { encoding } = getOptions(options);
  return encodeName(binding.mkdtemp(templatePath(prefix)), encoding);
}

function mkdtempDisposableSync(prefix, options) {
  const { encoding } = getOptions(options);
  const name = binding.mkdtemp(templatePath(prefix));
  // The program may have changed directory when it disposes.
  const fullPath = pathModule.resolve(process.cwd(), name);
  const remove = () => removeTreeSync(fullPath, { force: true, maxRetries: 0, recursive: true, retryDelay: 100 });
  return {
    path: encodeName(name, encoding),
    remove,
    [SymbolDispose]() { remove(); },
  };
}

// --- readdir -------------------------------------------------------------

function readdirOptions(options) {
  options = getOptions(options);
  if (options.recursive !== undefined && options.recursive !== null) {
    validateBoolean(options.recursive, 'options.recursive');
  }
  return options;
}

// A walk in breadth, by relative names: names come with the types of their
// directory, links are followed to find out whether they are directories.
class TreeReader {
  constructor(base, { encoding, withFileTypes }) {
    this.base = base;
    this.encoding = encoding;
    this.withFileTypes = !!withFileTypes;
    this.results = [];
    this.queue = [base];
    this.next = 0;
  }

  add(dir, list) {
    const encode = (name) => encodeName(name, this.encoding);
    const types = list[list.length - 1];
    const dirents = this.withFileTypes ? direntsFrom(dir, list, encode) : undefined;
    for (let i = 0; i < list.length - 1; i++) {
      const full = pathModule.join(dir, list[i]);
      const type = StringPrototypeCharCodeAt(types, i) - 48;
      if (dirents !== undefined) ArrayPrototypePush(this.results, dirents[i]);
      else ArrayPrototypePush(this.results, encode(pathModule.relative(this.base, full)));
      if (type === UV_DIRENT_DIR || ((type === UV_DIRENT_LINK || type === 0) && binding.internalModuleStat(full) === 1)) {
        ArrayPrototypePush(this.queue, full);
      }
    }
  }

  runSync() {
    while (this.next < this.queue.length) {
      const dir = this.queue[this.next++];
      this.add(dir, binding.readdirTypes(dir));
    }
    return this.results;
  }

  run(callback) {
    const dir = this.queue[this.next++];
    binding.readdirTypes(dir, {
      oncomplete: (err, list) => {
        if (err) {
          callback(err);
          return;
        }
        this.add(dir, list);
        if (this.next < this.queue.length) this.run(callback);
        else callback(null, this.results);
      },
    });
  }
}

function readdir(path, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  validateFunction(callback, 'cb');
  path = getValidatedPath(path);
  options = readdirOptions(options);
  const { encoding, withFileTypes, recursive } = options;
  if (recursive) {
    new TreeReader(bindingPath(path), options).run(callback);
  } else if (withFileTypes) {
    binding.readdirTypes(bindingPath(path), {
      oncomplete: (err, list) => {
        if (err) callback(err);
        else direntsFromAsync(path, list, (name) => encodeName(name, encoding), callback);
      },
    });
  } else {
    binding.readdir(bindingPath(path), valueRequest(callback, (names) => encodeNames(names, encoding)));
  }
}

function readdirSync(path, options) {
  options = readdirOptions(options);
  path = getValidatedPath(path);
  const { encoding, withFileTypes, recursive } = options;
  if (recursive) return new TreeReader(bindingPath(path), options).runSync();
  if (withFileTypes) {
    return direntsFrom(path, binding.readdirTypes(bindingPath(path)), (name) => encodeName(name, encoding));
  }
  return encodeNames(binding.readdir(bindingPath(path)), encoding);
}

// --- rmdir, rm, cp -------------------------------------------------------

function rmdir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  const req = voidRequest(callback);
  path = getValidatedPath(path);
  if (!options?.recursive) {
    validateRmdirOptions(options);
    binding.rmdir(bindingPath(path), req);
    return;
  }
  emitRecursiveRmdirWarning();
  validateRmOptions(path, { ...options, force: false }, true, (err, checked) => {
    if (err === false) binding.rmdir(bindingPath(path), req); // not a directory: rmdir says so
    else if (err) callback(err);
    else removeTree(path, checked, callback);
  });
}

function rmdirSync(path, options) {
  path = getValidatedPath(path);
  if (options?.recursive) {
    emitRecursiveRmdirWarning();
    const checked = validateRmOptionsSync(path, { ...options, force: false }, true);
    if (checked !== false) {
      removeTreeSync(path, checked);
      return;
    }
  } else {
    validateRmdirOptions(options);
  }
  binding.rmdir(bindingPath(path));
}

function rm(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  path = getValidatedPath(path);
  validateRmOptions(path, options, false, (err, checked) => {
    if (err) callback(err);
    else removeTree(path, checked, callback);
  });
}

function rmSync(path, options) {
  path = getValidatedPath(path);
  removeTreeSync(path, validateRmOptionsSync(path, options, false));
}

function cp(src, dest, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'cb');
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  const { callbackify } = require('util');
  callbackify(require('internal/fs/cp').cp)(src, dest, options, callback);
}

function cpSync(src, dest, options) {
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  require('internal/fs/cp_sync').cpSync(src, dest, options);
}

module.exports = {
  TreeReader,
  cp,
  cpSync,
  firstMade,
  mkdir,
  mkdirSync,
  mkdtemp,
  mkdtempDisposableSync,
  mkdtempSync,
  readdir,
  readdirSync,
  rm,
  rmSync,
  rmdir,
  rmdirSync,
  templatePath,
};
