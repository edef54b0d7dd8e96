'use strict';

process.noDeprecation = true; // it has a warning

// The event for what settles a promise once more, which has no effect.
process.on('multipleResolves', (type, promise, value) => console.log(type, promise, value));

new Promise((resolve, reject) => { resolve(1); resolve(2); reject(3); });
new Promise((resolve, reject) => { reject(4); resolve(); throw 5; }).catch(() => {});
new Promise((resolve) => { resolve(Promise.resolve(6)); resolve(7); });
const late = Promise.withResolvers();
late.resolve({ then(resolve, reject) { resolve(8); resolve(9); reject(10); throw 11; } });
late.resolve();
Promise.race([12, 13, Promise.resolve(14)]);
Promise.any([15, 16]);
(async () => {})();
