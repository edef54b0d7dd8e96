const log = (...a) => console.log(...a);

setTimeout(() => log('10'), 100); setTimeout(() => log('1'), 1); setTimeout(() => log('30'), 300); setTimeout(() => log('20'), 200);
setTimeout(() => log('0 is 1'), 0);
