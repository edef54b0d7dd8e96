'use strict';

// Patterns of one component: text → parts → a regular expression, and parts →
// the pattern in its normal form.
//
// A part is {type, value, modifier, name, prefix, suffix}; its type is 'fixed',
// 'regexp', 'segment' (a name: all but the delimiter) or 'wildcard' (all).

const {
  ArrayPrototypePush,
  RegExp,
  RegExpPrototypeSymbolReplace,
  SafeSet,
  String,
  StringPrototypeEndsWith,
  TypeError,
  hardenRegExp,
} = primordials;

const { charAt, isNameChar, tokenize } = require('internal/url/pattern/tokens');

const regexpSpecial = hardenRegExp(/[.+*?^${}()[\]|/\\]/g);
const patternSpecial = hardenRegExp(/[+*?:{}()\\]/g);
const escapeRegexp = (text) => RegExpPrototypeSymbolReplace(regexpSpecial, text, '\\$&');
const escapePattern = (text) => RegExpPrototypeSymbolReplace(patternSpecial, text, '\\$&');

// How components differ: what ends a segment, what may stand before a name.
const plain = { __proto__: null, delimiter: '', prefix: '' };
const hostname = { __proto__: null, delimiter: '.', prefix: '' };
const pathname = { __proto__: null, delimiter: '/', prefix: '/' };

function segmentOf(options) {
  return options.delimiter === '' ? '[^]+?' : `[^${escapeRegexp(options.delimiter)}]+?`;
}

class Parser {
  #tokens;
  #index = 0;
  #options;
  #canonicalize;
  #parts = [];
  #fixed = '';
  #nextNumber = 0;
  #names = new SafeSet();

  constructor(text, options, canonicalize) {
    this.#tokens = tokenize(text, false);
    this.#options = options;
    this.#canonicalize = canonicalize;
  }

  parse() {
    for (;;) {
      const char = this.#take('char');
      const name = this.#take('name');
      const matcher = this.#takeMatcher(name);
      if (name !== null || matcher !== null) {
        let prefix = char?.value ?? '';
        if (prefix !== this.#options.prefix) {
          this.#fixed += prefix;
          prefix = '';
        }
        this.#flush();
        this.#add(prefix, name, matcher, '', this.#takeModifier());
        continue;
      }
      const text = char ?? this.#take('escaped-char');
      if (text !== null) {
        this.#fixed += text.value;
        continue;
      }
      if (this.#take('open') !== null) {
        const prefix = this.#takeText();
        const inner = this.#take('name');
        const innerMatcher = this.#takeMatcher(inner);
        const suffix = this.#takeText();
        this.#require('close');
        this.#add(prefix, inner, innerMatcher, suffix, this.#takeModifier());
        continue;
      }
      this.#flush();
      this.#require('end');
      return this.#parts;
    }
  }

  #take(type) {
    const token = this.#tokens[this.#index];
    if (token === undefined || token.type !== type) return null;
    this.#index++;
    return token;
  }

  #require(type) {
    if (this.#take(type) === null) throw new TypeError(`Invalid pattern: no ${type}`);
  }

  #takeMatcher(name) {
    return this.#take('regexp') ?? (name === null ? this.#take('asterisk') : null);
  }

  #takeModifier() {
    return (this.#take('other-modifier') ?? this.#take('asterisk'))?.value ?? '';
  }

  #takeText() {
    let text = '';
    for (let token = this.#take('char') ?? this.#take('escaped-char'); token !== null;
      token = this.#take('char') ?? this.#take('escaped-char')) {
      text += token.value;
    }
    return text;
  }

  #push(type, value, modifier, name, prefix, suffix) {
    ArrayPrototypePush(this.#parts, { __proto__: null, type, value, modifier, name, prefix, suffix });
  }

  #flush() {
    if (this.#fixed === '') return;
    const value = this.#canonicalize(this.#fixed);
    this.#fixed = '';
    this.#push('fixed', value, '', '', '', '');
  }

  #add(prefix, name, matcher, suffix, modifier) {
    if (name === null && matcher === null && modifier === '') {
      this.#fixed += prefix;
      return;
    }
    this.#flush();
    if (name === null && matcher === null) {
      if (prefix !== '') this.#push('fixed', this.#canonicalize(prefix), modifier, '', '', '');
      return;
    }
    let type = 'regexp';
    let value = matcher?.value ?? '';
    if (matcher === null || value === segmentOf(this.#options)) type = 'segment';
    else if (matcher.type === 'asterisk' || value === '.*') type = 'wildcard';
    if (type !== 'regexp') value = '';
    const key = name === null ? String(this.#nextNumber++) : name.value;
    if (this.#names.has(key)) throw new TypeError(`Duplicate name ${key}`);
    this.#names.add(key);
    this.#push(type, value, modifier, key, this.#canonicalize(prefix), this.#canonicalize(suffix));
  }
}

function sourceOf(part, options) {
  if (part.type === 'segment') return segmentOf(options);
  return part.type === 'wildcard' ? '.*' : part.value;
}

function toRegExp(parts, options, ignoreCase) {
  let source = '^';
  const names = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    const { modifier } = part;
    if (part.type === 'fixed') {
      source += modifier === '' ? escapeRegexp(part.value) : `(?:${escapeRegexp(part.value)})${modifier}`;
      continue;
    }
    ArrayPrototypePush(names, part.name);
    const value = sourceOf(part, options);
    const prefix = escapeRegexp(part.prefix);
    const suffix = escapeRegexp(part.suffix);
    const once = modifier === '' || modifier === '?';
    if (prefix === '' && suffix === '') {
      source += once ? `(${value})${modifier}` : `((?:${value})${modifier})`;
    } else if (once) {
      source += `(?:${prefix}(${value})${suffix})${modifier}`;
    } else {
      source += `(?:${prefix}((?:${value})(?:${suffix}${prefix}(?:${value}))*)${suffix})${modifier === '*' ? '?' : ''}`;
    }
  }
  // The standard's flag is v; the engine has u. Set operations in classes are
  // the difference, and a pattern with them fails to compile.
  return { __proto__: null, regexp: new RegExp(`${source}$`, ignoreCase ? 'ui' : 'u'), names };
}

const isDigit = (char) => char >= '0' && char <= '9';

// Whether a part has to stand in braces, or its neighbours would be read as
// belonging to it.
function needsBraces(part, previous, next, options) {
  if (part.suffix !== '' || (part.prefix !== '' && part.prefix !== options.prefix)) return true;
  const named = !isDigit(part.name[0]);
  if (named && part.type === 'segment' && part.modifier === '' && next !== undefined &&
      next.prefix === '' && next.suffix === '') {
    if (next.type === 'fixed' ? isNameChar(charAt(next.value, 0), false) : isDigit(next.name[0])) return true;
  }
  return part.prefix === '' && previous?.type === 'fixed' && options.prefix !== '' &&
    StringPrototypeEndsWith(previous.value, options.prefix);
}

function toPattern(parts, options) {
  let out = '';
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (part.type === 'fixed') {
      const text = escapePattern(part.value);
      out += part.modifier === '' ? text : `{${text}}${part.modifier}`;
      continue;
    }
    const previous = i > 0 ? parts[i - 1] : undefined;
    const named = !isDigit(part.name[0]);
    const braces = needsBraces(part, previous, i + 1 < parts.length ? parts[i + 1] : undefined, options);
    if (braces) out += '{';
    out += escapePattern(part.prefix);
    if (named) out += `:${part.name}`;
    if (part.type === 'regexp') {
      out += `(${part.value})`;
    } else if (part.type === 'segment') {
      if (!named) out += `(${segmentOf(options)})`;
    } else if (!named && (previous === undefined || previous.type === 'fixed' || previous.modifier !== '' ||
               braces || part.prefix !== '')) {
      out += '*';
    } else {
      out += '(.*)';
    }
    if (part.type === 'segment' && named && part.suffix !== '' && isNameChar(charAt(part.suffix, 0), false)) out += '\\';
    out += escapePattern(part.suffix);
    if (braces) out += '}';
    out += part.modifier;
  }
  return out;
}

// Compiles the pattern of a component.
function compile(text, canonicalize, options, ignoreCase = false) {
  const parts = new Parser(text, options, canonicalize).parse();
  let hasRegExpGroups = false;
  for (let i = 0; i < parts.length; i++) hasRegExpGroups ||= parts[i].type === 'regexp';
  return { __proto__: null, ...toRegExp(parts, options, ignoreCase), pattern: toPattern(parts, options), hasRegExpGroups };
}

module.exports = { compile, escapePattern, hostname, pathname, plain };
