'use strict';
// Who waits for what runs stands behind the stack.
const show = (error) => console.log(error.stack.split('\n').filter((line) => !line.includes('processTicks')).join('\n').replaceAll(__dirname, ''));
async function f() { await null; g(); }
function g() { throw new Error('x'); }
async function h() { await f(); }
class A { async m() { await 1; throw new Error('m'); } static async s() { await new A().m(); } }
const object = { async method() { await A.s(); } };
async function* gen() { await 1; throw new Error('generator'); }
async function loop() { for await (const value of gen()) console.log(value); }
async function all() { await Promise.all([1, f()]); }
async function settled() { await Promise.allSettled([f().catch((e) => { show(e); })]); }
async function any() { await Promise.any([h()]); }
async function race() { await Promise.race([h()]); }
async function returned() { return h(); }
async function outer() { await returned(); }
async function several(p) { await p; }
(async () => {
  for (const fn of [h, () => A.s(), () => object.method(), loop, all, settled, race, outer, () => any().catch((e) => { throw e.errors[0]; })]) await fn().catch(show);
  await h().then(() => {}).then(() => {}).catch(show);
  const p = f();
  await Promise.allSettled([several(p), several(p)]);
  await p.catch(show);
  Error.stackTraceLimit = 2;
  await object.method().catch(show);
  Error.stackTraceLimit = 10;
  Error.prepareStackTrace = (error, sites) => sites.filter((s) => s.getFunctionName() !== 'processTicksAndRejections')
    .map((s) => [s.getFunctionName(), s.isAsync(), s.isPromiseAll(), s.getPromiseIndex(), s.getLineNumber()].join()).join('\n');
  await all().catch((e) => console.log(e.stack));
})();
