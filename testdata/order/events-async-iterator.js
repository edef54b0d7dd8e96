const log = (...a) => console.log(...a);

const { EventEmitter, on } = require('events');
const e = new EventEmitter();
(async () => { let n = 0; for await (const [v] of on(e, 'x')) { log(v); if (++n === 3) break; } log('done'); })();
e.emit('x', 1); setImmediate(() => { e.emit('x', 2); e.emit('x', 3); log('emitted'); });
