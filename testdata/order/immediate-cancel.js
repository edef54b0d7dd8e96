const log = (...a) => console.log(...a);

const x = setImmediate(() => log('never'));
setImmediate(() => { log('a'); clearImmediate(z); });
const z = setImmediate(() => log('never either'));
setImmediate(() => log('b'));
clearImmediate(x);
