'use strict';

// Mocked timers and Date: time stands still until tick() moves it.

const {
  ArrayPrototypeForEach,
  ArrayPrototypeIncludes,
  ArrayPrototypePop,
  ArrayPrototypePush,
  DatePrototypeGetTime,
  MathMax,
  Number,
  NumberIsNaN,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ReflectApply,
  SymbolDispose,
  globalThis,
} = primordials;

const { AbortController, AbortSignal } = require('internal/abort_controller');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { makeMockDate } = require('internal/test_runner/mock/date');
const promises = require('internal/test_runner/mock/timers_promises');
const TimerHeap = require('internal/timer_heap');
const { TIMEOUT_MAX } = require('internal/timers');
const { isDate } = require('internal/util/types');
const { validateNumber, validateStringArray, validateUint32 } = require('internal/validators');
const timers = require('timers');
const timersPromises = require('timers/promises');

const kSupported = ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'scheduler.wait', 'AbortSignal.timeout'];
const kImmediate = -1; // before any timeout of the same moment

// What setTimeout() and its like return.
class Timeout {
  #clear;

  constructor(clear, id, expiry, callback, args, interval) {
    this.#clear = clear;
    this.id = id;
    this.expiry = expiry;
    this.callback = callback;
    this.args = args;
    this.interval = interval;
    this.priorityQueuePosition = undefined;
  }

  hasRef() { return true; }

  ref() { return this; }

  unref() { return this; }

  refresh() { return this; }

  close() {
    this.#clear(this);
    return this;
  }

  [SymbolDispose]() {
    this.#clear(this);
  }
}

class MockTimers {
  #enabled = false;
  #restore = []; // undoes what enable() has done
  #queue = new TimerHeap();
  #lastId = 0;
  #now = 0;

  #create(callback, delay, args, interval) {
    const timer = new Timeout(this.#clear, ++this.#lastId, this.#now + delay, callback, args, interval);
    this.#queue.insert(timer);
    return timer;
  }

  #setTimeout = (callback, delay, ...args) => this.#create(callback, delayOf(delay), args);

  #setInterval = (callback, delay, ...args) => this.#create(callback, delayOf(delay), args, delayOf(delay));

  #setImmediate = (callback, ...args) => this.#create(callback, kImmediate, args);

  #clear = (timer) => {
    if (!(timer instanceof Timeout)) return;
    timer.interval = undefined;
    if (timer.priorityQueuePosition === undefined) return;
    this.#queue.removeAt(timer.priorityQueuePosition);
    timer.priorityQueuePosition = undefined;
  };

  // ---- putting the mocks in place

  #replace(object, key, value) {
    const before = ObjectGetOwnPropertyDescriptor(object, key);
    ArrayPrototypePush(this.#restore, () => {
      if (before === undefined) delete object[key];
      else ObjectDefineProperty(object, key, { __proto__: null, ...before });
    });
    ObjectDefineProperty(object, key, {
      __proto__: null, value, writable: true, configurable: true, enumerable: before?.enumerable ?? true,
    });
  }

  #replaceTimer(kind, set, promised) {
    this.#replace(globalThis, `set${kind}`, set);
    this.#replace(globalThis, `clear${kind}`, this.#clear);
    this.#replace(timers, `set${kind}`, set);
    this.#replace(timers, `clear${kind}`, this.#clear);
    this.#replace(timersPromises, `set${kind}`, promised);
  }

  #install = {
    '__proto__': null,
    'setTimeout': () => this.#replaceTimer('Timeout', this.#setTimeout, this.#wait),
    'setInterval': () => {
      const start = (callback, delay) => this.#setInterval(callback, delay);
      this.#replaceTimer('Interval', this.#setInterval, (delay, value, options) =>
        promises.interval(start, this.#clear, delay, value, options));
    },
    'setImmediate': () => {
      this.#replaceTimer('Immediate', this.#setImmediate, (value, options) =>
        promises.once(this.#setImmediate, this.#clear, value, options));
    },
    'scheduler.wait': () => {
      this.#replace(timersPromises.scheduler, 'wait', (delay, options) => this.#wait(delay, undefined, options));
    },
    'Date': () => {
      if (globalThis.Date.isMock) throw new ERR_INVALID_STATE('Date is already being mocked!');
      this.#replace(globalThis, 'Date', makeMockDate(globalThis.Date, () => this.#now));
    },
    'AbortSignal.timeout': () => {
      const set = this.#setTimeout;
      this.#replace(AbortSignal, 'timeout', function timeout(delay) {
        validateUint32(delay, 'delay', false);
        const controller = new AbortController();
        set(() => controller.abort(), delay);
        return controller.signal;
      });
    },
  };

  #wait = (delay, value, options) =>
    promises.once((callback) => this.#setTimeout(callback, delay), this.#clear, value, options);

  // ---- for the program

  enable(options = { __proto__: null, apis: kSupported, now: 0 }) {
    if (this.#enabled) throw new ERR_INVALID_STATE('MockTimers is already enabled!');
    let { apis, now } = options;
    if (NumberIsNaN(now)) {
      throw new ERR_INVALID_ARG_VALUE('now', now, `epoch must be a positive integer received ${now}`);
    }
    apis ||= kSupported;
    validateStringArray(apis, 'options.apis');
    ArrayPrototypeForEach(apis, (api) => {
      if (!ArrayPrototypeIncludes(kSupported, api)) {
        throw new ERR_INVALID_ARG_VALUE('options.apis', api, `option ${api} is not supported`);
      }
    });
    now ||= 0;
    if (isDate(now)) {
      now = DatePrototypeGetTime(now);
    } else {
      validateNumber(now, 'initialTime');
      this.#validateTime(now);
    }
    this.#now = now;
    ArrayPrototypeForEach(apis, (api) => this.#install[api]());
    this.#enabled = true;
  }

  tick(time = 1) {
    this.#validateEnabled();
    this.#validateTime(time);
    this.#now += time;
    for (let timer = this.#queue.peek(); timer !== undefined && timer.expiry <= this.#now; timer = this.#queue.peek()) {
      this.#queue.shift();
      timer.priorityQueuePosition = undefined;
      ReflectApply(timer.callback, undefined, timer.args);
      if (timer.interval === undefined) continue;
      timer.expiry += timer.interval;
      this.#queue.insert(timer);
    }
  }

  runAll() {
    this.#validateEnabled();
    let last = -Infinity;
    for (let i = 1; i <= this.#queue.size; i++) last = MathMax(last, this.#queue.lists[i].expiry);
    if (last !== -Infinity) this.tick(MathMax(last - this.#now, 0));
  }

  setTime(time = 0) {
    validateNumber(time, 'time');
    this.#validateTime(time);
    this.#validateEnabled();
    this.#now = time;
  }

  reset() {
    if (!this.#enabled) return;
    this.#enabled = false;
    while (this.#restore.length > 0) ArrayPrototypePop(this.#restore)();
    this.#queue = new TimerHeap();
    this.#now = 0;
  }

  [SymbolDispose]() {
    this.reset();
  }

  #validateEnabled() {
    if (!this.#enabled) {
      throw new ERR_INVALID_STATE('You should enable MockTimers first by calling the .enable function');
    }
  }

  #validateTime(time) {
    if (time < 0) throw new ERR_INVALID_ARG_VALUE('time', 'positive integer', time);
  }
}

function delayOf(delay) {
  return delay > TIMEOUT_MAX ? 1 : Number(delay) || 0;
}

module.exports = { MockTimers };
