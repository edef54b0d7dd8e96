const log = (...a) => console.log(...a);

const { Readable } = require('stream'); const readline = require('readline');
const rl = readline.createInterface({ input: Readable.from(['one\ntwo\n', 'three']) });
rl.on('line', (l) => { log('line', l); process.nextTick(() => log('tick', l)); }); rl.on('close', () => log('close'));
