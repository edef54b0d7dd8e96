const log = (...a) => console.log(...a);

setImmediate(() => { log('i1'); process.nextTick(() => log('tick1')); Promise.resolve().then(() => log('p1')); setImmediate(() => log('i4')); });
setImmediate(() => log('i2')); setImmediate(() => log('i3'));
