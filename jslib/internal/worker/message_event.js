'use strict';

// MessageEvent. https://html.spec.whatwg.org/multipage/comms.html#the-messageevent-interface

const {
  ArrayPrototypePush,
  ObjectDefineProperties,
  ObjectFreeze,
  Symbol,
  SymbolIterator,
  SymbolToStringTag,
  TypeError,
} = primordials;

const { Event, kTrustEvent } = require('internal/event_target');
const { kEnumerableProperty } = require('internal/util');
const { converters, requiredArguments } = require('internal/webidl');

const prefix = 'MessageEvent constructor';

// As a type of init: what it holds is known to be right.
const kTrusted = Symbol('kTrusted');

function shown(value) {
  switch (typeof value) {
    case 'object':
    case 'function': return value === null ? 'null' : require('internal/util/inspect').inspect(value);
    case 'string': return `"${value}"`;
    case 'symbol': return `Symbol(${value.description})`;
    case 'bigint': return `${value}n`;
    default: return `${value}`;
  }
}

function toPort(value, where, context) {
  const { isMessagePort } = require('internal/worker/message_port');
  if (!isMessagePort(value)) {
    throw new TypeError(`${where}: Expected ${context} ("${shown(value)}") to be an instance of MessagePort.`);
  }
  return value;
}

function toPorts(value, where, context) {
  const isObject = value !== null && (typeof value === 'object' || typeof value === 'function');
  if (!isObject || typeof value[SymbolIterator] !== 'function') {
    throw new TypeError(`${where}: ${context} (${shown(value)}) is not iterable.`);
  }
  const ports = [];
  for (const port of value) ArrayPrototypePush(ports, toPort(port, where, `${context}[${ports.length}]`));
  return ports;
}

class MessageEvent extends Event {
  #data;
  #origin;
  #lastEventId;
  #source;
  #ports;

  constructor(type, eventInitDict = undefined) {
    if (eventInitDict?.[kTrusted]) {
      super(type, eventInitDict);
      this.#data = eventInitDict.data;
      this.#origin = '';
      this.#lastEventId = '';
      this.#source = null;
      this.#ports = ObjectFreeze(eventInitDict.ports);
      return;
    }
    requiredArguments(arguments.length, 1, { prefix });
    type = converters.DOMString(type, { prefix, context: 'type' });
    if (eventInitDict != null && typeof eventInitDict !== 'object' && typeof eventInitDict !== 'function') {
      throw new TypeError(`${prefix}: Expected eventInitDict ("${shown(eventInitDict)}") to be one of: Null, Undefined, Object.`);
    }
    super(type, { bubbles: eventInitDict?.bubbles, cancelable: eventInitDict?.cancelable, composed: eventInitDict?.composed });
    const { data, origin, lastEventId, source, ports } = eventInitDict ?? {};
    this.#data = data === undefined ? null : data;
    this.#origin = origin === undefined ? '' : converters.DOMString(origin, { prefix, context: 'eventInitDict.origin' });
    this.#lastEventId = lastEventId === undefined ? '' :
      converters.DOMString(lastEventId, { prefix, context: 'eventInitDict.lastEventId' });
    this.#source = source == null ? null : toPort(source, prefix, 'eventInitDict.source');
    this.#ports = ObjectFreeze(ports === undefined ? [] : toPorts(ports, prefix, 'eventInitDict.ports'));
  }

  static #check(event) {
    if (event === null || typeof event !== 'object' || !(#data in event)) throw new TypeError('Illegal invocation');
    return event;
  }

  get data() { return MessageEvent.#check(this).#data; }

  get origin() { return MessageEvent.#check(this).#origin; }

  get lastEventId() { return MessageEvent.#check(this).#lastEventId; }

  get source() { return MessageEvent.#check(this).#source; }

  get ports() { return MessageEvent.#check(this).#ports; }

  initMessageEvent(type, bubbles = false, cancelable = false, data = null, origin = '', lastEventId = '', source = null, ports = []) {
    MessageEvent.#check(this);
    const where = 'MessageEvent.initMessageEvent';
    requiredArguments(arguments.length, 1, { prefix: where });
    if (this.eventPhase !== 0) return; // being dispatched: nothing changes
    this.initEvent(type, bubbles, cancelable);
    this.#data = data;
    this.#origin = converters.DOMString(origin, { prefix: where, context: 'origin' });
    this.#lastEventId = converters.DOMString(lastEventId, { prefix: where, context: 'lastEventId' });
    this.#source = source === null ? null : toPort(source, where, 'source');
    this.#ports = ObjectFreeze(toPorts(ports, where, 'ports'));
  }
}

ObjectDefineProperties(MessageEvent.prototype, {
  __proto__: null,
  [SymbolToStringTag]: { __proto__: null, value: 'MessageEvent', configurable: true },
  data: kEnumerableProperty,
  origin: kEnumerableProperty,
  lastEventId: kEnumerableProperty,
  source: kEnumerableProperty,
  ports: kEnumerableProperty,
  initMessageEvent: kEnumerableProperty,
});

// The event of a message that the runtime delivers.
function createMessageEvent(type, data, ports = []) {
  return new MessageEvent(type, { __proto__: null, [kTrusted]: true, [kTrustEvent]: true, data, ports });
}

module.exports = { createMessageEvent, MessageEvent };
