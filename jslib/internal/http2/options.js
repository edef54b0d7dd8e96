'use strict';

// The options of sessions and servers.

const { ArrayPrototypeSlice, ObjectAssign } = primordials;
const { validateBoolean, validateUint32 } = require('internal/validators');
const { codes: { ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS } } = require('internal/errors');
const { assertIsArray, assertIsObject } = require('internal/http2/checks');

const maxCustomSettings = 10;

// What both sides have.
function sessionOptions(given) {
  assertIsObject(given, 'options');
  const options = ObjectAssign({}, given);
  assertIsArray(options.remoteCustomSettings, 'options.remoteCustomSettings');
  if (options.remoteCustomSettings) {
    options.remoteCustomSettings = ArrayPrototypeSlice(options.remoteCustomSettings);
    if (options.remoteCustomSettings.length > maxCustomSettings) throw new ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS();
  }
  if (options.strictSingleValueFields === undefined) options.strictSingleValueFields = true;
  else validateBoolean(options.strictSingleValueFields, 'options.strictSingleValueFields');
  return options;
}

function serverOptions(given) {
  const options = sessionOptions(given);
  assertIsObject(options.settings, 'options.settings');
  options.settings = ObjectAssign({}, options.settings);
  const { maxSessionInvalidFrames, maxSessionRejectedStreams, unknownProtocolTimeout } = options;
  if (maxSessionInvalidFrames !== undefined) validateUint32(maxSessionInvalidFrames, 'options.maxSessionInvalidFrames');
  if (maxSessionRejectedStreams !== undefined) validateUint32(maxSessionRejectedStreams, 'options.maxSessionRejectedStreams');
  if (unknownProtocolTimeout !== undefined) validateUint32(unknownProtocolTimeout, 'options.unknownProtocolTimeout');
  return options;
}

module.exports = { serverOptions, sessionOptions };
