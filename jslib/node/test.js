'use strict';

// node:test.

const { ObjectAssign, ObjectDefineProperty } = primordials;

const {
  after,
  afterEach,
  before,
  beforeEach,
  getTestContext,
  suite,
  test,
} = require('internal/test_runner/harness');
const { run } = require('internal/test_runner/runner');

module.exports = test;
ObjectAssign(module.exports, {
  after,
  afterEach,
  before,
  beforeEach,
  describe: suite,
  getTestContext,
  it: test,
  run,
  suite,
  test,
});

// What a program may never ask for is made when it does.
const parts = {
  __proto__: null,
  mock() {
    const { MockTracker } = require('internal/test_runner/mock/tracker');
    return new MockTracker();
  },
  snapshot() {
    const { setDefaultSnapshotSerializers, setResolveSnapshotPath } = require('internal/test_runner/snapshot');
    return { __proto__: null, setDefaultSnapshotSerializers, setResolveSnapshotPath };
  },
  assert() {
    const { register } = require('internal/test_runner/assert');
    return { __proto__: null, register };
  },
};

for (const name in parts) {
  let part;
  ObjectDefineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return part ??= parts[name](); },
  });
}
