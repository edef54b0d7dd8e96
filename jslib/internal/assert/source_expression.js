'use strict';

// The text of the call that a stack points at, for "The expression evaluated to
// a falsy value". Only the line of the call is looked at.

const {
  hardenRegExp,
  RegExpPrototypeExec,
  SafeSet,
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

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

// { type, start, end } each. Punctuation is its own type.
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
    tokens[tokens.length] = { type, start, end: at };
  }
  return tokens;
}

const isAccess = (type) => type === '.' || type === '?.' || type === '[' || type === ']';

// The call in a line of code whose callee is, or ends, at a column.
function expressionAt(code, column) {
  const tokens = tokenize(code);
  let first = 0;
  while (first < tokens.length && tokens[first].start < column) first++;

  // Back over `a.b['c']` to `a`. A single name counts if the column is that of
  // its parenthesis.
  let start = column;
  for (let i = first - 1; i >= 0; i--) {
    const { type } = tokens[i];
    if (type !== WORD && type !== LITERAL && !isAccess(type)) break;
    const next = tokens[i + 1];
    const last = i === first - 1 && next?.type !== '(' && !isAccess(type);
    if (type === WORD && (isAccess(next?.type) || next?.type === '(')) start = tokens[i].start;
    else if (last || (type === WORD && !isAccess(next?.type))) break;
  }

  let depth = 0;
  for (let i = first; i < tokens.length; i++) {
    const { type, end } = tokens[i];
    if (type === '(') depth++;
    else if (type === ')' && --depth === 0) return StringPrototypeSlice(code, start, end);
    else if (type === ';' && depth === 0) return StringPrototypeSlice(code, start, tokens[i].start);
  }
  return StringPrototypeSlice(code, start);
}

// The expression that the first frame of a stack points at; undefined if the
// source is not known.
function sourceExpression(stack) {
  const frame = typeof stack === 'string' ? RegExpPrototypeExec(framePlace, stack) : null;
  if (frame === null) return undefined;
  const line = internalBinding('errors').getSourceLine(frame[1], +frame[2]);
  return typeof line === 'string' ? expressionAt(line, +frame[3] - 1) : undefined;
}

module.exports = { expressionAt, sourceExpression };
