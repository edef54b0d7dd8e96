const log = (...a) => console.log(...a);

const { EventEmitter, once } = require('events');
const e = new EventEmitter();
(async () => { const [v] = await once(e, 'x'); log('once', v); })();
e.on('x', (v) => log('on', v)); e.emit('x', 1); e.emit('x', 2); process.nextTick(() => log('tick')); Promise.resolve().then(() => log('p'));
