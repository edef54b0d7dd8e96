const log = (...a) => console.log(...a);

import('node:path').then((m) => log('import', typeof m.join)); Promise.resolve().then(() => log('promise')); process.nextTick(() => log('tick')); log('main');
