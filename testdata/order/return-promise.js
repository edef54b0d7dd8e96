const log = (...a) => console.log(...a);

async function a() { return Promise.resolve('a'); }
async function b() { return 'b'; }
a().then(log); b().then(log);
Promise.resolve().then(() => log(1)).then(() => log(2)).then(() => log(3)).then(() => log(4));
