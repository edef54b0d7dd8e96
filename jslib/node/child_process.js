'use strict';

// node:child_process has no host side yet. Its names are there because packages
// load it for what they use seldom.

const { unavailable } = require('internal/unavailable');

module.exports = unavailable({}, 'child_process', [
  'ChildProcess', 'exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync',
]);
