'use strict';

const { ObjectAssign, Promise } = primordials;
const { errorCodes, getDefaultResultOrder, prepare, run, setDefaultResultOrder, unavailable } = require('internal/dns');

function lookup(hostname, options) {
  const wanted = prepare(hostname, options);
  return new Promise((resolve, reject) => run(hostname, wanted, (err, list) => {
    if (err) reject(err);
    else if (wanted.all) resolve(list[0].address === null ? [] : list);
    else resolve({ address: list[0].address, family: list[0].family });
  }));
}

module.exports = { lookup, getDefaultResultOrder, setDefaultResultOrder };
unavailable(module.exports, 'dns.promises');
ObjectAssign(module.exports, errorCodes);
