'use strict';
const { createHook, executionAsyncId, triggerAsyncId } = require('async_hooks');
const { promiseHooks } = require('v8');
const fs = require('fs');

const seen = [];
let first;
const hook = createHook({
  init(id, type) { if (type === 'PROMISE') { first ??= id; seen.push(`init ${id - first}`); } },
  before(id) { if (id >= first) seen.push(`before ${id - first}`); },
  after(id) { if (id >= first) seen.push(`after ${id - first}`); },
  promiseResolve(id) { seen.push(`resolve ${id - first}`); },
}).enable();
Promise.resolve(1).then(() => { seen.push(`run ${executionAsyncId() - first} by ${triggerAsyncId() - first}`); });
setImmediate(() => {
  hook.disable();
  console.log(seen.join('\n'));
  const kinds = [];
  const stop = promiseHooks.createHook({
    init() { kinds.push('init'); }, before() { kinds.push('before'); },
    after() { kinds.push('after'); }, settled() { kinds.push('settled'); },
  });
  Promise.resolve().then(() => {});
  setImmediate(() => {
    stop();
    console.log(kinds.join());
    const types = [];
    const requests = createHook({ init(id, type) { types.push(type); } }).enable();
    fs.stat('.', () => {
      requests.disable();
      console.log(types.join());
    });
  });
});
