const log = (...a) => console.log(...a);

Promise.resolve().then(() => log('promise'));
process.nextTick(() => log('tick'));
log('main');
