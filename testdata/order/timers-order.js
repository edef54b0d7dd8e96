const log = (...a) => console.log(...a);

setTimeout(() => log('10'), 10); setTimeout(() => log('1'), 1); setTimeout(() => log('30'), 30); setTimeout(() => log('20'), 20);
setTimeout(() => log('0 is 1'), 0);
