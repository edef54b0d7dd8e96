'use strict';

// Which test is running: kept in the async context, so that what a test has
// started (timers, promises, requests) belongs to it as long as it lives.

const { ReflectApply } = primordials;

const AsyncContextFrame = require('internal/async_context_frame');

const key = { __proto__: null, name: 'node:test' };

// Stands for the reporters: what they throw is no test's failure.
const reporterScope = { __proto__: null, reporters: [] };

function currentTest() {
  return AsyncContextFrame.current()?.get(key);
}

function runAs(test, fn, thisArg, args) {
  const prior = AsyncContextFrame.exchange(new AsyncContextFrame(key, test));
  try {
    return ReflectApply(fn, thisArg, args);
  } finally {
    AsyncContextFrame.exchange(prior);
  }
}

require('internal/errors/capture').noteDetour(runAs);

module.exports = { currentTest, reporterScope, runAs };
