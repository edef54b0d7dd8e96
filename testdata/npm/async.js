const async = require('async');
async.parallel({ a: (cb) => setTimeout(cb, 60, null, 1), b: (cb) => setTimeout(cb, 40, null, 2) }, (e, r) => console.log('parallel', e, r));
async.series([(cb) => cb(null, 'x'), (cb) => setImmediate(cb, null, 'y')], (e, r) => console.log('series', r));
async.waterfall([(cb) => cb(null, 1), (n, cb) => cb(null, n + 1, 'z'), (n, s, cb) => cb(null, n + s)], (e, r) => console.log('waterfall', r));
async.mapLimit([3, 1, 2], 2, async (x) => x * 2, (e, r) => console.log('map', r));
const q = async.queue((task, cb) => { console.log('task', task); setImmediate(cb); }, 2); q.push([1, 2, 3]); q.drain(() => console.log('drained'));
async.retry({ times: 3, interval: 100 }, (cb) => cb(new Error('again')), (e) => console.log(e.message));
async.auto({ a: (cb) => cb(null, 1), b: ['a', (r, cb) => cb(null, r.a + 1)] }).then((r) => console.log('auto', r));
async.eachOfSeries({ k: 'v' }, async (v, k) => console.log(k, v));
