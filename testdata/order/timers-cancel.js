const log = (...a) => console.log(...a);

const a = setTimeout(() => log('never'), 1);
const b = setTimeout(() => { log('b'); clearTimeout(c); }, 2);
const c = setTimeout(() => log('cancelled'), 2);
setTimeout(() => log('d'), 2);
clearTimeout(a);
