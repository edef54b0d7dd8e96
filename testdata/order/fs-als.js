const log = (...a) => console.log(...a);

const { AsyncLocalStorage } = require('async_hooks'); const fs = require('fs'); const als = new AsyncLocalStorage();
als.run(1, () => fs.stat(__filename, () => { log('stat', als.getStore()); als.run(2, () => fs.readFile(__filename, () => log('read', als.getStore()))); process.nextTick(() => log('tick', als.getStore())); }));
log(als.getStore());
