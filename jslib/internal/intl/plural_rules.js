'use strict';

// Intl.PluralRules: which form of a word goes with a number.
//
// Binding ops (intl): plural(tag, ordinal, digits): number, a place in the list of
// categories; plurals(tag, ordinal): number, a bit for each

const {
  ArrayPrototypePush,
  MathAbs,
  Number,
  NumberIsFinite,
  NumberPrototypeToFixed,
  NumberPrototypeToPrecision,
  Object,
  ObjectCreate,
  ObjectDefineProperty,
  RangeError,
  RegExpPrototypeExec,
  StringPrototypeReplace,
  StringPrototypeSlice,
  SymbolToStringTag,
  hardenRegExp,
} = primordials;

const binding = internalBinding('intl');
const { getInteger, getOption, incompatible, matchers, requireObject, resolveLocale, supportedLocales } = require('internal/intl/locale');

const categories = ['zero', 'one', 'two', 'few', 'many', 'other'];
const roundingModes = ['ceil', 'floor', 'expand', 'trunc', 'halfCeil', 'halfFloor', 'halfExpand', 'halfTrunc', 'halfEven'];

class PluralRules {
  #locale;
  #ordinal;
  #digits;

  constructor() {
    const options = arguments[1] === undefined ? ObjectCreate(null) : Object(requireObject(arguments[1]));
    this.#locale = resolveLocale(arguments[0]);
    getOption(options, 'localeMatcher', matchers, 'best fit', 'Intl.PluralRules');
    this.#ordinal = getOption(options, 'type', ['cardinal', 'ordinal'], 'cardinal', 'Intl.PluralRules') === 'ordinal';
    const minimumIntegerDigits = getInteger(options, 'minimumIntegerDigits', 1, 21, 1);
    const leastFraction = getInteger(options, 'minimumFractionDigits', 0, 100, undefined);
    const mostFraction = getInteger(options, 'maximumFractionDigits', leastFraction ?? 0, 100, undefined);
    const least = getInteger(options, 'minimumSignificantDigits', 1, 21, undefined);
    const most = getInteger(options, 'maximumSignificantDigits', least ?? 1, 21, undefined);
    if (getOption(options, 'roundingMode', roundingModes, 'halfExpand', 'Intl.PluralRules') !== 'halfExpand') {
      throw new RangeError('Intl.PluralRules rounds by halfExpand alone here');
    }
    this.#digits = { __proto__: null, minimumIntegerDigits };
    if (least !== undefined || most !== undefined) {
      this.#digits.minimumSignificantDigits = least ?? 1;
      this.#digits.maximumSignificantDigits = most ?? 21;
    } else {
      const smallest = leastFraction ?? (mostFraction === undefined || mostFraction > 0 ? 0 : mostFraction);
      this.#digits.minimumFractionDigits = smallest;
      this.#digits.maximumFractionDigits = mostFraction ?? (smallest > 3 ? smallest : 3);
    }
  }

  select(value) {
    if (typeof this !== 'object' || this === null || !(#digits in this)) throw incompatible('PluralRules.prototype.select', this);
    const number = Number(value);
    if (!NumberIsFinite(number)) return 'other';
    return categories[binding.plural(this.#locale, this.#ordinal, written(MathAbs(number), this.#digits))];
  }

  resolvedOptions() {
    if (typeof this !== 'object' || this === null || !(#digits in this)) {
      throw incompatible('PluralRules.prototype.resolvedOptions', this);
    }
    const set = binding.plurals(this.#locale, this.#ordinal);
    const pluralCategories = [];
    for (let i = 0; i < categories.length; i++) if ((set & (1 << i)) !== 0) ArrayPrototypePush(pluralCategories, categories[i]);
    return {
      locale: this.#locale,
      type: this.#ordinal ? 'ordinal' : 'cardinal',
      ...this.#digits,
      pluralCategories,
      roundingIncrement: 1,
      roundingMode: 'halfExpand',
      roundingPriority: 'auto',
      trailingZeroDisplay: 'auto',
    };
  }

  static supportedLocalesOf(locales) {
    return supportedLocales(locales, arguments[1]);
  }
}

const zeros = hardenRegExp(/\.?0+$/);
const large = 1e21; // from here on toFixed writes an exponent

// written is the number in digits, as the options want it.
function written(number, digits) {
  if (number >= large) return '1000000000';
  let text;
  let kept;
  if (digits.maximumSignificantDigits !== undefined) {
    text = `${Number(NumberPrototypeToPrecision(number, digits.maximumSignificantDigits))}`;
    if (RegExpPrototypeExec(exponent, text) !== null) text = NumberPrototypeToFixed(Number(text), 20);
    return text;
  }
  text = NumberPrototypeToFixed(number, digits.maximumFractionDigits);
  if (digits.maximumFractionDigits === 0) return text;
  kept = digits.minimumFractionDigits;
  const point = text.length - digits.maximumFractionDigits;
  const least = StringPrototypeSlice(text, 0, kept === 0 ? point - 1 : point + kept);
  const rest = StringPrototypeReplace(StringPrototypeSlice(text, kept === 0 ? point - 1 : point + kept), zeros, '');
  return least + rest;
}
const exponent = hardenRegExp(/e/);

ObjectDefineProperty(PluralRules.prototype, SymbolToStringTag, { __proto__: null, value: 'Intl.PluralRules', configurable: true });

module.exports = { PluralRules };
