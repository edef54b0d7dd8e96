'use strict';

// SETTINGS: what is allowed in them, and their form on the wire, where each is a
// number of two bytes and a value of four.

const { ArrayPrototypePush, Number, ObjectKeys, TypedArrayPrototypeGetLength } = primordials;

const { FastBuffer } = require('internal/buffer');
const { constants } = require('internal/http2/constants');
const { isTypedArray } = require('internal/util/types');
const { validateObject } = require('internal/validators');
const {
  codes: {
    ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH,
    ERR_HTTP2_INVALID_SETTING_VALUE,
    ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS,
    ERR_INVALID_ARG_TYPE,
  },
} = require('internal/errors');

const { MAX_INITIAL_WINDOW_SIZE, MAX_MAX_FRAME_SIZE, MIN_MAX_FRAME_SIZE } = constants;

const maxUint32 = 2 ** 32 - 1;
const maxCustomSettings = 10;
const bytesPerSetting = 6;

// Their numbers on the wire, in the order in which they are packed.
const ids = {
  __proto__: null,
  headerTableSize: 1,
  enablePush: 2,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
  maxHeaderListSize: 6,
  enableConnectProtocol: 8,
};

const names = { __proto__: null };
for (const name in ids) names[ids[name]] = name;

function isFlag(name) {
  return name === 'enablePush' || name === 'enableConnectProtocol';
}

function checkRange(name, value, min, max) {
  if (value === undefined || (typeof value === 'number' && value >= min && value <= max)) return;
  throw new ERR_HTTP2_INVALID_SETTING_VALUE.RangeError(name, value, min, max);
}

function checkFlag(name, value) {
  if (value !== undefined && typeof value !== 'boolean') throw new ERR_HTTP2_INVALID_SETTING_VALUE(name, value);
}

function checkCustom(custom) {
  if (custom === undefined) return;
  validateObject(custom, 'customSettings');
  const keys = ObjectKeys(custom);
  if (keys.length > maxCustomSettings) throw new ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS();
  for (let i = 0; i < keys.length; i++) {
    const id = Number(keys[i]);
    checkRange('customSettings:id', id, 1, 0xffff);
    checkRange('customSettings:value', custom[keys[i]], 0, maxUint32);
    // What has a name of its own may not be smuggled past its checks.
    if (names[id & 0xffff] !== undefined) throw new ERR_HTTP2_INVALID_SETTING_VALUE.RangeError('customSettings:id', id);
  }
}

// validateSettings throws for what may not be in SETTINGS.
function validateSettings(settings) {
  if (settings === undefined) return;
  checkCustom(settings.customSettings);
  checkRange('headerTableSize', settings.headerTableSize, 0, maxUint32);
  checkRange('initialWindowSize', settings.initialWindowSize, 0, MAX_INITIAL_WINDOW_SIZE);
  checkRange('maxFrameSize', settings.maxFrameSize, MIN_MAX_FRAME_SIZE, MAX_MAX_FRAME_SIZE);
  checkRange('maxConcurrentStreams', settings.maxConcurrentStreams, 0, maxUint32);
  checkRange('maxHeaderListSize', settings.maxHeaderListSize, 0, maxUint32);
  checkRange('maxHeaderSize', settings.maxHeaderSize, 0, maxUint32);
  checkFlag('enablePush', settings.enablePush);
  checkFlag('enableConnectProtocol', settings.enableConnectProtocol);
}

// Valid settings as the session takes them: what is given, each by one name.
function nativeSettings(settings) {
  const native = { __proto__: null };
  if (settings === undefined) return native;
  for (const name in ids) {
    const value = settings[name];
    if (value !== undefined) native[name] = isFlag(name) ? value : value >>> 0;
  }
  const { customSettings, maxHeaderListSize, maxHeaderSize } = settings;
  if (maxHeaderSize !== undefined) {
    if (maxHeaderListSize !== undefined && maxHeaderListSize !== maxHeaderSize) {
      process.emitWarning('settings.maxHeaderSize overwrite settings.maxHeaderListSize');
    }
    native.maxHeaderListSize = maxHeaderSize >>> 0;
  }
  if (customSettings !== undefined) {
    const custom = { __proto__: null };
    const keys = ObjectKeys(customSettings);
    for (let i = 0; i < keys.length; i++) {
      const value = customSettings[keys[i]];
      if (value !== undefined) custom[Number(keys[i]) & 0xffff] = value >>> 0;
    }
    native.customSettings = custom;
  }
  return native;
}

// Settings of the host as programs see them: with both names, in Node's order. Own custom settings
// count before they are acknowledged.
function named(settings, custom) {
  const customSettings = custom ?? settings.customSettings;
  delete settings.customSettings;
  const { enableConnectProtocol } = settings;
  delete settings.enableConnectProtocol;
  settings.maxHeaderSize = settings.maxHeaderListSize;
  settings.enableConnectProtocol = enableConnectProtocol;
  if (customSettings !== undefined) settings.customSettings = customSettings;
  return settings;
}

function getDefaultSettings() {
  return {
    __proto__: null,
    headerTableSize: constants.DEFAULT_SETTINGS_HEADER_TABLE_SIZE,
    enablePush: constants.DEFAULT_SETTINGS_ENABLE_PUSH === 1,
    initialWindowSize: constants.DEFAULT_SETTINGS_INITIAL_WINDOW_SIZE,
    maxFrameSize: constants.DEFAULT_SETTINGS_MAX_FRAME_SIZE,
    maxConcurrentStreams: constants.DEFAULT_SETTINGS_MAX_CONCURRENT_STREAMS,
    maxHeaderSize: constants.DEFAULT_SETTINGS_MAX_HEADER_LIST_SIZE,
    maxHeaderListSize: constants.DEFAULT_SETTINGS_MAX_HEADER_LIST_SIZE,
    enableConnectProtocol: constants.DEFAULT_SETTINGS_ENABLE_CONNECT_PROTOCOL === 1,
  };
}

function putSetting(bytes, at, id, value) {
  bytes[at] = id >>> 8;
  bytes[at + 1] = id;
  bytes[at + 2] = value >>> 24;
  bytes[at + 3] = value >>> 16;
  bytes[at + 4] = value >>> 8;
  bytes[at + 5] = value;
}

function getPackedSettings(settings) {
  if (settings !== undefined) validateObject(settings, 'settings');
  validateSettings(settings);
  const native = nativeSettings(settings);
  const list = []; // number, value, …
  for (const name in ids) {
    if (native[name] !== undefined) ArrayPrototypePush(list, ids[name], +native[name]);
  }
  for (const id in native.customSettings) ArrayPrototypePush(list, +id, native.customSettings[id]);
  const packed = new FastBuffer(list.length / 2 * bytesPerSetting);
  for (let i = 0; i < list.length; i += 2) putSetting(packed, i / 2 * bytesPerSetting, list[i], list[i + 1]);
  return packed;
}

// Bytes of any typed array: one is an element of it.
function byteOf(buf, i) {
  return Number(buf[i]) & 0xff;
}

function getUnpackedSettings(buf, options = {}) {
  if (!isTypedArray(buf)) throw new ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray'], buf);
  const length = TypedArrayPrototypeGetLength(buf);
  if (length % bytesPerSetting !== 0) throw new ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH();
  const settings = {};
  for (let i = 0; i < length; i += bytesPerSetting) {
    const id = byteOf(buf, i) << 8 | byteOf(buf, i + 1);
    const value = (byteOf(buf, i + 2) << 24 | byteOf(buf, i + 3) << 16 | byteOf(buf, i + 4) << 8 | byteOf(buf, i + 5)) >>> 0;
    const name = names[id];
    if (name === undefined) {
      settings.customSettings ??= {};
      settings.customSettings[id] = value;
    } else {
      if (name === 'maxHeaderListSize') settings.maxHeaderSize = value;
      settings[name] = isFlag(name) ? value !== 0 : value;
    }
  }
  if (options != null && options.validate) validateSettings(settings);
  return settings;
}

module.exports = {
  getDefaultSettings,
  getPackedSettings,
  getUnpackedSettings,
  named,
  nativeSettings,
  validateSettings,
};
