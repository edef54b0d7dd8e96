const log = (...a) => console.log(...a);

const { AsyncLocalStorage } = require('async_hooks'); const als = new AsyncLocalStorage();
als.run('A', () => { setTimeout(() => log('timer', als.getStore()), 1); setImmediate(() => log('imm', als.getStore())); process.nextTick(() => log('tick', als.getStore())); Promise.resolve().then(() => log('then', als.getStore())); });
als.run('B', async () => { log(als.getStore()); await null; log('await', als.getStore()); await new Promise((r) => setTimeout(r, 100)); log('await timer', als.getStore()); });
log('outside', als.getStore()); queueMicrotask(() => log('micro', als.getStore()));
for (const due = performance.now() + 5; performance.now() < due;); // so that the timer is the first that is due
