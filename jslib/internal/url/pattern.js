'use strict';

// URLPattern, after the URL Pattern Standard. The parts:
//   pattern/tokens     text → tokens
//   pattern/parts      tokens → parts → a regular expression
//   pattern/string     a pattern for a whole URL → its components
//   pattern/init       components and a base URL → what is compiled or matched
//   pattern/canonical  components as the URL parser writes them

const {
  ObjectDefineProperty,
  RegExpPrototypeExec,
  SafeWeakMap,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  TypeError,
} = primordials;

const { captureStackTrace } = require('internal/errors/capture');
const { toUSVString } = require('internal/url/searchparams');
const { URL } = require('internal/url/url');
const canonical = require('internal/url/pattern/canonical');
const { names, processInit } = require('internal/url/pattern/init');
const parts = require('internal/url/pattern/parts');
const { matchesSpecial, parseString } = require('internal/url/pattern/string');

const defaultPorts = { __proto__: null, http: '80', https: '443', ws: '80', wss: '443', ftp: '21' };

const states = new SafeWeakMap();

// Errors in the shape of those of Node's native side.
function failure(message, code) {
  const error = new TypeError(message);
  captureStackTrace(error, failure);
  if (code !== undefined) error.code = code;
  return error;
}

const isObject = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');

const members = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash', 'baseURL'];

function dictionary(value) {
  const init = { __proto__: null };
  // In the order of the names, as Web IDL reads members.
  for (let i = 0; i < members.length; i++) {
    const member = value[members[i]];
    if (member !== undefined) init[members[i]] = toUSVString(member);
  }
  return init;
}

function isIPv6(pattern) {
  return pattern.length >= 2 && (pattern[0] === '[' || StringPrototypeStartsWith(pattern, '{[') || StringPrototypeStartsWith(pattern, '\\['));
}

function compilePattern(init, ignoreCase) {
  const values = processInit(init, 'pattern');
  for (let i = 0; i < names.length; i++) values[names[i]] ??= '*';
  if (defaultPorts[values.protocol] !== undefined && values.port === defaultPorts[values.protocol]) values.port = '';

  const { compile, plain } = parts;
  const state = { __proto__: null };
  state.protocol = compile(values.protocol, canonical.protocol, plain);
  const special = matchesSpecial(state.protocol);
  state.username = compile(values.username, canonical.username, plain);
  state.password = compile(values.password, canonical.password, plain);
  let host = canonical.hostname;
  if (isIPv6(values.hostname)) host = canonical.ipv6Hostname;
  else if (special || values.protocol === '*') host = canonical.domain;
  state.hostname = compile(values.hostname, host, parts.hostname);
  state.port = compile(values.port, canonical.port, plain);
  state.pathname = special ?
    compile(values.pathname, canonical.pathname, parts.pathname, ignoreCase) :
    compile(values.pathname, canonical.opaquePathname, plain, ignoreCase);
  state.search = compile(values.search, canonical.search, plain, ignoreCase);
  state.hash = compile(values.hash, canonical.hash, plain, ignoreCase);
  return state;
}

function URLPattern(input = undefined, baseURL = undefined, options = undefined) {
  if (new.target === undefined) {
    throw failure("Class constructor URLPattern cannot be invoked without 'new'", 'ERR_CONSTRUCT_CALL_REQUIRED');
  }
  if (input != null && typeof input !== 'string' && !isObject(input)) {
    throw failure('Input must be an object or a string', 'ERR_INVALID_ARG_TYPE');
  }
  // new URLPattern(input, options)
  if (isObject(baseURL)) {
    options = baseURL;
    baseURL = undefined;
  } else if (baseURL != null && typeof baseURL !== 'string') {
    throw failure('second argument must be a string or object', 'ERR_INVALID_ARG_TYPE');
  }
  if (options != null && !isObject(options)) throw failure('options must be an object', 'ERR_INVALID_ARG_TYPE');
  const ignoreCase = options?.ignoreCase;
  if (typeof ignoreCase === 'string') throw failure('options.ignoreCase must be a boolean', 'ERR_INVALID_ARG_TYPE');

  let init = typeof input === 'string' ? undefined : dictionary(input ?? {});
  try {
    if (init === undefined) {
      init = parseString(toUSVString(input));
      if (baseURL == null && init.protocol === undefined) throw new TypeError('A relative pattern needs a base URL');
      if (baseURL != null) init.baseURL = toUSVString(baseURL);
    } else if (baseURL != null) {
      throw new TypeError('A dictionary has its base URL in it');
    }
    states.set(this, compilePattern(init, !!ignoreCase));
  } catch {
    throw failure('Failed to construct URLPattern', 'ERR_INVALID_URL_PATTERN');
  }
}

function stateOf(pattern) {
  const state = states.get(pattern);
  if (state === undefined) throw failure('Illegal invocation');
  return state;
}

// What is matched against the pattern, or null if that is no URL.
function valuesOf(input, baseURL) {
  try {
    if (typeof input !== 'string') return processInit(dictionary(input), 'url');
    const url = new URL(input, baseURL === undefined ? undefined : baseURL);
    return {
      __proto__: null,
      protocol: StringPrototypeSlice(url.protocol, 0, -1),
      username: url.username,
      password: url.password,
      hostname: url.hostname,
      port: url.port,
      pathname: url.pathname,
      search: StringPrototypeSlice(url.search, 1),
      hash: StringPrototypeSlice(url.hash, 1),
    };
  } catch {
    return null;
  }
}

function match(state, input = {}, baseURL, wantResult) {
  if (input === null) input = {};
  if (typeof input !== 'string' && !isObject(input)) {
    throw failure('URLPattern input needs to be a string or an object', 'ERR_INVALID_ARG_TYPE');
  }
  if (baseURL !== undefined && typeof baseURL !== 'string') throw failure('baseURL must be a string', 'ERR_INVALID_ARG_TYPE');
  if (typeof input !== 'string' && baseURL !== undefined) {
    throw failure(`Failed to ${wantResult ? 'exec' : 'test'} URLPattern`, 'ERR_OPERATION_FAILED');
  }
  const values = valuesOf(input, baseURL);
  if (values === null) return null;
  const found = { __proto__: null };
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    const component = state[name];
    const matched = RegExpPrototypeExec(component.regexp, values[name]);
    if (matched === null) return null;
    if (!wantResult) continue;
    const groups = {};
    for (let j = 0; j < component.names.length; j++) groups[component.names[j]] = matched[j + 1];
    found[name] = { groups, input: values[name] };
  }
  if (!wantResult) return found;
  const { hash, hostname, password, pathname, port, protocol, search, username } = found;
  const inputs = baseURL === undefined ? [input] : [input, baseURL];
  return { __proto__: null, hash, hostname, inputs, password, pathname, port, protocol, search, username };
}

for (let i = 0; i < names.length; i++) {
  const name = names[i];
  ObjectDefineProperty(URLPattern.prototype, name, {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() { return stateOf(this)[name].pattern; },
  });
}

ObjectDefineProperty(URLPattern.prototype, 'hasRegExpGroups', {
  __proto__: null,
  enumerable: true,
  configurable: true,
  get() {
    const state = stateOf(this);
    for (let i = 0; i < names.length; i++) if (state[names[i]].hasRegExpGroups) return true;
    return false;
  },
});

URLPattern.prototype.exec = function exec(input, baseURL) {
  return match(stateOf(this), input, baseURL, true);
};

URLPattern.prototype.test = function test(input, baseURL) {
  return match(stateOf(this), input, baseURL, false) !== null;
};

module.exports = { URLPattern };
