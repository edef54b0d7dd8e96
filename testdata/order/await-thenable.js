const log = (...a) => console.log(...a);

const thenable = { then(r) { log('then called'); r('value'); } };
(async () => { log(await thenable); })();
(async () => { log(await 1); log(await 2); })();
Promise.resolve().then(() => log('x')).then(() => log('y'));
