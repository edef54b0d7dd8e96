'use strict';

// A binary heap of timer lists, the one that is due first on top; of two due at
// the same time the one with the smaller id. Numbered from 1, so that the
// children of i are 2i and 2i+1. Every list knows its own position, which makes
// removal from the middle O(log n).
//
// It knows its items and calls nothing to compare them: this is a hot path of
// an interpreter.
const { ArrayPrototypePush } = primordials;

class TimerHeap {
  constructor() {
    this.lists = [undefined];
    this.size = 0;
  }

  // The list due first, or undefined.
  peek() {
    return this.size === 0 ? undefined : this.lists[1];
  }

  insert(list) {
    // The place is made here: a program may watch over holes of arrays.
    if (++this.size === this.lists.length) ArrayPrototypePush(this.lists, list);
    this.up(this.size, list);
  }

  shift() {
    if (this.size !== 0) this.removeAt(1);
  }

  removeAt(pos) {
    const { lists } = this;
    const last = lists[this.size];
    lists[this.size--] = undefined;
    if (pos > this.size) return;
    if (pos > 1 && precedes(last, lists[pos >> 1])) this.up(pos, last);
    else this.down(pos, last);
  }

  // For a list whose time has been put off.
  percolateDown(pos) {
    this.down(pos, this.lists[pos]);
  }

  down(pos, list) {
    const { lists, size } = this;
    for (let child = pos * 2; child <= size; child = pos * 2) {
      if (child < size && precedes(lists[child + 1], lists[child])) child++;
      const other = lists[child];
      if (!precedes(other, list)) break;
      lists[pos] = other;
      other.priorityQueuePosition = pos;
      pos = child;
    }
    lists[pos] = list;
    list.priorityQueuePosition = pos;
  }

  up(pos, list) {
    const { lists } = this;
    while (pos > 1) {
      const parent = pos >> 1;
      const other = lists[parent];
      if (!precedes(list, other)) break;
      lists[pos] = other;
      other.priorityQueuePosition = pos;
      pos = parent;
    }
    lists[pos] = list;
    list.priorityQueuePosition = pos;
  }
}

function precedes(a, b) {
  return a.expiry < b.expiry || (a.expiry === b.expiry && a.id < b.id);
}

module.exports = TimerHeap;
