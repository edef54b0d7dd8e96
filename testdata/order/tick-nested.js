const log = (...a) => console.log(...a);

process.nextTick(() => { log(1); process.nextTick(() => log(3)); Promise.resolve().then(() => log(4)); });
process.nextTick(() => log(2));
Promise.resolve().then(() => { log('p1'); process.nextTick(() => log('t-in-p')); }).then(() => log('p2'));
