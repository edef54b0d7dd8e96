const log = (...a) => console.log(...a);

for (let i = 0; i < 5; i++) setTimeout(() => { log('t' + i); process.nextTick(() => log('tick' + i)); Promise.resolve().then(() => log('p' + i)); }, 1);
