'use strict';

// Errors that tell of a failed call to the system.

const {
  Error,
  ObjectDefineProperties,
  ObjectKeys,
  SafeMap,
  SymbolFor,
} = primordials;

const { kIsNodeError } = require('internal/errors/coded');

let errorMap;

// uvErrmapGet returns [name, message] of a (negative) libuv number.
function uvErrmapGet(errno) {
  if (errorMap === undefined) {
    errorMap = new SafeMap();
    const rows = internalBinding('uv').getErrorMap();
    for (let i = 0; i < rows.length; i++) errorMap.set(rows[i][0], [rows[i][1], rows[i][2]]);
  }
  return errorMap.get(errno);
}

const unknownError = ['UNKNOWN', 'unknown error'];

function nameOf(errno) {
  const { validateNumber } = require('internal/validators');
  validateNumber(errno, 'err');
  return uvErrmapGet(errno)?.[0] ?? `Unknown system error ${errno}`;
}

function addressDetails(address, port) {
  if (port && port > 0) return ` ${address}:${port}`;
  return address ? ` ${address}` : '';
}

function forward(context, key, writable) {
  return {
    __proto__: null,
    get: () => (writable && context[key] != null ? `${context[key]}` : context[key]),
    set: (value) => {
      context[key] = writable ? (value ? require('buffer').Buffer.from(`${value}`) : undefined) : value;
    },
    enumerable: true,
    configurable: true,
  };
}

// SystemError has a code of its own; what the system said is in `info`, and
// errno, syscall, path and dest read and write through to it.
class SystemError extends Error {
  constructor(code, prefix, context) {
    let message = `${prefix}: ${context.syscall} returned ${context.code} (${context.message})`;
    if (context.path !== undefined) message += ` ${context.path}`;
    if (context.dest !== undefined) message += ` => ${context.dest}`;
    super(message);
    this.code = code;
    const hidden = (value, writable) => ({ __proto__: null, value, enumerable: false, writable, configurable: true });
    ObjectDefineProperties(this, {
      __proto__: null,
      [kIsNodeError]: hidden(true, false),
      name: hidden('SystemError', true),
      info: { __proto__: null, value: context, enumerable: true, configurable: true, writable: false },
      errno: forward(context, 'errno', false),
      syscall: forward(context, 'syscall', false),
      ...(context.path !== undefined && { path: forward(context, 'path', true) }),
      ...(context.dest !== undefined && { dest: forward(context, 'dest', true) }),
    });
  }

  toString() { return `${this.name} [${this.code}]: ${this.message}`; }

  [SymbolFor('nodejs.util.inspect.custom')](depth, options) {
    return require('internal/util/inspect').inspect(this, { ...options, getters: true, customInspect: false });
  }
}

function makeSystemError(code, prefix) {
  class NodeError extends SystemError {
    constructor(context) { super(code, prefix, context); }
  }
  NodeError.HideStackFramesError = NodeError;
  return NodeError;
}

// UVException is Node's shape for a failed system call: "ENOENT: no such file
// or directory, open 'x'". Host calls throw it ready-made; this is for errors
// that arise in JavaScript.
class UVException extends Error {
  constructor(context) {
    const { 0: code, 1: text } = uvErrmapGet(context.errno) ?? unknownError;
    const path = context.path ? `${context.path}` : undefined;
    const dest = context.dest ? `${context.dest}` : undefined;
    super(`${code}: ${context.message || text}, ${context.syscall}` +
      (path ? ` '${path}'` : '') + (dest ? ` -> '${dest}'` : ''));
    const keys = ObjectKeys(context);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (key !== 'message' && key !== 'path' && key !== 'dest') this[key] = context[key];
    }
    this.code = code;
    if (path) this.path = path;
    if (dest) this.dest = dest;
  }

  get ['constructor']() { return Error; }
}

class UVExceptionWithHostPort extends Error {
  constructor(errno, syscall, address, port) {
    const { 0: code, 1: text } = uvErrmapGet(errno) ?? unknownError;
    super(`${syscall} ${code}: ${text}${addressDetails(address, port)}`);
    this.code = code;
    this.errno = errno;
    this.syscall = syscall;
    this.address = address;
    if (port) this.port = port;
  }

  get ['constructor']() { return Error; }
}

class ErrnoException extends Error {
  constructor(errno, syscall, original) {
    const code = nameOf(errno);
    super(`${syscall} ${code}${original ? ` ${original}` : ''}`);
    this.errno = errno;
    this.code = code;
    this.syscall = syscall;
  }

  get ['constructor']() { return Error; }
}

class ExceptionWithHostPort extends Error {
  constructor(errno, syscall, address, port, additional) {
    const code = nameOf(errno);
    super(`${syscall} ${code}${addressDetails(address, port)}${additional ? ` - Local (${additional})` : ''}`);
    this.errno = errno;
    this.code = code;
    this.syscall = syscall;
    this.address = address;
    if (port) this.port = port;
  }

  get ['constructor']() { return Error; }
}

// DNSException takes a libuv number or the name of a resolver's error.
class DNSException extends Error {
  constructor(code, syscall, hostname) {
    let errno;
    if (typeof code === 'number') {
      errno = code;
      code = uvErrmapGet(errno)?.[0] ?? `Unknown system error ${errno}`;
      // Programs expect this name for "no such host"; no system has it.
      if (code === 'EAI_NODATA' || code === 'EAI_NONAME') code = 'ENOTFOUND';
    }
    super(`${syscall} ${code}${hostname ? ` ${hostname}` : ''}`);
    this.errno = errno;
    this.code = code;
    this.syscall = syscall;
    if (hostname) this.hostname = hostname;
  }

  get ['constructor']() { return Error; }
}

class ConnResetException extends Error {
  constructor(message) {
    super(message);
    this.code = 'ECONNRESET';
  }

  get ['constructor']() { return Error; }
}

module.exports = {
  ConnResetException,
  DNSException,
  ErrnoException,
  ExceptionWithHostPort,
  makeSystemError,
  SystemError,
  uvErrmapGet,
  UVException,
  UVExceptionWithHostPort,
};
