'use strict';

// The async context: an association of stores (AsyncLocalStorage instances)
// with values. A frame never changes once it is current; run() and enterWith()
// make a new one. Whoever schedules a callback keeps the frame that is current
// then, and has it current again while the callback runs. For promise
// reactions and await the engine does so.
//
// Binding ops (async_context):
//   enable(): undefined     from now on the engine keeps a frame with each promise reaction
//   getFrame(): any         the current frame
//   setFrame(frame: any)    makes it current
// Nothing is asked of the engine before a program uses the first store.

const { ArrayPrototypePush } = primordials;

const { enable, getFrame, setFrame } = internalBinding('async_context');

class AsyncContextFrame {
  // Few stores are in use at a time: looking through a short list beats
  // copying a Map for every run().
  #stores;
  #values;
  #disabled = false; // a store was taken out

  // The current frame, with one store set.
  constructor(store, value) {
    const parent = AsyncContextFrame.current();
    const stores = [];
    const values = [];
    if (parent !== undefined) {
      for (let i = 0; i < parent.#stores.length; i++) {
        if (parent.#stores[i] === store || parent.#stores[i] === undefined) continue;
        ArrayPrototypePush(stores, parent.#stores[i]);
        ArrayPrototypePush(values, parent.#values[i]);
      }
    }
    ArrayPrototypePush(stores, store);
    ArrayPrototypePush(values, value);
    this.#stores = stores;
    this.#values = values;
  }

  static get enabled() { return true; }

  // Whether there ever was a frame. Where every callback comes through, nothing
  // else is asked before.
  static inUse = false;

  static current() {
    return AsyncContextFrame.inUse ? getFrame() : undefined;
  }

  // Before the first frame is set: what the engine has queued without one
  // would keep a frame that is set while it runs.
  static enable() {
    if (AsyncContextFrame.inUse) return;
    enable();
    AsyncContextFrame.inUse = true;
  }

  static set(frame) {
    if (!AsyncContextFrame.inUse) {
      if (frame === undefined) return;
      AsyncContextFrame.enable();
    }
    setFrame(frame);
  }

  static exchange(frame) {
    if (!AsyncContextFrame.inUse && frame === undefined) return undefined;
    const prior = AsyncContextFrame.current();
    if (prior !== frame) AsyncContextFrame.set(frame);
    return prior;
  }

  // Takes a store out of the current frame, wherever that is kept.
  static disable(store) {
    const frame = AsyncContextFrame.current();
    const at = frame === undefined ? -1 : frame.#find(store);
    if (at === -1) return;
    frame.#stores[at] = undefined;
    frame.#values[at] = undefined;
    frame.#disabled = true;
  }

  // Goes back from inner to outer, if nothing has happened to the context in
  // between. Returns whether it did.
  static leave(inner, outer) {
    if (AsyncContextFrame.current() !== inner || inner.#disabled) return false;
    AsyncContextFrame.set(outer);
    return true;
  }

  #find(store) {
    const stores = this.#stores;
    // The one that was set last is at the end.
    for (let i = stores.length - 1; i >= 0; i--) {
      if (stores[i] === store) return i;
    }
    return -1;
  }

  has(store) {
    return this.#find(store) !== -1;
  }

  get(store) {
    const at = this.#find(store);
    return at === -1 ? undefined : this.#values[at];
  }
}

module.exports = AsyncContextFrame;
