'use strict';

// process.permission: what the policy says, without touching anything.
//
// Binding op (permission):
//   has(scope: string, reference?: string): boolean   Node's scopes ('fs', 'fs.read', 'fs.write',
//       'child', 'worker', 'net', 'wasi', …) and Deno's ('env', 'run', 'sys'); false for unknown ones

const { ObjectFreeze } = primordials;

const { validateBuffer, validateString } = require('internal/validators');
const { isUint8Array } = require('internal/util/types');

function has(scope, reference) {
  validateString(scope, 'scope');
  if (reference === undefined || reference === null) return internalBinding('permission').has(scope);
  if (isUint8Array(reference)) {
    validateBuffer(reference, 'reference');
    reference = require('buffer').Buffer.from(reference).toString();
  } else {
    validateString(reference, 'reference');
  }
  return internalBinding('permission').has(scope, reference);
}

module.exports = ObjectFreeze({
  __proto__: null,
  // The policy is always there; a program that may do all has been granted all.
  isEnabled() { return true; },
  has,
  availableFlags() {
    return ['--allow-read', '--allow-write', '--allow-net', '--allow-env', '--allow-run', '--allow-sys', '--allow-all'];
  },
});
