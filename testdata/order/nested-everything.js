const log = (...a) => console.log(...a);

setImmediate(() => { log('i'); setTimeout(() => { log('t'); Promise.resolve().then(() => { log('p'); process.nextTick(() => { log('n'); setImmediate(() => log('end')); }); queueMicrotask(() => log('m')); }); }, 1); });
process.nextTick(() => Promise.resolve().then(() => process.nextTick(() => log('deep'))));
