const { Command } = require('commander');
const program = new Command();
program.name('tool').description('a tool').version('1.2.3').option('-d, --debug', 'output extra debugging').option('-p, --port <number>', 'port', (v) => +v, 80).argument('<file>', 'a file');
program.command('add <a> [b...]').description('adds').action((a, b, o) => console.log('add', a, b, o));
program.action((file, opts) => console.log(file, opts));
program.exitOverride();
program.parse(['node', 'tool', '-d', '--port', '8080', 'x.txt']);
program.parse(['node', 'tool', 'add', '1', '2', '3']);
console.log(program.helpInformation());
program.configureOutput({ writeErr: (s) => console.log('ERR', s.trim()) });
try { program.parse(['node', 'tool', '--nope', 'x']); } catch (e) { console.log(e.code, e.exitCode); }
