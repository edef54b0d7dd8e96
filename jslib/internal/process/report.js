'use strict';

// process.report. Diagnostic reports tell of a machine, its process and its
// engine, which is what this runtime keeps from programs: none is ever written,
// and asking for one says so. Where a report would go may be said all the same.

const { ObjectDefineProperty } = primordials;

const { codes: { ERR_FEATURE_UNAVAILABLE_ON_PLATFORM } } = require('internal/errors');
const { validateBoolean, validateString } = require('internal/validators');

const unavailable = () => new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('process.report');

const report = {
  writeReport() { throw unavailable(); },
  getReport() { throw unavailable(); },
};

function define(name, initial, validate, assigned) {
  let current = initial;
  ObjectDefineProperty(report, name, {
    __proto__: null,
    get() { return current; },
    set(value) {
      validate(value, name);
      assigned?.(value);
      current = value;
    },
    enumerable: true,
    configurable: true,
  });
}

const refuse = (value) => { if (value) throw unavailable(); };

define('directory', '', validateString);
define('filename', '', validateString);
define('compact', false, validateBoolean);
define('excludeNetwork', false, validateBoolean);
define('signal', 'SIGUSR2', validateString);
define('reportOnFatalError', false, validateBoolean, refuse);
define('reportOnSignal', false, validateBoolean, refuse);
define('reportOnUncaughtException', false, validateBoolean, refuse);

module.exports = { report };
