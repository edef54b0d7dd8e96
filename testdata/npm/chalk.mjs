import chalk, { Chalk, supportsColor } from 'chalk';
console.log(chalk.level, supportsColor);
const c = new Chalk({ level: 3 });
console.log(JSON.stringify([c.red('a'), c.bold.underline('b'), c.hex('#123456').bgBlue('c'), c.rgb(1, 2, 3)('d\ne'), c`x`]));
console.log(JSON.stringify(new Chalk({ level: 1 }).bgYellowBright.black.italic('x' + c.green('y') + 'z')));
