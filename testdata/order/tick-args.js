const log = (...a) => console.log(...a);

process.nextTick((a, b, ...c) => log(a, b, c), 1, 2, 3, 4);
process.nextTick(log, 'direct');
queueMicrotask(() => log('micro'));
