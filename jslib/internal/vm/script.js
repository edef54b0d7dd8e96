'use strict';

// Compiling and running text for node:vm, in the program's realm or in a
// context's.
//
// Binding ops (engine):
//   compileScript(source, file): code           in the program's realm; code is no value of a program
//   loadScript(source, file, data, anchor): code, or undefined if data is not of that text
//   runCode(code, anchor): any
//   runScript(source, file, anchor): any        in the realm of the anchor
//   compileFunction(source, file, params, anchor): function
//   loadFunction(source, file, params, anchor, data): function, or undefined
//   vmLoad(anchor, source, name, meta, data): number, -1 for none
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
const { codeOfFunction } = require('internal/vm/code_cache');

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

// compileScript returns what runCode takes, the text that did compile, and whether
// that was made of the cachedData.
function compileScript(source, name, filename, cachedData) {
  internalBinding('module').noteSource(filename, source);
  let text = source;
  try {
    // Attributes of import() do compile, but are not understood.
    if (StringPrototypeIncludes(source, 'import')) text = internalBinding('module').prepare(source, filename)?.code ?? source;
    let cached;
    const code = plainer(text, filename, (plain) => {
      text = plain;
      if (cachedData !== undefined) cached = engine.loadScript(plain, name, cachedData, undefined);
      return cached ?? engine.compileScript(plain, name);
    });
    return { __proto__: null, code, text, accepted: cached !== undefined };
  } catch (err) {
    if (isSyntaxError(err)) decorate(err, explainSyntax(err, source, filename, true));
    throw err;
  }
}

// compileModule returns the number of a module record whose import.meta is meta,
// and the text that did compile. The number is -1 when cachedData is not of that.
function compileModule(source, name, filename, anchor, meta, cachedData) {
  const { noteSource, prepare } = internalBinding('module');
  noteSource(filename, source);
  try {
    const plain = prepare(source, filename);
    if (plain !== null && plain.map !== '') registerGenerated(filename, plain.map);
    const text = plain === null ? source : plain.code;
    const id = cachedData === undefined ? engine.vmCompile(anchor, text, name, meta) :
      engine.vmLoad(anchor, text, name, meta, cachedData);
    return { __proto__: null, id, text };
  } catch (err) {
    if (isSyntaxError(err)) decorate(err, explainSyntax(err, source, filename, false));
    throw err;
  }
}

const identifier = hardenRegExp(/^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u);

// compileFunction compiles a body and returns { fn, accepted, code }: whether it was
// made of the cachedData, and what makes such. The objects of extensions are its
// scopes, from the inside out.
function compileFunction(source, name, filename, params, extensions, anchor, cachedData) {
  let accepted = false;
  let code;
  const compile = (text, args) => {
    code = () => codeOfFunction(text, args);
    const cached = cachedData === undefined ? undefined : engine.loadFunction(text, name, args, anchor, cachedData);
    accepted = cached !== undefined;
    return cached ?? engine.compileFunction(text, name, args, anchor);
  };
  ArrayPrototypeForEach(params, (param) => {
    if (RegExpPrototypeExec(identifier, param) === null) throw new SyntaxError(`Unexpected token '${param}'`);
  });
  internalBinding('module').noteSource(filename, source);
  try {
    const fn = plainer(source, filename, (text) => {
      if (extensions.length === 0) return compile(text, params);
      let open = '';
      let close = '';
      const scopes = [];
      ArrayPrototypeForEach(extensions, (_, i) => {
        scopes[i] = `wjs$scope${i}`;
        open = `with(${scopes[i]}){${open}`;
        close += '}';
      });
      const maker = compile(`${open}return (function (${ArrayPrototypeJoin(params, ', ')}) {${text}\n})${close}`, scopes);
      return maker(...new SafeArrayIterator(extensions));
    });
    return { __proto__: null, fn, accepted, code };
  } catch (err) {
    if (isSyntaxError(err)) decorate(err, explainSyntax(err, source, filename, true));
    throw err;
  }
}

module.exports = { arrowAt, compileFunction, compileModule, compileScript, decorate, shifted, sourceMapURL, sourceURL };
