'use strict';

// The number of the worker that runs this file: 1 up to the concurrency.

const { Number } = primordials;

const { getOptionValue } = require('internal/options');

function workerId() {
  const { NODE_TEST_WORKER_ID } = process.env;
  return Number(NODE_TEST_WORKER_ID) || getOptionValue('--test-worker-id') || undefined;
}

module.exports = { workerId };
