(function (binding) {
  'use strict';
  const { ownKeys, getOwnPropertyDescriptor } = Reflect;
  const { defineProperty } = Object;
  const exec = Function.prototype.call.bind(RegExp.prototype.exec);
  const index = /^(?:0|[1-9][0-9]{0,9})$/;
  defineProperty(index, 'exec', { value: RegExp.prototype.exec });

  // The keys of an object but for array indices; filter as in V8:
  // 2 leaves out what is not enumerable, 8 strings, 16 symbols.
  binding.getOwnNonIndexProperties = function getOwnNonIndexProperties(object, filter) {
    const keys = ownKeys(object);
    const kept = [];
    let n = 0;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (typeof key === 'symbol') {
        if (filter & 16) continue;
      } else {
        if (filter & 8) continue;
        const first = key.length > 0 && key.length <= 10 ? key[0] : '';
        if (first >= '0' && first <= '9' && exec(index, key) !== null && +key < 4294967295) continue;
      }
      if (filter & 2) {
        const desc = getOwnPropertyDescriptor(object, key);
        if (desc === undefined || !desc.enumerable) continue;
      }
      defineProperty(kept, n++, { __proto__: null, value: key, writable: true, enumerable: true, configurable: true });
    }
    return kept;
  };
})
