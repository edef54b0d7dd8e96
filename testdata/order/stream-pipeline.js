const log = (...a) => console.log(...a);

const { pipeline, Readable, Writable } = require('stream');
pipeline(Readable.from(['1', '2', '3']), async function* (src) { for await (const c of src) yield c * 2; }, new Writable({ objectMode: true, write(c, e, cb) { log('got', c); cb(); } }), (e) => log('done', e));
process.nextTick(() => log('tick'));
