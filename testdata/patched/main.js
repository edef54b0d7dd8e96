'use strict';
// Uses the main calls of every module while the intrinsics are patched, both
// before it is first used and while it is at work.

const { patch, take } = require('./patch.js');
const { defineProperty, apply } = Reflect;
const { writeSync } = require('fs');
const uses = require('./uses.js');
const say = (text) => writeSync(1, `${text}\n`);
const then = Promise.prototype.then;

function report(name) {
  const list = take();
  const seen = { __proto__: null };
  for (let i = 0; i < list.length; i += 2) {
    const line = `${name}: ${list[i]} was called${list[i + 1]}`;
    if (!seen[line]) say(line);
    seen[line] = true;
  }
  say(`${name}: ended`);
}

patch();

const names = [];
for (const name in uses) defineProperty(names, names.length, { __proto__: null, value: name, enumerable: true, writable: true, configurable: true });

function step(i) {
  if (i === names.length) return;
  const name = names[i];
  const next = () => {
    report(name);
    step(i + 1);
  };
  let ended = false;
  const done = (err) => {
    if (ended) return;
    ended = true;
    if (err) say(`${name}: failed: ${err.stack}`);
    setImmediate(next);
  };
  try {
    const result = uses[name](done);
    if (result !== undefined && result !== null && typeof result.then === 'function') {
      take();
      apply(then, result, [() => done(), done]);
    } else if (uses[name].length === 0) {
      done();
    }
  } catch (err) {
    done(err);
  }
}
step(0);
