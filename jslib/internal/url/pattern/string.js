'use strict';

// Takes a pattern for a whole URL apart into those of its components. Unlike a
// URL, it cannot be parsed from the left alone: colons, braces and question
// marks mean something in patterns, too.

const { RegExpPrototypeExec, SafeSet, StringPrototypeSlice } = primordials;

const canonical = require('internal/url/pattern/canonical');
const { compile, plain } = require('internal/url/pattern/parts');
const { tokenize } = require('internal/url/pattern/tokens');

const textTypes = new SafeSet(['char', 'escaped-char', 'invalid-char']);
const beforeModifier = new SafeSet(['name', 'regexp', 'close', 'asterisk']);
const order = ['protocol', 'authority', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];
const rank = { __proto__: null };
for (let i = 0; i < order.length; i++) rank[order[i]] = i;

function matchesSpecial(component) {
  for (const scheme of canonical.specialSchemes) {
    if (RegExpPrototypeExec(component.regexp, scheme) !== null) return true;
  }
  return false;
}

class StringParser {
  #text;
  #tokens;
  #index = 0;
  #step = 1;
  #start = 0; // token that the component begins with
  #state = 'init';
  #special = false;
  #braces = 0;
  #brackets = 0;
  result = { __proto__: null };

  constructor(text) {
    this.#text = text;
    this.#tokens = tokenize(text, true);
  }

  parse() {
    for (; this.#index < this.#tokens.length; this.#index += this.#step) {
      this.#step = 1;
      const { type } = this.#tokens[this.#index];
      if (type === 'end') {
        if (this.#state === 'init') {
          // No protocol: relative, it begins with what shows first.
          this.#rewind();
          if (this.#isHash()) this.#change('hash', 1);
          else if (this.#isSearch()) this.#change('search', 1);
          else this.#change('pathname', 0);
          continue;
        }
        if (this.#state === 'authority') {
          this.#rewindTo('hostname');
          continue;
        }
        this.#change('done', 0);
        break;
      }
      if (type === 'open') {
        this.#braces++;
        continue;
      }
      if (this.#braces > 0) {
        if (type !== 'close') continue;
        this.#braces--;
      }
      this.#react();
    }
    const { result } = this;
    if (result.hostname !== undefined && result.port === undefined) result.port = '';
    return result;
  }

  #react() {
    switch (this.#state) {
      case 'init':
        if (this.#is(':')) this.#rewindTo('protocol');
        break;
      case 'protocol':
        if (this.#is(':')) this.#endProtocol();
        break;
      case 'authority':
        if (this.#is('@')) this.#rewindTo('username');
        else if (this.#is('/') || this.#isSearch() || this.#isHash()) this.#rewindTo('hostname');
        break;
      case 'username':
        if (this.#is(':')) this.#change('password', 1);
        else if (this.#is('@')) this.#change('hostname', 1);
        break;
      case 'password':
        if (this.#is('@')) this.#change('hostname', 1);
        break;
      case 'hostname':
        if (this.#is('[')) this.#brackets++;
        else if (this.#is(']')) this.#brackets--;
        else if (this.#is(':') && this.#brackets === 0) this.#change('port', 1);
        else this.#endBefore('/');
        break;
      case 'port':
        this.#endBefore('/');
        break;
      default:
        if (this.#state === 'pathname' && this.#isSearch()) this.#change('search', 1);
        else if (this.#state !== 'hash' && this.#isHash()) this.#change('hash', 1);
    }
  }

  #endBefore(slash) {
    if (this.#is(slash)) this.#change('pathname', 0);
    else if (this.#isSearch()) this.#change('search', 1);
    else if (this.#isHash()) this.#change('hash', 1);
  }

  #endProtocol() {
    this.#special = matchesSpecial(compile(this.#component(), canonical.protocol, plain));
    if (this.#is('/', 1) && this.#is('/', 2)) this.#change('authority', 3);
    else this.#change(this.#special ? 'authority' : 'pathname', 1);
  }

  #token(index) {
    return this.#tokens[index < this.#tokens.length ? index : this.#tokens.length - 1];
  }

  // Whether the token is that character and nothing but that.
  #is(value, ahead = 0) {
    const token = this.#token(this.#index + ahead);
    return token.value === value && textTypes.has(token.type);
  }

  #isHash() {
    return this.#is('#');
  }

  // A question mark may as well make optional what stands before it.
  #isSearch() {
    if (this.#is('?')) return true;
    if (this.#token(this.#index).value !== '?') return false;
    return this.#index === 0 || !beforeModifier.has(this.#token(this.#index - 1).type);
  }

  #rewind() {
    this.#index = this.#start;
    this.#step = 0;
  }

  #rewindTo(state) {
    this.#rewind();
    this.#state = state;
  }

  #component() {
    return StringPrototypeSlice(this.#text, this.#token(this.#start).index, this.#token(this.#index).index);
  }

  // Ends a component, and fixes what is left out before the next: a component
  // that is not there matches nothing if a later one is.
  #change(state, skip) {
    const { result } = this;
    const before = this.#state;
    if (before !== 'init' && before !== 'authority') result[before] = this.#component();
    if (before !== 'init' && state !== 'done') {
      const from = rank[before];
      const to = rank[state];
      if (from <= rank.password && to >= rank.port) result.hostname ??= '';
      if (from <= rank.port && to >= rank.search) result.pathname ??= this.#special ? '/' : '';
      if (from <= rank.pathname && to === rank.hash) result.search ??= '';
    }
    this.#state = state;
    this.#index += skip;
    this.#start = this.#index;
    this.#step = 0;
  }
}

function parseString(text) {
  return new StringParser(text).parse();
}

module.exports = { matchesSpecial, parseString };
