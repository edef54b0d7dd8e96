const _ = require('lodash');
console.log(_.chunk([1, 2, 3, 4, 5], 2), _.camelCase('hello big world'), _.groupBy([6.1, 4.2, 6.3], Math.floor));
console.log(_.merge({ a: [{ b: 2 }] }, { a: [{ c: 3 }] }), _.isEqual({ a: new Map([[1, new Set([2])]]) }, { a: new Map([[1, new Set([2])]]) }));
console.log(_.template('Hello <%= name %>! <% list.forEach((x) => { %><li><%- x %></li><% }) %>')({ name: 'you', list: ['a', '<b>'] }));
console.log(_.sortBy([{ n: 3 }, { n: 1 }, { n: 2 }], 'n'), _.debounce.length, _.VERSION, _.words('fred, barney & pebbles'), _.cloneDeep({ d: new Date(0), r: /x/g }));
_.defer((x) => console.log('deferred', x), 1);
