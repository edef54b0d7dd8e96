'use strict';

// The assertions that t.assert has.

const { SafeMap } = primordials;

const { validateFunction, validateString } = require('internal/validators');

const names = [
  'deepEqual', 'deepStrictEqual', 'doesNotMatch', 'doesNotReject', 'doesNotThrow', 'equal', 'fail', 'ifError', 'match',
  'notDeepEqual', 'notDeepStrictEqual', 'notEqual', 'notStrictEqual', 'partialDeepStrictEqual', 'rejects', 'strictEqual',
  'throws',
];

let map;

function getAssertions() {
  if (map === undefined) {
    const assert = require('assert');
    map = new SafeMap();
    for (let i = 0; i < names.length; i++) map.set(names[i], assert[names[i]]);
  }
  return map;
}

// assert.register(): adds or replaces one, for the contexts that come.
function register(name, fn) {
  validateString(name, 'name');
  validateFunction(fn, 'fn');
  getAssertions().set(name, fn);
}

// All of them, with those that belong to a run.
function assertionsOf(harness) {
  const all = getAssertions();
  if (harness.snapshotManager === null) {
    const { SnapshotManager } = require('internal/test_runner/snapshot');
    const manager = harness.snapshotManager = new SnapshotManager(harness.config.updateSnapshots);
    if (!all.has('snapshot')) all.set('snapshot', manager.createAssert());
    if (!all.has('fileSnapshot')) all.set('fileSnapshot', manager.createFileAssert());
  }
  return all;
}

module.exports = { assertionsOf, register };
