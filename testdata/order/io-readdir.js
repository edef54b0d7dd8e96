const log = (...a) => console.log(...a);

const fs = require('fs');
fs.readdir(__dirname, (e, list) => { log(list.includes(require('path').basename(__filename))); Promise.resolve().then(() => log('p')); process.nextTick(() => log('t')); });
