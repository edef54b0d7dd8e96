'use strict';

// Tags of tests, and the filters that ask for them. Both are lower-cased.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ObjectFreeze,
  StringPrototypeToLowerCase,
} = primordials;

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { emitExperimentalWarning } = require('internal/util');
const { validateArray, validateString } = require('internal/validators');

const none = ObjectFreeze([]);

function canonicalTag(value, name) {
  validateString(value, name);
  if (value.length === 0) throw new ERR_INVALID_ARG_VALUE(name, value, 'must not be empty');
  return StringPrototypeToLowerCase(value);
}

// The tags of one test, each once, in the order they were given.
function canonicalTags(tags, name) {
  validateArray(tags, name);
  if (tags.length === 0) return none;
  emitExperimentalWarning('Test tags');
  const result = [];
  for (let i = 0; i < tags.length; i++) {
    const tag = canonicalTag(tags[i], `${name}[${i}]`);
    if (!ArrayPrototypeIncludes(result, tag)) ArrayPrototypePush(result, tag);
  }
  return result;
}

function canonicalFilters(filters, name) {
  if (!(filters?.length > 0)) return null;
  emitExperimentalWarning('Test tags');
  const result = [];
  for (let i = 0; i < filters.length; i++) ArrayPrototypePush(result, canonicalTag(filters[i], `${name}[${i}]`));
  return result;
}

// A test has the tags of what it stands in and its own.
function inheritTags(outer, own) {
  if (own.length === 0) return outer;
  const all = ArrayPrototypeSlice(outer);
  for (let i = 0; i < own.length; i++) {
    if (!ArrayPrototypeIncludes(all, own[i])) ArrayPrototypePush(all, own[i]);
  }
  return ObjectFreeze(all);
}

// Every filter must be among the tags.
function matchesTags(filters, tags) {
  for (let i = 0; i < filters.length; i++) {
    if (!ArrayPrototypeIncludes(tags, filters[i])) return false;
  }
  return true;
}

module.exports = { canonicalFilters, canonicalTags, inheritTags, matchesTags, noTags: none };
