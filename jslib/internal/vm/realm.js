'use strict';

// What the intrinsics of a new realm lack to be those of Node, and have beyond
// them.

const {
  ObjectDefineProperty,
  ObjectGetPrototypeOf,
  Symbol,
  SymbolToStringTag,
} = primordials;

const { libraryOf } = require('internal/vm/library');

const notOfNode = ['InternalError', 'performance', 'queueMicrotask', 'DOMException', 'navigator'];
const functionKeys = ['fileName', 'lineNumber', 'columnNumber'];
const disposables = ['SuppressedError', 'DisposableStack', 'AsyncDisposableStack'];
const sharedSymbols = ['dispose', 'asyncDispose'];

// complete makes the global of a fresh realm the one that V8 gives a context.
// anchor: a function of the realm; wasm: whether the code in it may compile
// WebAssembly.
function complete(anchor, global, wasm) {
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
  const load = libraryOf(anchor, global);
  const { hidden, lazily, makeConsole, makeGC } = load('internal/vm/inside');
  load('internal/language/iterator_disposal').install(iteratorPrototype, asyncIteratorPrototype);
  for (let i = 0; i < disposables.length; i++) {
    const name = disposables[i];
    lazily(global, name, () => load('internal/language/disposable')[name]);
  }
  if (global.Atomics === undefined) lazily(global, 'Atomics', () => load('internal/language/atomics').makeAtomics());
  require('internal/errors/capture').install(global);
  hidden(global, 'console', makeConsole());
  hidden(global, 'WebAssembly', wasm ? require('internal/wasm/namespace').WebAssembly : require('internal/wasm/refused').makeNamespace());
  lazily(global, 'Intl', () => load('internal/intl').Intl);
  require('internal/process/gc').expose(global, makeGC);
}

module.exports = { complete };
