'use strict';

// What a context is given of functions that are made for it alone. Like each file
// that internal/vm/library lists, this one is run in the context's own realm.

const { ObjectDefineProperty, SymbolToStringTag } = primordials;

// The console of a context is that of an inspector: without one it says nothing.
const consoleMethods = [
  'debug', 'error', 'info', 'log', 'warn', 'dir', 'dirxml', 'table', 'trace', 'group', 'groupCollapsed', 'groupEnd',
  'clear', 'count', 'countReset', 'assert', 'profile', 'profileEnd', 'time', 'timeLog', 'timeEnd', 'timeStamp',
];

function makeConsole() {
  const console = { __proto__: {} };
  for (let i = 0; i < consoleMethods.length; i++) {
    const name = consoleMethods[i];
    console[name] = { [name]() {} }[name];
  }
  ObjectDefineProperty(console, SymbolToStringTag, { __proto__: null, value: 'console', writable: false, enumerable: false, configurable: true });
  return console;
}

function hidden(target, key, value) {
  ObjectDefineProperty(target, key, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

// lazily defines a global that few programs look at.
function lazily(target, key, make) {
  ObjectDefineProperty(target, key, {
    __proto__: null,
    get() {
      const value = make();
      hidden(target, key, value);
      return value;
    },
    set(value) { hidden(target, key, value); },
    enumerable: false,
    configurable: true,
  });
}

// makeGC makes the global function gc() of --expose-gc.
function makeGC(collect) {
  return function gc(options) {
    collect();
    return options?.execution === 'async' ? primordials.PromiseResolve() : undefined;
  };
}

module.exports = { hidden, lazily, makeConsole, makeGC };
