'use strict';

// Who waits by Atomics.waitAsync, in whichever context:
// buffer → byte position → [{ resolve, timer }, …], oldest first.

const { SafeMap } = primordials;

const waiters = new SafeMap();

function listOf(buffer, position, make) {
  let places = waiters.get(buffer);
  if (places === undefined) {
    if (!make) return undefined;
    places = new SafeMap();
    waiters.set(buffer, places);
  }
  let list = places.get(position);
  if (list === undefined && make) {
    list = [];
    places.set(position, list);
  }
  return list;
}

function dropList(buffer, position) {
  const places = waiters.get(buffer);
  places.delete(position);
  if (places.size === 0) waiters.delete(buffer);
}

module.exports = { dropList, listOf };
