'use strict';

// The subtests of a test: which run, which wait for their turn, and which have
// ended and wait to be reported. They are reported in the order in which they
// were started, however many run at once.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ArrayPrototypeSplice,
  MathFloor,
  PromiseWithResolvers,
  SafeMap,
  SafeSet,
} = primordials;

const { queueMicrotask } = require('internal/process/task_queues');

class Subtests {
  list = [];
  active = 0;
  // Settled when every subtest that was started has ended; null before the first.
  ended = null;
  #owner;
  #random; // () => 0..1, or null: in order
  #waiting = [];
  #unfinished = new SafeSet();
  #ready = new SafeMap();
  #nextReport = 0;
  #lastOrder = 0;
  #scheduled = false;

  constructor(owner, random) {
    this.#owner = owner;
    this.#random = random;
  }

  // Called for each before the test is added.
  announce() {
    if (this.#nextReport !== 0) return;
    this.#nextReport = this.list.length + 1;
    this.ended = PromiseWithResolvers();
  }

  get hasRoom() { return this.#owner.concurrency > this.active; }

  get allReported() { return this.#nextReport > this.list.length; }

  isNext(test) { return this.#nextReport === test.reportOrder; }

  // Runs the test now, or puts it into the queue. The promise is its run's.
  start(test, hold) {
    this.#unfinished.add(test);
    test.reporter.enqueue(test);
    if (hold || !this.hasRoom) return this.#enqueue(test);
    if (this.#random !== null) {
      // Siblings that are made in the same turn all have a chance to be first.
      const promise = this.#enqueue(test);
      this.#schedule();
      return promise;
    }
    this.#assignOrder(test);
    test.reporter.dequeue(test, test.reportedType);
    return test.run();
  }

  #enqueue(test) {
    const { promise, resolve } = PromiseWithResolvers();
    ArrayPrototypePush(this.#waiting, { __proto__: null, test, resolve });
    return promise;
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.runWaiting();
    });
  }

  async runWaiting() {
    while (this.#waiting.length > 0 && this.hasRoom) {
      const { test, resolve } = this.#take();
      this.#assignOrder(test);
      test.reporter.dequeue(test, this.#owner.reportedType);
      await test.run();
      resolve();
    }
  }

  #take() {
    if (this.#random === null || this.#waiting.length < 2) return ArrayPrototypeShift(this.#waiting);
    return ArrayPrototypeSplice(this.#waiting, MathFloor(this.#random() * this.#waiting.length), 1)[0];
  }

  dropWaiting() {
    this.#waiting = [];
  }

  // A test that was cancelled before its turn gets its place now.
  #assignOrder(test) {
    if (test.reportOrder === 0) test.reportOrder = ++this.#lastOrder;
  }

  // The test has ended.
  addReady(test) {
    this.#assignOrder(test);
    this.#ready.set(test.reportOrder, test);
    if (this.#unfinished.delete(test) && this.#unfinished.size === 0) this.ended.resolve();
  }

  // Reports what is ready and next, if it is the turn of all that it stands in.
  report(mayReport) {
    const end = this.#nextReport + this.#ready.size;
    for (let i = this.#nextReport; i < end; i++) {
      const test = this.#ready.get(i);
      if (test === undefined) return;
      mayReport ||= this.#owner.isClearToSend();
      if (!mayReport) return;
      test.finalize();
      this.#ready.delete(i);
    }
  }

  reported() {
    this.#nextReport++;
  }
}

require('internal/errors/capture').noteDetour(Subtests.prototype.start);

module.exports = { Subtests };
