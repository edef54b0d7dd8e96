'use strict';

// A binary heap in an array, numbered from 1 so that the children of i are 2i
// and 2i+1. setPosition(item, i) tells an item where it lies, which makes
// removal from the middle O(log n).
class PriorityQueue {
  #heap = [undefined];
  #size = 0;
  #compare;
  #setPosition;

  constructor(compare, setPosition) {
    this.#compare = compare;
    this.#setPosition = setPosition;
  }

  peek() {
    return this.#size === 0 ? undefined : this.#heap[1];
  }

  insert(item) {
    const pos = ++this.#size;
    this.#heap[pos] = item;
    this.#setPosition?.(item, pos);
    this.percolateUp(pos);
  }

  shift() {
    const first = this.peek();
    if (first !== undefined) this.removeAt(1);
    return first;
  }

  removeAt(pos) {
    const heap = this.#heap;
    const last = heap[this.#size];
    heap[this.#size--] = undefined;
    if (pos > this.#size) return;
    heap[pos] = last;
    this.#setPosition?.(last, pos);
    if (pos > 1 && this.#compare(heap[pos >> 1], last) > 0) this.percolateUp(pos);
    else this.percolateDown(pos);
  }

  // For an item whose key has grown.
  percolateDown(pos) {
    const heap = this.#heap;
    const size = this.#size;
    const compare = this.#compare;
    const item = heap[pos];
    for (let child = pos * 2; child <= size; child = pos * 2) {
      if (child < size && compare(heap[child + 1], heap[child]) < 0) child++;
      const other = heap[child];
      if (compare(item, other) <= 0) break;
      heap[pos] = other;
      this.#setPosition?.(other, pos);
      pos = child;
    }
    heap[pos] = item;
    this.#setPosition?.(item, pos);
  }

  // For an item whose key has shrunk.
  percolateUp(pos) {
    const heap = this.#heap;
    const compare = this.#compare;
    const item = heap[pos];
    while (pos > 1) {
      const parent = pos >> 1;
      const other = heap[parent];
      if (compare(other, item) <= 0) break;
      heap[pos] = other;
      this.#setPosition?.(other, pos);
      pos = parent;
    }
    heap[pos] = item;
    this.#setPosition?.(item, pos);
  }
}

module.exports = PriorityQueue;
