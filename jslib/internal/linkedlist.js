'use strict';

// A circular, doubly linked list, threaded through its items. A list is any
// object with _idlePrev and _idleNext; empty, it points at itself. The oldest
// item is list._idlePrev, the newest list._idleNext (names and order as
// programs see them when they print a Timeout).

function init(list) {
  list._idleNext = list;
  list._idlePrev = list;
  return list;
}

// The oldest item, or null.
function peek(list) {
  const oldest = list._idlePrev;
  return oldest === list ? null : oldest;
}

function remove(item) {
  const next = item._idleNext;
  const prev = item._idlePrev;
  if (next) next._idlePrev = prev;
  if (prev) prev._idleNext = next;
  item._idleNext = null;
  item._idlePrev = null;
}

function append(list, item) {
  if (item._idleNext || item._idlePrev) remove(item);
  const newest = list._idleNext;
  item._idleNext = newest;
  item._idlePrev = list;
  newest._idlePrev = item;
  list._idleNext = item;
}

function isEmpty(list) {
  return list._idleNext === list;
}

module.exports = { init, peek, remove, append, isEmpty };
