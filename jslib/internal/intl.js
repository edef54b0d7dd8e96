'use strict';

// Intl, as far as it goes: Segmenter, PluralRules and getCanonicalLocales. What
// else Node's Intl has is absent, so that programs which look before they use
// it find out.

const { ObjectDefineProperty, SymbolToStringTag } = primordials;

const { canonicalLocales } = require('internal/intl/locale');
const { PluralRules } = require('internal/intl/plural_rules');
const { Segmenter } = require('internal/intl/segmenter');

const Intl = {};
ObjectDefineProperty(Intl, SymbolToStringTag, { __proto__: null, value: 'Intl', configurable: true });

function define(name, value) {
  ObjectDefineProperty(Intl, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

define('getCanonicalLocales', { getCanonicalLocales(locales) { return canonicalLocales(locales); } }.getCanonicalLocales);
define('PluralRules', PluralRules);
define('Segmenter', Segmenter);

module.exports = { Intl };
