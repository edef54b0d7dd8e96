'use strict';

// CloseEvent. https://websockets.spec.whatwg.org/#the-closeevent-interface

const { ObjectDefineProperties, SymbolToStringTag, TypeError } = primordials;

const { Event } = require('internal/event_target');
const { kEnumerableProperty } = require('internal/util');
const { converters, createDictionaryConverter, requiredArguments } = require('internal/webidl');

const prefix = 'CloseEvent constructor';

const toInit = createDictionaryConverter('CloseEventInit', [
  { key: 'bubbles', converter: converters.boolean, defaultValue: () => false },
  { key: 'cancelable', converter: converters.boolean, defaultValue: () => false },
  { key: 'code', converter: converters['unsigned short'], defaultValue: () => 0 },
  { key: 'composed', converter: converters.boolean, defaultValue: () => false },
  { key: 'reason', converter: converters.DOMString, defaultValue: () => '' },
  { key: 'wasClean', converter: converters.boolean, defaultValue: () => false },
]);

class CloseEvent extends Event {
  #wasClean;
  #code;
  #reason;

  constructor(type, eventInitDict = undefined) {
    requiredArguments(arguments.length, 1, { prefix });
    const init = toInit(eventInitDict, { prefix, context: 'Argument 2' });
    super(converters.DOMString(type, { prefix, context: 'Argument 1' }), init);
    this.#wasClean = init.wasClean;
    this.#code = init.code;
    this.#reason = init.reason;
  }

  static #check(event) {
    if (event === null || typeof event !== 'object' || !(#code in event)) throw new TypeError('Illegal invocation');
    return event;
  }

  get wasClean() { return CloseEvent.#check(this).#wasClean; }

  get code() { return CloseEvent.#check(this).#code; }

  get reason() { return CloseEvent.#check(this).#reason; }
}

ObjectDefineProperties(CloseEvent.prototype, {
  __proto__: null,
  wasClean: kEnumerableProperty,
  code: kEnumerableProperty,
  reason: kEnumerableProperty,
  [SymbolToStringTag]: { __proto__: null, value: 'CloseEvent', writable: false, enumerable: false, configurable: true },
});

module.exports = { CloseEvent };
