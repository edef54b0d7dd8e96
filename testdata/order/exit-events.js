const log = (...a) => console.log(...a);

process.on('beforeExit', (c) => { log('beforeExit', c); if (!globalThis.again) { globalThis.again = true; setTimeout(() => log('more'), 1); } });
process.on('exit', (c) => { log('exit', c); process.nextTick(() => log('never')); setTimeout(() => log('never'), 0); });
process.exitCode = 0; log('main');
