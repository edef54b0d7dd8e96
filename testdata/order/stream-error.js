const log = (...a) => console.log(...a);

const { Readable } = require('stream');
const r = new Readable({ read() { this.destroy(new Error('broken')); } });
r.on('error', (e) => log('error', e.message)); r.on('close', () => log('close')); r.on('end', () => log('never'));
r.resume(); process.nextTick(() => log('tick'));
