const log = (...a) => console.log(...a);

const { port1, port2 } = new MessageChannel();
port2.onmessage = (e) => { log('message', e.data); port2.close(); }; 
port1.postMessage({ a: 1 }); process.nextTick(() => log('tick')); Promise.resolve().then(() => log('promise')); log('main');
