'use strict';

// Removing trees. Another process may work on the same tree: what is gone
// already is fine, and what is busy or has filled again is tried anew, as often
// as `maxRetries` allows.

const { Promise, SafeSet } = primordials;
const { sleep } = require('internal/util');
const { joinName } = require('internal/fs/dirent');

const RETRY = new SafeSet(['EBUSY', 'EMFILE', 'ENFILE', 'ENOTEMPTY', 'EPERM']);
const NOT_EMPTY = new SafeSet(['ENOTEMPTY', 'EEXIST', 'EPERM']);

const publicFs = () => require('fs');
const missing = (err) => err.code === 'ENOENT';

function rm(path, options, callback) {
  let retries = 0;
  const attempt = () => removeEntry(path, options, (err) => {
    if (err && RETRY.has(err.code) && retries < options.maxRetries) {
      retries++;
      require('timers').setTimeout(attempt, retries * options.retryDelay);
      return;
    }
    callback(err && !missing(err) ? err : null);
  });
  attempt();
}

function removeEntry(path, options, callback) {
  const fs = publicFs();
  fs.lstat(path, (statError, stats) => {
    if (statError && missing(statError)) {
      callback(null);
    } else if (!statError && stats.isDirectory()) {
      removeDirectory(path, options, null, callback);
    } else {
      fs.unlink(path, (err) => {
        if (!err || missing(err)) callback(null);
        else if (err.code === 'EISDIR' || err.code === 'EPERM') removeDirectory(path, options, err, callback);
        else callback(err);
      });
    }
  });
}

// unlinkError: why path was taken for a directory, reported if it is none.
function removeDirectory(path, options, unlinkError, callback) {
  publicFs().rmdir(path, (err) => {
    if (err && NOT_EMPTY.has(err.code)) removeChildren(path, options, callback);
    else if (err && err.code === 'ENOTDIR') callback(unlinkError);
    else callback(err);
  });
}

function removeChildren(path, options, callback) {
  const fs = publicFs();
  fs.readdir(path, (err, names) => {
    if (err) {
      callback(err);
      return;
    }
    let waiting = names.length;
    let failed = false;
    if (waiting === 0) {
      fs.rmdir(path, callback);
      return;
    }
    for (let i = 0; i < names.length; i++) {
      rm(joinName(path, names[i]), options, (childError) => {
        if (failed) return;
        if (childError) {
          failed = true;
          callback(childError);
        } else if (--waiting === 0) {
          fs.rmdir(path, callback);
        }
      });
    }
  });
}

function rmSync(path, options) {
  for (let retries = 0; ; retries++) {
    try {
      removeEntrySync(path, options);
      return;
    } catch (err) {
      if (missing(err)) {
        if (options.force || retries > 0) return;
        throw err;
      }
      if (!RETRY.has(err.code) || retries >= options.maxRetries) throw err;
      sleep((retries + 1) * options.retryDelay);
    }
  }
}

function removeEntrySync(path, options) {
  const fs = publicFs();
  const stats = fs.lstatSync(path, { throwIfNoEntry: !options.force });
  if (stats === undefined) return;
  if (!stats.isDirectory()) {
    fs.unlinkSync(path);
    return;
  }
  try {
    fs.rmdirSync(path);
  } catch (err) {
    if (!NOT_EMPTY.has(err.code)) throw err;
    const names = fs.readdirSync(path);
    const childOptions = { ...options, force: true };
    for (let i = 0; i < names.length; i++) rmSync(joinName(path, names[i]), childOptions);
    fs.rmdirSync(path);
  }
}

module.exports = {
  rm,
  rmPromise: (path, options) => new Promise((resolve, reject) => {
    rm(path, options, (err) => (err ? reject(err) : resolve()));
  }),
  rmSync,
};
