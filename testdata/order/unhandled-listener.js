const log = (...a) => console.log(...a);

process.on('unhandledRejection', (r, p) => log('unhandled', r.message, p instanceof Promise));
process.on('rejectionHandled', () => log('handled later'));
const p = Promise.reject(new Error('late')); Promise.reject(new Error('caught')).catch(() => log('caught'));
setTimeout(() => p.catch(() => log('now caught')), 50); process.nextTick(() => log('tick')); setImmediate(() => log('immediate'));
