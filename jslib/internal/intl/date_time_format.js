'use strict';

// Intl.DateTimeFormat, as far as programs ask it for something else than text:
// which time zone is in use, and whether one exists. Writing dates in a
// language is not there yet and says so.
//
// Binding ops (intl): timeZone(): string; knownZone(name): string, '' for none

const {
  Object,
  ObjectCreate,
  ObjectDefineProperty,
  RangeError,
  ReflectConstruct,
  SymbolToStringTag,
} = primordials;

const binding = internalBinding('intl');
const { getOption, incompatible, matchers, requireObject, resolveLocale, supportedLocales } = require('internal/intl/locale');
const { fail } = require('internal/unavailable');

let isFormat;

class Format {
  #locale;
  #timeZone;

  constructor(locales, given) {
    const options = given === undefined ? ObjectCreate(null) : Object(requireObject(given));
    this.#locale = resolveLocale(locales);
    getOption(options, 'localeMatcher', matchers, 'best fit', 'Intl.DateTimeFormat');
    const { timeZone } = options;
    if (timeZone !== undefined) {
      this.#timeZone = binding.knownZone(`${timeZone}`);
      if (this.#timeZone === '') throw new RangeError(`Invalid time zone specified: ${timeZone}`);
    }
  }

  static {
    isFormat = (value) => typeof value === 'object' && value !== null && #locale in value;
  }

  resolvedOptions() {
    if (!isFormat(this)) throw incompatible('DateTimeFormat.prototype.resolvedOptions', this);
    return { locale: this.#locale, calendar: 'gregory', numberingSystem: 'latn', timeZone: this.#timeZone ?? binding.timeZone() };
  }

  formatToParts() { fail('Intl.DateTimeFormat.prototype.formatToParts'); }

  get format() { fail('Intl.DateTimeFormat.prototype.format'); }

  formatRange() { fail('Intl.DateTimeFormat.prototype.formatRange'); }

  formatRangeToParts() { fail('Intl.DateTimeFormat.prototype.formatRangeToParts'); }
}

// May be called without new.
function DateTimeFormat() {
  return ReflectConstruct(Format, arguments, new.target ?? DateTimeFormat);
}

function define(target, name, value, writable) {
  ObjectDefineProperty(target, name, { __proto__: null, value, writable, enumerable: false, configurable: writable });
}

define(DateTimeFormat, 'length', 0, false);
define(DateTimeFormat, 'prototype', Format.prototype, false);
define(DateTimeFormat, 'supportedLocalesOf', { supportedLocalesOf(locales) { return supportedLocales(locales, arguments[1]); } }.supportedLocalesOf, true);
define(Format.prototype, 'constructor', DateTimeFormat, true);
ObjectDefineProperty(Format.prototype, SymbolToStringTag, { __proto__: null, value: 'Intl.DateTimeFormat', configurable: true });

module.exports = { DateTimeFormat };
