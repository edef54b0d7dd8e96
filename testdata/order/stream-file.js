const log = (...a) => console.log(...a);

const fs = require('fs');
const r = fs.createReadStream(__filename, { highWaterMark: 64, end: 127 });
r.on('open', () => log('open')); r.on('ready', () => log('ready')); r.on('data', (d) => log('data', d.length)); r.on('end', () => log('end')); r.on('close', () => log('close'));
