'use strict';

// The global console. It is a namespace: an object whose prototype is an empty
// object of its own, as the console standard has it for compatibility's sake,
// and not an instance of Console, though `instanceof` says so.

const { Error, ObjectDefineProperties, ObjectKeys } = primordials;

const { codes } = require('internal/errors');
const { bindMethod, Console, initialize } = require('internal/console/constructor');

const globalConsole = { __proto__: {} };

const names = ObjectKeys(Console.prototype);
for (let i = 0; i < names.length; i++) {
  globalConsole[names[i]] = bindMethod(Console.prototype[names[i]], globalConsole, names[i]);
}
initialize(globalConsole, true, 'auto');
globalConsole.Console = Console;

// In Node these speak to a debugger, and say nothing when none is attached.
// There is none here.
function report(name) {
  return { [name]() {} }[name];
}
globalConsole.profile = report('profile');
globalConsole.profileEnd = report('profileEnd');
globalConsole.timeStamp = report('timeStamp');

// A context would be a console of its own in the debugger.
globalConsole.context = function context() {
  throw new codes.ERR_INSPECTOR_NOT_AVAILABLE();
};

// A task would only show in a debugger's asynchronous stacks.
globalConsole.createTask = function createTask(name) {
  if (typeof name !== 'string' || name === '') throw new Error('First argument must be a non-empty string.');
  return { run: function run(fn) { return fn(); } };
};

// The process's streams are made when something is first written to them.
let stdout;
let stderr;
ObjectDefineProperties(globalConsole, {
  _stdout: {
    __proto__: null,
    get() { return stdout ||= process.stdout; },
    set(value) { stdout = value; },
    enumerable: false,
    configurable: true,
  },
  _stderr: {
    __proto__: null,
    get() { return stderr ||= process.stderr; },
    set(value) { stderr = value; },
    enumerable: false,
    configurable: true,
  },
});

module.exports = globalConsole;
