'use strict';

// Runs a program from a file. The host calls main() through
// internal/process/entry, once.

function main(file) {
  require('internal/test_runner/loaded_files').tellLoadedFiles();
  require('internal/modules/run_main').executeUserEntryPoint(file);
}

module.exports = { main };
