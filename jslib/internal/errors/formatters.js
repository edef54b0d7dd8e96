'use strict';

// Errors whose message is computed. Each entry:
//   base     the class the error is made of
//   message  (...args) → the text; args beyond message.length are optional
//   extend   (error, ...args): own properties that come after `code`

const {
  ArrayPrototypeJoin,
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ArrayIsArray,
  Error,
  JSONStringify,
  MathAbs,
  NumberIsInteger,
  ObjectAssign,
  ObjectDefineProperty,
  RangeError,
  RegExpPrototypeExec,
  SafeSet,
  String,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
  SyntaxError,
  TypeError,
} = primordials;

const {
  addNumericalSeparator,
  determineSpecificType,
  formatList,
  inspect,
  inspectWithNoCustomRetry,
} = require('internal/errors/describe');

const typeNames = new SafeSet(['string', 'function', 'number', 'object', 'Function', 'Object', 'boolean', 'bigint', 'symbol']);
const classNameRegExp = /^[A-Z][a-zA-Z0-9]*$/;

function hidden(error, key, value) {
  ObjectDefineProperty(error, key, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

function from(base) {
  return base ? ` imported from ${base}` : '';
}

function basename(path) {
  return StringPrototypeSlice(path, StringPrototypeLastIndexOf(path, '/') + 1);
}

// "The "x" argument must be of type string or an instance of Buffer or …"
function expectation(name, expected) {
  if (!ArrayIsArray(expected)) expected = [expected];
  const types = [];
  const instances = [];
  const others = [];
  let objectAt = -1;
  for (let i = 0; i < expected.length; i++) {
    const value = expected[i];
    if (typeNames.has(value)) {
      const lower = StringPrototypeToLowerCase(value);
      if (lower === 'object' && objectAt === -1) objectAt = types.length;
      ArrayPrototypePush(types, lower);
    } else if (RegExpPrototypeExec(classNameRegExp, value) !== null) {
      ArrayPrototypePush(instances, value);
    } else {
      ArrayPrototypePush(others, value);
    }
  }
  // Beside other classes, a plain object reads better as one more class.
  if (instances.length > 0 && objectAt !== -1) {
    for (let i = objectAt; i + 1 < types.length; i++) types[i] = types[i + 1];
    types.length--;
    ArrayPrototypePush(instances, 'Object');
  }

  const parts = [];
  if (types.length > 0) {
    ArrayPrototypePush(parts, `${types.length > 1 ? 'one of type' : 'of type'} ${formatList(types, 'or')}`);
  }
  if (instances.length > 0) ArrayPrototypePush(parts, `an instance of ${formatList(instances, 'or')}`);
  if (others.length > 1) {
    ArrayPrototypePush(parts, `one of ${formatList(others, 'or')}`);
  } else if (others.length === 1) {
    const word = others[0];
    ArrayPrototypePush(parts, StringPrototypeToLowerCase(word) === word ? word : `an ${word}`);
  }
  return `must be ${ArrayPrototypeJoin(parts, ' or ')}`;
}

function kindOfName(name) {
  return StringPrototypeIncludes(name, '.') ? 'property' : 'argument';
}

function wrongPackageTarget(pkgPath, key, target, isImport = false, base = undefined) {
  const mustBeRelative = typeof target === 'string' && !isImport && target.length > 0 &&
    !StringPrototypeStartsWith(target, './');
  const json = JSONStringify(target);
  const what = key === '.' ?
    `"exports" main target ${json} defined in` :
    `"${isImport ? 'imports' : 'exports'}" target ${json} defined for '${key}' in`;
  return `Invalid ${what} the package config ${pkgPath}package.json${from(base)}` +
    (mustBeRelative ? '; targets must start with "./"' : '');
}

function requireOfEsm(filename, hasEsmSyntax, parentPath = null, packageJsonPath = null) {
  const head = `require() of ES Module ${filename}${parentPath ? ` from ${parentPath}` : ''} not supported.`;
  if (!packageJsonPath) {
    if (!StringPrototypeEndsWith(filename, '.mjs')) return head;
    return `${head}\nInstead change the require of ${filename} to a dynamic import() which is available in all CommonJS modules.`;
  }
  const base = basename(filename);
  const name = parentPath && base === basename(parentPath) ? filename : base;
  if (hasEsmSyntax) {
    return `${head}\nInstead change the require of ${name} in ${parentPath} to a dynamic import() which is available in all CommonJS modules.`;
  }
  return `${head}\n${name} is treated as an ES module file as it is a .js file whose nearest parent package.json ` +
    'contains "type": "module" which declares all .js files in that package scope as ES modules.' +
    `\nInstead either rename ${name} to end in .cjs, change the requiring code to use dynamic import() which is ` +
    `available in all CommonJS modules, or change "type": "module" to "type": "commonjs" in ${packageJsonPath} ` +
    'to treat all .js files as CommonJS (using .mjs for all ES modules instead).\n';
}

function requireStackOf(parent) {
  return require('internal/modules/helpers').getRequireStack(parent);
}

function requireOfAsyncModule(filename, parent) {
  let message = 'require() cannot be used on an ESM graph with top-level await. Use import() instead. ' +
    'To see where the top-level await comes from, use --experimental-print-required-tla.';
  if (filename) message += `\nRequired module: ${filename}`;
  if (parent) {
    const stack = requireStackOf(parent);
    if (stack.length > 0) message += `\nRequire stack:\n- ${ArrayPrototypeJoin(stack, '\n- ')}`;
  }
  return message;
}

function received(input) {
  if (typeof input === 'bigint') {
    const digits = String(input);
    const large = input > 4294967296n || input < -4294967296n;
    return `${large ? addNumericalSeparator(digits) : digits}n`;
  }
  if (NumberIsInteger(input) && MathAbs(input) > 2 ** 32) return addNumericalSeparator(String(input));
  return inspect(input);
}

// An own property, whatever a program has put on the prototype.
function ownURL(error, value) {
  ObjectDefineProperty(error, 'url', { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

module.exports = {
  __proto__: null,
  ERR_ACCESS_DENIED: {
    base: Error,
    message: (message) => message,
    extend(error, message, permission = '', resource = '') {
      error.permission = permission;
      error.resource = resource;
    },
  },
  ERR_BUFFER_OUT_OF_BOUNDS: {
    base: RangeError,
    message: (name = undefined) =>
      (name ? `"${name}" is outside of buffer bounds` : 'Attempt to access memory outside buffer bounds'),
  },
  ERR_DEBUGGER_STARTUP_ERROR: {
    base: Error,
    message: (message) => message,
    extend(error, message, details) { ObjectAssign(error, details); },
  },
  ERR_ENCODING_INVALID_ENCODED_DATA: {
    base: TypeError,
    message: (encoding) => `The encoded data was not valid for encoding ${encoding}`,
    extend(error, encoding, errno) { error.errno = errno; },
  },
  ERR_FALSY_VALUE_REJECTION: {
    base: Error,
    message: () => 'Promise was rejected with falsy value',
    extend(error, reason) { error.reason = reason; },
  },
  ERR_HTTP2_INVALID_SETTING_VALUE: {
    base: TypeError,
    message: (name, actual) => `Invalid value for setting "${name}": ${actual}`,
    extend(error, name, actual, min, max) {
      error.actual = actual;
      if (min === undefined) return;
      error.min = min;
      error.max = max;
    },
  },
  ERR_HTTP2_STREAM_CANCEL: {
    base: Error,
    message: (cause) => 'The pending stream has been canceled' +
      (typeof cause?.message === 'string' ? ` (caused by: ${cause.message})` : ''),
    extend(error, cause) { if (cause) error.cause = cause; },
  },
  ERR_IMPORT_ATTRIBUTE_UNSUPPORTED: {
    base: TypeError,
    message: (attribute, value, url = undefined) =>
      `Import attribute "${attribute}" with value "${value}" is not supported${url === undefined ? '' : ` in ${url}`}`,
  },
  ERR_INTERNAL_ASSERTION: {
    base: Error,
    message: (message = undefined) => `${message === undefined ? '' : `${message}\n`}` +
      'This is caused by either a bug in wjs or incorrect usage of its internals.\n' +
      'Please open an issue with this stack trace at https://github.com/wjs-run/wjs/issues\n',
  },
  ERR_INVALID_ADDRESS_FAMILY: {
    base: RangeError,
    message: (type, host, port) => `Invalid address family: ${type} ${host}:${port}`,
    extend(error, type, host, port) {
      error.host = host;
      error.port = port;
    },
  },
  ERR_INVALID_ARG_TYPE: {
    base: TypeError,
    message(name, expected, actual) {
      const subject = StringPrototypeEndsWith(name, ' argument') ? name : `"${name}" ${kindOfName(name)}`;
      return `The ${subject} ${expectation(name, expected)}. Received ${determineSpecificType(actual)}`;
    },
  },
  ERR_INVALID_ARG_VALUE: {
    base: TypeError,
    message(name, value, reason = 'is invalid') {
      let shown = inspect(value);
      if (shown.length > 128) shown = `${StringPrototypeSlice(shown, 0, 128)}...`;
      return `The ${kindOfName(name)} '${name}' ${reason}. Received ${shown}`;
    },
  },
  ERR_INVALID_CHAR: {
    base: TypeError,
    message: (name, field = undefined) => `Invalid character in ${name}${field === undefined ? '' : ` ["${field}"]`}`,
  },
  ERR_INVALID_FILE_URL_PATH: {
    base: TypeError,
    message: (reason) => `File URL path ${reason}`,
    extend(error, reason, input) { error.input = input; },
  },
  ERR_INVALID_MIME_SYNTAX: {
    base: TypeError,
    message: (production, text, index) =>
      `The MIME syntax for a ${production} in "${text}" is invalid${index === -1 ? '' : ` at ${index}`}`,
  },
  ERR_INVALID_MODULE_SPECIFIER: {
    base: TypeError,
    message: (request, reason, base = undefined) => `Invalid module "${request}" ${reason}${from(base)}`,
  },
  ERR_INVALID_PACKAGE_CONFIG: {
    base: Error,
    message: (path, base, message) =>
      `Invalid package config ${path}${base ? ` while importing ${base}` : ''}${message ? `. ${message}` : ''}`,
  },
  ERR_INVALID_PACKAGE_TARGET: { base: Error, message: wrongPackageTarget },
  ERR_INVALID_RETURN_PROPERTY: {
    base: TypeError,
    message: (input, name, prop, value) =>
      `Expected a valid ${input} to be returned for the "${prop}" from the "${name}" hook but got ${determineSpecificType(value)}.`,
  },
  ERR_INVALID_RETURN_PROPERTY_VALUE: {
    base: TypeError,
    message: (input, name, prop, value) =>
      `Expected ${input} to be returned for the "${prop}" from the "${name}" hook but got ${determineSpecificType(value)}.`,
  },
  ERR_INVALID_RETURN_VALUE: {
    base: TypeError,
    message: (input, name, value) =>
      `Expected ${input} to be returned from the "${name}" function but got ${determineSpecificType(value)}.`,
  },
  ERR_INVALID_URL: {
    base: TypeError,
    // The URL stays out of the message: it may hold a password.
    message: () => 'Invalid URL',
    extend(error, input, base = null) {
      error.input = input;
      if (base != null) error.base = base;
    },
  },
  ERR_INVALID_URL_SCHEME: {
    base: TypeError,
    message(expected) {
      const schemes = typeof expected === 'string' ? [expected] : expected;
      return `The URL must be ${schemes.length === 2 ? 'one ' : ''}of scheme ${formatList(schemes, 'or')}`;
    },
  },
  ERR_IP_BLOCKED: { base: Error, message: (ip) => `IP(${ip}) is blocked by net.BlockList` },
  ERR_MISSING_ARGS: {
    base: TypeError,
    message(...names) {
      const quoted = ArrayPrototypeMap(names, (name) =>
        (ArrayIsArray(name) ? ArrayPrototypeJoin(ArrayPrototypeMap(name, (n) => `"${n}"`), ' or ') : `"${name}"`));
      return `The ${formatList(quoted)} argument${names.length > 1 ? 's' : ''} must be specified`;
    },
  },
  ERR_MODULE_NOT_FOUND: {
    base: Error,
    message: (path, base, exactUrl) =>
      `Cannot find ${exactUrl ? 'module' : 'package'} '${path}' imported from ${base}`,
    extend(error, path, base, exactUrl) { if (exactUrl) ownURL(error, `${exactUrl}`); },
  },
  ERR_OUT_OF_RANGE: {
    base: RangeError,
    message: (name, range, input, wholeText = false) =>
      `${wholeText ? name : `The value of "${name}" is out of range.`} It must be ${range}. Received ${received(input)}`,
  },
  ERR_PACKAGE_IMPORT_NOT_DEFINED: {
    base: TypeError,
    message: (specifier, packagePath, base) =>
      `Package import specifier "${specifier}" is not defined${packagePath ? ` in package ${packagePath}package.json` : ''} imported from ${base}`,
  },
  ERR_PACKAGE_MAP_EXTERNAL_FILE: {
    base: Error,
    message: (specifier, parentPath, configPath) =>
      `Cannot resolve "${specifier}" from "${parentPath}": file is not within any package defined in ${configPath}`,
  },
  ERR_PACKAGE_MAP_INVALID: {
    base: SyntaxError,
    message: (configPath, reason) => `Invalid package-map.json at "${configPath}": ${reason}`,
  },
  ERR_PACKAGE_MAP_KEY_NOT_FOUND: {
    base: Error,
    message: (key, configPath) => `Package key "${key}" referenced in dependencies but not defined in ${configPath}`,
  },
  ERR_PACKAGE_PATH_NOT_EXPORTED: {
    base: Error,
    message: (pkgPath, subpath, base = undefined) => (subpath === '.' ?
      `No "exports" main defined in ${pkgPath}package.json${from(base)}` :
      `Package subpath '${subpath}' is not defined by "exports" in ${pkgPath}package.json${from(base)}`),
  },
  ERR_PARSE_ARGS_UNKNOWN_OPTION: {
    base: TypeError,
    message: (option, allowPositionals) => `Unknown option '${option}'` + (allowPositionals ?
      ". To specify a positional argument starting with a '-', place it at the end of the command after '--', " +
      `as in '-- ${JSONStringify(option)}` : ''),
  },
  ERR_REQUIRE_ASYNC_MODULE: {
    base: Error,
    message: requireOfAsyncModule,
    extend(error, filename, parent) { if (parent) hidden(error, 'requireStack', requireStackOf(parent)); },
  },
  ERR_REQUIRE_ESM: { base: Error, message: requireOfEsm },
  ERR_REQUIRE_ESM_RACE_CONDITION: {
    base: Error,
    message: (filename, parentFilename, inLoaderHook) =>
      `Cannot require() ES Module ${filename} because it is not yet fully loaded.\n` +
      'This may be caused by a race condition if the module is simultaneously dynamically import()-ed via Promise.all().\n' +
      'Try await-ing the import() sequentially in a loop instead.\n' +
      ` (From ${parentFilename ? `${parentFilename} in ` : ' '}${inLoaderHook ? 'loader hook worker thread' : 'non-loader-hook thread'})`,
  },
  ERR_SOCKET_BAD_PORT: {
    base: RangeError,
    message: (name, port, allowZero = true) =>
      `${name} should be ${allowZero ? '>=' : '>'} 0 and < 65536. Received ${determineSpecificType(port)}.`,
  },
  ERR_TEST_FAILURE: {
    base: Error,
    message(error) {
      const message = error?.message ?? error;
      return typeof message === 'string' ? message : inspectWithNoCustomRetry(message);
    },
    extend(error, cause, failureType) {
      error.failureType = failureType;
      error.cause = cause;
    },
  },
  ERR_TLS_ALPN_CALLBACK_INVALID_RESULT: {
    base: TypeError,
    message: (value, protocols) => `ALPN callback returned a value (${value}) that did not match any of the client's ` +
      `offered protocols (${ArrayPrototypeJoin(protocols, ', ')})`,
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    base: Error,
    message: (reason) => `Hostname/IP does not match certificate's altnames: ${reason}`,
    extend(error, reason, host, cert) {
      error.reason = reason;
      error.host = host;
      error.cert = cert;
    },
  },
  ERR_UNHANDLED_ERROR: {
    base: Error,
    message: (cause = undefined) => `Unhandled error.${cause === undefined ? '' : ` (${cause})`}`,
  },
  ERR_UNSUPPORTED_DIR_IMPORT: {
    base: Error,
    message: (path, base) => `Directory import '${path}' is not supported resolving ES modules imported from ${base}`,
    extend(error, path, base, exactUrl) { ownURL(error, exactUrl); },
  },
  ERR_UNSUPPORTED_ESM_URL_SCHEME: {
    base: Error,
    message(url, supported) {
      // Asked when the error is made: the platform is not known at load time.
      const drive = process.platform === 'win32' && url.protocol.length === 2 ?
        '. On Windows, absolute paths must be valid file:// URLs' : '';
      return `Only URLs with a scheme in: ${formatList(supported)} are supported by the default ESM loader${drive}. ` +
        `Received protocol '${url.protocol}'`;
    },
  },
  ERR_VM_MODULE_LINK_FAILURE: {
    base: Error,
    message: (message) => message,
    extend(error, message, cause) { error.cause = cause; },
  },
  ERR_WORKER_INVALID_EXEC_ARGV: {
    base: Error,
    message: (errors, message = 'invalid execArgv flags') =>
      `Initiated Worker with ${message}: ${ArrayPrototypeJoin(errors, ', ')}`,
  },
  ERR_WORKER_PATH: {
    base: TypeError,
    message: (filename) => "The worker script or module filename must be an absolute path or a relative path starting with './' or '../'." +
      (StringPrototypeStartsWith(filename, 'file://') ? ' Wrap file:// URLs with `new URL`.' : '') +
      (StringPrototypeStartsWith(filename, 'data:text/javascript') ? ' Wrap data: URLs with `new URL`.' : '') +
      ` Received "${filename}"`,
  },
};
