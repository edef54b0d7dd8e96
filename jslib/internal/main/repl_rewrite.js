'use strict';

// Makes of what a user enters into the REPL a script that may be entered again:
// let, const and class at the top level become var, as Node's REPL allows them
// to be declared twice, and a text with a top-level await becomes an async
// function whose declarations are globals.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePop,
  ArrayPrototypePush,
  RegExpPrototypeExec,
  StringPrototypeSlice,
  hardenRegExp,
} = primordials;

const word = hardenRegExp(/^[\p{ID_Start}$_][\p{ID_Continue}$]*/u);
const space = hardenRegExp(/^\s+/);

// Splits a text into tokens: words, numbers and strings as a whole, every other
// character for itself. Each has its depth in brackets. open says that the text
// ends inside of something.
function tokenize(text) {
  const tokens = [];
  const closers = [];
  let at = 0;
  let open = false;
  let previous = ''; // the last token that is no space
  const push = (kind, length) => {
    const value = StringPrototypeSlice(text, at, at + length);
    ArrayPrototypePush(tokens, { kind, value, depth: closers.length });
    at += length;
    if (kind !== 'space') previous = value;
  };
  while (at < text.length) {
    const c = text[at];
    const rest = StringPrototypeSlice(text, at);
    let match;
    if ((match = RegExpPrototypeExec(space, rest)) !== null) {
      push('space', match[0].length);
    } else if ((match = RegExpPrototypeExec(word, rest)) !== null) {
      push('word', match[0].length);
    } else if (c === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) {
      const line = text[at + 1] === '/';
      let end = rest.indexOf(line ? '\n' : '*/', 2);
      if (end === -1) { open ||= !line; end = rest.length; } else if (!line) end += 2;
      push('space', end);
    } else if (c === '"' || c === "'") {
      const end = quoted(text, at, c);
      push('string', (end === -1 ? text.length : end) - at);
    } else if (c === '`') {
      const end = template(text, at);
      open ||= end === -1;
      push('string', (end === -1 ? text.length : end) - at);
    } else if (c === '/' && startsRegExp(previous)) {
      push('string', regExp(text, at) - at);
    } else if (c === '(' || c === '[' || c === '{') {
      push('open', 1);
      ArrayPrototypePush(closers, c);
    } else if (c === ')' || c === ']' || c === '}') {
      ArrayPrototypePop(closers);
      push('close', 1);
    } else {
      push('sign', 1);
    }
  }
  return { tokens, open: open || closers.length > 0 };
}

function quoted(text, at, quote) {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) return i + 1;
    else if (text[i] === '\n') return i;
  }
  return -1;
}

function template(text, at) {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') {
      i++;
    } else if (text[i] === '`') {
      return i + 1;
    } else if (text[i] === '$' && text[i + 1] === '{') {
      let depth = 1;
      for (i += 2; i < text.length && depth > 0; i++) {
        if (text[i] === '{') depth++;
        else if (text[i] === '}') depth--;
        else if (text[i] === '`') {
          i = template(text, i) - 1;
          if (i < 0) return -1;
        }
      }
      i--;
    }
  }
  return -1;
}

function regExp(text, at) {
  let inClass = false;
  for (let i = at + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '[') inClass = true;
    else if (text[i] === ']') inClass = false;
    else if (text[i] === '/' && !inClass) return i + 1;
  }
  return at + 1; // a division after all
}

const beforeValue = hardenRegExp(/^(?:return|typeof|case|in|of|delete|void|throw|new|instanceof|await|yield|else|do)$/);

function startsRegExp(previous) {
  if (previous === '' || RegExpPrototypeExec(beforeValue, previous) !== null) return true;
  const c = previous[previous.length - 1];
  return !(c === ')' || c === ']' || c === '}' || c === '"' || c === "'" || c === '`' || RegExpPrototypeExec(word, c) !== null ||
    (c >= '0' && c <= '9'));
}

function isOpen(text) {
  return tokenize(text).open;
}

// { code, names, awaits }: names are what the text declares at its top level.
function rewriteDeclarations(text) {
  const { tokens } = tokenize(text);
  const awaits = hasAwait(tokens);
  const names = [];
  const out = [];
  let atStart = true; // of a statement
  let lastExpression = 0; // where in out the last statement begins
  for (let i = 0; i < tokens.length; i++) {
    const { kind, value, depth } = tokens[i];
    if (depth === 0 && atStart && kind === 'word') {
      if (value === 'let' || value === 'const' || (awaits && value === 'var')) {
        if (!isDeclaration(tokens, i)) {
          ArrayPrototypePush(out, value);
        } else if (awaits) {
          i = assignment(tokens, i, names, out);
          lastExpression = -1;
        } else {
          ArrayPrototypePush(out, 'var');
        }
        atStart = false;
        continue;
      }
      if (value === 'class' || (awaits && value === 'function')) {
        const name = nextWord(tokens, i);
        if (name !== undefined && (value === 'class' || awaits)) {
          if (awaits) ArrayPrototypePush(names, name);
          ArrayPrototypePush(out, awaits ? `${name} = ` : `var ${name} = `);
        }
      } else {
        lastExpression = out.length;
      }
    }
    ArrayPrototypePush(out, value);
    if (kind !== 'space') atStart = depth === 0 && (value === ';' || value === '}');
    else if (depth === 0 && value.includes('\n')) atStart = true;
  }
  if (!awaits) return { code: ArrayPrototypeJoin(out, ''), names, awaits };
  let body = ArrayPrototypeJoin(out, '');
  if (lastExpression >= 0) {
    const head = ArrayPrototypeJoin(out.slice(0, lastExpression), '');
    const tail = ArrayPrototypeJoin(out.slice(lastExpression), '');
    if (RegExpPrototypeExec(statement, tail) === null) {
      body = `${head};return { value: (${RegExpPrototypeExec(withoutSemicolon, tail)[1]}\n) }`;
    }
  }
  return { code: `(async () => {${body}\nreturn { value: undefined } })()`, names, awaits };
}

const statement = hardenRegExp(/^\s*(?:if|for|while|do|switch|try|throw|return|break|continue|import|export|debugger|with|async\s+function|function|class)\b|^\s*\{|^\s*$/);
const withoutSemicolon = hardenRegExp(/^([^]*?)[\s;]*$/);

// An await outside of every function, which is one outside of every brace; a
// loop's or a block's counts too when no function stands before the brace.
function hasAwait(tokens) {
  const functions = [];
  for (let i = 0; i < tokens.length; i++) {
    const { kind, value } = tokens[i];
    if (kind === 'open' && value === '{') ArrayPrototypePush(functions, opensFunction(tokens, i));
    else if (kind === 'close' && value === '}') ArrayPrototypePop(functions);
    else if (kind === 'word' && value === 'await' && !functions.includes(true) && !insideArrow(tokens, i)) return true;
  }
  return false;
}

// Whether the brace at i opens a function body: `=> {` or `) {` of a function.
function opensFunction(tokens, i) {
  let j = before(tokens, i);
  if (j < 0) return false;
  if (tokens[j].value === '>') return true;
  if (tokens[j].value !== ')') return false;
  const { depth } = tokens[j];
  while (j >= 0 && !(tokens[j].value === '(' && tokens[j].depth === depth)) j--;
  j = before(tokens, j);
  return j >= 0 && tokens[j].kind === 'word' && RegExpPrototypeExec(blockWord, tokens[j].value) === null;
}

const blockWord = hardenRegExp(/^(?:if|for|while|switch|catch|with|await)$/);

// `async () => await x`: an await in an arrow without braces.
function insideArrow(tokens, i) {
  const { depth } = tokens[i];
  for (let j = i - 1; j > 0 && tokens[j].depth >= depth; j--) {
    if (tokens[j].depth === depth && (tokens[j].value === ';' || tokens[j].value === ',')) return false;
    if (tokens[j].value === '>' && tokens[j - 1].value === '=' && tokens[j].depth === depth) return true;
  }
  return false;
}

function before(tokens, i) {
  do i--; while (i >= 0 && tokens[i].kind === 'space');
  return i;
}

function after(tokens, i) {
  do i++; while (i < tokens.length && tokens[i].kind === 'space');
  return i;
}

function nextWord(tokens, i) {
  let j = after(tokens, i);
  if (tokens[j]?.value === '*') j = after(tokens, j);
  return tokens[j]?.kind === 'word' && tokens[j].value !== 'extends' ? tokens[j].value : undefined;
}

function isDeclaration(tokens, i) {
  const next = tokens[after(tokens, i)];
  return next !== undefined && (next.kind === 'word' || next.value === '{' || next.value === '[');
}

// `const {a, b} = await f(), c = 1` becomes `void ({a, b} = await f(), c = 1)`.
function assignment(tokens, i, names, out) {
  ArrayPrototypePush(out, 'void (');
  let inPattern = true;
  for (i++; i < tokens.length; i++) {
    const { kind, value, depth } = tokens[i];
    if (depth === 0 && (value === ';' || (kind === 'space' && value.includes('\n') && endsStatement(tokens, i)))) break;
    if (depth === 0 && value === '=') inPattern = false;
    else if (depth === 0 && value === ',') inPattern = true;
    else if (inPattern && kind === 'word' && tokens[after(tokens, i)]?.value !== ':') ArrayPrototypePush(names, value);
    ArrayPrototypePush(out, value);
  }
  ArrayPrototypePush(out, ');');
  return i;
}

function endsStatement(tokens, i) {
  const previous = tokens[before(tokens, i)];
  const next = tokens[after(tokens, i)];
  return next === undefined || (next.kind === 'word' && previous !== undefined && previous.kind !== 'sign');
}

module.exports = { isOpen, rewriteDeclarations };
