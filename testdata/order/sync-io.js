const log = (...a) => console.log(...a);

const fs = require('fs');
setTimeout(() => log('timer'), 1);
const end = Date.now() + 5; while (Date.now() < end) fs.statSync(__filename);
setImmediate(() => log('immediate'));
process.nextTick(() => log('tick'));
log('sync done');
