const log = (...a) => console.log(...a);

const ac = new AbortController();
ac.signal.addEventListener('abort', () => log('abort event'));
require('timers/promises').setTimeout(500, null, { signal: ac.signal }).catch((e) => log(e.name, e.code));
setTimeout(() => { ac.abort(); log('aborted'); }, 2);
AbortSignal.timeout(100).addEventListener('abort', (e) => log(e.target.reason.name));
setTimeout(() => log('keeps alive'), 300);
