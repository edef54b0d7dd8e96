const log = (...a) => console.log(...a);

const fs = require('fs');
fs.stat(__filename, (e, s) => { log('stat', s.isFile()); fs.access(__filename, (e) => { log('access', e); fs.stat('/does/not/exist', (e) => log(e.code, e.syscall)); }); });
log('main');
