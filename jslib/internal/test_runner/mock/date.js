'use strict';

// A Date whose now is another's.

const {
  DatePrototypeToString,
  FunctionPrototypeToString,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptors,
  ReflectConstruct,
} = primordials;

function makeMockDate(NativeDate, now) {
  // The real constructor makes the dates, so that they are dates to all.
  function MockDate(year, month, date, hours, minutes, seconds, ms) {
    if (new.target === undefined) return DatePrototypeToString(new NativeDate(now()));
    return ReflectConstruct(NativeDate, arguments.length === 0 ? [now()] : arguments);
  }
  const { prototype, ...statics } = ObjectGetOwnPropertyDescriptors(NativeDate);
  ObjectDefineProperties(MockDate, statics);
  ObjectDefineProperty(MockDate, 'prototype', { __proto__: null, value: NativeDate.prototype, writable: false });
  const added = {
    now() { return now(); },
    // Shown as what it stands for.
    toString() { return FunctionPrototypeToString(NativeDate); },
  };
  ObjectDefineProperties(MockDate, {
    __proto__: null,
    now: { __proto__: null, value: added.now, writable: true, enumerable: false, configurable: true },
    toString: { __proto__: null, value: added.toString, writable: true, enumerable: true, configurable: true },
    isMock: { __proto__: null, value: true, writable: false, enumerable: true, configurable: false },
  });
  return MockDate;
}

module.exports = { makeMockDate };
