const log = (...a) => console.log(...a);

const { Writable } = require('stream');
const w = new Writable({ write(c, e, cb) { log('write', String(c)); setImmediate(cb); }, final(cb) { log('final'); cb(); } });
w.on('finish', () => log('finish')); w.on('close', () => log('close'));
log(w.write('a', () => log('cb a'))); log(w.write('b', () => log('cb b'))); w.end('c', () => log('end cb'));
