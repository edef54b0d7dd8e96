'use strict';

// Watch mode: a file of tests runs again when it, or a module it has loaded, has
// changed, and when it is new.

const {
  ArrayPrototypeForEach,
  ArrayPrototypeIncludes,
  PromisePrototypeThen,
  SafeMap,
  SafePromiseAllReturnVoid,
  SafeSet,
  StringPrototypeIncludes,
} = primordials;

const { kResistStopPropagation } = require('internal/events/symbols');
const { join, resolve, sep } = require('path');
const { clearTimeout, setTimeout } = require('timers');

const kQuiet = 200; // ms without further changes before files run again

const inNodeModules = `${sep}node_modules${sep}`;

class Watch {
  #runs;
  #root;
  #files;
  #options;
  #find;
  #watchers = new SafeMap(); // path → FSWatcher
  #owners = new SafeMap(); // path → the files that have loaded it
  #changed = new SafeSet();
  #timer;
  #active = 0;

  constructor(runs, files, options, find) {
    this.#runs = runs;
    this.#root = runs.root;
    this.#files = files;
    this.#options = options;
    this.#find = find;
    this.#root.harness.watching = true;
    runs.onFiles = (file, paths) => ArrayPrototypeForEach(paths, (path) => this.#own(path, file));
    // New files are found in the folder; given ones are all there are.
    if (options.files == null) this.#watch(options.cwd, true);
    options.signal?.addEventListener('abort', () => this.#stop(), { __proto__: null, once: true, [kResistStopPropagation]: true });
  }

  get #together() { return this.#options.isolation === 'none'; }

  async start() {
    ArrayPrototypeForEach(this.#files, (file) => this.#own(resolve(this.#options.cwd, file), this.#together ? '' : file));
    await SafePromiseAllReturnVoid(this.#together ? [''] : this.#files, (file) => this.#run(file));
  }

  #own(path, file) {
    if (StringPrototypeIncludes(path, inNodeModules)) return;
    let owners = this.#owners.get(path);
    if (owners === undefined) this.#owners.set(path, owners = new SafeSet());
    owners.add(file);
    this.#watch(path, false);
  }

  #watch(path, recursive) {
    if (this.#watchers.has(path)) return;
    let watcher;
    try {
      watcher = require('fs').watch(path, { __proto__: null, recursive });
    } catch {
      return; // It is gone; the folder tells when it is back.
    }
    this.#watchers.set(path, watcher);
    watcher.on('change', (type, name) => this.#note(recursive && name !== null ? join(path, `${name}`) : path));
    watcher.on('error', () => this.#watchers.delete(path));
  }

  #note(path) {
    this.#changed.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#restart(), kQuiet);
  }

  #restart() {
    const owners = new SafeSet();
    this.#changed.forEach((path) => this.#owners.get(path)?.forEach((file) => owners.add(file)));
    this.#changed = new SafeSet();
    if (this.#options.files == null) {
      const now = this.#find();
      ArrayPrototypeForEach(now, (file) => {
        if (ArrayPrototypeIncludes(this.#files, file)) return;
        this.#own(resolve(this.#options.cwd, file), this.#together ? '' : file);
        owners.add(this.#together ? '' : file);
      });
      this.#files = now;
    }
    if (owners.size === 0) return;
    this.#root.clearExecutionTime();
    this.#root.reporter.emitMessage('test:watch:restarted');
    if (this.#active === 0) {
      this.#root.harness.counters.topLevel = 0;
      this.#root.harness.success = true;
    }
    owners.forEach((file) => { this.#rerun(file); });
  }

  async #rerun(file) {
    if (!this.#together && !ArrayPrototypeIncludes(this.#files, file)) return; // it was deleted
    this.#runs.running.get(file)?.();
    await this.#runs.ended.get(file);
    await this.#run(file);
  }

  #run(file) {
    this.#active++;
    const done = () => {
      if (--this.#active > 0 || !this.#root.harness.watching) return;
      this.#root.reporter.emitMessage('test:watch:drained');
      this.#root.postRun();
    };
    return PromisePrototypeThen(this.#runs.run(file), done, done);
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#watchers.forEach((watcher) => watcher.close());
    this.#root.harness.watching = false;
    this.#root.postRun();
  }
}

function watchFiles(runs, files, options, find) {
  return new Watch(runs, files, options, find).start();
}

module.exports = { watchFiles };
