const log = (...a) => console.log(...a);

let n = 0;
const t = setInterval(() => { log('tick', ++n); if (n === 3) clearInterval(t); process.nextTick(log, 'next'); }, 2);
