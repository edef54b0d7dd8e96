const log = (...a) => console.log(...a);

const fs = require('fs'), os = require('os'), path = require('path');
const dir = fs.mkdtempSync(path.join(process.env.ORDER_TMP ?? os.tmpdir(), 'order-'));
const file = path.join(dir, 'a.txt');
fs.writeFile(file, 'hello', (e) => { log('written', e); fs.appendFile(file, ' world', (e) => { log('appended', e); fs.readFile(file, 'utf8', (e, s) => { log(s); fs.rm(dir, { recursive: true }, (e) => log('removed', e)); }); }); });
process.nextTick(log, 'tick');
