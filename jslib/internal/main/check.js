'use strict';

// Compiles a program without running it.

const { RegExpPrototypeExec, hardenRegExp } = primordials;

const typed = hardenRegExp(/\.(?:[cm]?ts|[tj]sx)$/);
const commonjs = hardenRegExp(/\.c[jt]s$/);
const esm = hardenRegExp(/\.m[jt]s$/);

// Throws the SyntaxError of the file, if it has one.
function check(file) {
  const { hasModuleSyntax, prepare, transform } = internalBinding('module');
  const { checkModule, checkSyntax } = internalBinding('engine');
  const source = require('fs').readFileSync(file, 'utf8');
  const change = RegExpPrototypeExec(typed, file) !== null ? transform(source, file) : prepare(source, file);
  const code = change === null ? source : change.code;
  if (RegExpPrototypeExec(commonjs, file) === null &&
      (RegExpPrototypeExec(esm, file) !== null || hasModuleSyntax(code))) {
    checkModule(code, file);
  } else {
    checkSyntax(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, file);
  }
}

module.exports = { check };
