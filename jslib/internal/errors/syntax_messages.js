'use strict';

// What is wrong with a program that does not parse, in V8's words. The engine
// says what it would have liked to see; V8 says what it saw.
//
// Binding ops (module):
//   syntaxOf(source: string, isScript: boolean): { line, column, length, text, message } | null
//   syntaxOfFile(file: string): the same    null: it parses, or cannot be read

const {
  RegExpPrototypeExec,
  SafeWeakMap,
  StringPrototypeCharCodeAt,
  StringPrototypeRepeat,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  hardenRegExp,
} = primordials;

const table = {
  '__proto__': null,
  '\'let\' is not a valid lexical identifier': 'let is disallowed as a lexically bound name',
  'line terminator not allowed after throw': 'Illegal newline after throw',
  'octal escape sequences are not allowed in strict mode': 'Octal escape sequences are not allowed in strict mode.',
  'private class field is already defined': 'Private field has already been declared',
  'unexpected line terminator in regexp': 'Invalid regular expression: missing /',
  'unsupported keyword: enum': 'Unexpected reserved word',
  'await is only valid in async functions': 'await is only valid in async functions and the top level bodies of modules',
  'break must be inside loop or switch': 'Illegal break statement',
  'cannot delete a direct reference in strict mode': 'Delete of an unqualified identifier in strict mode.',
  'continue must be inside loop': 'Illegal continue statement: no surrounding iteration statement',
  'duplicate default': 'More than one default clause in switch statement',
  'expecting catch or finally': 'Missing catch or finally after try',
  'function name expected': 'Function statements require a function name',
  'import.meta only valid in module code': 'Cannot use \'import.meta\' outside a module',
  'invalid assignment left-hand side': 'Invalid left-hand side in assignment',
  'invalid keyword: with': 'Strict mode code may not include a with statement',
  'invalid number literal': 'Invalid or unexpected token',
  'invalid regular expression flags': 'Invalid regular expression flags',
  'invalid variable name in strict mode': 'Unexpected eval or arguments in strict mode',
  'missing initializer for const variable': 'Missing initializer in const declaration',
  'new.target only allowed within functions': 'new.target expression is not allowed here',
  'return not in a function': 'Illegal return statement',
  'unexpected end of string': 'Invalid or unexpected token',
  'unsupported keyword: export': 'Unexpected token \'export\'',
  'unsupported keyword: import': 'Cannot use import statement outside a module',
  '\'super\' is only valid in a method': '\'super\' keyword unexpected here',
};

const quoted = hardenRegExp(/^unexpected token(?: in expression)?: '(.*)'$/s);
const undefinedPrivate = hardenRegExp(/^undefined private field '(#.*)'$/);

// Where an error of the parser was, by error: { file, line, message }.
const places = new SafeWeakMap();

function isCapital(message) {
  const first = StringPrototypeCharCodeAt(message, 0);
  return first >= 65 && first <= 90 && !StringPrototypeStartsWith(message, 'Unexpected ') && !StringPrototypeStartsWith(message, 'Expected ');
}

// from makes V8's message of the engine's, and of what was found in the source;
// undefined: it stays.
function from(message, found) {
  const known = table[message];
  if (known !== undefined) return known;
  const field = RegExpPrototypeExec(undefinedPrivate, message);
  if (field !== null) return `Private field '${field[1]}' must be declared in an enclosing class`;
  if (found !== null && found.message !== '') return found.message;
  if (isCapital(message)) return undefined;
  const match = RegExpPrototypeExec(quoted, message);
  if (match === null) return undefined;
  return match[1] === '' ? 'Unexpected end of input' : `Unexpected token '${match[1]}'`;
}

// translateSyntax returns the better message for an error that was just made.
function translateSyntax(error, sites) {
  const { message } = error;
  if (typeof message !== 'string' || message === '' || sites.length === 0) return undefined;
  const [site] = sites;
  const file = site.getFileName();
  if (typeof file !== 'string' || site.getFunctionName() !== null || site.isNative()) return undefined;
  places.set(error, { __proto__: null, file, line: site.getLineNumber(), message });
  // The loader of CommonJS modules has the source, and calls explainSyntax.
  const found = StringPrototypeStartsWith(file, 'file:') && !isCapital(message) ? internalBinding('module').syntaxOfFile(file) : null;
  return from(message, found);
}

// explainSyntax makes the message anew from the source itself and returns the
// lines that point at the place; '' when the error is not of this file.
function explainSyntax(error, source, file, isScript) {
  const place = places.get(error);
  if (place === undefined || place.file !== file) return '';
  const found = internalBinding('module').syntaxOf(source, isScript);
  const better = from(place.message, found);
  if (better !== undefined) error.message = better;
  if (found !== null) {
    return `${file}:${found.line}\n${found.text}\n` +
      `${StringPrototypeRepeat(' ', found.column - 1)}${StringPrototypeRepeat('^', found.length)}\n`;
  }
  const lines = StringPrototypeSplit(source, '\n');
  const line = place.line > lines.length ? lines.length : place.line;
  return `${file}:${line}\n${lines[line - 1]}\n^\n`;
}

// fileOf names the file that did not parse, or undefined.
function fileOf(error) {
  return places.get(error)?.file;
}

function isParseError(error) {
  return typeof error === 'object' && error !== null && places.has(error);
}

module.exports = { explainSyntax, fileOf, isParseError, translateSyntax };
