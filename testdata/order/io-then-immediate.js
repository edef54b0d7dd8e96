const log = (...a) => console.log(...a);

const fs = require('fs');
fs.readFile(__filename, () => { setTimeout(() => log('timeout'), 0); setImmediate(() => log('immediate')); process.nextTick(() => log('tick')); Promise.resolve().then(() => log('promise')); });
