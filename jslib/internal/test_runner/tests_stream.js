'use strict';

// The stream of what happens in a run. Each event is emitted under its own name
// and is also an element of the stream, as { type, data }.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ArrayPrototypeSlice,
  NumberMAX_SAFE_INTEGER,
} = primordials;

const Readable = require('internal/streams/readable');

// What every event about a test begins with.
function identity(test) {
  return { __proto__: null, testId: test.testId, parentId: test.parent?.testId };
}

class TestsStream extends Readable {
  #held = [];
  #flowing = true;

  constructor() {
    super({ __proto__: null, objectMode: true, highWaterMark: NumberMAX_SAFE_INTEGER });
  }

  _read() {
    this.#flowing = true;
    while (this.#held.length > 0) {
      if (!this.#deliver(ArrayPrototypeShift(this.#held))) return;
    }
  }

  // A test has begun to wait for its turn, to run, or to be reported.
  #begun(type, test, withKind) {
    this.emitMessage(type, {
      __proto__: null,
      nesting: test.nesting,
      name: test.name,
      ...(withKind ? { __proto__: null, type: withKind } : undefined),
      ...identity(test),
      tags: ArrayPrototypeSlice(test.tags),
      ...test.loc,
    });
  }

  enqueue(test) { this.#begun('test:enqueue', test, test.reportedType); }

  dequeue(test, kind) { this.#begun('test:dequeue', test, kind); }

  start(test) { this.#begun('test:start', test); }

  #ended(type, test, { details, directive }, withClass) {
    this.emitMessage(type, {
      __proto__: null,
      name: test.name,
      nesting: test.nesting,
      testNumber: test.testNumber,
      ...identity(test),
      details,
      tags: ArrayPrototypeSlice(test.tags),
      ...(withClass && details.classname ? { __proto__: null, classname: details.classname } : undefined),
      ...test.loc,
      ...directive,
    });
  }

  pass(test, report) { this.#ended('test:pass', test, report, true); }

  fail(test, report) { this.#ended('test:fail', test, report, true); }

  complete(test, report) { this.#ended('test:complete', test, report, false); }

  plan(nesting, loc, count) {
    this.emitMessage('test:plan', { __proto__: null, nesting, count, ...loc });
  }

  log(test, message, data) {
    this.emitMessage('test:log', {
      __proto__: null, name: test.name, nesting: test.nesting, ...identity(test), message, data, ...test.loc,
    });
  }

  diagnostic(nesting, loc, message, level = 'info') {
    this.emitMessage('test:diagnostic', { __proto__: null, nesting, message, level, ...loc });
  }

  coverage(nesting, loc, summary) {
    this.emitMessage('test:coverage', { __proto__: null, nesting, summary, ...loc });
  }

  summary(file, success, counts, duration_ms) {
    this.emitMessage('test:summary', { __proto__: null, success, counts, duration_ms, file });
  }

  interrupted(tests) {
    this.emitMessage('test:interrupted', { __proto__: null, tests });
  }

  end() {
    this.#deliver(null);
  }

  emitMessage(type, data) {
    this.emit(type, data);
    this.#deliver({ type, data });
  }

  #deliver(message) {
    if (this.#flowing) this.#flowing = this.push(message);
    else ArrayPrototypePush(this.#held, message);
    return this.#flowing;
  }
}

module.exports = { TestsStream };
