'use strict';

const { ObjectAssign, ObjectDefineProperty } = primordials;
const { errorCodes, getDefaultResultOrder, own, prepare, run, setDefaultResultOrder, unavailable } = require('internal/dns');
const { customPromisifyArgs } = require('internal/util');
const { validateFunction, validateOneOf } = require('internal/validators');

function lookup(hostname, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  } else {
    validateFunction(callback, 'callback');
  }
  if (typeof options === 'number') validateOneOf(options, 'family', [0, 4, 6]);
  const wanted = prepare(hostname, options);
  validateFunction(callback, 'callback');
  run(hostname, wanted, (err, list) => {
    if (err) callback(err);
    else if (wanted.all) callback(null, list[0].address === null ? [] : list);
    else callback(null, list[0].address, list[0].family);
  });
  return {};
}
ObjectDefineProperty(lookup, customPromisifyArgs, { __proto__: null, value: ['address', 'family'], enumerable: false });
own.lookup = lookup;

module.exports = {
  lookup,
  getDefaultResultOrder,
  setDefaultResultOrder,
  ADDRCONFIG: 32,
  ALL: 16,
  V4MAPPED: 8,
};
unavailable(module.exports, 'dns');
ObjectAssign(module.exports, errorCodes);
ObjectDefineProperty(module.exports, 'promises', {
  __proto__: null, configurable: true, enumerable: true, get() { return require('dns/promises'); },
});
