const minimist = require('minimist');
console.log(minimist(['-abc', '--x=1', '--y', '2', '--no-z', 'rest', '--', '--raw'], { '--': true, string: ['y'], alias: { x: 'ex' }, default: { d: 4 } }));
console.log(minimist(['--a.b.c', '5', '-n5', '-m', '-7', '--flag', 'true'], { boolean: ['flag'], stopEarly: false }));
