'use strict';

// Prints what programs see of the modules and of the Web's globals: a line a
// name, with its type and, for a function, its length. surface.golden is what
// Node 24 prints (`make golden`); known.txt has the differences and their reasons.

const { builtinModules } = require('module');

// Modules whose issues are still to come, names that begin with an underscore,
// and objects that describe the process rather than the library.
const notYet = /^(_|trace_events|wasi|inspector|sqlite|sea|cluster|tls|dgram|child_process|worker_threads|https?$|crypto|zlib|repl|dns|quic|domain|sys$)/;
const ofProcess = /\.(versions|moduleLoadList|config|env|release|builtinModules|report|features|crypto|stdin|stdout|stderr|permission|mainModule\.paths)$/;
// What the language defines is the engine's.
const language = new Set(Reflect.ownKeys(globalThis).filter((key) => typeof key === 'string' &&
  /^([a-z].*|[A-Z].*Error|[A-Z]\w*Array|Object|Function|Number|Infinity|NaN|Boolean|String|Symbol|Date|Promise|RegExp|JSON|Math|Intl|ArrayBuffer|Atomics|DataView|Map|BigInt|Set|Iterator|Weak\w+|Proxy|Reflect|FinalizationRegistry|SharedArrayBuffer|WebAssembly|\w*Stack)$/.test(key)));
for (const name of ['fetch', 'structuredClone', 'queueMicrotask', 'reportError', 'atob', 'btoa', 'setTimeout', 'setInterval', 'setImmediate',
  'clearTimeout', 'clearInterval', 'clearImmediate', 'performance', 'navigator', 'crypto', 'global', 'process']) language.delete(name);

const lines = new Set();
const seen = new Set();

function show(at, value) {
  lines.add(typeof value === 'function' ? `${at} function ${value.length}` : `${at} ${value === null ? 'null' : typeof value}`);
}

function describe(at, object, depth) {
  for (const key of Reflect.ownKeys(object)) {
    if (typeof key === 'symbol' && !/^(Symbol|nodejs)\./.test(key.description)) continue;
    if (typeof key === 'string' && /^_|^constructor$/.test(key)) continue;
    if (typeof object === 'function' && ['length', 'name', 'prototype', 'caller', 'arguments'].includes(key)) continue;
    const path = `${at}.${typeof key === 'symbol' ? `[${key.description}]` : key}`;
    const property = Reflect.getOwnPropertyDescriptor(object, key);
    // Accessors of a module are values that are loaded when they are asked for.
    if ('value' in property || !at.includes('.')) {
      const value = object[key];
      show(path, value);
      if (depth > 0) walk(path, value, depth - 1);
    } else {
      lines.add(`${path} ${property.get ? 'get' : ''}${property.set ? 'set' : ''}`);
    }
  }
}

function walk(at, value, depth) {
  if (value === null || typeof value !== 'object' && typeof value !== 'function') return;
  if (seen.has(value) || ofProcess.test(at)) return;
  seen.add(value);
  describe(at, value, depth);
  if (typeof value === 'function' && value.prototype) describe(`${at}.prototype`, value.prototype, 0);
}

for (const id of builtinModules.map((id) => id.replace('node:', '')).sort()) {
  if (notYet.test(id)) continue;
  const exported = require(`node:${id}`);
  show(id, exported);
  walk(id, exported, 2);
}
for (const key of Object.getOwnPropertyNames(globalThis)) {
  if (language.has(key)) continue;
  const value = globalThis[key];
  show(`globalThis.${key}`, value);
  if (typeof value === 'function') walk(`globalThis.${key}`, value, 0);
}
console.log([...lines].sort().join('\n'));
