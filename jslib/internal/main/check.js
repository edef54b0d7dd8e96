'use strict';

// Compiles a program without running it.

const { RegExpPrototypeExec, StringPrototypeRepeat, hardenRegExp } = primordials;

const { explainSyntax } = require('internal/errors/syntax_messages');

const typed = hardenRegExp(/\.(?:[cm]?ts|[tj]sx)$/);
const commonjs = hardenRegExp(/\.c[jt]s$/);
const esm = hardenRegExp(/\.m[jt]s$/);

// Throws the SyntaxError of the file, if it has one. Its stack begins with the
// place, as Node's reports do.
function check(file) {
  const source = require('fs').readFileSync(file, 'utf8');
  try {
    compile(source, file);
  } catch (err) {
    const place = placeOf(err, source, file);
    if (place !== '') err.stack = `${place}\n${err.name}: ${err.message}`;
    throw err;
  }
}

function placeOf(err, source, file) {
  const { location } = err;
  if (location === undefined) return explainSyntax(err, source, file, !isModule(source, file));
  const { line, column, text, length } = location;
  return `${file}:${line}\n${text}\n${StringPrototypeRepeat(' ', column - 1)}${StringPrototypeRepeat('^', length || 1)}\n`;
}

// Compiles, in JavaScript, what the file holds.
function compile(source, file) {
  const { prepare, transform } = internalBinding('module');
  const { checkModule, checkSyntax } = internalBinding('engine');
  const change = RegExpPrototypeExec(typed, file) !== null ? transform(source, file) : prepare(source, file);
  const code = change === null ? source : change.code;
  if (isModule(code, file)) checkModule(code, file);
  else checkSyntax(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, file);
}

function isModule(code, file) {
  return RegExpPrototypeExec(commonjs, file) === null &&
    (RegExpPrototypeExec(esm, file) !== null || internalBinding('module').hasModuleSyntax(code));
}

module.exports = { check };
