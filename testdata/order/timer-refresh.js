const log = (...a) => console.log(...a);

const t = setTimeout(() => log('refreshed'), 15);
setTimeout(() => { log('5'); t.refresh(); }, 5);
setTimeout(() => log('17'), 17);
