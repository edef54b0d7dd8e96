'use strict';

// Functions and classes.

const {
  FunctionPrototypeToString,
  ObjectGetPrototypeOf,
  ObjectPrototypeHasOwnProperty,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  hardenRegExp,
} = primordials;

const { isAsyncFunction, isGeneratorFunction } = require('internal/util/types');
const walk = require('internal/util/inspect/walk');

const classHead = hardenRegExp(/^(\s+[^(]*?)\s*\{/);
const comments = hardenRegExp(/\/\/.*?\n|\/\*[^]*?\*\//g);

// A class is known by its source alone. A method called `class` has a
// parenthesis before its first brace; so may a class, in a comment or in what
// it extends.
function isClass(fn) {
  const source = FunctionPrototypeToString(fn);
  if (!StringPrototypeStartsWith(source, 'class') || !StringPrototypeEndsWith(source, '}')) return false;
  const rest = StringPrototypeSlice(source, 5, -1);
  const brace = StringPrototypeIndexOf(rest, '{');
  if (brace === -1) return false;
  return !StringPrototypeIncludes(StringPrototypeSlice(rest, 0, brace), '(') ||
    RegExpPrototypeExec(classHead, RegExpPrototypeSymbolReplace(comments, rest, '')) !== null;
}

function classText(value, constructor, tag) {
  const name = (ObjectPrototypeHasOwnProperty(value, 'name') && value.name) || '(anonymous)';
  let text = `class ${name}`;
  if (constructor !== 'Function' && constructor !== null) text += ` [${constructor}]`;
  if (tag !== '' && constructor !== tag) text += ` [${tag}]`;
  if (constructor === null) {
    text += ' extends [null prototype]';
  } else {
    const parent = ObjectGetPrototypeOf(value).name;
    if (parent) text += ` extends ${parent}`;
  }
  return `[${text}]`;
}

// [Function: name], [AsyncGeneratorFunction (anonymous)], [class A extends B] …
function formatFunction(ctx, value, constructor, tag) {
  if (isClass(value)) return classText(value, constructor, tag);
  const type = `${isAsyncFunction(value) ? 'Async' : ''}${isGeneratorFunction(value) ? 'Generator' : ''}Function`;
  let text = `[${type}`;
  if (constructor === null) text += ' (null prototype)';
  const { name } = value;
  if (name === '') {
    text += ' (anonymous)';
  } else {
    text += `: ${typeof name === 'string' ? name : walk.value(ctx, name)}`;
  }
  text += ']';
  if (constructor !== type && constructor !== null) text += ` ${constructor}`;
  if (tag !== '' && constructor !== tag) text += ` [${tag}]`;
  return text;
}

module.exports = { formatFunction };
