'use strict';

// One round: every case once, and its milliseconds of time and of CPU as JSON.
// node|wjs cases.js DIR [TYPESCRIPT] [CASE]

const { EventEmitter } = require('events');
const fs = require('fs');
const path = require('path');
const { pipeline } = require('stream/promises');
const util = require('util');

const [, , dir, typescript, only] = process.argv;
const MiB = 1024 * 1024;

const bytes = Buffer.alloc(MiB, 'The quick brown fox jumps over the lazy dog. ');
const same = Buffer.from(bytes);
const needle = Buffer.alloc(MiB, 'abcdefgh');
needle.write('the end', MiB - 8);
const accented = Buffer.alloc(MiB, 'Größe und Maß der Dinge, 日本語 ');
const base64 = bytes.toString('base64');
const chunks = Array.from({ length: 100 }, (_, i) => Buffer.alloc(1024, i));
const urls = Array.from({ length: 10000 }, (_, i) => `https://user@sub${i % 10}.example.com:8080/a/b${i}/../c?x=${i}&y=z#part`);
// Made for the cases that use it, since a collector without generations looks at all that lives.
const records = () => Array.from({ length: 60000 }, (_, i) => ({ id: i, name: `item number ${i}`, tags: ['red', 'green', 'blue'], price: i * 1.25, nested: { ok: true, none: null, text: 'some words that stand for text' } }));
const shape = { name: 'x', list: [1, 2, 3, 'four'], map: new Map([['a', { b: 1 }]]), set: new Set([1, 2]), date: new Date(0), re: /x/g, fn() {}, deep: { deeper: { deepest: {} } } };

const small = Array.from({ length: 1000 }, (_, i) => path.join(dir, 'small', `${i}`));
const many = path.join(dir, 'many');
const source = path.join(dir, 'source');
const target = path.join(dir, `target-${process.pid}`);
const times = (n, f) => { for (let i = 0; i < n; i++) f(i); };

// [name, kind, function, what makes its argument]. Host: the work is the host's, and JavaScript's part in it is small.
const cases = [
  ['Buffer.concat of 100 × 1 KB, 500 times', 'host', () => times(500, () => Buffer.concat(chunks))],
  ['Buffer.compare of 1 MB, 200 times', 'host', () => times(200, () => Buffer.compare(bytes, same))],
  ['buf.indexOf in 1 MB, 200 times', 'host', () => times(200, () => needle.indexOf('the end'))],
  ["buf.toString('utf8') of 1 MB of ASCII, 50 times", 'host', () => times(50, () => bytes.toString())],
  ["buf.toString('utf8') of 1 MB of mixed text, 20 times", 'host', () => times(20, () => accented.toString())],
  ["buf.toString('latin1') of 1 MB, 50 times", 'host', () => times(50, () => bytes.toString('latin1'))],
  ["buf.toString('hex') of 1 MB, 20 times", 'host', () => times(20, () => bytes.toString('hex'))],
  ["Buffer.from(string) of 1 MB, 20 times", 'host', () => { const text = accented.toString(); times(20, () => Buffer.from(text)); }],
  ['TextDecoder of 1 MB of mixed text, 20 times', 'host', () => { const d = new TextDecoder(); times(20, () => d.decode(accented)); }],
  ['base64 encoding of 1 MB, 50 times', 'host', () => times(50, () => bytes.toString('base64'))],
  ['base64 decoding of 1 MB, 50 times', 'host', () => times(50, () => Buffer.from(base64, 'base64'))],
  ['new URL, 10,000 times', 'host', () => times(urls.length, (i) => new URL(urls[i]))],
  ['readdir of 10,000 files, 5 times', 'host', async () => { for (let i = 0; i < 5; i++) await fs.promises.readdir(many); }],
  ['readdirSync of 10,000 files, 5 times', 'host', () => times(5, () => fs.readdirSync(many))],
  ['readFile of 1,000 small files, at once', 'host', () => Promise.all(small.map((file) => fs.promises.readFile(file, 'utf8')))],
  ['readFileSync of 1,000 small files', 'host', () => times(1000, (i) => fs.readFileSync(small[i], 'utf8'))],
  ['writeFile of 1,000 small files, at once', 'host', () => Promise.all(small.map((file) => fs.promises.writeFile(file, 'some text of a small file\n')))],
  ['writeFileSync of 1,000 small files', 'host', () => times(1000, (i) => fs.writeFileSync(small[i], 'some text of a small file\n'))],
  ['streams copy 100 MB', 'host', () => pipeline(fs.createReadStream(source), fs.createWriteStream(target))],
  ['JSON.stringify, 10 MB', 'engine', (list) => JSON.stringify(list), records],
  ['JSON.parse, 10 MB', 'engine', (text) => JSON.parse(text), () => JSON.stringify(records())],
  ['100,000 timers', 'engine', () => new Promise((resolve) => { let n = 0; times(1e5, () => setTimeout(() => { if (++n === 1e5) resolve(); }, 1)); })],
  ['100,000 immediates', 'engine', () => new Promise((resolve) => { let n = 0; times(1e5, () => setImmediate(() => { if (++n === 1e5) resolve(); })); })],
  ['100,000 ticks', 'engine', () => new Promise((resolve) => { let n = 0; times(1e5, () => process.nextTick(() => { if (++n === 1e5) resolve(); })); })],
  ['100,000 turns of promises', 'engine', async () => { for (let i = 0; i < 1e5; i++) await null; }],
  ['EventEmitter, 1,000,000 events', 'engine', () => { const e = new EventEmitter(); let n = 0; e.on('x', (v) => { n += v; }); times(1e6, () => e.emit('x', 1)); }],
  ['util.inspect, 1,000 times', 'engine', () => times(1000, () => util.inspect(shape))],
];
if (typescript) cases.push(["require('typescript')", 'engine', () => require(typescript)]);

async function main() {
  const results = {};
  for (const [name, kind, run, setUp] of cases) {
    if (only && !name.includes(only)) continue;
    const given = setUp?.();
    const before = process.cpuUsage();
    const start = performance.now();
    await run(given);
    const ms = performance.now() - start;
    const { user, system } = process.cpuUsage(before);
    results[name] = { kind, ms, cpu: (user + system) / 1000 };
  }
  fs.rmSync(target, { force: true });
  console.log(JSON.stringify(results));
}
main();
