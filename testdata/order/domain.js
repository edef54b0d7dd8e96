'use strict';
const domain = require('domain');
const { EventEmitter } = require('events');
const fs = require('fs');

const outer = domain.create();
outer.on('error', (err) => console.log('outer', err.message, err.domainThrown, err.domain === outer));
outer.run(() => {
  setTimeout(() => { throw new Error('timer'); }, 1);
  setTimeout(() => fs.readFile('no such file', (err) => { throw err; }), 30);
  Promise.reject(new Error('promise'));
  const inner = domain.create();
  inner.on('error', (err) => { console.log('inner', err.message); });
  inner.run(() => process.nextTick(() => { throw new Error('tick'); }));
});
const emitter = new EventEmitter();
outer.add(emitter);
emitter.emit('error', new Error('emitter'));
outer.bind((value) => { throw new Error(value); });
outer.intercept(() => console.log('not called'))(new Error('intercepted'));
console.log(process.domain, domain._stack.length);
