const log = (...a) => console.log(...a);

const { Readable, Transform, PassThrough } = require('stream');
const up = new Transform({ transform(c, e, cb) { cb(null, String(c).toUpperCase()); } });
Readable.from(['x', 'y']).pipe(up).pipe(new PassThrough()).on('data', (d) => log(String(d))).on('end', () => log('end'));
up.on('finish', () => log('up finish')); up.on('end', () => log('up end'));
