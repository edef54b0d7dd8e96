'use strict';

// Runs a program given as text, and what the embedding API evaluates.

function evaluate(source) {
  return require('internal/modules/run_main').evalScript('[eval]', source);
}

function main(name, source, show) {
  require('internal/modules/run_main').evalEntryPoint(name, source, show);
}

function importModule(specifier) {
  return require('internal/modules/run_main').importEntryPoint(specifier);
}

module.exports = { evaluate, importModule, main };
