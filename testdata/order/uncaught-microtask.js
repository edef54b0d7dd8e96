const log = (...a) => console.log(...a);

process.on('uncaughtException', (e, origin) => log(e.message, origin));
queueMicrotask(() => { throw new Error('micro'); }); queueMicrotask(() => log('next micro'));
Promise.reject(new Error('rejected')); process.nextTick(() => log('tick'));
