'use strict';
// Every kind of outcome, for the reporters.
const assert = require('node:assert');
const { describe, it, suite, test, before, after, beforeEach, afterEach } = require('node:test');

test('passes', () => {});
test('fails', () => { assert.strictEqual(1, 2); });
test('compares', () => { assert.deepStrictEqual({ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] }); });
test('throws a string', () => { throw 'a string'; });
test('throws nothing', () => { throw undefined; });
test('has a cause', () => { throw new TypeError('outer', { cause: new Error('inner') }); });
test('has properties', () => { throw Object.assign(new Error('with\nlines'), { list: [1, { two: 2 }], when: new Date(0) }); });
test('rejects', async () => { throw new RangeError('asynchronous'); });
test('takes a callback', (t, done) => { setImmediate(done); });
test('its callback has an error', (t, done) => { setImmediate(done, new Error('from the callback')); });
test('calls back twice', (t, done) => { done(); setImmediate(() => { try { done(); } catch (e) { t.diagnostic(e.message); } }); });
test('calls back and returns a promise', async (t, done) => { done(); });
test('skipped', { skip: true }, () => { throw new Error('not run'); });
test('skipped with a reason', { skip: 'no time' });
test('skips itself', (t) => { t.skip('changed its mind'); });
test.skip('skipped by name', () => {});
test('todo', { todo: true }, () => {});
test('todo that fails', { todo: 'later' }, () => { throw new Error('not done'); });
test('expected to fail', { expectFailure: true }, () => { throw new Error('as expected'); });
test('expected to fail, passes', { expectFailure: true }, () => {});
test('escapes # \\ and\nlines\t<&">', (t) => { t.diagnostic('a # diagnostic <b> -- "c"'); });
test('', () => {});
test(function named() {});
test('times out', { timeout: 20 }, () => new Promise(() => {}));
test('is aborted', { signal: AbortSignal.timeout(20) }, () => new Promise(() => {}));
test('its timer throws', () => new Promise(() => { setTimeout(() => { throw new Error('from a timer'); }, 1); }));
test('its promise is not handled', () => new Promise(() => { Promise.reject(new Error('not handled')); }));
test('plans', (t) => {
  t.plan(2);
  t.assert.ok(true);
  t.test('counts', () => {});
});
test('plans more than it does', (t) => { t.plan(2); t.assert.strictEqual(1, 1); });
test('waits for its plan', async (t) => {
  t.plan(1, { wait: 500 });
  setTimeout(() => t.assert.ok(1), 5);
});
test('has subtests', async (t) => {
  t.diagnostic('about the outer one');
  await t.test('first', () => {});
  await t.test('second', async (t) => {
    await t.test('inner', () => { throw new Error('deep'); });
  });
  await t.test('third', { skip: true });
});
test('does not wait', (t) => { t.test('left behind', () => new Promise((resolve) => { setTimeout(resolve, 1000).unref(); })); });

describe('a suite', () => {
  before(() => console.log('before'));
  after(() => console.log('after'));
  beforeEach((t) => console.log('before each', t.name));
  afterEach((t) => console.log('after each', t.name, t.passed));
  it('one', () => console.log('one'));
  it('two', () => { throw new Error('two'); });
  it.todo('three');
  describe('nested', () => {
    beforeEach(() => console.log('nested before each'));
    it('four', (t) => console.log(t.fullName));
  });
});
describe.skip('a suite that is skipped', () => { it('not run', () => { throw new Error(); }); });
describe('a suite that throws', () => { throw new Error('while it is made'); });
describe('a suite whose hook throws', () => {
  before(() => { throw new Error('in before'); });
  it('cannot run', () => {});
});
suite('a suite whose beforeEach throws', () => {
  beforeEach(() => { throw new Error('in beforeEach'); });
  it('fails', () => {});
});
describe('an empty suite', () => {});
describe('a suite at once', { concurrency: true }, () => {
  for (const ms of [30, 20, 10]) it(`${ms} ms`, () => new Promise((resolve) => { setTimeout(resolve, ms); }));
});
test('starts something that fails after it has ended', () => { setImmediate(() => { setImmediate(() => { throw new Error('too late'); }); }); });
