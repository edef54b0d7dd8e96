const log = (...a) => console.log(...a);

const { Readable } = require('stream');
(async () => { for await (const c of Readable.from([1, 2, 3])) { log(c); await null; } log('over'); })();
setImmediate(() => log('immediate'));
