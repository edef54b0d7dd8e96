const yargs = require('yargs');

const parser = (args) => yargs(args)
  .scriptName('tool')
  .option('port', { alias: 'p', type: 'number', default: 80, describe: 'port to listen on' })
  .option('verbose', { alias: 'v', type: 'count', describe: 'say more' })
  .option('mode', { choices: ['dev', 'prod'], default: 'dev', describe: 'how to run' })
  .option('tags', { type: 'array', describe: 'labels', coerce: (list) => list.map((t) => String(t).toUpperCase()) })
  .command('get <source> [proxy]', 'fetch something', (y) => y
    .positional('source', { type: 'string', describe: 'what to fetch' })
    .positional('proxy', { type: 'string', default: 'none' })
    .option('depth', { type: 'number', demandOption: true }), (argv) => console.log('handler', argv))
  .command({ command: 'wait', describe: 'an asynchronous command', handler: async () => { await null; return 1; } })
  .example('$0 get http://example.com --depth 2', 'fetches two levels')
  .epilogue('see the manual')
  .group(['mode', 'port'], 'Serving:')
  .version('9.8.7')
  .wrap(80)
  .help()
  .exitProcess(false);

console.log(parser(['get', 'a/b', '--depth', '3', '-vvv', '--tags', 'x', 'y', '--no-color', '--a.b.c=5']).parse());
console.log(parser([]).parse('-p 8080 --mode=prod rest --unknown "quoted words" -- --raw'));

async function main() {
  console.log(await parser([]).getHelp());
  for (const args of [['get'], ['get', 'x'], ['--mode', 'test'], ['--port']]) {
    await parser([]).fail((message, error) => console.log('FAIL', message, error && error.name)).parse(args);
  }
  await parser([]).strict().fail((message) => console.log('STRICT', message)).parse(['--prot', '1']);
  await parser([]).strict().parseAsync(['wait']).then((argv) => console.log('waited', argv._));
  await parser([]).check((argv) => { if (argv.port < 1024) throw new Error('port too low'); return true; })
    .fail((message) => console.log('CHECK', message)).parse(['--port', '99']);
  parser([]).parse(['--version'], (err, argv, output) => console.log('output', JSON.stringify(output)));
  console.log(parser([]).locale(), yargs().parsed);
}
main();
