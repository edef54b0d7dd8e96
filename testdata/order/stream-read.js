const log = (...a) => console.log(...a);

const { Readable } = require('stream');
const r = Readable.from(['a', 'b', 'c']);
r.on('data', (d) => { log('data', d); process.nextTick(() => log('tick', d)); Promise.resolve().then(() => log('p', d)); });
r.on('end', () => log('end')); r.on('close', () => log('close'));
log('main');
