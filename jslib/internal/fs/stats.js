'use strict';

// Stats, BigIntStats and StatFs. The binding hands over 18 numbers of 8 bytes
// each (floats, or signed integers for the bigint form): dev, mode, nlink, uid,
// gid, rdev, blksize, ino, size, blocks, then seconds and nanoseconds of atime,
// mtime, ctime and birthtime.

const {
  BigInt,
  BigInt64Array,
  Date,
  Float64Array,
  FunctionPrototypeCall,
  MathRound,
  Number,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetLength,
} = primordials;
const { deprecate } = require('internal/util');
const { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } = require('internal/fs/constants');

function StatsBase(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks) {
  this.dev = dev;
  this.mode = mode;
  this.nlink = nlink;
  this.uid = uid;
  this.gid = gid;
  this.rdev = rdev;
  this.blksize = blksize;
  this.ino = ino;
  this.size = size;
  this.blocks = blocks;
}
StatsBase.prototype.isDirectory = function() { return this._checkModeProperty(S_IFDIR); };
StatsBase.prototype.isFile = function() { return this._checkModeProperty(S_IFREG); };
StatsBase.prototype.isBlockDevice = function() { return this._checkModeProperty(S_IFBLK); };
StatsBase.prototype.isCharacterDevice = function() { return this._checkModeProperty(S_IFCHR); };
StatsBase.prototype.isSymbolicLink = function() { return this._checkModeProperty(S_IFLNK); };
StatsBase.prototype.isFIFO = function() { return this._checkModeProperty(S_IFIFO); };
StatsBase.prototype.isSocket = function() { return this._checkModeProperty(S_IFSOCK); };

// A Date is made when it is first asked for, and stays: most are never read.
function dateField(name) {
  const put = (self, value) => {
    ObjectDefineProperty(self, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    return value;
  };
  return {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() { return put(this, new Date(MathRound(Number(this[`${name}Ms`])))); },
    set(value) { put(this, value); },
  };
}
const dateFields = {
  __proto__: null,
  atime: dateField('atime'),
  mtime: dateField('mtime'),
  ctime: dateField('ctime'),
  birthtime: dateField('birthtime'),
};

function Stats(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks,
               atimeMs, mtimeMs, ctimeMs, birthtimeMs) {
  this.dev = dev;
  this.mode = mode;
  this.nlink = nlink;
  this.uid = uid;
  this.gid = gid;
  this.rdev = rdev;
  this.blksize = blksize;
  this.ino = ino;
  this.size = size;
  this.blocks = blocks;
  this.atimeMs = atimeMs;
  this.mtimeMs = mtimeMs;
  this.ctimeMs = ctimeMs;
  this.birthtimeMs = birthtimeMs;
}
ObjectSetPrototypeOf(Stats.prototype, StatsBase.prototype);
ObjectSetPrototypeOf(Stats, StatsBase);
ObjectDefineProperties(Stats.prototype, dateFields);
Stats.prototype._checkModeProperty = function(property) {
  return (this.mode & S_IFMT) === property;
};

function BigIntStats(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks,
                     atimeNs, mtimeNs, ctimeNs, birthtimeNs) {
  FunctionPrototypeCall(StatsBase, this, dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks);
  this.atimeMs = atimeNs / 1_000_000n;
  this.mtimeMs = mtimeNs / 1_000_000n;
  this.ctimeMs = ctimeNs / 1_000_000n;
  this.birthtimeMs = birthtimeNs / 1_000_000n;
  this.atimeNs = atimeNs;
  this.mtimeNs = mtimeNs;
  this.ctimeNs = ctimeNs;
  this.birthtimeNs = birthtimeNs;
}
ObjectSetPrototypeOf(BigIntStats.prototype, StatsBase.prototype);
ObjectSetPrototypeOf(BigIntStats, StatsBase);
ObjectDefineProperties(BigIntStats.prototype, dateFields);
BigIntStats.prototype._checkModeProperty = function(property) {
  return (this.mode & BigInt(S_IFMT)) === BigInt(property);
};

// bytes is what the binding's stat ops return; empty means there is no entry
// and the caller had said that this is no error.
function statsFrom(bytes, bigint) {
  if (TypedArrayPrototypeGetLength(bytes) === 0) return undefined;
  if (bigint) {
    const s = new BigInt64Array(TypedArrayPrototypeGetBuffer(bytes));
    const ns = (i) => s[i] * 1_000_000_000n + s[i + 1];
    return new BigIntStats(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], ns(10), ns(12), ns(14), ns(16));
  }
  const s = new Float64Array(TypedArrayPrototypeGetBuffer(bytes));
  return new Stats(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9],
                   s[10] * 1000 + s[11] / 1e6, s[12] * 1000 + s[13] / 1e6,
                   s[14] * 1000 + s[15] / 1e6, s[16] * 1000 + s[17] / 1e6);
}

// What readFile needs of a stat: the size if it is a regular file, else 0.
function regularSize(bytes) {
  const s = new Float64Array(TypedArrayPrototypeGetBuffer(bytes));
  return (s[1] & S_IFMT) === S_IFREG ? s[8] : 0;
}

// The stats of a file that is not there, for watchFile.
function emptyStats(bigint) {
  return bigint ?
    new BigIntStats(0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n) :
    new Stats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

class StatFs {
  constructor(type, bsize, frsize, blocks, bfree, bavail, files, ffree) {
    this.type = type;
    this.bsize = bsize;
    this.frsize = frsize;
    this.blocks = blocks;
    this.bfree = bfree;
    this.bavail = bavail;
    this.files = files;
    this.ffree = ffree;
  }
}

// bytes: type, bsize, blocks, bfree, bavail, files, ffree. Hosts do not tell a
// fragment size apart from the block size.
function statFsFrom(bytes, bigint) {
  const s = bigint ? new BigInt64Array(TypedArrayPrototypeGetBuffer(bytes)) : new Float64Array(TypedArrayPrototypeGetBuffer(bytes));
  return new StatFs(s[0], s[1], s[1], s[2], s[3], s[4], s[5], s[6]);
}

module.exports = {
  BigIntStats,
  StatFs,
  Stats: deprecate(Stats, 'fs.Stats constructor is deprecated.', 'DEP0180'),
  emptyStats,
  regularSize,
  statFsFrom,
  statsFrom,
};
