'use strict';

// The object WebAssembly of a context with codeGeneration: { wasm: false }: it
// instantiates what was compiled elsewhere, and compiles nothing itself.

const {
  ObjectDefineProperties,
  ObjectDefineProperty,
  PromiseReject,
  SymbolToStringTag,
} = primordials;

const { isObject } = require('internal/wasm/convert');
const { CompileError } = require('internal/wasm/errors');
const { moduleId, statics } = require('internal/wasm/module');
const { makeNamespace, operations } = require('internal/wasm/namespace');

function refusal(where) {
  return new CompileError(`${where}: Wasm code generation disallowed by embedder`);
}

// The class has a prototype of its own: that of the program's leads to its class,
// which compiles.
function makeModule() {
  class Module {
    constructor(bytes) {
      throw refusal('WebAssembly.Module()');
    }
  }
  const shown = (value) => ({ __proto__: null, value, writable: true, enumerable: true, configurable: true });
  ObjectDefineProperties(Module, {
    __proto__: null,
    imports: shown(statics.imports),
    exports: shown(statics.exports),
    customSections: shown(statics.customSections),
  });
  ObjectDefineProperty(Module.prototype, SymbolToStringTag, {
    __proto__: null, value: 'WebAssembly.Module', writable: false, enumerable: false, configurable: true,
  });
  return Module;
}

const refusing = {
  __proto__: null,
  validate: operations.validate,

  compile(bytes) {
    return PromiseReject(refusal('WebAssembly.compile()'));
  },

  // What compiles nothing, a module or a wrong argument, is as everywhere.
  instantiate(bytes, importObject = undefined) {
    const compiles = isObject(bytes) && moduleId(bytes) === undefined && (importObject === undefined || isObject(importObject));
    return compiles ? PromiseReject(refusal('WebAssembly.instantiate()')) : operations.instantiate(bytes, importObject);
  },

  compileStreaming(source) {
    return PromiseReject(refusal('WebAssembly.compileStreaming()'));
  },

  instantiateStreaming(source, importObject = undefined) {
    const compiles = importObject === undefined || isObject(importObject);
    return compiles ? PromiseReject(refusal('WebAssembly.instantiateStreaming()')) : operations.instantiateStreaming(source, importObject);
  },
};

module.exports = { makeNamespace: () => makeNamespace(makeModule(), refusing) };
