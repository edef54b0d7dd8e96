'use strict';

// A first-in, first-out queue for the ticks: a list of rings of fixed size.
// A ring is a plain array of 2048 slots with two cursors. The producer fills
// the head ring; when it is full a new one is linked behind it. The consumer
// empties the tail ring, and moves on when it is empty. push and shift are
// constant, without the copying of Array.prototype.shift, and the one ring of
// a quiet program is used again and again.
//
//   tail ring            →  …  →  head ring
//   [ , , x, x, x, x ]            [x, x, , , , ]
//          ^ shift                      ^ push

const { ArrayPrototypePush } = primordials;

const SIZE = 2048;
const MASK = SIZE - 1;

class Ring {
  constructor() {
    this.bottom = 0; // next to take
    this.top = 0; // next to fill; one slot stays free to tell full from empty
    this.list = [];
    this.next = null;
  }
}

class FixedQueue {
  constructor() {
    this.head = this.tail = new Ring();
  }

  isEmpty() {
    const { head } = this;
    return head.top === head.bottom;
  }

  push(value) {
    let { head } = this;
    if (((head.top + 1) & MASK) === head.bottom) {
      head = this.head = head.next = new Ring();
    }
    if (head.top === head.list.length) ArrayPrototypePush(head.list, value);
    else head.list[head.top] = value;
    head.top = (head.top + 1) & MASK;
  }

  // The oldest value, or null when there is none.
  shift() {
    const { tail } = this;
    const { bottom } = tail;
    if (tail.top === bottom) return null;
    const value = tail.list[bottom];
    tail.list[bottom] = undefined;
    tail.bottom = (bottom + 1) & MASK;
    if (tail.bottom === tail.top && tail.next !== null) {
      this.tail = tail.next;
      tail.next = null;
    }
    return value;
  }
}

module.exports = FixedQueue;
