'use strict';

// The text of the call that a stack points at, for "The expression evaluated to
// a falsy value": what is on the line where the call begins.

const {
  ArrayPrototypePop,
  ArrayPrototypePush,
  FunctionPrototypeToString,
  hardenRegExp,
  RegExpPrototypeExec,
  SafeSet,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
} = primordials;

const { functionOf, isEvalCode } = require('internal/errors/stack');

const framePlace = hardenRegExp(/^ {4}at (?:.* \()?(.*?):(\d+):(\d+)\)?$/m);
const space = hardenRegExp(/\s+/y);
const word = hardenRegExp(/(?:[\w$#]|[^\x00-\x7f])+/y);
const comment = hardenRegExp(/\/\/.*|\/\*.*?(?:\*\/|$)/y);
const text = hardenRegExp(/"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?/y);
const regexp = hardenRegExp(/\/(?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+\/\w*/y);

// Words that cannot be what a member is accessed of.
const keywords = new SafeSet([
  'await', 'break', 'case', 'catch', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else', 'export',
  'extends', 'finally', 'for', 'function', 'if', 'import', 'in', 'instanceof', 'let', 'new', 'return', 'super', 'switch',
  'throw', 'try', 'typeof', 'var', 'void', 'while', 'with', 'yield',
]);

const WORD = 'word';
const KEYWORD = 'keyword';
const LITERAL = 'literal';

function matchAt(pattern, code, at) {
  pattern.lastIndex = at;
  const match = RegExpPrototypeExec(pattern, code);
  return match === null ? '' : match[0];
}

// Where a template that opens at `start` ends. Substitutions may hold templates.
function templateEnd(code, start) {
  let depth = 0;
  for (let i = start + 1; i < code.length; i++) {
    const char = code[i];
    if (char === '\\') {
      i++;
    } else if (depth === 0) {
      if (char === '`') return i + 1;
      if (char === '$' && code[i + 1] === '{') {
        depth = 1;
        i++;
      }
    } else if (char === '{') {
      depth++;
    } else if (char === '}') {
      depth--;
    } else if (char === '`') {
      i = templateEnd(code, i) - 1;
    }
  }
  return code.length;
}

// After a value a slash divides; elsewhere it opens a regular expression.
const endsValue = (token) => token !== undefined &&
  (token.type === WORD || token.type === LITERAL || token.type === ')' || token.type === ']' || token.type === '}');

// { type, start, end, word } each. Punctuation is its own type.
function tokenize(code) {
  const tokens = [];
  let at = 0;
  while (at < code.length) {
    const skipped = matchAt(space, code, at) || matchAt(comment, code, at);
    if (skipped !== '') {
      at += skipped.length;
      continue;
    }
    const start = at;
    const char = code[at];
    const found = matchAt(word, code, at);
    let type = char;
    if (found !== '') {
      const digit = StringPrototypeCharCodeAt(found, 0);
      type = keywords.has(found) ? KEYWORD : digit >= 48 && digit <= 57 ? LITERAL : WORD;
      at += found.length;
    } else if (char === '`') {
      type = LITERAL;
      at = templateEnd(code, at);
    } else if (char === '"' || char === "'") {
      type = LITERAL;
      at += matchAt(text, code, at).length;
    } else if (char === '/' && !endsValue(tokens[tokens.length - 1]) && matchAt(regexp, code, at) !== '') {
      type = LITERAL;
      at += matchAt(regexp, code, at).length;
    } else if (StringPrototypeStartsWith(code, '?.', at)) {
      type = '?.';
      at += 2;
    } else {
      at++;
    }
    ArrayPrototypePush(tokens, { type, start, end: at, word: found });
  }
  return tokens;
}

const isAccess = (type) => type === '.' || type === '?.' || type === '[' || type === ']';

// Where the callee that ends before token `open` begins: back over `a.b['c']` to
// `a`; undefined for anything that is no chain of names.
function calleeStart(tokens, open) {
  let start;
  for (let i = open - 1; i >= 0; i--) {
    const { type } = tokens[i];
    const next = tokens[i + 1].type;
    if (type === WORD) {
      if (i !== open - 1 && !isAccess(next)) break;
      start = i;
    } else if (!(isAccess(type) || (type === LITERAL && next === ']')) || (i === open - 1 && type !== ']')) {
      break;
    }
  }
  return start;
}

// The calls of a text around a position, the innermost first: { start, end } are
// positions, `name` is what is called.
function callsAround(code, tokens, position) {
  const calls = [];
  const opens = [];
  const add = (open, end) => {
    const first = calleeStart(tokens, open);
    if (first === undefined || tokens[first - 1]?.type === KEYWORD && tokens[first - 1].word === 'function') return;
    const { start } = tokens[first];
    if (start > position || end <= position) return;
    const last = tokens[open - 1].type === ']' ? tokens[open - 2] : tokens[open - 1];
    const name = StringPrototypeSlice(code, last.start, last.end);
    ArrayPrototypePush(calls, { start, end, name: last.type === LITERAL ? StringPrototypeSlice(name, 1, -1) : name });
  };
  for (let i = 0; i < tokens.length; i++) {
    const { type } = tokens[i];
    if (type === '(') ArrayPrototypePush(opens, i);
    else if (type === ')' && opens.length !== 0) add(ArrayPrototypePop(opens), tokens[i].end);
  }
  while (opens.length !== 0) add(ArrayPrototypePop(opens), code.length + 1);
  return calls;
}

// The engine tells a place within the call, which may lie in another call that
// is among the arguments. The names that assertions mostly go by decide.
function findAssertion(calls) {
  for (let i = 0; i < calls.length; i++) {
    const { name } = calls[i];
    if (name === 'ok' || name === 'assert' || name === 'strict') return calls[i];
  }
  for (let i = 0; i < calls.length; i++) {
    if (StringPrototypeIncludes(StringPrototypeToLowerCase(calls[i].name), 'assert')) return calls[i];
  }
  return undefined;
}

// The text of a call as far as its first line goes.
function firstLine(code, call) {
  const text = StringPrototypeSlice(code, call.start, call.end);
  const end = StringPrototypeIndexOf(text, '\n');
  return end === -1 ? text : StringPrototypeSlice(text, 0, end);
}

// From a column to the end of the expression, where it is no call that is known.
function expressionFrom(code, tokens, column) {
  let depth = 0;
  for (let i = 0; i < tokens.length; i++) {
    const { type, start, end } = tokens[i];
    if (start < column) continue;
    if (type === '(') depth++;
    else if (type === ')' && --depth === 0) return StringPrototypeSlice(code, column, end);
    else if (type === ';' && depth === 0) return StringPrototypeSlice(code, column, start);
  }
  return StringPrototypeSlice(code, column);
}

const MAX_LINES_BACK = 12;

// The assertion that a place is in. lineAt(n) is the text of the line n lines
// above it; arguments may begin on a line below their function.
function expressionAt(lineAt, column) {
  const line = lineAt(0);
  const tokens = tokenize(line);
  const calls = callsAround(line, tokens, column);
  const found = findAssertion(calls);
  if (found !== undefined) return firstLine(line, found);

  let code = line;
  let position = column;
  for (let n = 1; n <= MAX_LINES_BACK; n++) {
    const above = lineAt(n);
    if (typeof above !== 'string') break;
    code = `${above}\n${code}`;
    position += above.length + 1;
    const outer = findAssertion(callsAround(code, tokenize(code), position));
    if (outer !== undefined) return firstLine(code, outer);
  }
  return calls.length !== 0 ? firstLine(line, calls[0]) : expressionFrom(line, tokens, column);
}

// What the engine calls the file of code that has none.
const EVALUATED = '<input>';

function readLine(file, line) {
  try {
    return require('internal/process/fatal').sourceLine({ __proto__: null, file, line });
  } catch {
    return undefined; // There is no such file, or it may not be read.
  }
}

// The expression that the first frame of a stack points at; undefined if the
// source is not known.
function sourceExpression(stack) {
  const frame = typeof stack === 'string' ? RegExpPrototypeExec(framePlace, stack) : null;
  if (frame === null) return undefined;
  const number = +frame[2];
  const lineAt = (n) => (number > n ? readLine(frame[1], number - n) : undefined);
  return typeof lineAt(0) === 'string' ? expressionAt(lineAt, +frame[3] - 1) : undefined;
}

// evalText is the text that the first of these call sites is in, if eval() or
// Function() has compiled it; undefined for what they have not, or that left no
// trace of it.
function evalText(sites) {
  for (let i = 0; i < sites.length && sites[i].getFileName() === EVALUATED; i++) {
    const fn = functionOf(sites[i]);
    if (typeof fn !== 'function') continue;
    const text = FunctionPrototypeToString(fn);
    // Function() puts the body on lines of its own.
    if (isEvalCode(sites[i]) || (i === 0 && StringPrototypeStartsWith(text, 'function anonymous('))) return text;
  }
  return undefined;
}

// The expression that the first of these call sites is in, where that is code
// that eval() or Function() has compiled.
function evalExpression(sites) {
  const text = evalText(sites);
  if (text === undefined) return undefined;
  const lines = StringPrototypeSplit(text, '\n');
  const index = sites[0].getLineNumber() - 1;
  const lineAt = (n) => (n <= index ? lines[index - n] : undefined);
  return typeof lineAt(0) === 'string' ? expressionAt(lineAt, sites[0].getColumnNumber() - 1) : undefined;
}

module.exports = { evalExpression, expressionAt, sourceExpression };
