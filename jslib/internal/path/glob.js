'use strict';

// Glob patterns as path.matchesGlob and fs.glob understand them: *, ?, [class],
// **, {a,b}, {1..3} and +(a|b)-like groups. A backslash is always a separator
// in a pattern, never an escape. Wildcards do not match a leading dot.

const {
  ArrayPrototypePop,
  ArrayPrototypePush,
  RegExp,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  SafeMap,
  StringPrototypeIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeSplit,
  hardenRegExp,
} = primordials;

const { validateString } = require('internal/validators');
const { expandBraces } = require('internal/path/braces');

const GLOBSTAR = { __proto__: null };

const specialPattern = hardenRegExp(/[-[\]{}()*+?.,\\^$|#\s]/g);
const quote = (text) => RegExpPrototypeSymbolReplace(specialPattern, text, '\\$&');

const posixClasses = {
  __proto__: null,
  'alnum': '\\p{L}\\p{Nl}\\p{Nd}',
  'alpha': '\\p{L}\\p{Nl}',
  'ascii': '\\x00-\\x7f',
  'blank': '\\p{Zs}\\t',
  'cntrl': '\\p{Cc}',
  'digit': '\\p{Nd}',
  'graph': '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}',
  'lower': '\\p{Ll}',
  'print': '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}',
  'punct': '\\p{P}',
  'space': '\\p{Z}\\t\\r\\n\\v\\f',
  'upper': '\\p{Lu}',
  'word': '\\p{L}\\p{Nl}\\p{Nd}\\p{Pc}',
  'xdigit': 'A-Fa-f0-9',
};

const quoteInClass = (char) => (char === '\\' || char === ']' || char === '[' || char === '-' || char === '^' ? `\\${char}` : char);

// Translates the class that starts at text[at] === '['; undefined if it never
// closes, for then the bracket is plain text.
function classAt(text, at, state) {
  let i = at + 1;
  const negated = text[i] === '!' || text[i] === '^';
  if (negated) i++;
  const first = i;
  let body = '';
  while (i < text.length) {
    if (text[i] === ']' && i > first) {
      state.magic = true;
      if (body === '') return { source: negated ? '[^/]' : '(?!)', end: i + 1 };
      return { source: `[${negated ? '^/' : ''}${body}]`, end: i + 1 };
    }
    if (text[i] === '[' && text[i + 1] === ':') {
      const close = StringPrototypeIndexOf(text, ':]', i + 2);
      const set = close === -1 ? undefined : posixClasses[StringPrototypeSlice(text, i + 2, close)];
      if (set !== undefined) {
        state.unicode = true;
        body += set;
        i = close + 2;
        continue;
      }
    }
    if (text[i + 1] === '-' && i + 2 < text.length && text[i + 2] !== ']') {
      // A range that runs backwards matches nothing.
      if (text[i] <= text[i + 2]) body += `${quoteInClass(text[i])}-${quoteInClass(text[i + 2])}`;
      i += 3;
      continue;
    }
    body += quoteInClass(text[i]);
    i++;
  }
  return undefined;
}

// The end of a group's body, or -1 if it never closes.
function groupEnd(text, at) {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

function alternativesOf(body) {
  const out = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < body.length; i++) {
    if (body[i] === '(') depth++;
    else if (body[i] === ')') depth--;
    else if (body[i] === '|' && depth === 0) {
      ArrayPrototypePush(out, StringPrototypeSlice(body, start, i));
      start = i + 1;
    }
  }
  ArrayPrototypePush(out, StringPrototypeSlice(body, start));
  return out;
}

const NO_DOT = '(?!\\.)';

// Translates a segment, or a part of one, to the source of a regular
// expression. `tail` is what follows it, which a negated group looks ahead to.
function translate(text, atStart, tail, state) {
  let source = '';
  for (let i = 0; i < text.length;) {
    const char = text[i];
    const begins = atStart && i === 0;
    if (text[i + 1] === '(' && (char === '!' || char === '@' || char === '?' || char === '+' || char === '*')) {
      const close = groupEnd(text, i + 1);
      if (close !== -1) {
        state.magic = true;
        const alternatives = alternativesOf(StringPrototypeSlice(text, i + 2, close));
        let body = '';
        for (let j = 0; j < alternatives.length; j++) {
          body += `${j === 0 ? '' : '|'}${translate(alternatives[j], begins && char !== '!', '', state)}`;
        }
        const rest = translate(StringPrototypeSlice(text, close + 1), false, tail, state);
        if (char === '!') {
          source += `${begins ? NO_DOT : ''}(?:(?!(?:${body})${rest}${tail}$)[^/]*?)`;
        } else {
          source += `(?:${body})${char === '@' ? '' : char}`;
        }
        return source + rest;
      }
    }
    if (char === '*') {
      do i++; while (text[i] === '*' && text[i + 1] !== '(');
      // A segment of stars alone wants one character at least.
      source += begins && i === text.length && tail === '' ? `${NO_DOT}[^/]+?` : `${begins ? NO_DOT : ''}[^/]*?`;
      state.magic = true;
      continue;
    }
    if (char === '?') {
      source += `${begins ? NO_DOT : ''}[^/]`;
      state.magic = true;
    } else if (char === '[') {
      const found = classAt(text, i, state);
      if (found !== undefined) {
        source += `${begins ? NO_DOT : ''}${found.source}`;
        i = found.end;
        continue;
      }
      source += '\\[';
    } else {
      source += quote(char);
    }
    i++;
  }
  return source;
}

// A segment becomes a string, a regular expression or GLOBSTAR.
function compileSegment(text, nocase) {
  if (text === '**') return GLOBSTAR;
  const state = { __proto__: null, magic: false, unicode: false };
  const source = translate(text, true, '', state);
  if (!state.magic) return text;
  // Even a pattern that starts with a dot matches neither '.' nor '..'.
  const guard = text[0] === '.' ? '(?!\\.{1,2}$)' : '';
  return new RegExp(`^${guard}(?=.)${source}$`, `${nocase ? 'i' : ''}${state.unicode ? 'u' : ''}s`);
}

// Drops '.' (but not a leading one), empty and 'x/..' segments; a leading empty one is the root.
function simplify(segments) {
  const out = [];
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i];
    if (segment === '' && i > 0 && i < segments.length - 1) continue;
    if (segment === '.' && i > 0) continue;
    const last = out.length > 0 ? out[out.length - 1] : undefined;
    if (segment === '..' && last !== undefined && last !== '' && last !== '..' && last !== '**') {
      ArrayPrototypePop(out);
      continue;
    }
    if (segment === '**' && last === '**') continue;
    ArrayPrototypePush(out, segment);
  }
  if (out.length === 0) ArrayPrototypePush(out, '');
  return out;
}

const isHidden = (segment) => segment[0] === '.';

function matchSegments(file, fi, pattern, pi) {
  for (; fi < file.length && pi < pattern.length; fi++, pi++) {
    const wanted = pattern[pi];
    if (wanted === GLOBSTAR) {
      if (pi + 1 === pattern.length) {
        for (; fi < file.length; fi++) if (isHidden(file[fi])) return false;
        return true;
      }
      for (let skip = fi; skip < file.length; skip++) {
        if (matchSegments(file, skip, pattern, pi + 1)) return true;
        if (isHidden(file[skip])) return false;
      }
      return false;
    }
    const hit = typeof wanted === 'string' ? file[fi] === wanted : RegExpPrototypeExec(wanted, file[fi]) !== null;
    if (!hit) return false;
  }
  if (pi === pattern.length) return fi === file.length || (fi === file.length - 1 && file[fi] === '');
  return false;
}

function compile(pattern, nocase) {
  const expanded = expandBraces(StringPrototypeReplaceAll(pattern, '\\', '/'));
  const set = [];
  for (let i = 0; i < expanded.length; i++) {
    const segments = simplify(StringPrototypeSplit(expanded[i], '/'));
    const compiled = [];
    for (let j = 0; j < segments.length; j++) ArrayPrototypePush(compiled, compileSegment(segments[j], nocase));
    ArrayPrototypePush(set, compiled);
  }
  return set;
}

// Programs test one pattern against many paths.
const cache = new SafeMap();
const MAX_CACHED = 64;

function compileCached(pattern, nocase) {
  const key = nocase ? `i${pattern}` : `s${pattern}`;
  let compiled = cache.get(key);
  if (compiled === undefined) {
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, compiled = compile(pattern, nocase));
  }
  return compiled;
}

function matchesGlob(path, pattern, windows) {
  validateString(path, 'path');
  validateString(pattern, 'pattern');
  const nocase = process.platform === 'win32' || process.platform === 'darwin';
  if (pattern === '') return path === '';
  const set = compileCached(pattern, nocase);
  const file = simplify(StringPrototypeSplit(windows ? StringPrototypeReplaceAll(path, '\\', '/') : path, '/'));
  for (let i = 0; i < set.length; i++) {
    if (matchSegments(file, 0, set[i], 0)) return true;
  }
  return false;
}

module.exports = { GLOBSTAR, compile, compileSegment, expandBraces, matchSegments, matchesGlob };
