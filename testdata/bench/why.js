'use strict';

// Where the time of each case goes in wjs, by samples of the machine code (perf,
// cpu-clock): of the interpreter's own function, of QuickJS's other functions, of
// Go, of the kernel. compare.js prints this beside the ratios.

const vectors = 'Node looks at 16 to 64 bytes an instruction; Go has vectors in its own routines only';

module.exports = {
  'Buffer.concat of 100 × 1 KB, 500 times': 'one crossing for the list: Go 74%, a third of it memmove, a quarter finding each part',
  'Buffer.compare of 1 MB, 200 times': '89% in bytes.Compare',
  'buf.indexOf in 1 MB, 200 times': '87% in bytes.IndexByte, 32 bytes a turn',
  "buf.toString('utf8') of 1 MB of ASCII, 50 times": '66% looking whether it is ASCII, 8 bytes at a time, 30% memmove',
  "buf.toString('utf8') of 1 MB of mixed text, 20 times": `94% in one loop over characters. ${vectors}`,
  "buf.toString('latin1') of 1 MB, 50 times": 'one memmove of what is a string of the guest already',
  "buf.toString('hex') of 1 MB, 20 times": '84% in one loop in Go, two digits from a table',
  'Buffer.from(string) of 1 MB, 20 times': '92% in Go: a quarter of that for the length, four code units at once, the rest for the bytes, by a table of the upper bits of units',
  'TextDecoder of 1 MB of mixed text, 20 times': `94% in one loop over characters. ${vectors}`,
  'base64 encoding of 1 MB, 50 times': '80% in one loop in Go, 6 bytes a turn',
  'base64 decoding of 1 MB, 50 times': '80% in vectors of 32 characters (Node has some of 64) and a copy of what they decode, the rest clearing the buffer',
  'new URL, 10,000 times': 'interpreter 36%, QuickJS making the object and its field 35%, Go 28%, a third of it parsing',
  'readdir of 10,000 files, 5 times': 'as readdirSync, on a worker',
  'readdirSync of 10,000 files, 5 times': 'kernel 38%, Go 50% (sorting 13%, the collector 8%, the rest reading entries and filling in strings), QuickJS allocating those 12%',
  'readFile of 1,000 small files, at once': 'one operation where Node has four: QuickJS making promises and requests 54%, Go 18%, interpreter 14%, kernel 13%',
  'readFileSync of 1,000 small files': 'one crossing, four system calls: Go 43%, kernel 35%, QuickJS 13%, interpreter 9%',
  'writeFile of 1,000 small files, at once': 'QuickJS making promises and requests 52%, interpreter 17%, kernel 16%, Go 15%',
  'writeFileSync of 1,000 small files': 'one crossing, four system calls: kernel 51%, Go 30%, interpreter 11%',
  'streams copy 100 MB': '1,600 chunks: two thirds interpreter and QuickJS for reads, drains and three ticks each, the rest kernel and Go',
  'JSON.stringify, 10 MB': 'QuickJS 98%, no interpreting: a property at a time by its general get, text a character at a time',
  'JSON.parse, 10 MB': 'QuickJS 97%: a character at a time 30%, the cycle collector 7%, the rest allocating objects and their properties',
  '100,000 timers': 'interpreter 42%, QuickJS 54%: a Timeout has eleven properties, and 25 calls go with its life; collector 3%',
  '100,000 immediates': 'interpreter 39%, QuickJS 58%: as timers, with nine properties; collector 8%',
  '100,000 ticks': 'interpreter 58%, QuickJS 40%: some fifteen calls a tick, no object',
  '100,000 turns of promises': 'QuickJS 93%: an await makes two promises, their functions and a job, some 20 allocations',
  'EventEmitter, 1,000,000 events': 'interpreter 38%, QuickJS 60%: three calls and an array an event (1.4 µs); V8 inlines all of it',
  'util.inspect, 1,000 times': 'interpreter 49%, QuickJS 50%: calls and property accesses of the library',
  "require('typescript')": 'QuickJS 98%: it compiles all 9 MB before it runs them, where V8 leaves functions until they are called',
};
