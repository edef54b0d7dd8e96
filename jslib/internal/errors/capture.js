'use strict';

// error.stack as in V8, on an engine that makes the text when the error is
// made. Here the call sites alone are kept then; the text comes when `stack` is
// first read, so that it tells of the name and message the error has by then,
// and an error nobody looks at costs little.
//
// The engine calls a maker with (error, callSites). It leaves a `stack` alone
// that the maker has put on the error itself; otherwise it stores what the
// maker returns.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  Error,
  ErrorCaptureStackTrace,
  ErrorIsError,
  MathMin,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetPrototypeOf,
  ObjectPrototypeHasOwnProperty,
  ObjectSetPrototypeOf,
  ReflectApply,
  ReflectOwnKeys,
  SafeMap,
  SafeWeakSet,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  TypeError,
  uncurryThis,
} = primordials;

const { ErrorPrepareStackTrace, prepareStackTraceCallback, setReaders, trimTrace } = require('internal/errors/stack');

const { AsyncSite, makeAsyncSites } = require('internal/errors/async_sites');
const { translate } = require('internal/errors/engine_messages');

// Frames asked for beyond the program's limit, for those that are left out.
const EXTRA = 12;
// What the engine keeps at most.
const MOST = 64;

// Who waits for what runs; see internal/errors/async_sites.
const { asyncCallers } = internalBinding('errors');

// Constructing this returns the given object, so that a derived class puts its
// private fields on it.
function Stamped(object) {
  return object;
}

class Trace extends Stamped {
  #sites;
  #text;
  #realm;
  #callers; // who waits for what runs, as the host tells

  constructor(object, sites, realm, callers) {
    super(object);
    this.#sites = sites;
    this.#callers = callers;
    this.#text = undefined;
    this.#realm = realm;
  }

  static keep(object, sites, realm) {
    const callers = realm.limit > 0 ? asyncCallers(MOST) : undefined;
    if (#sites in object) {
      object.#sites = sites;
      object.#callers = callers;
      object.#text = undefined;
      object.#realm = realm;
    } else {
      new Trace(object, sites, realm, callers);
    }
    ObjectDefineProperty(object, 'stack', realm.accessor);
  }

  // The stack of an error, or of an object that inherits from one.
  static read(receiver) {
    for (let object = receiver; object !== null && typeof object === 'object'; object = ObjectGetPrototypeOf(object)) {
      if (!(#sites in object)) continue;
      if (object.#sites !== undefined) {
        const sites = object.#sites;
        object.#sites = undefined;
        object.#text = makeText(object, sites, object.#realm, object.#callers);
      }
      return object.#text;
    }
    return undefined;
  }
}

// The functions of a realm lead to its Function, wherever they were made.
function makeAccessor(home) {
  const accessor = {
    __proto__: null,
    get() { return Trace.read(this); },
    set(value) {
      const own = ObjectPrototypeHasOwnProperty(this, 'stack');
      ObjectDefineProperty(this, 'stack', { __proto__: null, value, writable: true, enumerable: !own, configurable: true });
    },
    enumerable: false,
    configurable: true,
  };
  for (const key of ['get', 'set']) {
    ObjectDefineProperty(accessor[key], 'name', { __proto__: null, value: '' });
    ObjectSetPrototypeOf(accessor[key], home);
  }
  return accessor;
}

let isDetour = () => false;

// Functions of the library that are parts of what is one function in Node.
const detours = new SafeWeakSet();

function noteDetour(fn) {
  detours.add(fn);
}

// The frames of call, apply and construct stand between a function and its
// caller and say nothing.
function withoutDetours(sites) {
  const kept = [];
  for (let i = 0; i < sites.length; i++) {
    if (!isDetour(sites[i])) ArrayPrototypePush(kept, sites[i]);
  }
  return kept;
}

function makeText(error, sites, { global, limit }, callers) {
  let trace = trimTrace(error, withoutDetours(sites));
  if (callers !== undefined) trace = aboveJob(trace);
  if (trace.length > limit) trace = ArrayPrototypeSlice(trace, 0, limit);
  if (callers !== undefined) {
    const waiting = makeAsyncSites(callers, columnAt);
    for (let i = 0; i < waiting.length && trace.length < limit; i++) ArrayPrototypePush(trace, waiting[i]);
  }
  return prepareStackTraceCallback(global, error, trace);
}

// Those who wait stand behind the job that runs; of what runs jobs, Node has one
// function in JavaScript.
function aboveJob(trace) {
  const kept = [];
  let below = false;
  for (let i = 0; i < trace.length; i++) {
    const name = trace[i].getFunctionName();
    if (below ? name === 'processTicksAndRejections' : name !== 'runMicrotasks' || !trace[i].isNative()) ArrayPrototypePush(kept, trace[i]);
    else below = true;
  }
  return kept;
}


// Set while captureStackTrace wants the sites themselves.
let wantsSites = false;

function makeStack(error, sites, realm) {
  if (wantsSites) return sites;
  if (ErrorIsError(error) && !ObjectPrototypeHasOwnProperty(error, 'stack')) {
    translate(error, sites);
    Trace.keep(error, sites, realm);
    return undefined;
  }
  // What is thrown but made no stack just now: the engine asks, and keeps no
  // answer. It asks again in each caller if there is none.
  return '';
}

// Error.captureStackTrace: gives any object a `stack`, without the frames down
// to and including that of constructorOpt.
function makeCapture(native, realm) {
  return function captureStackTrace(object, constructorOpt) {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function')) throw new TypeError('Invalid argument');
    Trace.keep(object, sitesAbove(native, typeof constructorOpt === 'function' ? constructorOpt : captureStackTrace), realm);
  };
}

function sitesAbove(native, fn) {
  const holder = {};
  wantsSites = true;
  try {
    native(holder, fn);
  } finally {
    wantsSites = false;
  }
  return holder.stack ?? [];
}

// captureStackTrace is that of the library itself.
function captureStackTrace(object, above) {
  Trace.keep(object, sitesAbove(ErrorCaptureStackTrace, above ?? captureStackTrace), libraryRealm);
}

// captureSites lists the call sites above the function, at most so many.
function captureSites(count, above) {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = count;
  try {
    const sites = withoutDetours(sitesAbove(ErrorCaptureStackTrace, above));
    return sites.length > count ? ArrayPrototypeSlice(sites, 0, count) : sites;
  } finally {
    Error.stackTraceLimit = before;
  }
}

// ---- modules

// The functions that modules are compiled to, and by file the length of what
// stands before their source on the first line.
const moduleFunctions = new SafeWeakSet();
const prefixes = new SafeMap();

// The loader of CommonJS modules tells of each, for stacks to show the columns
// of the source, and the name that Node gives to a module's top level.
function noteModule(fn, file, prefixLength) {
  moduleFunctions.add(fn);
  prefixes.set(file, prefixLength);
}

// columnAt corrects a column of the engine.
function columnAt(file, line, column) {
  if (line !== 1) return column;
  // The engine counts the first line from 0, but for its first character.
  const prefix = prefixes.get(file) ?? 0;
  if (prefix === 0 && column === 1) return 1;
  return column >= prefix ? column - prefix + 1 : 1;
}

// ---- call sites

// What V8's have and the engine's do not. The functions themselves stay out of
// reach: a stack may lead through the library.
function callSiteMethods(prototype) {
  // What node:vm compiles has a mark behind its name, which is no one's business.
  const getMarkedName = uncurryThis(prototype.getFileName);
  const getFileName = (site) => {
    const file = getMarkedName(site);
    const at = typeof file === 'string' ? StringPrototypeIndexOf(file, '\x01') : -1;
    return at === -1 ? file : StringPrototypeSlice(file, 0, at);
  };
  const getFunction = uncurryThis(prototype.getFunction);
  const getFunctionName = uncurryThis(prototype.getFunctionName);
  const getLineNumber = uncurryThis(prototype.getLineNumber);
  const getColumnNumber = uncurryThis(prototype.getColumnNumber);
  const isNative = uncurryThis(prototype.isNative);

  const isClass = (site) => {
    const fn = getFunction(site);
    return typeof fn === 'function' && ObjectGetOwnPropertyDescriptor(fn, 'prototype')?.writable === false && !isNative(site);
  };
  const columnOf = (site) => columnAt(getFileName(site), getLineNumber(site), getColumnNumber(site));
  const isModule = (site) => {
    const fn = getFunction(site);
    return typeof fn === 'function' && moduleFunctions.has(fn);
  };
  const nameOf = (site) => {
    const name = getFunctionName(site);
    return typeof name !== 'string' || name === '' || name === '<eval>' || name === '<anonymous>' ? null : name;
  };
  isDetour = (site) => {
    if (!isNative(site)) return detours.has(getFunction(site));
    const name = getFunctionName(site);
    return name === 'call' || name === 'apply' || name === 'construct';
  };
  const methods = {
    getFunctionName() { return nameOf(this); },
    getFileName() { return getFileName(this); },
    getFunction() { return undefined; },
    getThis() { return undefined; },
    getTypeName() { return null; },
    getMethodName() { return null; },
    getLineNumber() { return isNative(this) ? null : getLineNumber(this); },
    getColumnNumber() { return isNative(this) ? null : columnOf(this); },
    getEnclosingLineNumber() { return isNative(this) ? null : getLineNumber(this); },
    getEnclosingColumnNumber() { return isNative(this) ? null : columnOf(this); },
    getEvalOrigin() { return undefined; },
    getPosition() { return 0; },
    getPromiseIndex() { return null; },
    getScriptNameOrSourceURL() { return getFileName(this); },
    getScriptHash() { return ''; },
    isAsync() { return false; },
    isConstructor() { return isClass(this); },
    isEval() { return false; },
    isPromiseAll() { return false; },
    isToplevel() { return nameOf(this) === null; },
    toString() {
      const name = nameOf(this) ?? (isModule(this) ? 'Object.<anonymous>' : null);
      const file = getFileName(this);
      const where = isNative(this) || file === null ? '<anonymous>' : `${file}:${getLineNumber(this)}:${columnOf(this)}`;
      if (name === null) return where;
      return `${isClass(this) ? 'new ' : ''}${name} (${where})`;
    },
  };
  const isEvalCode = (site) => getFunctionName(site) === '<eval>';
  const readers = {
    getFunction: (site) => (AsyncSite.is(site) ? undefined : getFunction(site)),
    getFileName: (site) => (AsyncSite.is(site) ? AsyncSite.fileOf(site) : getFileName(site)),
    isEvalCode,
  };
  return { methods, readers };
}

let shared;
let libraryRealm;

function hidden(target, key, value) {
  ObjectDefineProperty(target, key, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

// install puts this in place of the engine's way, once in each realm and before
// any program runs in it. Elsewhere (V8) it does nothing.
function install(global) {
  const { Error } = global;
  const maker = ObjectGetOwnPropertyDescriptor(Error, 'prepareStackTrace');
  const native = ObjectGetOwnPropertyDescriptor(Error, 'stackTraceLimit');
  if (maker?.set === undefined || native?.set === undefined) return;
  const home = global.Function.prototype;
  const realm = { __proto__: null, accessor: makeAccessor(home), global, limit: 10 };

  // A first error, to lay hands on the prototype of call sites.
  ReflectApply(maker.set, Error, [(error, sites) => sites]);
  const prototype = ObjectGetPrototypeOf(new Error().stack[0]);
  if (shared === undefined) {
    shared = callSiteMethods(prototype);
    libraryRealm = realm;
    setReaders(shared.readers);
  }
  const { methods } = shared;
  const names = ReflectOwnKeys(methods);
  for (let i = 0; i < names.length; i++) {
    const method = methods[names[i]];
    const { [names[i]]: value } = { [names[i]](...args) { return ReflectApply(method, this, args); } };
    ObjectSetPrototypeOf(value, home);
    ObjectDefineProperty(prototype, names[i], { __proto__: null, value, writable: false, enumerable: false, configurable: true });
  }

  ReflectApply(maker.set, Error, [(error, sites) => makeStack(error, sites, realm)]);
  const setLimit = (value) => {
    realm.limit = value;
    ReflectApply(native.set, Error, [typeof value === 'number' && value > 0 ? MathMin(value + EXTRA, MOST) : value]);
  };
  setLimit(10);
  const capture = makeCapture(Error.captureStackTrace, realm);
  const getLimit = { get() { return realm.limit; } }.get;
  for (const fn of [capture, getLimit, setLimit]) ObjectSetPrototypeOf(fn, home);
  ObjectDefineProperties(Error, {
    __proto__: null,
    captureStackTrace: { __proto__: null, value: capture, writable: true, enumerable: false, configurable: true },
    stackTraceLimit: { __proto__: null, get: getLimit, set: setLimit, enumerable: true, configurable: true },
  });
  // Contexts have none of their own.
  if (realm !== libraryRealm) delete Error.prepareStackTrace;
  else hidden(Error, 'prepareStackTrace', ErrorPrepareStackTrace);
}

module.exports = { captureSites, captureStackTrace, install, noteDetour, noteModule };
