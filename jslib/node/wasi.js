'use strict';

// node:wasi. https://nodejs.org/api/wasi.html

const {
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ArrayPrototypeUnshift,
  Error,
  ObjectEntries,
  ReflectApply,
  String,
  StringPrototypeStartsWith,
  Symbol,
  TypeError,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_VALUE,
    ERR_WASI_ALREADY_STARTED,
    ERR_WASI_NOT_STARTED,
  },
} = require('internal/errors');
const { emitExperimentalWarning, kEmptyObject } = require('internal/util');
const {
  validateArray,
  validateBoolean,
  validateFunction,
  validateInt32,
  validateObject,
  validateString,
  validateUndefined,
} = require('internal/validators');
const { memoryId } = require('internal/wasm/externs');

const binding = internalBinding('wasi');

const kBindingName = Symbol('kBindingName');
const kExitCode = Symbol('kExitCode');
const kInstance = Symbol('kInstance');
const kSetMemory = Symbol('kSetMemory');
const kStarted = Symbol('kStarted');

const versions = { __proto__: null, unstable: 'wasi_unstable', preview1: 'wasi_snapshot_preview1' };

function bindingName(version) {
  validateString(version, 'options.version');
  const name = versions[version];
  if (name === undefined) throw new ERR_INVALID_ARG_VALUE('options.version', version, 'unsupported WASI version');
  return name;
}

function readOptions(options) {
  if (options.args !== undefined) validateArray(options.args, 'options.args');
  const args = ArrayPrototypeMap(options.args ?? [], String);
  const env = [];
  if (options.env !== undefined) {
    validateObject(options.env, 'options.env');
    const entries = ObjectEntries(options.env);
    for (let i = 0; i < entries.length; i++) {
      const { 0: key, 1: value } = entries[i];
      if (value !== undefined) ArrayPrototypePush(env, `${key}=${value}`);
    }
  }
  const preopens = [];
  if (options.preopens !== undefined) {
    validateObject(options.preopens, 'options.preopens');
    const entries = ObjectEntries(options.preopens);
    for (let i = 0; i < entries.length; i++) {
      ArrayPrototypePush(preopens, String(entries[i][0]), String(entries[i][1]));
    }
  }
  const { stdin = 0, stdout = 1, stderr = 2 } = options;
  validateInt32(stdin, 'options.stdin', 0);
  validateInt32(stdout, 'options.stdout', 0);
  validateInt32(stderr, 'options.stderr', 0);
  return { args, env, preopens, stdio: [`${stdin}`, `${stdout}`, `${stderr}`] };
}

// What the system refuses is an error of uvwasi's to Node.
function create(args, env, preopens, stdio) {
  try {
    return binding.create(args, env, preopens, stdio);
  } catch (error) {
    if (error.errno === undefined || StringPrototypeStartsWith(error.code, 'ERR_')) throw error;
    const failure = new Error(`UVWASI_${error.code}, uvwasi_init`);
    failure.errno = -error.errno;
    failure.code = `UVWASI_${error.code}`;
    failure.syscall = 'uvwasi_init';
    throw failure;
  }
}

class WASI {
  constructor(options = kEmptyObject) {
    emitExperimentalWarning('WASI');
    validateObject(options, 'options');
    const name = bindingName(options.version);
    const { args, env, preopens, stdio } = readOptions(options);
    let returnOnExit = true;
    if (options.returnOnExit !== undefined) {
      validateBoolean(options.returnOnExit, 'options.returnOnExit');
      returnOnExit = options.returnOnExit;
    }
    const id = create(args, env, preopens, stdio);
    let memory;
    const imports = {};
    for (let i = 0; i < binding.functions.length; i++) {
      const fn = binding.functions[i];
      const { [fn]: named } = {
        [fn]: (...values) => {
          if (memory === undefined) throw new ERR_WASI_NOT_STARTED();
          ArrayPrototypeUnshift(values, id, fn, memory.buffer);
          return ReflectApply(binding.call, undefined, values);
        },
      };
      imports[fn] = named;
    }
    imports.proc_exit = returnOnExit ? (code) => {
      this[kExitCode] = code;
      throw kExitCode; // eslint-disable-line no-throw-literal
    } : (code) => process.reallyExit(code);
    this[kSetMemory] = (value) => {
      if (memoryId(value) === undefined) {
        const error = new TypeError('"instance.exports.memory" property must be a WebAssembly.Memory object');
        error.code = 'ERR_INVALID_ARG_TYPE';
        throw error;
      }
      memory = value;
    };
    this.wasiImport = imports;
    this[kStarted] = false;
    this[kExitCode] = 0;
    this[kInstance] = undefined;
    this[kBindingName] = name;
  }

  finalizeBindings(instance, { memory = instance?.exports?.memory } = {}) {
    if (this[kStarted]) throw new ERR_WASI_ALREADY_STARTED();
    validateObject(instance, 'instance');
    validateObject(instance.exports, 'instance.exports');
    this[kSetMemory](memory);
    this[kInstance] = instance;
    this[kStarted] = true;
  }

  // Must not export _initialize, must export _start.
  start(instance) {
    this.finalizeBindings(instance);
    const { _start, _initialize } = this[kInstance].exports;
    validateFunction(_start, 'instance.exports._start');
    validateUndefined(_initialize, 'instance.exports._initialize');
    try {
      _start();
    } catch (error) {
      if (error !== kExitCode) throw error;
    }
    return this[kExitCode];
  }

  // Must not export _start, may export _initialize.
  initialize(instance) {
    this.finalizeBindings(instance);
    const { _start, _initialize } = this[kInstance].exports;
    validateUndefined(_start, 'instance.exports._start');
    if (_initialize !== undefined) {
      validateFunction(_initialize, 'instance.exports._initialize');
      _initialize();
    }
  }

  getImportObject() {
    return { [this[kBindingName]]: this.wasiImport };
  }
}

module.exports = { WASI };
