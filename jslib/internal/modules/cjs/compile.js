'use strict';

// From the source of a CommonJS module to its function.
//
// Binding ops:
//   engine.compileFunction(source: string, filename: string, params: string[]): function
//   engine.runScript(source: string, filename: string): value
//   module.prepare(source: string, filename: string): { code, map } | null
//       for syntax that the engine lacks; null when there is nothing to be done
//   module.hasModuleSyntax(source: string): boolean
//   module.noteSource(name: string, source: string)   for errors in what no file holds

const {
  FunctionPrototypeSymbolHasInstance,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  SyntaxError,
} = primordials;

const { compileFunction, runScript } = internalBinding('engine');
const { hasModuleSyntax, noteSource, prepare } = internalBinding('module');
const { maybeCacheSourceMap, registerGenerated } = require('internal/source_map/source_map_cache');
const { setArrowMessage } = require('internal/errors');
const { explainSyntax } = require('internal/errors/syntax_messages');
const { markModuleFunction } = require('internal/errors/stack_frames');

const params = ['exports', 'require', 'module', '__filename', '__dirname'];

function isSyntaxError(err) {
  return FunctionPrototypeSymbolHasInstance(SyntaxError, err);
}

// A variable of the name of one that CommonJS provides.
const redeclared = 'invalid redefinition of parameter name';

function withoutHashbang(source) {
  return StringPrototypeStartsWith(source, '#!') ? `//${StringPrototypeSlice(source, 2)}` : source;
}

// withFallback runs compile(source), and again with the source in plainer
// language when it is a syntax error.
function withFallback(source, filename, compile) {
  try {
    return compile(source);
  } catch (err) {
    if (!isSyntaxError(err)) throw err;
    const plain = prepare(source, filename);
    if (plain === null) throw err;
    const result = compile(plain.code);
    if (plain.map !== '') registerGenerated(filename, plain.map);
    return result;
  }
}

// pointAt says what is wrong with the source, and where.
function pointAt(err, source, filename) {
  const arrow = explainSyntax(err, source, filename, true);
  if (arrow !== '') setArrowMessage(err, arrow);
}

// wrapSafe returns the module's function, or undefined when the source can
// only be an ES module and that is allowed.
function wrapSafe(source, filename, mayBeModule) {
  source = withoutHashbang(source);
  try {
    const fn = withFallback(source, filename, (text) => compileFunction(text, filename, params));
    markModuleFunction(fn, filename, params);
    maybeCacheSourceMap(filename, source);
    return fn;
  } catch (err) {
    if (!isSyntaxError(err)) throw err;
    if (mayBeModule && (hasModuleSyntax(source) || err.message === redeclared)) return undefined;
    pointAt(err, source, filename);
    throw err;
  }
}

// compileWrapped is for programs that replaced Module.wrap.
function compileWrapped(wrapper, filename) {
  return runText(wrapper, filename);
}

// runText runs a script and returns its completion value.
function runText(source, filename) {
  noteSource(filename, source);
  try {
    return withFallback(source, filename, (text) => runScript(text, filename));
  } catch (err) {
    if (isSyntaxError(err)) pointAt(err, source, filename);
    throw err;
  }
}

module.exports = { compileWrapped, isSyntaxError, pointAt, runText, withoutHashbang, wrapSafe };
