import fs from 'node:fs'; const log = console.log;
process.nextTick(() => log('tick')); Promise.resolve().then(() => log('promise')); queueMicrotask(() => log('micro'));
setImmediate(() => log('immediate')); log('main', typeof fs.readFile);
