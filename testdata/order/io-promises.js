const log = (...a) => console.log(...a);

const fs = require('fs/promises');
(async () => { log('start'); const s = await fs.readFile(__filename, 'utf8'); log(s.length > 0); await fs.stat(__filename); log('stat'); })();
process.nextTick(() => log('tick'));
Promise.resolve().then(() => log('micro'));
