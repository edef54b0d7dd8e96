'use strict';

// Small helpers that most of the library leans on. Parts with a theme of their
// own are in util/lazy and util/deprecate and are exported from here as well.

const {
  ArrayFrom,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSort,
  Error,
  FunctionPrototypeSymbolHasInstance,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectFreeze,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetOwnPropertyDescriptors,
  ObjectGetPrototypeOf,
  ObjectKeys,
  ObjectSetPrototypeOf,
  Promise,
  ReflectApply,
  ReflectOwnKeys,
  RegExp,
  RegExpPrototypeExec,
  RegExpPrototypeGetFlags,
  RegExpPrototypeGetSource,
  SafeMap,
  SafeWeakMap,
  SafeWeakRef,
  StringPrototypeReplaceAll,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
  StringPrototypeToUpperCase,
  Symbol,
  SymbolFor,
  SymbolPrototypeGetDescription,
  NumberParseInt,
  SymbolReplace,
  SymbolSplit,
  hardenRegExp,
} = primordials;

const { codes: { ERR_UNKNOWN_SIGNAL }, getArrowMessage, uvErrmapGet } = require('internal/errors');
const { captureSites } = require('internal/errors/capture');
const { isNativeError, isPromise } = require('internal/util/types');
const assert = require('internal/assert');
const lazy = require('internal/util/lazy');
const deprecation = require('internal/util/deprecate');

const kEmptyObject = ObjectFreeze({ __proto__: null });
const kEnumerableProperty = ObjectFreeze({ __proto__: null, enumerable: true });
const customInspectSymbol = SymbolFor('nodejs.util.inspect.custom');
const kCustomPromisifiedSymbol = SymbolFor('nodejs.util.promisify.custom');
const kCustomPromisifyArgsSymbol = Symbol('customPromisifyArgs');

// An Error of this realm or another, or an object that inherits from Error.
function isError(value) {
  return isNativeError(value) || FunctionPrototypeSymbolHasInstance(Error, value);
}

const ansiColor = hardenRegExp(/\u001b\[\d\d?m/g); // eslint-disable-line no-control-regex

function removeColors(text) {
  return StringPrototypeReplaceAll(text, ansiColor, '');
}

const decorated = new primordials.SafeWeakSet();

// Puts the source line that an error points at in front of its stack, once.
function decorateErrorStack(error) {
  if (!isError(error) || !error.stack || decorated.has(error)) return;
  const arrow = getArrowMessage(error);
  if (arrow) {
    error.stack = arrow + error.stack;
    decorated.add(error);
  }
}

const encodingAliases = {
  '__proto__': null,
  '': 'utf8',
  'utf8': 'utf8',
  'utf-8': 'utf8',
  'ucs2': 'utf16le',
  'ucs-2': 'utf16le',
  'utf16le': 'utf16le',
  'utf-16le': 'utf16le',
  'latin1': 'latin1',
  'binary': 'latin1',
  'ascii': 'ascii',
  'hex': 'hex',
  'base64': 'base64',
  'base64url': 'base64url',
};

// normalizeEncoding gives the one name of an encoding, utf8 for none, and
// undefined for one that does not exist.
function normalizeEncoding(encoding) {
  if (encoding === undefined || encoding === 'utf8' || encoding === null) return 'utf8';
  if (typeof encoding !== 'string') return undefined;
  return encodingAliases[encoding] ?? encodingAliases[StringPrototypeToLowerCase(encoding)];
}

const encodingsMap = ObjectFreeze({
  __proto__: null,
  ascii: 0, utf8: 1, base64: 2, utf16le: 3, latin1: 4, hex: 5, buffer: 6, base64url: 7,
});

function filterDuplicateStrings(items, low) {
  const map = new SafeMap();
  for (let i = 0; i < items.length; i++) {
    const key = StringPrototypeToLowerCase(items[i]);
    map.set(key, low ? key : items[i]);
  }
  return ArrayPrototypeSort(ArrayFrom(map.values()));
}

function cachedResult(fn) {
  let result;
  return () => ArrayPrototypeSlice(result ??= fn());
}

// Signals differ by platform and are asked for when needed.
function signals() {
  return internalBinding('constants').os.signals;
}

function convertToValidSignal(signal) {
  const table = signals();
  if (typeof signal === 'number') {
    for (const name in table) {
      if (table[name] === signal) return signal;
    }
  } else if (typeof signal === 'string') {
    const number = table[StringPrototypeToUpperCase(signal)];
    if (number) return number;
  }
  throw new ERR_UNKNOWN_SIGNAL(signal);
}

function convertProcessSignalToExitCode(signalCode) {
  const table = signals();
  require('internal/validators').validateOneOf(signalCode, 'signalCode', ObjectKeys(table));
  // The shells' convention.
  return 128 + table[signalCode];
}

// The function that an object says made it, looking at data properties only.
function getConstructorOf(object) {
  for (; object; object = ObjectGetPrototypeOf(object)) {
    const descriptor = ObjectGetOwnPropertyDescriptor(object, 'constructor');
    if (descriptor !== undefined && typeof descriptor.value === 'function' && descriptor.value.name !== '') {
      return descriptor.value;
    }
  }
  return null;
}

function getSystemErrorName(errno) {
  return uvErrmapGet(errno)?.[0] ?? `Unknown system error ${errno}`;
}

function getSystemErrorMessage(errno) {
  return uvErrmapGet(errno)?.[1] ?? `Unknown system error ${errno}`;
}

// A fresh Map(errno → [name, message]), for util.getSystemErrorMap().
function getSystemErrorMap() {
  const rows = internalBinding('uv').getErrorMap();
  const map = new primordials.Map();
  for (let i = 0; i < rows.length; i++) primordials.MapPrototypeSet(map, rows[i][0], [rows[i][1], rows[i][2]]);
  return map;
}

function promisify(original) {
  const { validateFunction } = require('internal/validators');
  validateFunction(original, 'original');
  const describe = (value) => ({ __proto__: null, value, enumerable: false, writable: false, configurable: true });

  const custom = original[kCustomPromisifiedSymbol];
  if (custom) {
    validateFunction(custom, 'util.promisify.custom');
    return ObjectDefineProperty(custom, kCustomPromisifiedSymbol, describe(custom));
  }

  // Names for callbacks with several results, as ['bytesRead', 'buffer'].
  const names = original[kCustomPromisifyArgsSymbol];

  function fn(...args) {
    return new Promise((resolve, reject) => {
      ArrayPrototypePush(args, (error, ...values) => {
        if (error) return reject(error);
        if (names === undefined || values.length <= 1) return resolve(values.length === 0 ? undefined : values[0]);
        const result = {};
        for (let i = 0; i < names.length; i++) result[names[i]] = values[i];
        resolve(result);
      });
      if (isPromise(ReflectApply(original, this, args))) {
        process.emitWarning('Calling promisify on a function that returns a Promise is likely a mistake.',
                            'DeprecationWarning', 'DEP0174');
      }
    });
  }
  ObjectSetPrototypeOf(fn, ObjectGetPrototypeOf(original));
  ObjectDefineProperty(fn, kCustomPromisifiedSymbol, describe(fn));
  const descriptors = ObjectGetOwnPropertyDescriptors(original);
  const keys = ReflectOwnKeys(descriptors);
  for (let i = 0; i < keys.length; i++) ObjectSetPrototypeOf(descriptors[keys[i]], null);
  return ObjectDefineProperties(fn, descriptors);
}
promisify.custom = kCustomPromisifiedSymbol;

function join(parts, separator) {
  if (parts.length === 0) return '';
  let text = `${parts[0]}`;
  for (let i = 1; i < parts.length; i++) text += separator + parts[i];
  return text;
}

// Removes one item; shorter and quicker than splice for the short lists here.
function spliceOne(list, index) {
  const last = list.length - 1;
  for (; index < last; index++) list[index] = list[index + 1];
  list.length = last;
}

const inNodeModules = hardenRegExp(/[\\/]node_modules[\\/]/);

function isUnderNodeModules(filename) {
  return Boolean(filename) && RegExpPrototypeExec(inNodeModules, filename) !== null;
}

// The call sites of the caller, as objects.
function getStructuredStack() {
  return captureSites(64, getStructuredStack);
}

// True when the innermost frame of a program is in a node_modules folder.
function isInsideNodeModules() {
  const sites = getStructuredStack();
  for (let i = 0; i < sites.length; i++) {
    const file = sites[i].getFileName();
    if (typeof file === 'string' && file !== '' && !StringPrototypeStartsWith(file, 'node:')) return isUnderNodeModules(file);
  }
  return false;
}

function once(callback, { preserveReturnValue = false } = kEmptyObject) {
  let called = false;
  let value;
  return function(...args) {
    if (called) return value;
    called = true;
    const result = ReflectApply(callback, this, args);
    if (preserveReturnValue) value = result;
    return result;
  };
}

// Blocks the isolate.
function sleep(msec) {
  require('internal/validators').validateUint32(msec, 'msec');
  internalBinding('util').sleep(msec);
}

function lazyDOMExceptionClass() {
  return require('internal/domexception').DOMException;
}

function lazyDOMException(message, name) {
  const DOMException = lazyDOMExceptionClass();
  return new DOMException(message, name);
}

// object[key] = value, whatever setters the prototypes have.
function setOwnProperty(object, key, value) {
  ObjectDefineProperty(object, key, { __proto__: null, configurable: true, enumerable: true, value, writable: true });
  return value;
}

// A copy of a program's pattern that runs with the original exec, so that what
// the program hung on RegExp.prototype does not run inside the library.
const hardened = new SafeWeakMap();

function harden(regexp) {
  let copy = hardened.get(regexp);
  if (copy === undefined) {
    copy = hardenRegExp(new RegExp(RegExpPrototypeGetSource(regexp), RegExpPrototypeGetFlags(regexp)));
    hardened.set(regexp, copy);
  }
  copy.lastIndex = 0;
  return copy;
}

function SideEffectFreeRegExpPrototypeSymbolReplace(regexp, string, replacement) {
  return harden(regexp)[SymbolReplace](string, replacement);
}

function SideEffectFreeRegExpPrototypeSymbolSplit(regexp, string, limit) {
  return harden(regexp)[SymbolSplit](string, limit);
}

function countOnes(n) {
  let ones = 0;
  for (; n !== 0; n &= n - 1) ones++;
  return ones;
}

// "10.0.0.1" and "255.0.0.0" to "10.0.0.1/8"; null for a mask with holes.
function getCIDR(address, netmask, family) {
  const v6 = family === 'IPv6';
  const width = v6 ? 16 : 8;
  const groups = StringPrototypeSplit(netmask, v6 ? ':' : '.');
  let ones = 0;
  let ended = false;
  for (let i = 0; i < groups.length; i++) {
    if (groups[i] === '') continue; // "::" stands for zeros
    const group = NumberParseInt(groups[i], v6 ? 16 : 10);
    const count = countOnes(group);
    if (ended && group !== 0) return null;
    if (count < width) {
      // The ones must be the leading bits.
      if (group !== (((1 << count) - 1) << (width - count))) return null;
      ended = true;
    }
    ones += count;
  }
  return `${address}/${ones}`;
}

// What a file descriptor is: TCP, TTY, UDP, FILE, PIPE or UNKNOWN.
function guessHandleType(fd) {
  return internalBinding('util').guessHandleType(fd);
}

// Weak until someone counts on it.
class WeakReference {
  #weak;
  #strong = null;
  #count = 0;

  constructor(object) {
    this.#weak = new SafeWeakRef(object);
  }

  incRef() {
    if (++this.#count === 1) this.#strong = this.#weak.deref() ?? null;
    return this.#count;
  }

  decRef() {
    if (--this.#count === 0) this.#strong = null;
    return this.#count;
  }

  get() {
    return this.#strong ?? this.#weak.deref();
  }
}

// Names a function after a string or, in brackets, a symbol.
function assignFunctionName(name, fn, descriptor = kEmptyObject) {
  if (typeof name !== 'string') {
    const description = SymbolPrototypeGetDescription(name);
    assert(description !== undefined, 'Attempted to name function after descriptionless Symbol');
    name = `[${description}]`;
  }
  return ObjectDefineProperty(fn, 'name', {
    __proto__: null,
    writable: false,
    enumerable: false,
    configurable: true,
    ...ObjectGetOwnPropertyDescriptor(fn, 'name'),
    ...descriptor,
    value: name,
  });
}

let cwdURL;
let cwdOfURL;

// The working directory as a file: URL with a slash at its end; the root when
// the directory is gone.
function getCWDURL() {
  const { pathToFileURL } = require('internal/url');
  const { sep } = require('path');
  let cwd;
  try {
    cwd = process.cwd();
  } catch {
    return pathToFileURL(sep);
  }
  if (cwd !== cwdOfURL) {
    cwdURL = pathToFileURL(cwd + sep);
    cwdOfURL = cwd;
  }
  return cwdURL;
}

module.exports = {
  ...lazy,
  ...deprecation,
  assignFunctionName,
  cachedResult,
  convertProcessSignalToExitCode,
  convertToValidSignal,
  customInspectSymbol,
  customPromisifyArgs: kCustomPromisifyArgsSymbol,
  decorateErrorStack,
  encodingsMap,
  filterDuplicateStrings,
  getCIDR,
  getConstructorOf,
  getCWDURL,
  getStructuredStack,
  getSystemErrorMap,
  getSystemErrorMessage,
  getSystemErrorName,
  guessHandleType,
  isError,
  isInsideNodeModules,
  isUnderNodeModules,
  join,
  kEmptyObject,
  kEnumerableProperty,
  kIsEncodingSymbol: Symbol('kIsEncodingSymbol'),
  kVmBreakFirstLineSymbol: Symbol('kVmBreakFirstLineSymbol'),
  lazy: lazy.getLazy,
  lazyDOMException,
  lazyDOMExceptionClass,
  normalizeEncoding,
  once,
  promisify,
  removeColors,
  setOwnProperty,
  SideEffectFreeRegExpPrototypeExec: RegExpPrototypeExec,
  SideEffectFreeRegExpPrototypeSymbolReplace,
  SideEffectFreeRegExpPrototypeSymbolSplit,
  sleep,
  spliceOne,
  WeakReference,
  // Asked of the process, as the library is loaded before it is known.
  get isWindows() { return process.platform === 'win32'; },
  get isMacOS() { return process.platform === 'darwin'; },
};
