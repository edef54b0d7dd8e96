const log = (...a) => console.log(...a);

const rs = new ReadableStream({ start(c) { log('start'); c.enqueue(1); c.enqueue(2); c.close(); }, pull() { log('pull'); } });
(async () => { for await (const v of rs) log('v', v); log('over'); })(); Promise.resolve().then(() => log('p')); log('main');
