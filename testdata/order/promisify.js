const log = (...a) => console.log(...a);
const util = require('util');
util.promisify(setTimeout)(30, 'x').then(log);
util.promisify(setImmediate)('y').then(log);
util.promisify((a, cb) => process.nextTick(cb, null, a + 1))(1).then(log);
util.callbackify(async (x) => x * 2)(21, (e, v) => log('cb', e, v));
log('main');
