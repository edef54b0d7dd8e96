const log = (...a) => console.log(...a);

process.nextTick(() => { log('tick'); setImmediate(() => log('imm from tick')); });
Promise.resolve().then(() => setImmediate(() => log('imm from promise')));
setImmediate(() => log('imm main'));
