const log = (...a) => console.log(...a);

const { setTimeout: sleep, setImmediate: imm, setInterval: every } = require('timers/promises');
(async () => { log(await sleep(2, 'slept')); log(await imm('imm')); let n = 0; for await (const v of every(1, 'v')) { log(v, ++n); if (n === 3) break; } })();
process.nextTick(log, 'tick');
