'use strict';

// The object WebAssembly. https://webassembly.github.io/spec/js-api/ and
// https://webassembly.github.io/spec/web-api/ for what streams.

const {
  ObjectDefineProperty,
  PromisePrototypeThen,
  PromiseReject,
  SymbolToStringTag,
  TypeError,
} = primordials;

const binding = internalBinding('wasm');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_WEBASSEMBLY_RESPONSE } } = require('internal/errors');
const { isObject, toBytes } = require('internal/wasm/convert');
const { CompileError, LinkError, RuntimeError } = require('internal/wasm/errors');
const { Global, Memory, Table } = require('internal/wasm/externs');
const { Instance, Module, compileModule, instantiateModule, moduleId } = require('internal/wasm/module');

// Whether the argument of imports can be one; its properties are read later.
function checkImports(importObject, where) {
  if (importObject !== undefined && !isObject(importObject)) {
    throw new TypeError(`${where}: Argument 1 must be an object`);
  }
}

function compileAndInstantiate(compiled, importObject, where) {
  return PromisePrototypeThen(compiled, async (module) => ({
    module, instance: await instantiateModule(module, importObject, where),
  }));
}

// The bytes of a response that says it is WebAssembly.
async function responseBytes(source) {
  const response = await source;
  const { Response } = require('internal/deps/fetch');
  if (!(response instanceof Response)) {
    throw new ERR_INVALID_ARG_TYPE('source', ['Response', 'Promise resolving to Response'], response);
  }
  const contentType = response.headers.get('Content-Type');
  if (contentType !== 'application/wasm') {
    throw new ERR_WEBASSEMBLY_RESPONSE(`has unsupported MIME type '${contentType}'`);
  }
  if (!response.ok) throw new ERR_WEBASSEMBLY_RESPONSE(`has status code ${response.status}`);
  if (response.bodyUsed) throw new ERR_WEBASSEMBLY_RESPONSE('body has already been used');
  return response.arrayBuffer();
}

// A promise of what the callback returns or throws.
function attempt(callback) {
  try {
    return callback();
  } catch (error) {
    return PromiseReject(error);
  }
}

const operations = {
  compile(bytes) {
    const where = 'WebAssembly.compile()';
    return attempt(() => compileModule(toBytes(bytes, where), where));
  },

  validate(bytes) {
    return binding.validate(toBytes(bytes, 'WebAssembly.validate()'));
  },

  instantiate(bytes, importObject = undefined) {
    const where = 'WebAssembly.instantiate()';
    return attempt(() => {
      if (!isObject(bytes)) {
        throw new TypeError(`${where}: Argument 0 must be a buffer source or a WebAssembly.Module object`);
      }
      checkImports(importObject, where);
      if (moduleId(bytes) !== undefined) return instantiateModule(bytes, importObject, where);
      return compileAndInstantiate(compileModule(toBytes(bytes, where), where), importObject, where);
    });
  },

  compileStreaming(source) {
    const where = 'WebAssembly.compileStreaming()';
    return PromisePrototypeThen(responseBytes(source), (buffer) => compileModule(toBytes(buffer, where), where));
  },

  instantiateStreaming(source, importObject = undefined) {
    const where = 'WebAssembly.instantiateStreaming()';
    return attempt(() => {
      checkImports(importObject, where);
      const compiled = PromisePrototypeThen(responseBytes(source), (buffer) => compileModule(toBytes(buffer, where), where));
      return compileAndInstantiate(compiled, importObject, where);
    });
  },
};

// makeNamespace makes an object WebAssembly that compiles by what is given.
function makeNamespace(Module, { compile, validate, instantiate, compileStreaming, instantiateStreaming }) {
  const namespace = {};
  const define = (name, value, enumerable) => ObjectDefineProperty(namespace, name, {
    __proto__: null, value, writable: true, enumerable, configurable: true,
  });
  define('compile', compile, true);
  define('validate', validate, true);
  define('instantiate', instantiate, true);
  const constructors = [Module, Instance, Table, Memory, Global, CompileError, LinkError, RuntimeError];
  for (let i = 0; i < constructors.length; i++) define(constructors[i].name, constructors[i], false);
  define('compileStreaming', compileStreaming, true);
  define('instantiateStreaming', instantiateStreaming, true);
  ObjectDefineProperty(namespace, SymbolToStringTag, {
    __proto__: null, value: 'WebAssembly', writable: false, enumerable: false, configurable: true,
  });
  return namespace;
}

module.exports = { WebAssembly: makeNamespace(Module, operations), makeNamespace, operations };
