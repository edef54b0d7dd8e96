'use strict';

// fs.realpath(): paths resolved in JavaScript, link by link, so that errors are
// those of lstat and readlink. `native` asks the host at once.

const { BigIntPrototypeToString, SafeMap, SafeSet, StringPrototypeIndexOf, StringPrototypeSlice } = primordials;
const binding = internalBinding('fs');
const pathModule = require('path');
const { Buffer } = require('buffer');
const { toPathIfFileURL } = require('internal/url');
const { validateFunction } = require('internal/validators');
const {
  encodeName,
  getBindingPath,
  getOptions,
  getStatsFromBinding,
  realpathCacheKey,
  validatePath,
  valueRequest,
} = require('internal/fs/utils');

function prepare(path) {
  path = toPathIfFileURL(path);
  if (typeof path !== 'string') path = Buffer.isBuffer(path) ? path.toString() : `${path}`;
  validatePath(path);
  return pathModule.resolve(path);
}

// One resolution under way: `path` is absolute, `known` the part of it that is
// free of links.
class Resolution {
  constructor(path) {
    this.path = path;
    this.known = '';
    this.seen = new SafeMap(); // link (by device and inode) → target
    this.plain = new SafeSet();
  }

  get done() {
    return this.known.length >= this.path.length || this.path === '/';
  }

  // The path up to and with the next part.
  advance() {
    const from = this.known.length + 1;
    const at = StringPrototypeIndexOf(this.path, '/', from);
    return at === -1 ? this.path : StringPrototypeSlice(this.path, 0, at);
  }

  accept(base) {
    this.plain.add(base);
    this.known = base;
  }

  follow(base, target) {
    const rest = StringPrototypeSlice(this.path, base.length);
    this.path = pathModule.resolve(this.known || '/', target);
    if (rest !== '') this.path = pathModule.join(this.path, rest);
    this.known = '';
  }

  linkId(stats) {
    return `${BigIntPrototypeToString(stats.dev, 32)}:${BigIntPrototypeToString(stats.ino, 32)}`;
  }
}

function realpathSync(path, options) {
  options = getOptions(options);
  const original = prepare(path);
  const cache = options[realpathCacheKey];
  const cached = cache?.get(original);
  if (cached) return cached;

  const job = new Resolution(original);
  while (!job.done) {
    const base = job.advance();
    if (job.plain.has(base) || cache?.get(base) === base) {
      job.known = base;
      continue;
    }
    const resolved = cache?.get(base);
    if (resolved) {
      job.follow(base, resolved);
      continue;
    }
    const stats = getStatsFromBinding(binding.lstat(base, true, true), true);
    if (!stats.isSymbolicLink()) {
      job.accept(base);
      cache?.set(base, base);
      continue;
    }
    const id = job.linkId(stats);
    let target = job.seen.get(id);
    if (target === undefined) {
      binding.stat(base, false, true); // loops and dangling links fail here
      target = binding.readlink(base);
      job.seen.set(id, target);
    }
    cache?.set(base, pathModule.resolve(job.known || '/', target));
    job.follow(base, target);
  }
  cache?.set(original, job.path);
  return encodeName(job.path, options.encoding);
}

function realpath(path, options, callback) {
  if (typeof options === 'function') callback = options;
  else validateFunction(callback, 'cb');
  const { encoding } = getOptions(options);
  const job = new Resolution(prepare(path));
  const fs = require('fs');

  const step = () => {
    if (job.done) {
      callback(null, encodeName(job.path, encoding));
      return;
    }
    const base = job.advance();
    if (job.plain.has(base)) {
      job.known = base;
      process.nextTick(step);
      return;
    }
    fs.lstat(base, { bigint: true }, (err, stats) => {
      if (err) {
        callback(err);
        return;
      }
      if (!stats.isSymbolicLink()) {
        job.accept(base);
        process.nextTick(step);
        return;
      }
      const id = job.linkId(stats);
      const target = job.seen.get(id);
      if (target !== undefined) follow(base, target);
      else readLink(base, id);
    });
  };
  const readLink = (base, id) => fs.stat(base, (err) => {
    if (err) {
      callback(err);
      return;
    }
    fs.readlink(base, (linkError, target) => {
      if (linkError) {
        callback(linkError);
        return;
      }
      job.seen.set(id, target);
      follow(base, target);
    });
  });
  const follow = (base, target) => {
    job.follow(base, target);
    process.nextTick(step);
  };
  process.nextTick(step);
}

realpathSync.native = (path, options) => {
  const { encoding } = getOptions(options);
  return encodeName(binding.realpath(getBindingPath(path)), encoding);
};

realpath.native = (path, options, callback) => {
  callback ||= options;
  validateFunction(callback, 'cb');
  const { encoding } = getOptions(options);
  binding.realpath(getBindingPath(path), valueRequest(callback, (name) => encodeName(name, encoding)));
};

module.exports = { realpath, realpathSync };
