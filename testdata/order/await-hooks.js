'use strict';

// What async_hooks hears of promises: which one each comes of, when the job of
// an await, a reaction or a thenable runs, and that one is settled, also by a
// rejection.
const { createHook } = require('node:async_hooks');

const names = new Map([[1, 'main']]);
const seen = [];
const name = (id) => names.get(id) ?? names.set(id, `p${names.size}`).get(id);
const hook = createHook({
  init(id, type, trigger) { if (type === 'PROMISE') seen.push(`init ${name(id)} of ${name(trigger)}`); },
  before(id) { if (names.has(id)) seen.push(`before ${name(id)}`); },
  after(id) { if (names.has(id)) seen.push(`after ${name(id)}`); },
  promiseResolve(id) { seen.push(`settled ${name(id)}`); },
}).enable();

async function awaits() {
  await null;
  await Promise.resolve(1);
  await { then(resolve) { resolve(2); } };
  try {
    await Promise.reject(3);
  } catch {}
}
async function returns() { return Promise.resolve(4); }

awaits().then(() => {});
returns();
new Promise((_, reject) => reject(5)).catch(() => { throw 6; }).finally(() => {}).catch(() => {});
Promise.all([7, Promise.resolve(8)]).then(() => {});
const { promise, resolve } = Promise.withResolvers();
promise.then();
resolve({ then(settle) { settle(9); } });

setTimeout(() => {
  hook.disable();
  console.log(seen.join('\n'));
}, 50);
