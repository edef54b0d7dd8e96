'use strict';

// Between file URLs and paths, and other conversions of whole URLs.

const {
  Number,
  RegExpPrototypeExec,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  TypedArrayPrototypeGetBuffer,
  decodeURIComponent,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_FILE_URL_HOST,
    ERR_INVALID_FILE_URL_PATH,
    ERR_INVALID_URL_SCHEME,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { kValidateObjectAllowObjects, validateObject } = require('internal/validators');
const { FastBuffer } = require('internal/buffer');
const { URL, fromPath, isURL } = require('internal/url/url');

const binding = internalBinding('url');

const encodedSlash = /%2f/i;
const encodedSeparator = /%(?:2f|5c)/i;
const driveInURL = /^\/[a-z]:/i;

function isWindows(options) {
  return options?.windows ?? process.platform === 'win32';
}

function decode(pathname) {
  return StringPrototypeIncludes(pathname, '%') ? decodeURIComponent(pathname) : pathname;
}

function decodeBytes(pathname) {
  return new FastBuffer(TypedArrayPrototypeGetBuffer(binding.percentDecode(pathname)));
}

function fileURL(path) {
  if (typeof path === 'string') path = new URL(path);
  else if (!isURL(path)) throw new ERR_INVALID_ARG_TYPE('path', ['string', 'URL'], path);
  if (path.protocol !== 'file:') throw new ERR_INVALID_URL_SCHEME('file');
  return path;
}

function fileURLToPath(path, options = kEmptyObject) {
  const windows = isWindows(options);
  const url = fileURL(path);
  const { hostname, pathname } = url;
  if (!windows) {
    if (hostname !== '') throw new ERR_INVALID_FILE_URL_HOST(process.platform);
    if (RegExpPrototypeExec(encodedSlash, pathname) !== null) {
      throw new ERR_INVALID_FILE_URL_PATH('must not include encoded / characters', url);
    }
    return decode(pathname);
  }
  if (RegExpPrototypeExec(encodedSeparator, pathname) !== null) {
    throw new ERR_INVALID_FILE_URL_PATH('must not include encoded \\ or / characters', url);
  }
  const local = decode(StringPrototypeReplaceAll(pathname, '/', '\\'));
  if (hostname !== '') return `\\\\${domainToUnicode(hostname)}${local}`; // a share
  if (RegExpPrototypeExec(driveInURL, StringPrototypeReplaceAll(local, '\\', '/')) === null) {
    throw new ERR_INVALID_FILE_URL_PATH('must be absolute', url);
  }
  return StringPrototypeSlice(local, 1);
}

// For paths that are not UTF-8: encoded separators are not looked for, since
// their bytes may be part of characters in another encoding.
function fileURLToPathBuffer(path, options = kEmptyObject) {
  const windows = isWindows(options);
  const url = fileURL(path);
  const { hostname, pathname } = url;
  if (!windows) {
    if (hostname !== '') throw new ERR_INVALID_FILE_URL_HOST(process.platform);
    return decodeBytes(pathname);
  }
  const local = decodeBytes(StringPrototypeReplaceAll(pathname, '/', '\\'));
  if (hostname !== '') {
    const { Buffer } = require('buffer');
    return Buffer.concat([Buffer.from(`\\\\${domainToUnicode(hostname)}`), local]);
  }
  const letter = local[1] | 32;
  if (letter < 97 || letter > 122 || local[2] !== 58) throw new ERR_INVALID_FILE_URL_PATH('must be absolute', url);
  return local.subarray(1);
}

function pathToFileURL(filepath, options = kEmptyObject) {
  const windows = isWindows(options);
  const path = require('path');
  const isUNC = windows && StringPrototypeStartsWith(filepath, '\\\\');
  let resolved = isUNC ? filepath : (windows ? path.win32 : path.posix).resolve(filepath);
  if (windows && StringPrototypeStartsWith(resolved, '\\\\')) {
    // \\server\share\resource, or the same after \\?\UNC
    const start = StringPrototypeStartsWith(resolved, '\\\\?\\UNC\\') ? 8 : 2;
    const end = StringPrototypeIndexOf(resolved, '\\', start);
    if (end === -1) throw new ERR_INVALID_ARG_VALUE('path', resolved, 'Missing UNC resource path');
    if (end === 2) throw new ERR_INVALID_ARG_VALUE('path', resolved, 'Empty UNC servername');
    return fromPath(StringPrototypeSlice(resolved, end), true, StringPrototypeSlice(resolved, start, end));
  }
  // resolve() takes a trailing separator away, which means something in a URL.
  const trailing = StringPrototypeEndsWith(filepath, '/') || (windows && StringPrototypeEndsWith(filepath, '\\'));
  if (trailing && !StringPrototypeEndsWith(resolved, path.sep)) resolved += '/';
  return fromPath(resolved, windows, undefined);
}

function toPathIfFileURL(fileURLOrPath) {
  return typeof fileURLOrPath !== 'string' && isURL(fileURLOrPath) ? fileURLToPath(fileURLOrPath) : fileURLOrPath;
}

function domainToASCII(domain) {
  if (arguments.length < 1) throw new ERR_MISSING_ARGS('domain');
  return binding.toASCII(`${domain}`);
}

function domainToUnicode(domain) {
  if (arguments.length < 1) throw new ERR_MISSING_ARGS('domain');
  return binding.toUnicode(`${domain}`);
}

// The URL as options of http.request.
function urlToHttpOptions(url) {
  validateObject(url, 'url', kValidateObjectAllowObjects);
  const { hostname, pathname, port, username, password, search } = url;
  const options = {
    __proto__: null,
    ...url, // a program may have put properties of its own on it
    protocol: url.protocol,
    hostname: hostname && hostname[0] === '[' ? StringPrototypeSlice(hostname, 1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href: url.href,
  };
  if (port !== '') options.port = Number(port);
  if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return options;
}

module.exports = {
  domainToASCII,
  domainToUnicode,
  fileURLToPath,
  fileURLToPathBuffer,
  pathToFileURL,
  toPathIfFileURL,
  urlToHttpOptions,
};
