const log = (...a) => console.log(...a);

const t = setTimeout((a) => log('fired', a), 1, 'arg'); log(typeof t[Symbol.toPrimitive](), t.hasRef(), t.constructor.name);
clearTimeout(+t); setTimeout(() => log('only this'), 3); const i = setImmediate(() => {}); log(i.constructor.name, i.hasRef());
