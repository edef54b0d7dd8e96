'use strict';

// The functions of `process` that ask the host.
//
// Binding ops (process):
//   cwd(): string                     chdir(dir: string)
//   umask(mask?: number): number      the previous mask; without an argument nothing is set
//   exit(code: number): never         abort(): never
//   kill(pid: number, signal: number) throws the system error
//   hrtime(out: Uint8Array(8))        monotonic nanoseconds as a little-endian uint64
//   uptime(): number                  seconds since the isolate was started
//   memoryUsage(): number[5]          rss, heapTotal, heapUsed, external, arrayBuffers
//   rss(): number
//   cpuUsage(): number[2]             user, system; microseconds
//   threadCpuUsage(): number[2]
//   resourceUsage(): number[16]       in the order of the result of process.resourceUsage()
//   constrainedMemory(): number       availableMemory(): number
//   activeResources(): string[]       Node's names of what keeps the loop alive, without timers
//   getuid(), geteuid(), getgid(), getegid(): number; getgroups(): number[]
//                                     absent on Windows, like the following
//   setuid(id: string), seteuid, setgid, setegid; setgroups(ids: string[]);
//   initgroups(user: string, group: string)
//                                     of "#" and a number or "=" and a name

const {
  ArrayPrototypePush,
  BigUint64Array,
  ObjectPrototypeHasOwnProperty,
  ReflectApply,
  RegExpPrototypeExec,
  TypeError,
  Uint32Array,
  Uint8Array,
  hardenRegExp,
} = primordials;

const binding = internalBinding('process');
const {
  codes: {
    ERR_DLOPEN_FAILED,
    ERR_FEATURE_UNAVAILABLE_ON_PLATFORM,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_OUT_OF_RANGE,
    ERR_UNKNOWN_SIGNAL,
  },
} = require('internal/errors');
const {
  parseFileMode,
  validateArray,
  validateNumber,
  validateObject,
  validateString,
  validateUint32,
} = require('internal/validators');

const timeBytes = new Uint8Array(8);
const timeWords = new Uint32Array(timeBytes.buffer);
const timeBig = new BigUint64Array(timeBytes.buffer);

const NS = 1e9;
const WORD = 2 ** 32;

function hrtime(time) {
  binding.hrtime(timeBytes);
  // In doubles, and exact: the high word's nanoseconds are split first.
  const high = timeWords[1] * WORD;
  let sec = (high - high % NS) / NS;
  let nsec = high % NS + timeWords[0];
  sec += (nsec - nsec % NS) / NS;
  nsec %= NS;
  if (time !== undefined) {
    validateArray(time, 'time');
    if (time.length !== 2) throw new ERR_OUT_OF_RANGE('time', 2, time.length);
    sec -= time[0];
    nsec -= time[1];
    if (nsec < 0) {
      sec--;
      nsec += NS;
    }
  }
  return [sec, nsec];
}

hrtime.bigint = function hrtimeBigInt() {
  binding.hrtime(timeBytes);
  return timeBig[0];
};

function uptime() {
  return binding.uptime();
}

function cwd() {
  return binding.cwd();
}

function chdir(directory) {
  validateString(directory, 'directory');
  binding.chdir(directory);
}

function umask(mask) {
  if (mask === undefined) return binding.umask();
  return binding.umask(parseFileMode(mask, 'mask'));
}

function kill(pid, sig) {
  // Loosely, as ever: '123' is a pid.
  if (pid != (pid | 0)) throw new ERR_INVALID_ARG_TYPE('pid', 'number', pid); // eslint-disable-line eqeqeq
  let number = sig;
  if (sig !== (sig | 0)) {
    const name = sig || 'SIGTERM';
    const { signals } = internalBinding('constants').os;
    number = ObjectPrototypeHasOwnProperty(signals, name) ? signals[name] : undefined;
    if (!number) throw new ERR_UNKNOWN_SIGNAL(name);
  }
  // Through the property, which programs replace to see what would be sent.
  process._kill(pid | 0, number);
  return true;
}

function exit(code) {
  if (arguments.length !== 0) process.exitCode = code;
  if (!process._exiting) {
    process._exiting = true;
    process.emit('exit', process.exitCode || 0);
  }
  // Looked up, as programs that test themselves replace it.
  process.reallyExit(process.exitCode || 0);
}

function reallyExit(code) {
  binding.exit(code | 0);
}

const { abort } = {
  abort() { binding.abort(); },
};

function memoryUsage() {
  const { 0: rss, 1: heapTotal, 2: heapUsed, 3: external, 4: arrayBuffers } = binding.memoryUsage();
  return { rss, heapTotal, heapUsed, external, arrayBuffers };
}

memoryUsage.rss = function rss() {
  return binding.rss();
};

function isCount(value) {
  return typeof value === 'number' && value >= 0 && value <= 9007199254740991;
}

// Since `previous` when given, a result of the same function.
function cpuSince(current, previous) {
  const { 0: user, 1: system } = current;
  return previous ? { user: user - previous.user, system: system - previous.system } : { user, system };
}

function validatePrevious(previous) {
  if (!previous) return;
  if (!isCount(previous.user)) {
    validateObject(previous, 'prevValue');
    validateNumber(previous.user, 'prevValue.user');
    throw new ERR_INVALID_ARG_VALUE.RangeError('prevValue.user', previous.user);
  }
  if (!isCount(previous.system)) {
    validateNumber(previous.system, 'prevValue.system');
    throw new ERR_INVALID_ARG_VALUE.RangeError('prevValue.system', previous.system);
  }
}

function cpuUsage(prevValue) {
  validatePrevious(prevValue);
  return cpuSince(binding.cpuUsage(), prevValue);
}

function threadCpuUsage(prevValue) {
  validatePrevious(prevValue);
  return cpuSince(binding.threadCpuUsage(), prevValue);
}

const resourceFields = [
  'userCPUTime', 'systemCPUTime', 'maxRSS', 'sharedMemorySize', 'unsharedDataSize', 'unsharedStackSize',
  'minorPageFault', 'majorPageFault', 'swappedOut', 'fsRead', 'fsWrite', 'ipcSent', 'ipcReceived',
  'signalsCount', 'voluntaryContextSwitches', 'involuntaryContextSwitches',
];

function resourceUsage() {
  const values = binding.resourceUsage();
  const usage = {};
  for (let i = 0; i < resourceFields.length; i++) usage[resourceFields[i]] = values[i];
  return usage;
}

function constrainedMemory() {
  return binding.constrainedMemory();
}

function availableMemory() {
  return binding.availableMemory();
}

function getActiveResourcesInfo() {
  const names = binding.activeResources();
  const { timeoutInfo, immediateInfo } = internalBinding('timers');
  for (let i = 0; i < timeoutInfo[0]; i++) ArrayPrototypePush(names, 'Timeout');
  for (let i = 0; i < immediateInfo[1]; i++) ArrayPrototypePush(names, 'Immediate');
  return names;
}

const isRequest = hardenRegExp(/Req(?:Callback|Promise|Wrap)?$/);

// The requests themselves are the library's: of each there is its type.
function _getActiveRequests() {
  const requests = [];
  const names = binding.activeResources();
  for (let i = 0; i < names.length; i++) {
    if (RegExpPrototypeExec(isRequest, names[i]) === null) continue;
    ArrayPrototypePush(requests, new { [names[i]]: class {} }[names[i]]());
  }
  return requests;
}

function dlopen(module, filename) {
  if (arguments.length < 2) {
    const err = new TypeError('process.dlopen needs at least 2 arguments');
    err.code = 'ERR_MISSING_ARGS';
    throw err;
  }
  throw new ERR_DLOPEN_FAILED(
    `${filename}: native addons run machine code outside of the sandbox and are not supported; ` +
    'use a build of the package for WebAssembly or in JavaScript');
}

function loadEnvFile(path = undefined) {
  if (path !== undefined && path !== null) {
    path = require('internal/fs/utils').getValidatedPath(path);
  } else {
    path = '.env';
  }
  const text = require('fs').readFileSync(path, 'utf8');
  const parsed = require('util').parseEnv(text);
  const { env } = process;
  for (const name in parsed) {
    // What the environment says goes before what the file says.
    if (env[name] === undefined) env[name] = parsed[name];
  }
}

function execve(execPath) {
  validateString(execPath, 'execPath');
  // It would replace the host, and every other isolate in it.
  throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('process.execve');
}

function _rawDebug(...args) {
  const { format } = require('internal/util/inspect');
  internalBinding('errors').warn(`${format(...args)}\n`);
}

function credential(id, name) {
  if (typeof id === 'number') {
    validateUint32(id, name);
    return `#${id >>> 0}`;
  }
  if (typeof id !== 'string') throw new ERR_INVALID_ARG_TYPE(name, ['number', 'string'], id);
  return `=${id}`;
}

// They belong to the whole host process: the host grants them by name only.
function change(method, ...args) {
  if (binding[method] === undefined) throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM(`process.${method}`);
  try {
    ReflectApply(binding[method], binding, args);
  } catch (err) {
    if (err.errno < 0) err.errno = -err.errno; // here Node has the system's own number
    throw err;
  }
}

const credentials = {
  initgroups(user, extraGroup) {
    const who = credential(user, 'user');
    change('initgroups', who, credential(extraGroup, 'extraGroup'));
  },
  setgroups(groups) {
    validateArray(groups, 'groups');
    const ids = [];
    for (let i = 0; i < groups.length; i++) ArrayPrototypePush(ids, credential(groups[i], `groups[${i}]`));
    change('setgroups', ids);
  },
  setegid(id) { change('setegid', credential(id, 'id')); },
  seteuid(id) { change('seteuid', credential(id, 'id')); },
  setgid(id) { change('setgid', credential(id, 'id')); },
  setuid(id) { change('setuid', credential(id, 'id')); },
};

const identity = { __proto__: null };
for (const name of ['getuid', 'geteuid', 'getgid', 'getegid', 'getgroups']) {
  if (binding[name] === undefined) continue;
  identity[name] = { [name]() { return binding[name](); } }[name];
}

module.exports = {
  abort,
  availableMemory,
  chdir,
  constrainedMemory,
  cpuUsage,
  credentials,
  cwd,
  dlopen,
  execve,
  exit,
  _getActiveRequests,
  getActiveResourcesInfo,
  hrtime,
  identity,
  kill,
  loadEnvFile,
  memoryUsage,
  _rawDebug,
  reallyExit,
  resourceUsage,
  threadCpuUsage,
  umask,
  uptime,
};
