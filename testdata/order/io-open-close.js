const log = (...a) => console.log(...a);

const fs = require('fs');
fs.open(__filename, 'r', (e, fd) => { log('open', typeof fd); fs.read(fd, Buffer.alloc(5), 0, 5, 0, (e, n, b) => { log('read', n, b.toString()); fs.close(fd, (e) => log('close', e)); process.nextTick(log, 'tick'); }); });
