'use strict';

// Puts `process` together: what does not depend on the host here, once, before
// the snapshot; what does in refresh(), in every clone.

const {
  FunctionPrototypeCall,
  Number,
  NumberIsNaN,
  ObjectDefineProperty,
  ObjectFreeze,
  ObjectGetPrototypeOf,
  ObjectSetPrototypeOf,
  SymbolFor,
  SymbolToStringTag,
} = primordials;

const EventEmitter = require('events');
const methods = require('internal/process/methods');
const { validateInteger, validateBoolean } = require('internal/validators');
const { areOptionsGiven, getOptionValue } = require('internal/options');

const VERSION = '24.12.0';

// Of the engine and the sandbox, and of what they behave like: programs that ask
// for that of OpenSSL want to know whether there is a crypto module.
const VERSIONS = { node: VERSION, modules: '137', napi: '10', openssl: '3.5.4', quickjs: '0.10.1', unicode: '16.0', uv: '1.51.0', wazero: '1.12.0' };

function defineValue(target, name, value, writable = false) {
  ObjectDefineProperty(target, name, { __proto__: null, value, writable, enumerable: true, configurable: true });
}

function defineGetter(target, name, get, set = undefined) {
  ObjectDefineProperty(target, name, { __proto__: null, get, set, enumerable: true, configurable: true });
}

let exiting = false;
let exitCode;

function defineExitState() {
  defineGetter(process, '_exiting', function get() { return exiting; }, function set(value) { exiting = !!value; });
  ObjectDefineProperty(process, 'exitCode', {
    __proto__: null,
    enumerable: true,
    configurable: false,
    get() { return exitCode; },
    set(code) {
      if (code === undefined || code === null) {
        exitCode = undefined;
        return;
      }
      let value = code;
      if (typeof code === 'string' && code !== '') {
        value = Number(code);
        if (NumberIsNaN(value)) value = code;
      }
      validateInteger(value, 'code');
      exitCode = value;
    },
  });
}

function config() {
  return ObjectFreeze({
    target_defaults: ObjectFreeze({
      cflags: ObjectFreeze([]), default_configuration: 'Release', defines: ObjectFreeze([]),
      include_dirs: ObjectFreeze([]), libraries: ObjectFreeze([]),
    }),
    variables: ObjectFreeze({ napi_build_version: '10', node_use_amaro: true, v8_enable_i18n_support: 1 }),
  });
}

function features() {
  return {
    inspector: false,
    debug: false,
    uv: true,
    ipv6: true,
    tls_alpn: true,
    tls_sni: true,
    tls_ocsp: false,
    tls: true,
    openssl_is_boringssl: false,
    cached_builtins: true,
    require_module: true,
    quic: false,
    typescript: 'transform',
  };
}

function refable(which) {
  const symbol = SymbolFor(`nodejs.${which}`);
  return { [which](maybeRefable) {
    if (maybeRefable === undefined || maybeRefable === null) return;
    const fn = maybeRefable[symbol] || maybeRefable[which];
    if (typeof fn === 'function') FunctionPrototypeCall(fn, maybeRefable);
  } }[which];
}

// Made when first read; assigning replaces it.
function lazily(name, make) {
  let value;
  defineGetter(process, name, () => value ??= make(), (replacement) => { value = replacement; });
}

function setupMethods() {
  process.dlopen = methods.dlopen;
  process.uptime = methods.uptime;
  process._getActiveRequests = methods._getActiveRequests;
  process._getActiveHandles = function _getActiveHandles() { return []; };
  process.getActiveResourcesInfo = methods.getActiveResourcesInfo;
  process.reallyExit = methods.reallyExit;
  process._kill = function _kill(pid, signal) {
    internalBinding('process').kill(pid, signal);
    return 0;
  };
  process.loadEnvFile = methods.loadEnvFile;
  process.cpuUsage = methods.cpuUsage;
  process.threadCpuUsage = methods.threadCpuUsage;
  process.resourceUsage = methods.resourceUsage;
  process.memoryUsage = methods.memoryUsage;
  process.constrainedMemory = methods.constrainedMemory;
  process.availableMemory = methods.availableMemory;
  process.kill = methods.kill;
  process.exit = methods.exit;
  process.execve = methods.execve;
  process.ref = refable('ref');
  process.unref = refable('unref');
  lazily('report', () => require('internal/process/report').report);
  lazily('finalization', () => require('internal/process/finalization').createFinalization());
  process.hrtime = methods.hrtime;
  process.openStdin = function() {
    process.stdin.resume();
    return process.stdin;
  };
  for (const name in methods.identity) process[name] = methods.identity[name];
  lazily('allowedNodeEnvironmentFlags', () => require('internal/process/flags').buildAllowedFlags());
  ObjectDefineProperty(process, 'features', {
    __proto__: null, value: features(), writable: false, enumerable: true, configurable: false,
  });
}

function setupErrors() {
  const uncaught = require('internal/process/uncaught');
  process._fatalException = (err, fromPromise) => uncaught.onUncaughtException(err, fromPromise);
  process.setUncaughtExceptionCaptureCallback = uncaught.setUncaughtExceptionCaptureCallback;
  process.hasUncaughtExceptionCaptureCallback = uncaught.hasUncaughtExceptionCaptureCallback;
  process.emitWarning = require('internal/process/warning').emitWarning;
}

function setupSourceMaps() {
  defineGetter(process, 'sourceMapsEnabled', () => internalBinding('errors').sourceMapsEnabled());
  process.setSourceMapsEnabled = function setSourceMapsEnabled(enabled) {
    validateBoolean(enabled, 'enabled');
    internalBinding('errors').setSourceMapsEnabled(enabled);
  };
}

// The order of the properties is the one in which Node defines them.
function setup() {
  const proto = ObjectGetPrototypeOf(process);
  ObjectSetPrototypeOf(proto, EventEmitter.prototype);
  ObjectDefineProperty(process, SymbolToStringTag, {
    __proto__: null, value: 'process', writable: true, enumerable: false, configurable: false,
  });
  const { binding, _linkedBinding, moduleLoadList } = process;
  for (const name of ['binding', '_linkedBinding', 'moduleLoadList']) delete process[name];
  defineValue(process, 'version', `v${VERSION}`);
  defineValue(process, 'versions', ObjectFreeze({ ...VERSIONS, wjs: internalBinding('embed').version }));
  const host = internalBinding('process');
  defineValue(process, 'arch', host.arch);
  defineValue(process, 'platform', host.platform);
  defineValue(process, 'release', ObjectFreeze({
    name: 'node',
    lts: 'Krypton',
    sourceUrl: `https://nodejs.org/download/release/v${VERSION}/node-v${VERSION}.tar.gz`,
    headersUrl: `https://nodejs.org/download/release/v${VERSION}/node-v${VERSION}-headers.tar.gz`,
  }));
  process._rawDebug = methods._rawDebug;
  defineValue(process, 'moduleLoadList', moduleLoadList);
  process.binding = binding;
  process._linkedBinding = _linkedBinding;
  FunctionPrototypeCall(EventEmitter, process);
  process.domain = null;
  defineExitState();
  defineValue(process, 'config', config());
  setupMethods();
  setupErrors();
  process.nextTick = undefined; // keeps their places; bootstrap/node sets both
  process._tickCallback = undefined;
  setupSourceMaps();
  process.getBuiltinModule = function getBuiltinModule(id) {
    const { validateString } = require('internal/validators');
    validateString(id, 'id');
    const { BuiltinModule } = require('bootstrap/realm');
    const name = BuiltinModule.normalizeRequirableId(id);
    return name === undefined ? undefined : BuiltinModule.map.get(name).compileForPublicLoader();
  };
  require('internal/process/stdio').defineStdio(process);
  process.abort = methods.abort;
  process.umask = methods.umask;
  process.chdir = methods.chdir;
  process.cwd = methods.cwd;
  if (methods.identity.getuid !== undefined) {
    for (const name in methods.credentials) process[name] = methods.credentials[name];
  }
  const signals = require('internal/process/signal');
  process.on('newListener', (event) => {
    if (event === 'multipleResolves') require('internal/process/promises').hearMultipleResolves();
    signals.startListeningIfSignal(event);
  });
  process.on('removeListener', signals.stopListeningIfSignal);
  // refresh() has the values; what is there already costs a clone less.
  process.env = require('internal/process/env').env;
  defineValue(process, 'title', '', true);
  process.argv = [];
  process.execArgv = [];
  defineValue(process, 'pid', 0);
  defineValue(process, 'ppid', 0, true);
  process.execPath = '';
  process.debugPort = 9229;
  defineValue(process, 'argv0', '');
  defineValue(process, 'permission', require('internal/process/permission'));
  showWarnings(true);
}

// What the command line has switched on shows as a read-only property.
const aliases = [
  ['noDeprecation', '--no-deprecation'], ['noProcessWarnings', '--no-warnings'],
  ['traceProcessWarnings', '--trace-warnings'], ['throwDeprecation', '--throw-deprecation'],
  ['traceDeprecation', '--trace-deprecation'], ['_eval', '--eval'], ['_print_eval', '--print'],
];

let showsWarnings = false;

function showWarnings(wanted) {
  if (wanted === showsWarnings) return;
  showsWarnings = wanted;
  const { onWarning } = require('internal/process/warning');
  if (wanted) process.on('warning', onWarning);
  else process.removeListener('warning', onWarning);
}

// host: what internal/main/prepare is given.
function refresh(host) {
  exiting = false;
  exitCode = undefined;
  require('internal/process/env').refreshEnv();
  defineValue(process, 'title', getOptionValue('--title') || (host.title ?? host.execPath), true);
  const { args } = host;
  const argv0 = args[0] ?? host.execPath;
  args[0] = host.execPath;
  process.argv = args;
  process.execArgv = host.execArgv ?? [];
  defineValue(process, 'pid', host.pid);
  defineValue(process, 'ppid', host.ppid, true);
  process.execPath = host.execPath;
  defineValue(process, 'argv0', argv0);
  showWarnings(host.quiet !== true && getOptionValue('--warnings') !== false);
  if (areOptionsGiven()) {
    for (let i = 0; i < aliases.length; i++) {
      const value = getOptionValue(aliases[i][1]);
      if (value) defineValue(process, aliases[i][0], value);
    }
  }
}

module.exports = { setup, refresh };
