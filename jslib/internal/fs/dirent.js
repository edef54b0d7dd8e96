'use strict';

// Directory entries with their types.

const { ArrayPrototypePush, ReflectOwnKeys, StringPrototypeCharCodeAt, Symbol } = primordials;
const { Buffer } = require('buffer');
const path = require('path');
const { isUint8Array } = require('internal/util/types');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const {
  UV_DIRENT_BLOCK,
  UV_DIRENT_CHAR,
  UV_DIRENT_DIR,
  UV_DIRENT_FIFO,
  UV_DIRENT_FILE,
  UV_DIRENT_LINK,
  UV_DIRENT_SOCKET,
  UV_DIRENT_UNKNOWN,
} = require('internal/fs/constants');

const kType = Symbol('type');
const kStats = Symbol('stats');

class Dirent {
  constructor(name, type, parentPath) {
    this.name = name;
    this.parentPath = parentPath;
    this[kType] = type;
  }
  isDirectory() { return this[kType] === UV_DIRENT_DIR; }
  isFile() { return this[kType] === UV_DIRENT_FILE; }
  isBlockDevice() { return this[kType] === UV_DIRENT_BLOCK; }
  isCharacterDevice() { return this[kType] === UV_DIRENT_CHAR; }
  isSymbolicLink() { return this[kType] === UV_DIRENT_LINK; }
  isFIFO() { return this[kType] === UV_DIRENT_FIFO; }
  isSocket() { return this[kType] === UV_DIRENT_SOCKET; }
}

// For file systems that do not say types in their directories.
class DirentFromStats extends Dirent {
  constructor(name, stats, parentPath) {
    super(name, null, parentPath);
    this[kStats] = stats;
  }
}
const questions = ReflectOwnKeys(Dirent.prototype);
for (let i = 0; i < questions.length; i++) {
  const name = questions[i];
  if (name !== 'constructor') {
    DirentFromStats.prototype[name] = function() { return this[kStats][name](); };
  }
}

// Names and directories may be strings or bytes each.
function joinName(dir, name) {
  if (typeof dir === 'string' && typeof name === 'string') return path.join(dir, name);
  if (typeof dir === 'string' && isUint8Array(name)) {
    return Buffer.concat([Buffer.from(path.join(dir, path.sep)), name]);
  }
  if (isUint8Array(dir) && isUint8Array(name)) return Buffer.concat([dir, Buffer.from(path.sep), name]);
  if (isUint8Array(dir)) return path.join(Buffer.from(dir).toString(), name);
  throw new ERR_INVALID_ARG_TYPE('path', ['string', 'Buffer'], dir);
}

function getDirent(dir, name, type) {
  if (type !== UV_DIRENT_UNKNOWN) return new Dirent(name, type, dir);
  return new DirentFromStats(name, require('fs').lstatSync(joinName(dir, name)), dir);
}

// list is the binding's form of a typed directory: the names, and after them
// one string with a digit for each.
function direntsFrom(dir, list, encodeName) {
  const types = list[list.length - 1];
  const result = [];
  for (let i = 0; i < list.length - 1; i++) {
    ArrayPrototypePush(result, getDirent(dir, encodeName(list[i]), StringPrototypeCharCodeAt(types, i) - 48));
  }
  return result;
}

// The same with the stats of unknown entries read asynchronously.
function direntsFromAsync(dir, list, encodeName, callback) {
  const types = list[list.length - 1];
  const count = list.length - 1;
  const result = [];
  let waiting = 1;
  let failed = false;
  const done = () => {
    if (--waiting === 0 && !failed) callback(null, result);
  };
  for (let i = 0; i < count; i++) {
    const name = encodeName(list[i]);
    const type = StringPrototypeCharCodeAt(types, i) - 48;
    if (type !== UV_DIRENT_UNKNOWN) {
      result[i] = new Dirent(name, type, dir);
      continue;
    }
    waiting++;
    const index = i;
    require('fs').lstat(joinName(dir, name), (err, stats) => {
      if (failed) return;
      if (err) {
        failed = true;
        callback(err);
        return;
      }
      result[index] = new DirentFromStats(name, stats, dir);
      done();
    });
  }
  done();
}

module.exports = { Dirent, DirentFromStats, direntsFrom, direntsFromAsync, getDirent, joinName };
