const log = (...a) => console.log(...a);

const { StringDecoder } = require('string_decoder'); const d = new StringDecoder('utf8'); const b = Buffer.from('é€😀');
for (const x of b) process.nextTick(() => { const s = d.write(Buffer.from([x])); if (s) log(s); }); setImmediate(() => log('end', d.end()));
