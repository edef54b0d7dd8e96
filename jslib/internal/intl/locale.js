'use strict';

// Locales and options, as every service of Intl takes them.
//
// Binding ops (intl): canonical(tag): string, '' for what is no language tag;
// known(tag): boolean

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  MathFloor,
  Number,
  NumberIsNaN,
  Object,
  RangeError,
  StringPrototypeReplace,
  TypeError,
  hardenRegExp,
} = primordials;

const binding = internalBinding('intl');

const defaultLocale = 'en-US';

const describe = (value) => {
  if (value === null || typeof value !== 'object') return `${typeof value === 'symbol' ? 'Symbol()' : value}`;
  return '#<Object>';
};

function canonicalLocale(tag) {
  if (typeof tag !== 'string' && (typeof tag !== 'object' || tag === null)) throw new TypeError('Incorrect locale information provided');
  const text = binding.canonical(`${tag}`);
  if (text === '') throw new RangeError('Incorrect locale information provided');
  return text;
}

function canonicalLocales(locales) {
  if (locales === undefined) return [];
  if (typeof locales === 'string') return [canonicalLocale(locales)];
  const object = Object(requireObject(locales));
  const list = [];
  const length = MathFloor(Number(object.length)) || 0;
  for (let i = 0; i < length; i++) {
    if (!(i in object)) continue;
    const tag = canonicalLocale(object[i]);
    if (!ArrayPrototypeIncludes(list, tag)) ArrayPrototypePush(list, tag);
  }
  return list;
}

function requireObject(value) {
  if (value === null || value === undefined) throw new TypeError('Cannot convert undefined or null to object');
  return value;
}

const extension = hardenRegExp(/-[a-z0-9]-.*$/);

function supportedLocales(locales, options) {
  if (options !== undefined) getOption(requireObject(options), 'localeMatcher', matchers, 'best fit', 'Intl');
  const list = canonicalLocales(locales);
  const kept = [];
  for (let i = 0; i < list.length; i++) if (binding.known(list[i])) ArrayPrototypePush(kept, list[i]);
  return kept;
}

function resolveLocale(locales) {
  const list = canonicalLocales(locales);
  for (let i = 0; i < list.length; i++) {
    if (binding.known(list[i])) return StringPrototypeReplace(list[i], extension, '');
  }
  return defaultLocale;
}

// ---- options

const matchers = ['lookup', 'best fit'];

function getOption(options, name, allowed, otherwise, service) {
  const value = options[name];
  if (value === undefined) return otherwise;
  const text = `${value}`;
  if (!ArrayPrototypeIncludes(allowed, text)) {
    throw new RangeError(`Value ${text} out of range for ${service} options property ${name}`);
  }
  return text;
}

function getInteger(options, name, least, most, otherwise) {
  const value = options[name];
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (NumberIsNaN(number) || number < least || number > most) throw new RangeError(`${name} value is out of range.`);
  return MathFloor(number);
}

function incompatible(method, receiver) {
  return new TypeError(`Method Intl.${method} called on incompatible receiver ${describe(receiver)}`);
}

module.exports = { canonicalLocales, getInteger, getOption, incompatible, matchers, requireObject, resolveLocale, supportedLocales };
