'use strict';

// New secret keys, at random.

const { MathTrunc, Uint8Array } = primordials;

const { randomFill } = internalBinding('crypto');
const { ofBytes } = require('internal/crypto/keys');
const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateFunction, validateInteger, validateObject, validateOneOf, validateString } = require('internal/validators');

const aesLengths = [128, 192, 256];

function generateKeySync(type, options) {
  validateString(type, 'type');
  validateObject(options, 'options');
  const { length } = options;
  switch (type) {
    case 'aes': validateOneOf(length, 'options.length', aesLengths); break;
    case 'hmac': validateInteger(length, 'options.length', 8, 2 ** 31 - 1); break;
    default: throw new ERR_INVALID_ARG_VALUE('type', type, 'must be a supported key type');
  }
  const bytes = new Uint8Array(MathTrunc(length / 8));
  randomFill(bytes);
  return ofBytes(bytes);
}

// Random bytes take microseconds: this needs no thread, only a callback that
// does not come before the caller has returned.
function generateKey(type, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'callback');
  const key = generateKeySync(type, options);
  require('timers').setImmediate(() => callback(null, key));
}

module.exports = { generateKey, generateKeySync };
