'use strict';

// What the embedding API of package wjs asks of JavaScript: values taken apart
// and put together, modules imported, Go functions installed.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  BigInt,
  Date,
  DatePrototypeGetTime,
  Error,
  MapIteratorPrototypeNext,
  MapPrototypeEntries,
  ObjectDefineProperty,
  ObjectKeys,
  Promise,
  PromisePrototypeThen,
  RangeError,
  ReflectApply,
  SetIteratorPrototypeNext,
  SetPrototypeValues,
  String,
  SyntaxError,
  TypeError,
  Uint8Array,
  globalThis,
} = primordials;

const { settle, start } = internalBinding('embed');
const { isDate, isMap, isPromise, isSet } = require('internal/util/types');

// Lists what an object holds: ['date', ms], ['list', …] or ['object', key, value, …].
function takeApart(value) {
  if (isDate(value)) return ['date', DatePrototypeGetTime(value)];
  const parts = ['list'];
  if (ArrayIsArray(value)) {
    for (let i = 0; i < value.length; i++) ArrayPrototypePush(parts, value[i]);
    return parts;
  }
  if (isSet(value)) {
    const iterator = SetPrototypeValues(value);
    let step;
    while (!(step = SetIteratorPrototypeNext(iterator)).done) ArrayPrototypePush(parts, step.value);
    return parts;
  }
  parts[0] = 'object';
  if (isMap(value)) {
    const iterator = MapPrototypeEntries(value);
    let step;
    while (!(step = MapIteratorPrototypeNext(iterator)).done) {
      ArrayPrototypePush(parts, String(step.value[0]), step.value[1]);
    }
    return parts;
  }
  const keys = ObjectKeys(value);
  for (let i = 0; i < keys.length; i++) ArrayPrototypePush(parts, keys[i], value[keys[i]]);
  return parts;
}

function object(flat) {
  const result = {};
  for (let i = 0; i < flat.length; i += 2) {
    ObjectDefineProperty(result, flat[i], {
      __proto__: null, value: flat[i + 1], writable: true, enumerable: true, configurable: true,
    });
  }
  return result;
}

const constructors = { __proto__: null, Error, RangeError, SyntaxError, TypeError };

function error(name, message, code, cause) {
  const err = new (constructors[name] ?? Error)(message, cause === undefined ? undefined : { __proto__: null, cause });
  if (err.name !== name && name !== '') err.name = name;
  if (code !== '') err.code = code;
  return err;
}

const bigint = (text) => BigInt(text);
const date = (ms) => new Date(ms);
const bytes = (buffer) => new Uint8Array(buffer);

function show(value) {
  return require('internal/util/inspect').inspect(value);
}

// Tells the host, once the value, if it is a promise, has settled.
function whenSettled(value, ticket) {
  if (!isPromise(value)) {
    settle(ticket, true, value);
    return;
  }
  PromisePrototypeThen(value, (v) => settle(ticket, true, v), (e) => settle(ticket, false, e));
}

// Makes of a task what the host enters with a ticket and the task's arguments in
// one list: it settles the ticket with the outcome.
function entrance(task) {
  return (list) => {
    const ticket = list[0];
    let value;
    try {
      value = task(list[1], list[2], list[3]);
    } catch (err) {
      settle(ticket, false, err);
      return;
    }
    whenSettled(value, ticket);
  };
}

const runEval = entrance((source) => require('internal/main/eval').evaluate(source));
const runImport = entrance((specifier) => require('internal/main/eval').importModule(specifier));
const runLine = entrance((source) => require('internal/main/repl').evaluate(source));
const runCall = entrance((target, name, args) => {
  const fn = target[name];
  if (typeof fn !== 'function') throw new TypeError(`${name} is not a function`);
  return ReflectApply(fn, target, args);
});

function defineGlobal(name, fn) {
  ObjectDefineProperty(globalThis, name, { __proto__: null, value: fn, writable: true, enumerable: true, configurable: true });
}

// Makes a Go function a global one that returns a promise: start(id, args, req)
// runs it on a goroutine of its own.
function defineAsync(name, id) {
  const fn = function(...args) {
    return new Promise((resolve, reject) => {
      start(id, args, { oncomplete(err, value) { if (err) reject(err); else resolve(value); } });
    });
  };
  ObjectDefineProperty(fn, 'name', { __proto__: null, value: name, configurable: true });
  defineGlobal(name, fn);
}

const apply = (fn, args) => ReflectApply(fn, undefined, args);

// In the order of library.go.
const host = [
  apply, runEval, runImport, runLine, runCall, takeApart, object, bytes, bigint, date, error, show, defineGlobal, defineAsync,
];

module.exports = { host };
