// When hooks, tests and subtests run, and what of a test its context knows.
import { AsyncLocalStorage } from 'node:async_hooks';
import { after, afterEach, before, beforeEach, describe, getTestContext, it, mock, test } from 'node:test';

const log = console.log;
before(() => log('root before'));
beforeEach((t) => log('root before each', t.name));
afterEach((t) => log('root after each', t.name, t.passed, t.error?.message));
after(() => log('root after'));

const storage = new AsyncLocalStorage();
storage.run('outer', () => {
  test('sees the context it was made in', async () => {
    log(storage.getStore());
    await null;
    log(storage.getStore());
  });
});

test('knows itself', async (t) => {
  log(getTestContext() === t, getTestContext()?.name);
  await new Promise((resolve) => { setTimeout(resolve, 1); });
  log(getTestContext()?.name, t.fullName, t.signal.aborted, t.passed);
  queueMicrotask(() => log('microtask', getTestContext()?.name));
});

test('hooks of a test', async (t) => {
  t.before(() => log('t before'));
  t.after(() => log('t after'));
  t.beforeEach((t) => log('t before each', t.name));
  t.afterEach((t) => log('t after each', t.name));
  await t.test('a', () => log('a'));
  await t.test('b', async (t) => {
    t.beforeEach(() => log('b before each'));
    await t.test('c', () => log('c'));
  });
});

describe('outer', () => {
  log('outer is made');
  before(() => log('outer before'));
  it('first', () => log('first'));
  describe('inner', () => {
    log('inner is made');
    after(() => log('inner after'));
    it('second', async () => {
      log('second begins');
      await null;
      log('second ends');
    });
  });
  it('third', () => log('third'));
});

describe('made later', async () => {
  await null;
  log('later');
  it('is there', () => log('there'));
});

test('restores its mocks', (t) => {
  const object = { method: () => 1, value: 2, get got() { return 3; } };
  t.mock.method(object, 'method', () => 10);
  t.mock.getter(object, 'got', () => 30);
  const tracked = t.mock.property(object, 'value', 20);
  const fn = t.mock.fn((a, b) => a + b);
  log(object.method(), object.got, object.value, fn(1, 2), fn.mock.callCount(), fn.mock.calls[0].arguments, tracked.mock.accessCount());
  fn.mock.mockImplementationOnce(() => 'once');
  log(fn(1, 1), fn(1, 1));
  t.after(() => log('still mocked', object.method()));
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'scheduler.wait'], now: 1000 });
  setTimeout(() => log('timeout', Date.now()), 500);
  const interval = setInterval(() => { log('interval', new Date().getTime()); }, 200);
  setImmediate(() => log('immediate'));
  t.mock.timers.tick(499);
  log('ticked');
  t.mock.timers.tick(1);
  clearInterval(interval);
  t.mock.timers.runAll();
});

test('a mock with a limit', () => {
  const object = { method() { return 'original'; } };
  mock.method(object, 'method', () => 'mocked', { times: 2 });
  log(object.method(), object.method(), object.method());
});

test('waits', async (t) => {
  let calls = 0;
  log(await t.waitFor(() => { if (++calls < 3) throw new Error('not yet'); return calls; }, { interval: 1 }));
  await t.waitFor(() => { throw new Error('never'); }, { interval: 1, timeout: 10 }).catch((e) => log(e.message, e.cause.message));
});
