const log = (...a) => console.log(...a);

async function* g() { log('g1'); yield 1; log('g2'); yield Promise.resolve(2); log('g3'); }
(async () => { for await (const v of g()) log('v', v); log('over'); })();
Promise.resolve().then(() => log('a')).then(() => log('b')).then(() => log('c')).then(() => log('d')).then(() => log('e')).then(() => log('f'));
