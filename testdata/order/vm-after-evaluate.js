'use strict';

// A context with a queue of its own: its promises run right after its code, in
// the async context of then, and at no other time.
const { AsyncLocalStorage } = require('node:async_hooks');
const vm = require('node:vm');

const als = new AsyncLocalStorage();
const log = (...args) => console.log(...args);
const context = vm.createContext({ als, log, setImmediate }, { microtaskMode: 'afterEvaluate' });

Promise.resolve().then(() => log('outer'));
als.run('in', () => {
  vm.runInContext(`
    Promise.resolve().then(() => log('then', als.getStore()));
    (async () => { await 0; log('await', als.getStore()); })();
    Promise.resolve({ then(resolve) { log('thenable', als.getStore()); resolve(); } }).then(() => log('after it'));
    new Promise(setImmediate).then(() => log('late'));
  `, context);
  log('evaluated');
});

try {
  vm.runInContext('Promise.resolve().then(() => { for (;;); }); 0', context, { timeout: 20 });
} catch (err) {
  log(err.code);
}
vm.runInContext('Promise.resolve().then(() => log("left"));', context);

(async () => {
  await vm.runInContext('Promise.resolve()', context);
  log('awaited');
})();

setImmediate(() => setImmediate(() => {
  log('next turn');
  vm.runInContext('0', context);
  setImmediate(() => log('end'));
}));
