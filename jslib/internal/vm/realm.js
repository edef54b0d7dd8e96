'use strict';

// What the intrinsics of a new realm lack to be those of Node, and have beyond
// them.

const {
  ObjectDefineProperty,
  ObjectGetPrototypeOf,
  Symbol,
  SymbolToStringTag,
} = primordials;

// The console of a context is that of an inspector: without one it says nothing.
const consoleMethods = [
  'debug', 'error', 'info', 'log', 'warn', 'dir', 'dirxml', 'table', 'trace', 'group', 'groupCollapsed', 'groupEnd',
  'clear', 'count', 'countReset', 'assert', 'profile', 'profileEnd', 'time', 'timeLog', 'timeEnd', 'timeStamp',
];

function hidden(object, key, value) {
  ObjectDefineProperty(object, key, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

function makeConsole(global) {
  const console = new global.Object();
  for (let i = 0; i < consoleMethods.length; i++) {
    const name = consoleMethods[i];
    console[name] = { [name]() {} }[name];
  }
  ObjectDefineProperty(console, SymbolToStringTag, { __proto__: null, value: 'console', writable: false, enumerable: false, configurable: true });
  return console;
}

const notOfNode = ['InternalError', 'performance', 'queueMicrotask', 'DOMException', 'navigator'];
const functionKeys = ['fileName', 'lineNumber', 'columnNumber'];
const sharedSymbols = ['dispose', 'asyncDispose'];

// complete makes the global of a fresh realm the one that V8 gives a context.
// wasm: whether the code in it may compile WebAssembly.
function complete(global, wasm) {
  for (let i = 0; i < notOfNode.length; i++) delete global[notOfNode[i]];
  delete global[SymbolToStringTag];
  const { prototype } = global.Function;
  for (let i = 0; i < functionKeys.length; i++) delete prototype[functionKeys[i]];
  for (let i = 0; i < sharedSymbols.length; i++) {
    const name = sharedSymbols[i];
    if (global.Symbol[name] !== undefined) continue;
    ObjectDefineProperty(global.Symbol, name, {
      __proto__: null, value: Symbol[name], writable: false, enumerable: false, configurable: false,
    });
  }
  const iteratorPrototype = ObjectGetPrototypeOf(ObjectGetPrototypeOf(new global.Array().values()));
  const asyncIteratorPrototype = global.eval('Reflect.getPrototypeOf(Reflect.getPrototypeOf(async function* () {}.prototype))');
  require('internal/language/disposable').install(global, iteratorPrototype, asyncIteratorPrototype);
  if (global.Atomics === undefined) require('internal/language/atomics').install(global);
  require('internal/errors/capture').install(global);
  hidden(global, 'console', makeConsole(global));
  hidden(global, 'WebAssembly', wasm ? require('internal/wasm/namespace').WebAssembly : require('internal/wasm/refused').makeNamespace());
  hidden(global, 'Intl', require('internal/intl').Intl);
  require('internal/process/gc').expose(global);
}

module.exports = { complete };
