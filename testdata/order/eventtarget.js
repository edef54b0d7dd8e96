const log = (...a) => console.log(...a);

const t = new EventTarget();
t.addEventListener('a', () => { log(1); Promise.resolve().then(() => log('p1')); }); t.addEventListener('a', () => log(2));
t.dispatchEvent(new Event('a')); log('after'); process.nextTick(() => log('tick'));
