'use strict';

// One session of the interactive command line: evaluates what the user enters,
// keeps `_` and `_error`, and completes names. Reading and printing lines is
// the host's.

const {
  ArrayPrototypePush,
  ArrayPrototypeSort,
  ObjectDefineProperty,
  Object,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetOwnPropertyNames,
  ObjectGetPrototypeOf,
  ReflectSet,
  RegExpPrototypeExec,
  SafeSet,
  StringPrototypeIncludes,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  StringPrototypeTrim,
  SyntaxErrorPrototype,
  ObjectPrototypeIsPrototypeOf,
  globalThis,
  hardenRegExp,
} = primordials;

const { rewriteDeclarations } = require('internal/main/repl_rewrite');
const { isError } = require('internal/util');

let colors = false;
let count = 0;

// Puts into place what a REPL has beyond a program: modules by name, require.
function start(useColors) {
  colors = useColors;
  const { BuiltinModule } = require('bootstrap/realm');
  for (const name of BuiltinModule.getAllBuiltinModuleIds()) {
    if (StringPrototypeIncludes(name, '/') || StringPrototypeStartsWith(name, '_') ||
        StringPrototypeStartsWith(name, 'node:') || name in globalThis) continue;
    ObjectDefineProperty(globalThis, name, {
      __proto__: null,
      get() { return BuiltinModule.map.get(name).compileForPublicLoader(); },
      set(value) {
        ObjectDefineProperty(globalThis, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      },
      enumerable: false,
      configurable: true,
    });
  }
  const { createRequire } = require('module');
  globalThis.require = createRequire(`${process.cwd()}/repl`);
  keep('_', undefined);
  keep('_error', undefined);
}

function keep(name, value) {
  ObjectDefineProperty(globalThis, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

// What could go on in the next line: the parser stopped at the end of the text.
const unfinished = hardenRegExp(/unexpected end|unexpected token in expression: ''|unterminated|expecting '[)}\]]'|unexpected end of (?:string|template|regexp|comment)|expected '\}'/i);

function isUnfinished(err, source) {
  if (!ObjectPrototypeIsPrototypeOf(SyntaxErrorPrototype, err)) return false;
  if (RegExpPrototypeExec(unfinished, err.message) === null) return false;
  // Only when the text ends inside of something: brackets, a template, a comment.
  return require('internal/main/repl_rewrite').isOpen(source);
}

// Returns, by way of a promise, [kind, text]: 'value' and what to print, 'more'
// when the text is not finished, 'error' and what to print.
async function evaluate(source) {
  let script = StringPrototypeTrim(source);
  if (script === '') return ['value', ''];
  if (require('internal/main/repl_rewrite').isOpen(script)) return ['more', ''];
  const file = `REPL${++count}`;
  let value;
  try {
    value = await run(script, file);
  } catch (err) {
    if (isUnfinished(err, script)) return ['more', ''];
    keep('_error', err);
    trimStack(err);
    return ['error', `Uncaught ${unbracketed(show(err))}`];
  }
  keep('_', value.result);
  return ['value', show(value.result)];
}

const errorName = hardenRegExp(/^\[([A-Z][a-z0-9_]*)*Error/);
const ownFrame = hardenRegExp(/\n {4}at REPL\d+:\d+:\d+\n/);

// Leaves of a stack what lies within the text: the frames from its outermost one
// on are the same for every line.
function trimStack(err) {
  if (!isError(err)) return;
  try {
    const { stack } = err;
    const match = typeof stack === 'string' ? RegExpPrototypeExec(ownFrame, stack) : null;
    if (match !== null) ReflectSet(err, 'stack', StringPrototypeSlice(stack, 0, match.index));
  } catch {
    // What the program has made of it stays.
  }
}

// An error without frames is shown in brackets, but not as the outcome of a line.
function unbracketed(text) {
  const bare = text[0] === '[' && text[text.length - 1] === ']' && !StringPrototypeIncludes(text, '\n');
  return bare && RegExpPrototypeExec(errorName, text) !== null ? StringPrototypeSlice(text, 1, -1) : text;
}

// Wrapped, so that awaiting run() does not await what the user's code returns.
async function run(script, file) {
  const { runScript } = internalBinding('engine');
  // {a: 1} is meant as an object, as long as it can be one.
  if (StringPrototypeStartsWith(script, '{') && script[script.length - 1] !== ';') {
    try {
      return { result: runScript(`(${script})`, file) };
    } catch (err) {
      if (!ObjectPrototypeIsPrototypeOf(SyntaxErrorPrototype, err)) throw err;
    }
  }
  const { code, names, awaits } = rewriteDeclarations(script);
  if (!awaits) return { result: runScript(code, file) };
  for (let i = 0; i < names.length; i++) {
    if (!(names[i] in globalThis)) globalThis[names[i]] = undefined;
  }
  const value = runScript(code, file);
  return { result: (await value).value };
}

function show(value) {
  const { inspect } = require('internal/util/inspect');
  try {
    return inspect(value, { colors, showProxy: true, ...inspect.replDefaults });
  } catch (err) {
    return `a value that cannot be shown: ${err?.message}`;
  }
}

// Names that the last word of a line could become. Getters are not run.
function complete(line) {
  const match = RegExpPrototypeExec(path, line);
  const parts = StringPrototypeSplit(match[0], '.');
  let object = globalThis;
  let prefix = '';
  for (let i = 0; i < parts.length - 1; i++) {
    object = property(object, parts[i]);
    prefix += `${parts[i]}.`;
    if (object === undefined || object === null) return [match[0], []];
  }
  const word = parts[parts.length - 1];
  const names = new SafeSet();
  for (let o = Object(object); o !== null && o !== undefined; o = ObjectGetPrototypeOf(o)) {
    const own = ObjectGetOwnPropertyNames(o);
    for (let i = 0; i < own.length; i++) {
      if (StringPrototypeStartsWith(own[i], word) && RegExpPrototypeExec(identifier, own[i]) !== null) names.add(own[i]);
    }
  }
  const list = [];
  for (const name of names) ArrayPrototypePush(list, prefix + name);
  if (parts.length === 1 && word !== '') {
    for (let i = 0; i < keywords.length; i++) {
      if (StringPrototypeStartsWith(keywords[i], word)) ArrayPrototypePush(list, keywords[i]);
    }
  }
  return [match[0], ArrayPrototypeSort(list)];
}

const path = hardenRegExp(/[\p{ID_Start}$_]?[\p{ID_Continue}$.]*$/u);
const identifier = hardenRegExp(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u);
const keywords = ['async', 'await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete',
  'do', 'else', 'export', 'extends', 'false', 'finally', 'for', 'function', 'if', 'import', 'in', 'instanceof', 'let', 'new',
  'null', 'return', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'var', 'void', 'while', 'with', 'yield'];

function property(object, name) {
  for (let o = Object(object); o !== null; o = ObjectGetPrototypeOf(o)) {
    const desc = ObjectGetOwnPropertyDescriptor(o, name);
    if (desc === undefined) continue;
    // The library's own lazy globals are safe to read; others' getters are not run.
    return desc.get === undefined || o === globalThis ? o[name] : undefined;
  }
  return undefined;
}

module.exports = { complete, evaluate, start };
