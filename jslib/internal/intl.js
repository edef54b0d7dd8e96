'use strict';

// Intl, as far as it goes: Segmenter, PluralRules, getCanonicalLocales, and of
// DateTimeFormat what is not formatting. What else Node's Intl has is absent, so
// that programs which look before they use it find out.

const { ObjectDefineProperty, SymbolToStringTag } = primordials;

const { canonicalLocales } = require('internal/intl/locale');
const { DateTimeFormat } = require('internal/intl/date_time_format');
const { PluralRules } = require('internal/intl/plural_rules');
const { Segmenter } = require('internal/intl/segmenter');

const Intl = {};
ObjectDefineProperty(Intl, SymbolToStringTag, { __proto__: null, value: 'Intl', configurable: true });

function define(name, value) {
  ObjectDefineProperty(Intl, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

define('getCanonicalLocales', { getCanonicalLocales(locales) { return canonicalLocales(locales); } }.getCanonicalLocales);
define('DateTimeFormat', DateTimeFormat);
define('PluralRules', PluralRules);
define('Segmenter', Segmenter);

module.exports = { Intl };
