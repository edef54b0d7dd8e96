const log = (...a) => console.log(...a);

process.on('exit', (c) => log('exit', c)); setTimeout(() => log('never'), 0); Promise.resolve().then(() => log('never')); process.nextTick(() => log('never'));
log('before'); process.exit();
