'use strict';

// Compiling and running text for node:vm, in the program's realm or in a
// context's.
//
// Binding ops (engine):
//   compileScript(source, file): code           in the program's realm; code is no value of a program
//   runCode(code): any
//   runScript(source, file, anchor): any        in the realm of the anchor
//   compileFunction(source, file, params, anchor): function
//   runMicrotasks(anchor)                       of that realm alone

const {
  ArrayPrototypeForEach,
  ArrayPrototypeJoin,
  ErrorIsError,
  FunctionPrototypeSymbolHasInstance,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  RegExpPrototypeExec,
  SafeArrayIterator,
  SafeWeakSet,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeRepeat,
  StringPrototypeSlice,
  StringPrototypeSplit,
  SyntaxError,
  hardenRegExp,
} = primordials;

const { getArrowMessage } = require('internal/errors');
const { explainSyntax } = require('internal/errors/syntax_messages');
const { registerGenerated } = require('internal/source_map/source_map_cache');

const engine = internalBinding('engine');

const sourceMapComment = hardenRegExp(/\/\/[#@] ?sourceMappingURL=([^\s'"]+)\s*$/);
const sourceURLComment = hardenRegExp(/\/\/[#@] ?sourceURL=([^\s'"]+)\s*$/m);

function firstGroup(pattern, text) {
  const match = RegExpPrototypeExec(pattern, text);
  return match === null ? undefined : match[1];
}

const sourceMapURL = (source) => firstGroup(sourceMapComment, source);
const sourceURL = (source) => firstGroup(sourceURLComment, source);

// Places count from the offsets: so many lines and columns are put before.
function shifted(code, lineOffset, columnOffset) {
  if (lineOffset <= 0 && columnOffset <= 0) return code;
  return StringPrototypeRepeat('\n', lineOffset > 0 ? lineOffset : 0) +
    StringPrototypeRepeat(' ', columnOffset > 0 ? columnOffset : 0) + code;
}

// ---- the arrow: file, line and caret before the stack

const decorated = new SafeWeakSet();

// decorate puts the place of an error before its stack, once.
function decorate(err, arrow) {
  if (typeof err !== 'object' || err === null || !ErrorIsError(err) || decorated.has(err)) return;
  const { stack } = err;
  if (typeof stack !== 'string' || arrow === '') return;
  const own = ObjectGetOwnPropertyDescriptor(err, 'stack');
  if (own !== undefined && !own.configurable) return;
  decorated.add(err);
  ObjectDefineProperty(err, 'stack', {
    __proto__: null, value: `${arrow}\n${stack}`, writable: true, enumerable: false, configurable: true,
  });
}

// arrowAt is the arrow of an error that was thrown; the spaces of a column offset
// are not part of the source.
function arrowAt(err, { columnOffset, firstLine }) {
  const kept = getArrowMessage(err);
  const arrow = typeof kept === 'string' ? kept : require('internal/process/fatal').arrowFor(err);
  if (columnOffset <= 0) return arrow;
  const lines = StringPrototypeSplit(arrow, '\n');
  if (!StringPrototypeEndsWith(lines[0], `:${firstLine}`)) return arrow;
  for (let i = 1; i < 3; i++) {
    if (lines[i] !== undefined) lines[i] = StringPrototypeSlice(lines[i], columnOffset);
  }
  return ArrayPrototypeJoin(lines, '\n');
}

// ---- compiling

function isSyntaxError(err) {
  return FunctionPrototypeSymbolHasInstance(SyntaxError, err);
}

// plainer calls compile(source), and again with the source in plainer language
// when it is a syntax error.
function plainer(source, file, compile) {
  try {
    return compile(source);
  } catch (err) {
    if (!isSyntaxError(err)) throw err;
    const plain = internalBinding('module').prepare(source, file);
    if (plain === null) throw err;
    const result = compile(plain.code);
    if (plain.map !== '') registerGenerated(file, plain.map);
    return result;
  }
}

// compileScript returns what runCode takes, and the text that did compile.
function compileScript(source, name, filename) {
  internalBinding('module').noteSource(filename, source);
  let text = source;
  try {
    // Attributes of import() do compile, but are not understood.
    if (StringPrototypeIncludes(source, 'import')) text = internalBinding('module').prepare(source, filename)?.code ?? source;
    const code = plainer(text, filename, (plain) => {
      text = plain;
      return engine.compileScript(plain, name);
    });
    return { __proto__: null, code, text };
  } catch (err) {
    if (isSyntaxError(err)) decorate(err, explainSyntax(err, source, filename, true));
    throw err;
  }
}

// compileModule returns the number of a module record whose import.meta is meta.
function compileModule(source, name, filename, anchor, meta) {
  const { noteSource, prepare } = internalBinding('module');
  noteSource(filename, source);
  try {
    const plain = prepare(source, filename);
    if (plain !== null && plain.map !== '') registerGenerated(filename, plain.map);
    return engine.vmCompile(anchor, plain === null ? source : plain.code, name, meta);
  } catch (err) {
    if (isSyntaxError(err)) decorate(err, explainSyntax(err, source, filename, false));
    throw err;
  }
}

const identifier = hardenRegExp(/^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u);

// compileFunction compiles a body. The objects of extensions are its scopes,
// from the inside out.
function compileFunction(source, name, filename, params, extensions, anchor) {
  ArrayPrototypeForEach(params, (param) => {
    if (RegExpPrototypeExec(identifier, param) === null) throw new SyntaxError(`Unexpected token '${param}'`);
  });
  internalBinding('module').noteSource(filename, source);
  try {
    return plainer(source, filename, (text) => {
      if (extensions.length === 0) return engine.compileFunction(text, name, params, anchor);
      let open = '';
      let close = '';
      const scopes = [];
      ArrayPrototypeForEach(extensions, (_, i) => {
        scopes[i] = `wjs$scope${i}`;
        open = `with(${scopes[i]}){${open}`;
        close += '}';
      });
      const maker = engine.compileFunction(
        `${open}return (function (${ArrayPrototypeJoin(params, ', ')}) {${text}\n})${close}`, name, scopes, anchor);
      return maker(...new SafeArrayIterator(extensions));
    });
  } catch (err) {
    if (isSyntaxError(err)) decorate(err, explainSyntax(err, source, filename, true));
    throw err;
  }
}

module.exports = { arrowAt, compileFunction, compileModule, compileScript, decorate, shifted, sourceMapURL, sourceURL };
