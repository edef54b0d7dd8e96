import { setTimeout as sleep } from 'node:timers/promises'; const log = console.log;
process.nextTick(() => log('tick')); log('before'); await null; log('after null'); await sleep(2); log('after sleep'); process.on('exit', () => log('exit'));
