import Mocha from 'mocha';
import fs from 'node:fs';
import path from 'node:path';
import util from 'node:util';

const dir = path.join(import.meta.dirname, 'work', 'mocha'); fs.mkdirSync(dir, { recursive: true });
fs.writeFileSync(path.join(dir, 'a.spec.js'), `const assert = require('assert');
describe('outer', function () {
  this.timeout(200); const log = [];
  before(() => log.push('before')); after(function () { console.log(log.join(' ')); }); beforeEach(async () => { await null; log.push('be'); }); afterEach((done) => setImmediate(done));
  it('passes', () => assert.ok(true)); it('is asynchronous', async () => { await new Promise((r) => setTimeout(r, 5)); }); it('calls back', (done) => process.nextTick(done));
  it('fails with a diff', () => assert.deepStrictEqual({ a: 1, list: [1, 2] }, { a: 2, list: [1, 3] })); it('rejects', () => Promise.reject(new TypeError('rejected'))); it('is too slow', (done) => {}).timeout(20); it('is pending'); it.skip('is skipped', () => {}); it('skips itself', function () { this.skip(); });
  it('calls back with an error', (done) => done(new Error('called back'))); it('throws later', (done) => { setTimeout(() => { throw new Error('later'); }, 1); }); it('throws a string', () => { throw 'a string'; });
  let tries = 0; it('retries', function () { this.retries(2); if (++tries < 3) throw new Error('again'); });
  context('inner', () => { describe.skip('skipped', () => { it('never', () => {}); }); it('has a title', function () { console.log(this.test.fullTitle()); }); }); describe('broken hook', () => { before(() => { throw new Error('in hook'); }); it('does not run', () => {}); });
});
`); fs.writeFileSync(path.join(dir, 'b.spec.mjs'), `import assert from 'node:assert'; describe('esm', () => { it('works', () => assert.equal(1, 1)); for (const n of [1, 2]) it('generated ' + n, () => {}); });`);
process.exitCode = 0; const clean = (s) => s.replaceAll(dir, 'DIR').replace(/(\(|: )\d+ms\b/g, '$1Nms').replace(/\n\s+at .*/g, '');
(async () => {
  const mocha = new Mocha({ reporter: 'spec', color: false, slow: 10000 }); mocha.addFile(path.join(dir, 'a.spec.js')); mocha.addFile(path.join(dir, 'b.spec.mjs')); await mocha.loadFilesAsync(); const events = []; const log = console.log; let text = ''; console.log = (...a) => { text += util.format(...a) + '\n'; }; Mocha.reporters.Base.consoleLog = console.log;
  const failures = await new Promise((r) => { const runner = mocha.run(r); for (const e of ['start', 'suite', 'suite end', 'pass', 'fail', 'pending', 'retry', 'hook', 'end']) runner.on(e, (x) => events.push(e + (x && x.title ? ':' + x.title : ''))); }); console.log = log; console.log(clean(text)); console.log(failures, events);
  for (const reporter of ['dot', 'tap', 'min', 'list']) { const m = new Mocha({ reporter, color: false, ui: 'tdd', reporterOptions: {} }); m.suite.emit('pre-require', global, null, m); suite('tdd ' + reporter, () => { setup(() => {}); test('one', () => {}); test('two', () => { const e = new Error('no'); e.stack = 'STACK'; throw e; }); }); text = ''; const write = process.stdout.write; process.stdout.write = (s) => { text += s; return true; }; Mocha.reporters.Base.consoleLog = (...a) => { text += util.format(...a) + '\n'; }; await new Promise((r) => m.run(r)); process.stdout.write = write; console.log(clean(text).replace(/"(duration|start|end)": .*/g, '"$1"').replace(/"speed".*/g, '')); }
})();
