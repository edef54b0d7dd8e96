'use strict';

// Whether the addresses of both families of a name are tried, and how long one may
// keep the next waiting: for connections that do not say so themselves. Those of
// fetch() and http are tried by the host, which is told.

const { validateBoolean, validateInt32 } = require('internal/validators');

const http = internalBinding('http');

const shortest = 10;
let autoSelectFamily = true;
let timeout = 250;

function tellHost() { http.setAttempts(autoSelectFamily ? timeout : 0); }

function attemptTimeout(value, name) {
  validateInt32(value, name, 1);
  return value < shortest ? shortest : value;
}

module.exports = {
  attemptTimeout,
  getDefaultAutoSelectFamily() { return autoSelectFamily; },
  setDefaultAutoSelectFamily(value) {
    validateBoolean(value, 'value');
    autoSelectFamily = value;
    tellHost();
  },
  getDefaultAutoSelectFamilyAttemptTimeout() { return timeout; },
  setDefaultAutoSelectFamilyAttemptTimeout(value) {
    timeout = attemptTimeout(value, 'value');
    tellHost();
  },
};
