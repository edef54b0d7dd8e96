// The library's templates are calls of String.prototype.concat: a program that
// replaces it reads and writes their texts. Here they become names of what is
// denied, or of what is allowed, at every call or at every other one.
const [allowed, denied, here, there] = process.argv.slice(2); // two files, two origins
const fs = require('fs');
const http = require('http');
const path = require('path');
const url = require('url');
const { Worker } = require('worker_threads');

const { concat } = String.prototype;
const { apply } = Reflect;
const { replaceAll } = String.prototype;
const swaps = [[allowed, denied], [here, there], [new URL(here).host, new URL(there).host], [new URL(here).port, new URL(there).port], [path.basename(allowed), path.basename(denied)], [path.dirname(allowed), path.dirname(denied)]];
const turn = (text, from, to) => {
  for (const pair of swaps) text = apply(replaceAll, text, [pair[from], () => pair[to]]);
  return text;
};

let calls = 0;
let changed = 0;
const ways = {
  denies: (text) => turn(text, 0, 1),
  allows: (text) => turn(text, 1, 0),
  alternates: (text) => (calls % 2 ? turn(text, 0, 1) : turn(text, 1, 0)),
  file: () => denied,
  origin: () => there,
};

const tries = (file, origin) => [
  () => fs.readFileSync(file, 'utf8'), () => fs.readFileSync(url.pathToFileURL(file), 'utf8'), () => fs.readdirSync(path.dirname(file)).join(),
  () => fs.promises.readFile(file, 'utf8'), () => fs.promises.readFile(path.join(path.dirname(file), '.', path.basename(file)), 'utf8'),
  async () => { let text = ''; for await (const chunk of fs.createReadStream(file)) text += chunk; return text; },
  () => { fs.writeFileSync(file, 'OVERWRITTEN'); }, () => { fs.copyFileSync(file, __dirname + '/copy'); },
  () => require(file), () => import(file).then((m) => m.default), () => import(url.pathToFileURL(file)).then((m) => m.default),
  () => process.getBuiltinModule('module').createRequire(__filename)(file),
  () => process.permission.has('fs.read', denied) && 'SECRET has',
  () => fetch(origin + '/').then((r) => r.text()), () => fetch(new Request(new URL('/', origin))).then((r) => r.text()),
  () => new Promise((done, fail) => http.get(origin + '/', (r) => r.setEncoding('utf8').on('data', done)).on('error', fail)),
  () => new Promise((done, fail) => { const { hostname, port } = new URL(origin); http.get({ hostname, port }, (r) => r.setEncoding('utf8').on('data', done)).on('error', fail); }),
];

(async () => {
  const print = console.log;
  for (const [way, change] of Object.entries(ways)) {
    for (const [file, origin] of [[allowed, here], [denied, there]]) {
      for (const attempt of tries(file, origin)) {
        String.prototype.concat = function(...parts) {
          calls++;
          const text = apply(concat, this, parts);
          const other = change(text);
          if (other !== text) changed++;
          return other;
        };
        let got;
        try { got = String(await attempt()); } catch (e) { got = ''; } finally { String.prototype.concat = concat; }
        if (got.includes('SECRET')) print(way, file === allowed ? 'allowed' : 'denied', String(attempt), got);
      }
    }
  }
  print(changed > 0 ? 'changed texts' : `no text was changed in ${calls} calls`);
})();
