'use strict';

// Whether the addresses of both families of a name are tried, and how long one may
// keep the next waiting: for connections that do not say so themselves. Those of
// fetch() and http are tried by the host, which is told.

const { MathMax } = primordials;

const { getOptionValue } = require('internal/options');
const { validateBoolean, validateInt32 } = require('internal/validators');

const http = internalBinding('http');

const shortest = 10;
let autoSelectFamily; // undefined: as the command line has it
let timeout;

function getDefaultAutoSelectFamily() {
  return autoSelectFamily ?? getOptionValue('--network-family-autoselection');
}

function getDefaultAutoSelectFamilyAttemptTimeout() {
  return timeout ?? MathMax(getOptionValue('--network-family-autoselection-attempt-timeout'), shortest);
}

function tellHost() {
  http.setAttempts(getDefaultAutoSelectFamily() ? getDefaultAutoSelectFamilyAttemptTimeout() : 0);
}

function attemptTimeout(value, name) {
  validateInt32(value, name, 1);
  return value < shortest ? shortest : value;
}

module.exports = {
  attemptTimeout,
  getDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamily(value) {
    validateBoolean(value, 'value');
    autoSelectFamily = value;
    tellHost();
  },
  setDefaultAutoSelectFamilyAttemptTimeout(value) {
    timeout = attemptTimeout(value, 'value');
    tellHost();
  },
};
