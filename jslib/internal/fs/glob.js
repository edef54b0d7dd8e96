'use strict';

// fs.glob(): a walk over directories with patterns, segment by segment. What it
// asks of the file system it yields, so that one walk serves the synchronous
// and the asynchronous form.

const {
  ArrayIsArray,
  ArrayPrototypeForEach,
  ArrayPrototypeMap,
  ArrayPrototypePop,
  ArrayPrototypePush,
  RegExpPrototypeExec,
  SafeMap,
  SafeSet,
  StringPrototypeSplit,
  SymbolAsyncIterator,
  hardenGenerator,
} = primordials;
const { basename, dirname, isAbsolute, join, resolve } = require('path');
const { GLOBSTAR, compile, matchSegments } = require('internal/path/glob');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateObject, validateString, validateStringArray } = require('internal/validators');
const { toPathIfFileURL } = require('internal/url');
const { DirentFromStats } = require('internal/fs/dirent');

const isMagic = (segment) => segment !== undefined && segment !== GLOBSTAR && typeof segment !== 'string';

function validateExclude(value) {
  if (typeof value === 'function') return;
  if (!ArrayIsArray(value)) throw new ERR_INVALID_ARG_TYPE('options.exclude', ['string[]', 'function'], value);
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] !== 'string') throw new ERR_INVALID_ARG_TYPE(`options.exclude[${i}]`, 'string', value[i]);
  }
}

// --- questions to the file system ----------------------------------------

// Answers of the file system, each asked for once. A question that fails has
// the answer null, or no entries.
class Answers {
  constructor() {
    this.known = { __proto__: null, lstat: new SafeMap(), stat: new SafeMap(), list: new SafeMap(), real: new SafeMap() };
  }

  * ask(kind, path) {
    const known = this.known[kind];
    if (!known.has(path)) known.set(path, yield { kind, path });
    return known.get(path);
  }

  tell(path, dirent) {
    this.known.lstat.set(path, dirent);
  }
}

const toDirent = (path, stats) => new DirentFromStats(basename(path), stats, dirname(path));

function answerSync({ kind, path }) {
  const fs = require('fs');
  try {
    switch (kind) {
      case 'lstat': return toDirent(path, fs.lstatSync(path));
      case 'stat': return fs.statSync(path);
      case 'real': return fs.realpathSync(path);
      default: return fs.readdirSync(path, { __proto__: null, withFileTypes: true });
    }
  } catch {
    return kind === 'list' ? [] : null;
  }
}

async function answer({ kind, path }) {
  const fs = require('fs/promises');
  try {
    switch (kind) {
      case 'lstat': return toDirent(path, await fs.lstat(path));
      case 'stat': return await fs.stat(path);
      case 'real': return await fs.realpath(path);
      default: return await fs.readdir(path, { __proto__: null, withFileTypes: true });
    }
  } catch {
    return kind === 'list' ? [] : null;
  }
}

// --- states --------------------------------------------------------------

// A pattern and the places in it that a path has reached: `at` holds the
// segments that the names below the path may match. `links` are those places
// that were reached through a link, from where ** goes no further.
class State {
  constructor(segments, at, links = new SafeSet(), reals = new SafeSet()) {
    this.segments = segments;
    this.at = at;
    this.links = links;
    this.reals = reals; // directories passed, when links are followed
    this.last = segments.length - 1;
  }

  static start(segments) {
    return new State(segments, new SafeSet([0]));
  }

  only(index) {
    return new State(this.segments, new SafeSet([index]), new SafeSet(), this.reals);
  }

  get lastSegment() {
    return this.segments[this.last];
  }

  matches(index, name) {
    const segment = this.segments[index];
    if (segment === undefined) return false;
    if (segment === GLOBSTAR) return true;
    return typeof segment === 'string' ? segment === name : RegExpPrototypeExec(segment, name) !== null;
  }

  // A final slash after ** asks for directories.
  atEnd(isDirectory) {
    return this.at.has(this.last) ||
      (this.lastSegment === '' && isDirectory && this.at.has(this.last - 1) &&
       this.segments[this.last - 1] === GLOBSTAR);
  }

  throughLinks() {
    for (const index of this.at) {
      if (!this.links.has(index)) return true;
    }
    return false;
  }
}

// --- the walk ------------------------------------------------------------

hardenGenerator(Answers.prototype.ask);

let hardened = false;

// The walk yields in generators of its own.
function harden(generators) {
  if (hardened) return;
  hardened = true;
  ArrayPrototypeForEach(generators, hardenGenerator);
}

class Glob {
  #root;
  #exclude;
  #excluded = () => false;
  #followSymlinks = false;
  #withFileTypes;
  #patterns = [];
  #answers = new Answers();
  #found = new SafeSet();
  #seen = new SafeMap(); // path → pattern → places
  #next = new SafeMap(); // path → states to visit

  constructor(pattern, options = kEmptyObject) {
    harden([this.#walk, this.#enqueue, this.#visit, this.#isDirectory, this.#entries, this.#advance]);
    validateObject(options, 'options');
    const { cwd, exclude, followSymlinks, withFileTypes } = options;
    this.#root = toPathIfFileURL(cwd) ?? '.';
    if (followSymlinks !== undefined && followSymlinks !== null) {
      validateBoolean(followSymlinks, 'options.followSymlinks');
      this.#followSymlinks = followSymlinks;
    }
    this.#withFileTypes = !!withFileTypes;
    if (exclude !== undefined && exclude !== null) this.#setExclude(exclude);

    if (typeof pattern === 'object') validateStringArray(pattern, 'patterns');
    else validateString(pattern, 'patterns');
    const patterns = ArrayIsArray(pattern) ? pattern : [pattern];
    const nocase = process.platform === 'win32' || process.platform === 'darwin';
    for (let i = 0; i < patterns.length; i++) {
      const set = compile(patterns[i], nocase);
      for (let k = 0; k < set.length; k++) ArrayPrototypePush(this.#patterns, set[k]);
    }
  }

  #setExclude(exclude) {
    validateExclude(exclude);
    if (typeof exclude === 'function') {
      this.#exclude = exclude;
      return;
    }
    const sets = ArrayPrototypeMap(exclude, (text) => compile(resolve(this.#root, text), false));
    this.#excluded = (path) => {
      const file = StringPrototypeSplit(path, '/');
      for (let i = 0; i < sets.length; i++) {
        for (let k = 0; k < sets[i].length; k++) {
          if (matchSegments(file, 0, sets[i][k], 0)) return true;
        }
      }
      return false;
    };
  }

  #ask(kind, path) {
    return this.#answers.ask(kind, path);
  }

  #add(path) {
    if (this.#found.has(path) || this.#excluded(resolve(this.#root, path))) return;
    this.#found.add(path);
    ArrayPrototypePush(this.#fresh, path);
  }
  #fresh = []; // found and not yet given out

  // True when there was nothing new to note.
  #note(path, state) {
    let bySegments = this.#seen.get(path);
    if (bySegments === undefined) this.#seen.set(path, bySegments = new SafeMap());
    let places = bySegments.get(state.segments);
    if (places === undefined) bySegments.set(state.segments, places = new SafeSet());
    const before = places.size;
    for (const index of state.at) places.add(index);
    return places.size === before;
  }

  #hasSeen(path, state, index) {
    return this.#seen.get(path)?.get(state.segments)?.has(index) === true;
  }

  // Yields questions { kind, path }, to be answered, and { found: path }.
  * #walk() {
    const stack = [{ path: '.', states: ArrayPrototypeMap(this.#patterns, State.start) }];
    while (stack.length > 0) {
      const { path, states } = ArrayPrototypePop(stack);
      for (let i = 0; i < states.length; i++) {
        yield* this.#visit(path, states[i]);
        for (let k = 0; k < this.#fresh.length; k++) yield { found: this.#fresh[k] };
        this.#fresh.length = 0;
      }
      for (const { 0: nextPath, 1: nextStates } of this.#next) {
        ArrayPrototypePush(stack, { path: nextPath, states: nextStates });
      }
      this.#next.clear();
    }
  }

  * #enqueue(path, state) {
    const full = resolve(this.#root, path);
    if (this.#excluded(full)) return;
    if (this.#excluded(`${full}/`) && (yield* this.#ask('lstat', full))?.isDirectory()) return;
    if (this.#exclude) {
      const subject = this.#withFileTypes ? yield* this.#ask('lstat', full) : path;
      if (subject !== null && this.#exclude(subject)) return;
    }
    this.#put(path, state);
  }

  #put(path, state) {
    const states = this.#next.get(path);
    if (states === undefined) this.#next.set(path, [state]);
    else ArrayPrototypePush(states, state);
  }

  * #visit(path, state) {
    if (this.#note(path, state)) return;
    const full = resolve(this.#root, path);
    const dirent = yield* this.#ask('lstat', full);
    const isDirectory = yield* this.#isDirectory(full, dirent, state);
    const first = state.segments[0];
    if (this.#excluded(full)) return;

    // Where the pattern itself says where to begin.
    if (state.at.has(0) && (first === '' || first === '..' || first === '.')) {
      yield* this.#enqueue(first === '' ? '/' : first === '..' ? '../' : '.', state.only(1));
      return;
    }

    if (state.atEnd(isDirectory)) {
      const { lastSegment } = state;
      if (typeof lastSegment === 'string') {
        const there = yield* this.#ask('lstat', join(full, lastSegment));
        if (there && (lastSegment || isDirectory)) this.#add(join(path, lastSegment));
        if (state.at.size === 1 && state.at.has(state.last)) return;
      } else if (lastSegment === GLOBSTAR && (path !== '.' || first === '.' || (state.last === 0 && dirent))) {
        this.#add(path);
      }
    }
    if (!isDirectory) return;

    // With links followed, a directory inside itself is not entered again.
    let { reals } = state;
    if (this.#followSymlinks) {
      const real = yield* this.#ask('real', full);
      if (real !== null) {
        if (reals.has(real)) return;
        reals = new SafeSet(reals);
        reals.add(real);
      }
    }

    const entries = yield* this.#entries(full, state);
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i];
      this.#answers.tell(join(full, entry.name), entry);
      const target = new State(state.segments, new SafeSet(), new SafeSet(), reals);
      yield* this.#advance(path, full, state, entry, target);
      if (target.at.size > 0) yield* this.#enqueue(join(path, entry.name), target);
    }
  }

  * #isDirectory(full, dirent, state) {
    if (dirent?.isDirectory()) return true;
    if (!dirent?.isSymbolicLink()) return false;
    if (this.#followSymlinks) return !!(yield* this.#ask('stat', full))?.isDirectory();
    return state.throughLinks();
  }

  // A literal segment needs no listing.
  * #entries(full, state) {
    if (state.at.size === 1) {
      const name = state.segments[state.at.values().next().value];
      if (typeof name === 'string') {
        const entry = yield* this.#ask('lstat', join(full, name));
        if (entry === null) return [];
        entry.name = name;
        return [entry];
      }
    }
    return yield* this.#ask('list', full);
  }

  // The places that entry brings each place of state to.
  * #advance(path, full, state, entry, target) {
    const { name } = entry;
    const { last } = state;
    const isDirectory = entry.isDirectory() ||
      (this.#followSymlinks && entry.isSymbolicLink() &&
       !!(yield* this.#ask('stat', join(full, name)))?.isDirectory());
    for (const index of state.at) {
      const segment = state.segments[index];
      if (segment === GLOBSTAR) {
        this.#advanceGlobstar(path, state, entry, isDirectory, index, target);
      } else if (typeof segment === 'string') {
        if (segment === name && index !== last) {
          target.at.add(index + 1);
        } else if (segment === '.' && state.matches(index + 1, name)) {
          if (index + 1 === last) this.#add(join(path, name));
          else target.at.add(index + 2);
        }
      } else if (isMagic(segment) && segment.test(name)) {
        if (index === last) {
          this.#add(join(path, name));
        } else {
          target.at.add(index + 1);
        }
      }
    }
  }

  #advanceGlobstar(path, state, entry, isDirectory, index, target) {
    const { name } = entry;
    const { last, segments } = state;
    const fromLink = !this.#followSymlinks && state.links.has(index);
    const nextMatches = state.matches(index + 1, name);
    if (name[0] === '.') {
      // ** itself passes no hidden names.
      let literal = index + 1;
      while (segments[literal] === GLOBSTAR) literal++;
      if (!state.matches(literal, name)) return;
    }
    if (this.#exclude && this.#exclude(this.#withFileTypes ? entry : name)) return;

    const entryPath = join(path, name);
    if (!fromLink) {
      if (isDirectory) target.at.add(index);
      else if (index === last) this.#add(entryPath);
    }
    if (nextMatches && index + 1 === last && !state.atEnd(true)) this.#add(entryPath);
    else if (nextMatches && isDirectory) target.at.add(index + 2);
    if ((nextMatches || segments[0] === '.') && (isDirectory || entry.isSymbolicLink()) && !fromLink) {
      target.at.add(index + 1);
    }
    if (!this.#followSymlinks && entry.isSymbolicLink()) target.links.add(index);
    if (segments[index + 1] === '..' && isDirectory) this.#stepBack(path, state, index + 1);
  }

  // **/.. leads to every directory that has one below it, and to its parent.
  #stepBack(path, state, index) {
    const both = [path, join(path, '..')];
    for (let i = 0; i < both.length; i++) {
      if (index < state.last) {
        if (!this.#next.has(both[i]) && !this.#hasSeen(both[i], state, index + 1)) {
          this.#put(both[i], state.only(index + 1));
        }
      } else if (!this.#hasSeen(both[i], state, index)) {
        this.#note(both[i], state.only(index));
        this.#add(both[i]);
      }
    }
  }

  // --- the two forms -----------------------------------------------------

  #fullPath(path) {
    return isAbsolute(path) ? path : join(this.#root, path);
  }

  globSync() {
    const result = [];
    const walk = this.#walk();
    let step = walk.next();
    while (!step.done) {
      if (step.value.found === undefined) {
        step = walk.next(answerSync(step.value));
        continue;
      }
      const path = step.value.found;
      ArrayPrototypePush(result, this.#withFileTypes ?
        answerSync({ kind: 'lstat', path: this.#fullPath(path) }) : path);
      step = walk.next();
    }
    return result;
  }

  async* glob() {
    const walk = this.#walk();
    let step = walk.next();
    while (!step.done) {
      if (step.value.found === undefined) {
        step = walk.next(await answer(step.value));
        continue;
      }
      const path = step.value.found;
      yield this.#withFileTypes ? await answer({ kind: 'lstat', path: this.#fullPath(path) }) : path;
      step = walk.next();
    }
  }

  [SymbolAsyncIterator]() {
    return this.glob();
  }
}

module.exports = { Glob };
