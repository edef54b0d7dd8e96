const test = require('tape');
test('basics', (t) => { t.plan(6); t.ok(true, 'is ok'); t.equal(1 + 1, 2); t.deepEqual({ a: [1, { b: new Set([1]) }] }, { a: [1, { b: new Set([1]) }] }, 'deep'); t.notDeepEqual([1], [2]); t.throws(() => { throw new RangeError('r'); }, RangeError); setTimeout(() => t.pass('later'), 300); });
test('async', async (t) => { await null; t.comment('a comment'); t.match('abc', /b/); t.doesNotMatch('abc', /z/); t.looseEqual('1', 1); t.error(null); t.is(NaN, NaN); });
test('nested', (t) => { t.test('inner 1', (st) => { st.isNot(1, 2); st.end(); }); t.test('inner 2', { timeout: 500 }, (st) => { st.teardown(() => console.log('teardown')); st.skip('skipped assertion'); setImmediate(() => st.end()); }); t.end(); });
test.skip('skipped', (t) => t.fail()); test('todo', { todo: true }, (t) => { t.ok(true, 'done by now'); t.end(); });
test('capture', (t) => { const o = { add: (a, b) => a + b }; const calls = t.capture(o, 'add', () => 42); t.equal(o.add(1, 2), 42); t.deepEqual(calls().map(({ args, returned }) => ({ args, returned })), [{ args: [1, 2], returned: 42 }]); const w = t.captureFn((x) => x * 2); w(3); t.equal(w.calls.length, 1); const r = t.intercept(o, 'k', { value: 1 }); o.k; t.equal(r()[0].type, 'get'); t.end(); });
test.onFinish(() => {
const harness = test.createHarness(); const lines = []; harness.createStream().on('data', (d) => lines.push(String(d))).on('end', () => { console.log(lines.join('').replace(/\n\s+at: .*/g, '').replace(/stack: \|-\n(\s{6,}.*\n)+/g, 'stack\n')); }); harness('fails', (t) => { t.equal('a', 'b', 'strings'); t.deepEqual({ a: 1 }, { a: 2 }); t.ok(0); t.throws(() => {}); t.end(); t.end(); }); harness('plan', (t) => { t.plan(1); t.pass(); t.pass(); });
const objects = []; const h2 = test.createHarness(); h2.createStream({ objectMode: true }).on('data', (r) => objects.push([r.type, r.name ?? r.ok])).on('end', () => console.log(objects)); h2('obj', (t) => { t.pass('p'); t.end(); }); console.log('finished');
});
