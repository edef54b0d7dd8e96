'use strict';

// A Writable over a descriptor that writes at once: stdout and stderr when they
// are files.

const { ObjectSetPrototypeOf, ReflectApply } = primordials;
const { Writable } = require('stream');
const { kEmptyObject } = require('internal/util');
const { closeSync, writeSync } = require('fs');

function SyncWriteStream(fd, options = kEmptyObject) {
  ReflectApply(Writable, this, [{ autoDestroy: true }]);
  options ??= kEmptyObject;
  this.fd = fd;
  this.readable = false;
  this.autoClose = options.autoClose === undefined ? true : options.autoClose;
}
ObjectSetPrototypeOf(SyncWriteStream.prototype, Writable.prototype);
ObjectSetPrototypeOf(SyncWriteStream, Writable);

SyncWriteStream.prototype._write = function(chunk, encoding, callback) {
  try {
    let offset = 0;
    while (offset < chunk.length) offset += writeSync(this.fd, chunk, offset, chunk.length - offset);
  } catch (err) {
    callback(err);
    return;
  }
  callback();
};

SyncWriteStream.prototype._destroy = function(err, callback) {
  if (this.fd !== null) {
    if (this.autoClose) closeSync(this.fd);
    this.fd = null;
  }
  callback(err);
};

SyncWriteStream.prototype.destroySoon = SyncWriteStream.prototype.destroy;

module.exports = SyncWriteStream;
