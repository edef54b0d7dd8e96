'use strict';

// The main program of `wjs test`.

const kGenericUserError = 1;

function main(patterns) {
  const { parseCommandLine } = require('internal/test_runner/config');
  const { run } = require('internal/test_runner/runner');
  const { prepareLoaders } = require('internal/modules/run_main');
  require('internal/test_runner/loaded_files').tellLoadedFiles();
  const config = parseCommandLine();
  // Files that share this runtime are preceded by --import and --require (see
  // run()); others have them in their own.
  if (config.isolation === 'process') prepareLoaders();
  const options = { __proto__: null, ...config, globPatterns: patterns };
  run(options).on('test:summary', ({ success }) => {
    if (!success) process.exitCode = kGenericUserError;
  });
}

module.exports = { main };
