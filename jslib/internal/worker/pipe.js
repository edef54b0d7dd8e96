'use strict';

// One end of a channel within the isolate: what has arrived there, and the
// other end.
//
// Messages are delivered from the event loop. A turn visits the pipes that have
// something, in the order in which they were made, and delivers what is there,
// with ticks and microtasks after each message. What a pipe gets meanwhile is
// delivered as well, up to a limit, so that two ends which answer each other
// are quick but do not starve the rest.

const { ArrayPrototypePush, ArrayPrototypeSlice, ArrayPrototypeSort } = primordials;

const { isHeld } = require('internal/worker/keep_alive');

const CLOSE = { __proto__: null };
const LIMIT = 1000;

let lastId = 0;
let pending = [];
let immediate = null;
let alarm = null;

class Pipe {
  id = ++lastId;
  peer = null;
  // Who holds this end: {deliver(message), isRefed()}.
  receiver = null;
  closed = false;
  #started = false;
  #scheduled = false;
  #queue = [];
  #head = 0;

  static connect(a, b) {
    a.peer = b;
    b.peer = a;
  }

  push(message) {
    if (this.closed) return;
    ArrayPrototypePush(this.#queue, message);
    this.schedule();
  }

  get size() {
    return this.#queue.length - this.#head;
  }

  // True when the end of the channel is next.
  get atEnd() {
    return this.size > 0 && this.#queue[this.#head] === CLOSE;
  }

  take() {
    const message = this.#queue[this.#head];
    this.#queue[this.#head++] = undefined;
    if (this.size === 0 || this.#head > LIMIT) {
      this.#queue = ArrayPrototypeSlice(this.#queue, this.#head);
      this.#head = 0;
    }
    return message;
  }

  start() {
    this.#started = true;
    this.schedule();
  }

  stop() {
    this.#started = false;
  }

  // Nobody holds this end for the moment; what arrives is kept.
  release() {
    this.receiver = null;
    this.#started = false;
  }

  // Ends the channel; the other end hears of it after all that was sent to it.
  close() {
    this.closed = true;
    this.peer?.push(CLOSE);
  }

  #isReady() {
    if (this.receiver === null || this.size === 0) return false;
    // The end is heard of without listening.
    return this.#started || this.atEnd;
  }

  schedule() {
    if (this.#scheduled || this.closed || !this.#isReady()) return;
    this.#scheduled = true;
    ArrayPrototypePush(pending, this);
    wake(this.atEnd || this.receiver.isRefed());
  }

  // Delivers what is there. Closing does not stop a delivery that has begun.
  deliver() {
    this.#scheduled = false;
    if (this.closed) return;
    const { runNextTicks } = require('internal/process/task_queues');
    let left = this.size > LIMIT ? this.size : LIMIT;
    try {
      for (let first = true; left > 0 && this.#isReady(); left--, first = false) {
        if (!first) runNextTicks();
        if (!this.#isReady()) break;
        this.receiver.deliver(this.take());
      }
    } finally {
      this.schedule();
    }
  }
}

// What is sent to an unref'd end keeps nothing alive, and is delivered all the
// same while something else does: at once if that is another port, else a timer
// wakes the loop for it.
function wake(refed) {
  const { setImmediate, setTimeout } = require('timers');
  immediate ??= setImmediate(deliverAll).unref();
  if (refed || isHeld()) immediate.ref();
  else alarm ??= setTimeout(() => { alarm = null; }, 1).unref();
}

function byAge(a, b) {
  return a.id - b.id;
}

function deliverAll() {
  immediate = null;
  const batch = ArrayPrototypeSort(pending, byAge);
  pending = [];
  let done = 0;
  try {
    while (done < batch.length) batch[done++].deliver();
  } finally {
    // A listener threw: the others have their turn all the same.
    for (; done < batch.length; done++) {
      ArrayPrototypePush(pending, batch[done]);
      wake(true);
    }
  }
}

module.exports = { CLOSE, Pipe };
