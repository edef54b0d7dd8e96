'use strict';

// Iterators are disposed of by closing them.

const {
  FunctionPrototypeCall,
  ObjectDefineProperty,
  Promise,
  PromisePrototypeThen,
  PromiseResolve,
  SymbolAsyncDispose,
  SymbolDispose,
} = primordials;

const methods = {
  [SymbolDispose]() {
    const close = this.return;
    if (close !== undefined) FunctionPrototypeCall(close, this);
  },
  [SymbolAsyncDispose]() {
    return new Promise((resolve) => {
      const close = this.return;
      if (close === undefined) {
        resolve();
        return;
      }
      const result = FunctionPrototypeCall(close, this, undefined);
      resolve(PromisePrototypeThen(PromiseResolve(result), () => undefined));
    });
  },
};

function install(iteratorPrototype, asyncIteratorPrototype) {
  const define = (target, key) => ObjectDefineProperty(target, key, {
    __proto__: null, value: methods[key], writable: true, enumerable: false, configurable: true,
  });
  define(iteratorPrototype, SymbolDispose);
  define(asyncIteratorPrototype, SymbolAsyncDispose);
}

module.exports = { install };
