const log = (...a) => console.log(...a);

setTimeout(() => log('never'), 1000).unref(); const t = setInterval(() => log('never'), 500); t.unref(); log(t.hasRef());
setTimeout(() => log('runs'), 2); process.on('exit', () => log('exit'));
