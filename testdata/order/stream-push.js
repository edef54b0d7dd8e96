const log = (...a) => console.log(...a);

const { Readable } = require('stream');
const r = new Readable({ read() {} });
r.on('data', (d) => log('data', String(d))); r.on('end', () => log('end')); r.on('close', () => log('close'));
r.push('1'); r.push('2'); setImmediate(() => { r.push('3'); r.push(null); log('pushed'); });
process.nextTick(() => log('tick'));
