const log = (...a) => console.log(...a);

setTimeout(() => { log('outer'); setTimeout(() => log('inner'), 0); setImmediate(() => log('immediate')); process.nextTick(() => log('tick')); }, 1);
