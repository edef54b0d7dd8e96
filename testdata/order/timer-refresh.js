const log = (...a) => console.log(...a);

// Far apart, since a timer that is late by more than what lies between them
// changes the order, in Node as well.
const t = setTimeout(() => log('refreshed'), 300);
setTimeout(() => { log('5'); t.refresh(); }, 100);
setTimeout(() => log('17'), 340);
