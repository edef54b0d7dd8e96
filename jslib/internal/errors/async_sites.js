'use strict';

// The call sites of those who wait for the asynchronous function that runs, as
// V8 puts them behind the others: "at async main (file:1:2)".

const {
  ArrayPrototypePush,
  ObjectGetOwnPropertyDescriptor,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
} = primordials;

function nameOf(fn) {
  const name = ObjectGetOwnPropertyDescriptor(fn, 'name')?.value;
  return typeof name !== 'string' || name === '' || name === '<eval>' || name === '<anonymous>' ? null : name;
}

class AsyncSite {
  #name;
  #file;
  #line;
  #column;
  #index; // in a combination of promises

  constructor(name, file, line, column, index) {
    this.#name = name;
    this.#file = file;
    this.#line = line;
    this.#column = column;
    this.#index = index;
  }

  static is(site) { return typeof site === 'object' && site !== null && #file in site; }
  static fileOf(site) { return site.#file; }

  getThis() { return undefined; }
  getTypeName() { return null; }
  getFunction() { return undefined; }
  getFunctionName() { return this.#name; }
  getMethodName() { return null; }
  getFileName() { return this.#file; }
  getLineNumber() { return this.#line; }
  getColumnNumber() { return this.#column; }
  getEnclosingLineNumber() { return this.#line; }
  getEnclosingColumnNumber() { return this.#column; }
  getEvalOrigin() { return undefined; }
  getPosition() { return 0; }
  getPromiseIndex() { return this.#index; }
  getScriptNameOrSourceURL() { return this.#file; }
  getScriptHash() { return ''; }
  isAsync() { return true; }
  isConstructor() { return false; }
  isEval() { return false; }
  isNative() { return false; }
  isPromiseAll() { return this.#name === 'all' && this.#index !== null; }
  isToplevel() { return this.#name === null; }
  toString() {
    if (this.#index !== null) return `async Promise.${this.#name} (index ${this.#index})`;
    const place = `${this.#file}:${this.#line}:${this.#column}`;
    return this.#name === null ? `async ${place}` : `async ${this.#name} (${place})`;
  }
}

// makeAsyncSites makes call sites of what the host tells, four values each: a
// function, its file, line and column, or undefined, a combination of promises,
// and the index of one. columnAt corrects a column of the engine.
function makeAsyncSites(callers, columnAt) {
  const sites = [];
  for (let i = 0; i + 3 < callers.length; i += 4) {
    const fn = callers[i];
    let file = callers[i + 1];
    const line = callers[i + 2];
    if (fn === undefined) {
      ArrayPrototypePush(sites, new AsyncSite(file, null, null, null, line));
      continue;
    }
    const mark = StringPrototypeIndexOf(file, '\x01'); // of what node:vm compiles
    if (mark !== -1) file = StringPrototypeSlice(file, 0, mark);
    ArrayPrototypePush(sites, new AsyncSite(nameOf(fn), file, line, columnAt(file, line, callers[i + 3]), null));
  }
  return sites;
}

module.exports = { AsyncSite, makeAsyncSites };
