'use strict';

// The second stage of starting: runs in every clone of the snapshot, before
// the program. Whatever depends on the host, the machine or the moment is taken
// anew here.

const { Error, ObjectKeys } = primordials;

let prepared = false;

// options, from the host:
//   args       string[]  argv0, the program (absolute, or none), its arguments
//   execPath   string
//   execArgv   string[]  what stood before the program on the command line
//   pid, ppid  number
//   title      string    optional
//   debug      string    optional: NODE_DEBUG
//   quiet      boolean   optional: warnings are not shown
function prepare(options) {
  if (prepared) throw new Error('prepare() was called twice');
  prepared = true;
  const { getOptionValue, refreshOptions } = require('internal/options');
  refreshOptions();
  require('internal/process/promises').refreshUnhandledRejections();
  require('internal/process/stdio').resetStdio();
  require('internal/process/object').refresh(options);
  require('internal/perf/utils').refreshTimeOrigin();
  require('internal/util/debuglog').initializeDebugEnv(options.debug);
  require('internal/process/gc').refresh();
  require('internal/process/uncaught').setAborts(getOptionValue('--abort-on-uncaught-exception'));
  const hooks = ObjectKeys(later);
  for (let i = 0; i < hooks.length; i++) later[hooks[i]]();
}

// When the runtime is frozen: its clones prepare anew, for hosts of their own.
function beforeFreeze() {
  prepared = false;
}

function afterFreeze() {
  prepared = true;
}

// Other files' own second stages, by name, in the order of registration.
const later = { __proto__: null };

function onPrepare(name, fn) {
  later[name] = fn;
}

module.exports = { prepare, beforeFreeze, afterFreeze, onPrepare };
