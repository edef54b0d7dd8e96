const log = (...a) => console.log(...a);

Promise.all([1, Promise.resolve(2), new Promise((r) => setTimeout(r, 60, 3))]).then(log);
Promise.race([new Promise((r) => setTimeout(r, 200, 'slow')), new Promise((r) => setTimeout(r, 2, 'fast'))]).then(log);
Promise.allSettled([Promise.reject(new Error('no')), 1]).then((r) => log(r.map((x) => x.status)));
Promise.any([Promise.reject(1), Promise.resolve(2)]).then(log);
log('main');
