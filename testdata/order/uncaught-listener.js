const log = (...a) => console.log(...a);

process.on('uncaughtException', (e, origin) => log('uncaught', e.message, origin));
process.nextTick(() => { throw new Error('in tick'); }); process.nextTick(() => log('next tick runs'));
setTimeout(() => { throw new Error('in timer'); }, 200); setTimeout(() => log('next timer runs'), 200);
setImmediate(() => { throw new Error('in immediate'); }); setImmediate(() => log('next immediate runs'));
Promise.resolve().then(() => log('promise'));
