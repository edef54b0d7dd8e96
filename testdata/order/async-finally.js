const log = (...a) => console.log(...a);

(async () => { try { await Promise.reject(new Error('x')); } catch (e) { log('catch', e.message); } finally { log('finally'); await null; log('after finally'); } })();
Promise.reject(1).finally(() => log('f')).catch((v) => log('c', v)); Promise.resolve().then(() => log(1)).then(() => log(2)).then(() => log(3));
