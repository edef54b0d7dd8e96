'use strict';

// Keeps the event loop alive for objects that live in JavaScript alone, such
// as a port with a listener: one long timer for all of them.

const LONGEST = 2 ** 31 - 1;

let users = 0;
let timer;

function noop() {}

function acquire() {
  if (users++ === 0) timer = require('timers').setInterval(noop, LONGEST);
}

function release() {
  if (--users > 0) return;
  require('timers').clearInterval(timer);
  timer = undefined;
}

// Whether it does so now.
function isHeld() {
  return users > 0;
}

module.exports = { acquire, isHeld, release };
