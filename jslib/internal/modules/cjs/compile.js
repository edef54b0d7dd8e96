'use strict';

// From the source of a CommonJS module to its function.
//
// Binding ops:
//   engine.compileFunction(source: string, filename: string, params: string[]): function
//   engine.runScript(source: string, filename: string): value
//   module.prepare(source: string, filename: string): { code, map } | null
//       for syntax that the engine lacks; null when there is nothing to be done
//   module.hasModuleSyntax(source: string): boolean

const {
  FunctionPrototypeSymbolHasInstance,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  SyntaxError,
} = primordials;

const { compileFunction, runScript } = internalBinding('engine');
const { hasModuleSyntax, prepare } = internalBinding('module');
const { registerGenerated } = require('internal/source_map/source_map_cache');
const { markModuleFunction } = require('internal/errors/stack_frames');

const params = ['exports', 'require', 'module', '__filename', '__dirname'];

function isSyntaxError(err) {
  return FunctionPrototypeSymbolHasInstance(SyntaxError, err);
}

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

// compileModule returns the module's function, or undefined when the source can
// only be an ES module and that is allowed.
function compileModule(source, filename, mayBeModule) {
  source = withoutHashbang(source);
  try {
    const fn = withFallback(source, filename, (text) => compileFunction(text, filename, params));
    markModuleFunction(fn, filename, params);
    return fn;
  } catch (err) {
    if (mayBeModule && isSyntaxError(err) && hasModuleSyntax(source)) return undefined;
    throw err;
  }
}

// compileWrapped is for programs that replaced Module.wrap.
function compileWrapped(wrapper, filename) {
  return withFallback(wrapper, filename, (text) => runScript(text, filename));
}

module.exports = { compileModule, compileWrapped, isSyntaxError, withFallback, withoutHashbang };
