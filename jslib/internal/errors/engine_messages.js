'use strict';

// What the engine says of a program's mistakes, in V8's words, which programs
// print, compare and match: "Cannot read properties of undefined (reading 'x')".
// Messages that are V8's already, or that nobody but the engine makes and that
// have no counterpart, stay.
//
// Called for every error when it is made: the first letter decides, as V8's
// messages begin with a capital and the engine's with a small letter or a quote.
//
// Binding ops (module):
//   describe(file, line, column, what): string      '' when the source does not tell
//       what: 'call', 'iterate', 'destructure', 'member'

const {
  FunctionPrototypeSymbolHasInstance,
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypeStartsWith,
  SyntaxError,
  hardenRegExp,
} = primordials;

const { translateSyntax } = require('internal/errors/syntax_messages');

// ---- by the whole message

const table = {
  '__proto__': null,
  'BigInt are forbidden in JSON.stringify': 'Do not know how to serialize a BigInt',
  'Date value is NaN': 'Invalid time value',
  'bigint argument with unary +': 'Cannot convert a BigInt value to a number',
  'both operands must be BigInt': 'Cannot mix BigInt and other types, use explicit conversions',
  'cannot convert symbol to number': 'Cannot convert a Symbol value to a number',
  'cannot convert symbol to string': 'Cannot convert a Symbol value to a string',
  'circular reference': 'Converting circular structure to JSON',
  'empty array': 'Reduce of empty array with no initial value',
  'expecting hex digit': 'URI malformed',
  'invalid array length': 'Invalid array length',
  'property is not configurable': 'Cannot redefine property',
  'invalid value used as WeakMap key': 'Invalid value used as weak map key',
  'invalid value used as WeakSet key': 'Invalid value used in weak set',
  'object prototype may only be an Object or null': 'Object prototype may only be an Object or null: undefined',
  'parent class must be constructor': 'Class extends value is not a constructor or null',
  'this is not initialized': 'Must call super constructor in derived class before accessing \'this\' or returning from derived constructor',
};

// ---- by a part of the message: its pattern and what becomes of it

const sym = hardenRegExp(/^Symbol\./);
const keyText = (key) => (RegExpPrototypeExec(sym, key) !== null ? `Symbol(${key})` : key);

const patterns = [
  [hardenRegExp(/^cannot read property '(.*)' of (undefined|null)$/s), (m, sites) => (m[1] === 'Symbol.iterator' ?
    describe(sites, 'iterate') || `${m[2]} is not iterable (cannot read property Symbol(Symbol.iterator))` :
    `Cannot read properties of ${m[2]} (reading '${keyText(m[1])}')`)],
  [hardenRegExp(/^cannot set property '(.*)' of (undefined|null)$/s), (m) => `Cannot set properties of ${m[2]} (setting '${keyText(m[1])}')`],
  [hardenRegExp(/^(\S+) is not initialized$/), (m) => `Cannot access '${m[1]}' before initialization`],
  [hardenRegExp(/^'(#\S+)' is read-only$/), (m) => `Private method '${m[1]}' is not writable`],
  [hardenRegExp(/^break\/continue label not found$/), () => 'Undefined label'],
  [hardenRegExp(/^private class field '(#.*)' does not exist$/), (m) =>
    `Cannot read private member ${m[1]} from an object whose class did not declare it`],
  [hardenRegExp(/^private class field is already defined$/), () => 'Cannot initialize private field twice on the same object'],
  [hardenRegExp(/^undefined private field '(#.*)'$/), (m) => `Private field '${m[1]}' must be declared in an enclosing class`],
  [hardenRegExp(/^class constructors must be invoked with 'new'$/), (m, sites) => {
    const name = sites.length === 0 ? null : sites[0].getFunctionName(); // the constructor's own frame
    return `Class constructor ${name === null ? '' : `${name} `}cannot be invoked without 'new'`;
  }],
  [hardenRegExp(/^(?:undefined|null) is not iterable \(cannot read property Symbol\(Symbol\.iterator\)\)$/), (m, sites) =>
    describe(sites, 'iterate') || m[0]],
  [hardenRegExp(/^cannot convert BigInt to number$/), (m, sites) => (sites.length > 0 && sites[0].isNative() ?
    'Cannot convert a BigInt value to a number' : 'Cannot mix BigInt and other types, use explicit conversions')],
];

// What the place tells: [what to ask, what to say when the source is not at hand].
const byPlace = {
  '__proto__': null,
  'not a function': ['call', undefined],
  'not a constructor': ['call', undefined],
  'value is not iterable': ['iterate', 'object is not iterable (cannot read property Symbol(Symbol.iterator))'],
  'Cannot convert undefined or null to object': ['destructure', undefined],
};

function place(sites) {
  const { mapPosition } = require('internal/source_map/source_map_cache');
  const [site] = sites;
  const file = site.getFileName();
  if (typeof file !== 'string') return undefined;
  const line = site.getLineNumber();
  const column = site.getColumnNumber();
  const original = mapPosition(file, line, column);
  return original === undefined ? [file, line, column] : [original.source, original.line, original.column];
}

function describe(sites, what) {
  if (sites.length === 0) return '';
  const at = place(sites);
  if (at === undefined) return '';
  return internalBinding('module').describe(at[0], at[1], at[2], what);
}

// inMessage returns V8's words, or undefined when there is nothing to change.
function better(error, sites) {
  const { message } = error;
  if (typeof message !== 'string' || message === '') return undefined;
  const known = table[message];
  if (known !== undefined) return known;
  const name = RegExpPrototypeExec(commonJSVariable, message)?.[1];
  if (name !== undefined) return globalMessage(name, sites);
  const ask = byPlace[message];
  if (ask !== undefined) {
    if (sites.length === 0) return undefined;
    return describe(sites, ask[0]) || ask[1];
  }
  const first = StringPrototypeCharCodeAt(message, 0);
  // A capital letter: V8's words, or a program's.
  if (first >= 65 && first <= 90) return undefined;
  for (let i = 0; i < patterns.length; i++) {
    const { 0: pattern, 1: make } = patterns[i];
    const match = RegExpPrototypeExec(pattern, message);
    if (match !== null) return make(match, sites);
  }
  if (RegExpPrototypeExec(isReadOnly, message) !== null) {
    const key = sites.length === 0 ? '' : describe(sites, 'member');
    return key === '' ? 'Assignment to constant variable.' : `Cannot assign to read only property '${key}' of object '#<Object>'`;
  }
  const member = byMember[message];
  if (member === undefined || sites.length === 0) return undefined;
  const key = describe(sites, 'member');
  return key === '' ? undefined : member(key);
  return undefined;
}
const byMember = {
  '__proto__': null,
  'could not delete property': (key) => `Cannot delete property '${key}' of #<Object>`,
  'no setter for property': (key) => `Cannot set property ${key} of #<Object> which has only a getter`,
};
const commonJSVariable = hardenRegExp(/^(require|module|exports|__filename|__dirname) is not defined$/);
const isReadOnly = hardenRegExp(/^'[^']*' is read-only$/);

const linkError = hardenRegExp(/^Could not find export '|^export '.*' is ambiguous$/s);

// What the engine says when modules do not fit together.
function linkMessage(error) {
  if (RegExpPrototypeExec(linkError, error.message) === null) return undefined;
  return require('internal/modules/esm/loader').linkMessage(error);
}

const isURL = hardenRegExp(/^(?:file|data):/);

// The variables of CommonJS, asked for at the top level of an ES module.
function globalMessage(name, sites) {
  if (sites.length === 0) return undefined;
  const [site] = sites;
  const file = site.getFileName();
  if (typeof file !== 'string' || site.getFunctionName() !== null || RegExpPrototypeExec(isURL, file) === null) return undefined;
  return require('internal/modules/esm/explain').globalMessage(name, file);
}

// translate gives an error that the engine has made V8's message.
function translate(error, sites) {
  let message;
  try {
    message = FunctionPrototypeSymbolHasInstance(SyntaxError, error) ?
      linkMessage(error) ?? translateSyntax(error, sites) : better(error, sites);
  } catch {
    return; // A name or message with a getter that throws: no error of the engine.
  }
  if (message === undefined) return;
  error.message = message;
  if (StringPrototypeStartsWith(message, 'Cannot determine intended module format')) error.code = 'ERR_AMBIGUOUS_MODULE_SYNTAX';
}

module.exports = { translate };
