const log = (...a) => console.log(...a);

queueMicrotask(() => { log('a'); queueMicrotask(() => log('c')); });
queueMicrotask(() => log('b'));
Promise.resolve().then(() => log('p1')).then(() => log('p2')).then(() => log('p3'));
(async () => { log('sync'); await null; log('await1'); await null; log('await2'); })();
