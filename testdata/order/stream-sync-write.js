const log = (...a) => console.log(...a);

const { Writable } = require('stream');
const w = new Writable({ write(c, e, cb) { log('write', String(c)); cb(); } });
w.on('finish', () => log('finish'));
w.write('a', () => log('cb a')); process.nextTick(() => log('tick')); w.write('b', () => log('cb b')); Promise.resolve().then(() => log('p')); w.end();
