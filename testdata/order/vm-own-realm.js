'use strict';

// What a context is given leads to the context's own Function, and what goes
// wrong in it is an error of its own.
const vm = require('node:vm');
const context = vm.createContext({});
const leads = (expression) => {
  const own = vm.runInContext(`(${expression}).constructor('return globalThis')() === globalThis`, context);
  if (!own) console.log(expression, 'leads out');
};
for (const expression of [
  'console.log', 'console.error', 'Atomics.add', 'Intl.Segmenter', 'Intl.getCanonicalLocales', 'Error.captureStackTrace',
  'DisposableStack', 'AsyncDisposableStack.prototype.use', 'SuppressedError',
  '[].values().__proto__.__proto__[Symbol.dispose]',
  "Object.getOwnPropertyDescriptor(Error, 'captureStackTrace').value", 'eval', 'Promise.resolve', 'Array.prototype.push',
]) leads(expression);
console.log(vm.runInContext(`
  const caught = (fn) => { try { fn(); } catch (e) { return e; } };
  Error.prepareStackTrace = (error, sites) => sites[0].getTypeName.constructor === Function;
  const { stack } = new Error();
  delete Error.prepareStackTrace;
  [
    Object.getPrototypeOf(console) === Object.prototype, String(console), typeof Error.prepareStackTrace, stack,
    caught(() => Intl.getCanonicalLocales('x y')) instanceof RangeError, caught(() => Atomics.add([], 0, 1)) instanceof TypeError,
    new SuppressedError(1, 2) instanceof Error, new AsyncDisposableStack().disposeAsync() instanceof Promise,
    Atomics.add(new Int32Array(1), 0, 1), typeof Intl.PluralRules,
  ].join();
`, context));
console.log(vm.runInContext("Intl = 1; Atomics = 2; [Intl, Atomics, Object.keys(globalThis)].join()", context));
