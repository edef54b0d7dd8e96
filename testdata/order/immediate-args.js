const log = (...a) => console.log(...a);
setImmediate(log, 1, 2, 3); setImmediate((...a) => log(a.length));
