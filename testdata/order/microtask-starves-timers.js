const log = (...a) => console.log(...a);

setTimeout(() => log('timer'), 0); let n = 0; function loop() { if (++n < 1000) Promise.resolve().then(loop); else log('microtasks', n); } loop();
let k = 0; function ticks() { if (++k < 1000) process.nextTick(ticks); else log('ticks', k); } ticks();
