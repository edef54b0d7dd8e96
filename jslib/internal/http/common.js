'use strict';

// What every part of HTTP shares: the names of methods and statuses, and what a
// header may look like.

const {
  ArrayPrototypeSlice,
  Date,
  DatePrototypeGetTime,
  DatePrototypeToUTCString,
  MathFloor,
  RegExpPrototypeExec,
  StringPrototypeToLowerCase,
  Symbol,
} = primordials;
const {
  hideStackFrames,
  codes: { ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR, ERR_INVALID_HTTP_TOKEN, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateInteger } = require('internal/validators');

const METHODS = [
  'ACL', 'BIND', 'CHECKOUT', 'CONNECT', 'COPY', 'DELETE', 'GET', 'HEAD', 'LINK', 'LOCK', 'M-SEARCH', 'MERGE',
  'MKACTIVITY', 'MKCALENDAR', 'MKCOL', 'MOVE', 'NOTIFY', 'OPTIONS', 'PATCH', 'POST', 'PROPFIND', 'PROPPATCH',
  'PURGE', 'PUT', 'QUERY', 'REBIND', 'REPORT', 'SEARCH', 'SOURCE', 'SUBSCRIBE', 'TRACE', 'UNBIND', 'UNLINK',
  'UNLOCK', 'UNSUBSCRIBE',
];

const STATUS_CODES = {
  100: 'Continue', 101: 'Switching Protocols', 102: 'Processing', 103: 'Early Hints',
  200: 'OK', 201: 'Created', 202: 'Accepted', 203: 'Non-Authoritative Information', 204: 'No Content',
  205: 'Reset Content', 206: 'Partial Content', 207: 'Multi-Status', 208: 'Already Reported', 226: 'IM Used',
  300: 'Multiple Choices', 301: 'Moved Permanently', 302: 'Found', 303: 'See Other', 304: 'Not Modified',
  305: 'Use Proxy', 307: 'Temporary Redirect', 308: 'Permanent Redirect',
  400: 'Bad Request', 401: 'Unauthorized', 402: 'Payment Required', 403: 'Forbidden', 404: 'Not Found',
  405: 'Method Not Allowed', 406: 'Not Acceptable', 407: 'Proxy Authentication Required', 408: 'Request Timeout',
  409: 'Conflict', 410: 'Gone', 411: 'Length Required', 412: 'Precondition Failed', 413: 'Payload Too Large',
  414: 'URI Too Long', 415: 'Unsupported Media Type', 416: 'Range Not Satisfiable', 417: 'Expectation Failed',
  418: "I'm a Teapot", 421: 'Misdirected Request', 422: 'Unprocessable Entity', 423: 'Locked',
  424: 'Failed Dependency', 425: 'Too Early', 426: 'Upgrade Required', 428: 'Precondition Required',
  429: 'Too Many Requests', 431: 'Request Header Fields Too Large', 451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Unavailable',
  504: 'Gateway Timeout', 505: 'HTTP Version Not Supported', 506: 'Variant Also Negotiates',
  507: 'Insufficient Storage', 508: 'Loop Detected', 509: 'Bandwidth Limit Exceeded', 510: 'Not Extended',
  511: 'Network Authentication Required',
};

const token = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
const badValue = /[^\t\x20-\x7e\x80-\xff]/;

function isToken(value) {
  return typeof value === 'string' && RegExpPrototypeExec(token, value) !== null;
}

const validateHeaderName = hideStackFrames((name, label) => {
  if (typeof name !== 'string' || !isToken(name)) {
    throw new ERR_INVALID_HTTP_TOKEN(label || 'Header name', name);
  }
});

function checkText(name, value) {
  if (value === undefined) throw new ERR_HTTP_INVALID_HEADER_VALUE(value, name);
  if (RegExpPrototypeExec(badValue, `${value}`) !== null) throw new ERR_INVALID_CHAR('header content', name);
}

const validateHeaderValue = hideStackFrames((name, value) => checkText(name, value));

function hasBadCharacters(value) {
  return RegExpPrototypeExec(badValue, value) !== null;
}

// A head is memory of the host as long as it is not complete.
const largestHeaderSize = 1024 * 1024;

function validateHeaderSize(size) {
  validateInteger(size, 'maxHeaderSize', 0);
  if (size > largestHeaderSize) throw new ERR_OUT_OF_RANGE('maxHeaderSize', `<= ${largestHeaderSize}`, size);
}

const defaultHeadersCount = 1000;

// The first count names and values of a response; a request with more is refused.
function limitFields(list, count) {
  const most = 2 * (typeof count === 'number' ? count : defaultHeadersCount);
  return most > 0 && list.length > most ? ArrayPrototypeSlice(list, 0, most) : list;
}

const lower = StringPrototypeToLowerCase;

// The time of day as headers have it.
let dateCache;
let dateSecond = -1;
function utcDate() {
  const now = new Date();
  const second = MathFloor(DatePrototypeGetTime(now) / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateCache = DatePrototypeToUTCString(now);
  }
  return dateCache;
}

module.exports = {
  METHODS,
  STATUS_CODES,
  defaultHeadersCount,
  hasBadCharacters,
  isToken,
  limitFields,
  lower,
  utcDate,
  validateHeaderName,
  validateHeaderSize,
  validateHeaderValue,
  kOutHeaders: Symbol('kOutHeaders'),
};
