'use strict';
const vm = require('vm');

const box = vm.createContext({ given: 1, log: console.log });
const run = (source, options) => vm.runInContext(source, box, options);
const desc = (object, key) => JSON.stringify(Object.getOwnPropertyDescriptor(object, key));

run('var declared = given + 1; function fn() {} made = 3; let lexical = 4; class K {}');
console.log(Object.keys(box).sort().join(), desc(box, 'declared'), typeof box.fn, box.lexical);
console.log(run('lexical + declared'), run('typeof missing'), run('delete globalThis.made + "," + typeof made'), 'made' in box);
console.log(run('[] instanceof Array'), run('[]') instanceof Array, run('this === globalThis'), run('globalThis') === box);
console.log(run('Object.getOwnPropertyNames(globalThis).includes("Map")'), box.Map);
box.later = () => 'from outside';
box.self = box;
console.log(run('later()'), run('self === globalThis'));
Object.defineProperty(box, 'fixed', { value: 'no', writable: false });
console.log(run('fixed = 1; fixed'));
for (const source of ['missing', '"use strict"; undeclared = 1', 'null.x', 'throw new RangeError("mine")']) {
  try {
    run(source, { filename: 'inner.js' });
  } catch (err) {
    console.log(`${err.name}: ${err.message}`, err instanceof Error, err.stack.split('\n')[0]);
  }
}
try {
  new vm.Script('let 1', { filename: 'syntax.js' });
} catch (err) {
  console.log(err instanceof SyntaxError, err.stack.split('\n').slice(0, 3).join('|'));
}
console.log(vm.runInNewContext('a + b', { a: 1, b: 2 }), vm.isContext(box), vm.isContext({}));
console.log(vm.compileFunction('return a + b + c', ['a'], { contextExtensions: [{ b: 2, c: 3 }] })(1));
console.log(vm.compileFunction('return given', [], { parsingContext: box })());
const vanilla = vm.createContext(vm.constants.DONT_CONTEXTIFY);
vanilla.x = 1;
console.log(vm.runInContext('x + 1', vanilla), vm.runInContext('globalThis', vanilla) === vanilla);
try {
  vm.runInNewContext('for (;;) {}', {}, { timeout: 20 });
} catch (err) {
  console.log(err.code, err.message);
}
const sealed = vm.createContext({}, { codeGeneration: { strings: false } });
console.log(vm.runInContext('try { eval("1") } catch (e) { e.name + ": " + e.message }', sealed));
const after = vm.createContext({ log: console.log }, { microtaskMode: 'afterEvaluate' });
vm.runInContext('Promise.resolve().then(() => log("microtask"))', after);
console.log('returned');
