'use strict';

const {
  ArrayPrototypePush,
  ObjectDefineProperties,
  ObjectFreeze,
  ObjectSetPrototypeOf,
  StringPrototypeSlice,
  SymbolToPrimitive,
} = primordials;

const { codes: { ERR_SYSTEM_ERROR } } = require('internal/errors');
const { getSystemErrorMessage } = require('internal/util');
const { validateInt32 } = require('internal/validators');

const binding = internalBinding('os');
const constants = internalBinding('constants').os;

// The platform is a constant of the build, not state of the host.
const isWindows = process.platform === 'win32';

// Runs a call whose failures Node tells as SystemErrors. A refusal of the
// policy is not one and stays as it is.
function checked(call, ...args) {
  try {
    return call(...args);
  } catch (error) {
    if (error.errno === undefined) throw error;
    const { errno, code, syscall } = error;
    throw new ERR_SYSTEM_ERROR({ errno, code, message: getSystemErrorMessage(errno), syscall });
  }
}

const types = { __proto__: null, linux: 'Linux', darwin: 'Darwin', win32: 'Windows_NT', freebsd: 'FreeBSD', openbsd: 'OpenBSD', aix: 'AIX', sunos: 'SunOS' };
const machines = { __proto__: null, x64: 'x86_64', ia32: 'i686', arm64: 'aarch64', arm: 'armv7l' };

function arch() {
  return process.arch;
}

function availableParallelism() {
  return binding.parallelism();
}

function cpus() {
  return binding.cpus();
}

// WebAssembly's order of bytes, whatever the machine's.
function endianness() {
  return 'LE';
}

function freemem() {
  return binding.memory()[1];
}

function totalmem() {
  return binding.memory()[0];
}

function homedir() {
  const named = isWindows ? process.env.USERPROFILE : process.env.HOME;
  return named || checked(binding.homedir);
}

function hostname() {
  return checked(binding.hostname);
}

function loadavg() {
  const { 0: one, 1: five, 2: fifteen } = binding.loadavg();
  return [one, five, fifteen];
}

function networkInterfaces() {
  const list = checked(binding.interfaces);
  const result = {};
  for (let i = 0; i < list.length; i++) {
    const { name, ...address } = list[i];
    address.cidr ||= null;
    if (result[name] === undefined) result[name] = [address];
    else ArrayPrototypePush(result[name], address);
  }
  return result;
}

function platform() {
  return process.platform;
}

function release() {
  return checked(binding.release)[0];
}

function version() {
  return checked(binding.release)[1];
}

function type() {
  return types[process.platform] ?? process.platform;
}

function machine() {
  if (process.platform === 'darwin' && process.arch === 'arm64') return 'arm64';
  return machines[process.arch] ?? process.arch;
}

function uptime() {
  return checked(binding.uptime);
}

function tmpdir() {
  const { env } = process;
  if (isWindows) {
    const path = env.TEMP || env.TMP || `${env.SystemRoot || env.windir}\\temp`;
    const bare = path.length > 1 && path[path.length - 1] === '\\' && path[path.length - 2] !== ':';
    return bare ? StringPrototypeSlice(path, 0, -1) : path;
  }
  const path = env.TMPDIR || env.TMP || env.TEMP || '/tmp';
  return path.length > 1 && path[path.length - 1] === '/' ? StringPrototypeSlice(path, 0, -1) : path;
}

function getPriority(pid) {
  if (pid === undefined) pid = 0;
  else validateInt32(pid, 'pid');
  return checked(binding.priority, pid);
}

function setPriority(pid, priority) {
  if (priority === undefined) {
    priority = pid;
    pid = 0;
  }
  validateInt32(pid, 'pid');
  validateInt32(priority, 'priority', -20, 19);
  checked(binding.setPriority, pid, priority);
}

function userInfo(options) {
  const encoding = typeof options === 'object' && options !== null ? options.encoding : undefined;
  const { uid, gid, username, homedir: home, shell } = checked(binding.userInfo);
  const info = { __proto__: null, uid, gid, username, homedir: home, shell };
  if (encoding === undefined || encoding === 'utf8') return info;

  const { Buffer } = require('buffer');
  const convert = (text) => {
    const bytes = Buffer.from(text);
    return encoding === 'buffer' ? bytes : bytes.toString(Buffer.isEncoding(encoding) ? encoding : 'utf8');
  };
  info.username = convert(username);
  info.homedir = convert(home);
  if (shell !== null) info.shell = convert(shell);
  return info;
}

// So that `${os.hostname}` works.
const primitives = [
  arch, availableParallelism, endianness, freemem, homedir, hostname, machine,
  platform, release, tmpdir, totalmem, type, uptime, version,
];
for (let i = 0; i < primitives.length; i++) {
  const call = primitives[i];
  call[SymbolToPrimitive] = () => call();
}

for (const name of ['dlopen', 'errno', 'signals', 'priority']) ObjectSetPrototypeOf(constants[name], null);
ObjectSetPrototypeOf(constants, null);
ObjectFreeze(constants.signals);

module.exports = {
  arch,
  availableParallelism,
  cpus,
  endianness,
  freemem,
  getPriority,
  homedir,
  hostname,
  loadavg,
  networkInterfaces,
  platform,
  release,
  setPriority,
  tmpdir,
  totalmem,
  type,
  userInfo,
  uptime,
  version,
  machine,
};

ObjectDefineProperties(module.exports, {
  constants: { __proto__: null, configurable: false, enumerable: true, value: constants },
  EOL: { __proto__: null, configurable: true, enumerable: true, writable: false, value: isWindows ? '\r\n' : '\n' },
  devNull: { __proto__: null, configurable: true, enumerable: true, writable: false, value: isWindows ? '\\\\.\\nul' : '/dev/null' },
});
