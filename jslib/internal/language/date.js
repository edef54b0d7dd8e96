'use strict';

// A date as text ends with the name of its zone in V8, which the engine, without
// tables of names, leaves out: "GMT+0100 (Central European Standard Time)".
//
// Binding ops (intl): zoneName(milliseconds): string

const {
  DatePrototypeGetTime,
  DatePrototypeToString,
  DatePrototypeToTimeString,
  NumberIsNaN,
  ObjectDefineProperty,
} = primordials;

const { zoneName } = internalBinding('intl');

function withZone(text, date) {
  const time = DatePrototypeGetTime(date);
  return NumberIsNaN(time) ? text : `${text} (${zoneName(time)})`;
}

const methods = {
  toString() { return withZone(DatePrototypeToString(this), this); },
  toTimeString() { return withZone(DatePrototypeToTimeString(this), this); },
};

function install(prototype) {
  for (const name of ['toString', 'toTimeString']) {
    ObjectDefineProperty(prototype, name, {
      __proto__: null, value: methods[name], writable: true, enumerable: false, configurable: true,
    });
  }
}

module.exports = { install };
