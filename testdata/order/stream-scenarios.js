'use strict';

// What streams of random making do under random orders, and in which order: a line
// a scenario with how much it logged and the hash of it. With a number as argument
// it prints all of that scenario instead.

const { PassThrough, Readable, Writable, pipeline } = require('stream');

const SCENARIOS = 400;

// xorshift, for the same choices everywhere.
function choices(seed) {
  let state = (seed * 2654435761) >>> 0 || 1;
  return (n) => {
    state = (state ^ (state << 13)) >>> 0;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state % n;
  };
}

const show = (chunk) => (Buffer.isBuffer(chunk) ? chunk.toString() : JSON.stringify(chunk));

class Scenario {
  constructor(seed) {
    this.pick = choices(seed);
    this.lines = [];
    this.objectMode = this.pick(3) === 0;
    this.writers = [];
    this.source = this.readable(this.pick(8) + 1);
  }

  log(...words) { this.lines.push(words.join(' ')); }

  chunk(n) { return this.objectMode ? { n } : Buffer.alloc(this.pick(10) + 1, 97 + n % 26); }

  // Pushes at once, a tick or a turn later, several at a time or one.
  readable(total) {
    const { pick, objectMode } = this;
    const when = pick(4);
    let made = 0;
    const push = () => {
      if (source.destroyed) return;
      if (made++ >= total) {
        this.log('push', source.push(null));
        return;
      }
      for (let left = pick(3) + 1; left > 0 && made <= total; left--) {
        this.log('push', source.push(this.chunk(made)));
        if (pick(2)) break;
        made++;
      }
    };
    const source = new Readable({
      objectMode,
      highWaterMark: [0, 1, 3, 16, 64][pick(5)],
      read: (size) => {
        this.log('_read', size, made);
        if (when === 0 || (when === 3 && pick(2))) push();
        else if (when === 1) process.nextTick(push);
        else setImmediate(push);
      },
    });
    for (const event of ['end', 'close', 'error', 'pause', 'resume']) {
      source.on(event, (arg) => this.log('source', event, arg?.message ?? ''));
    }
    if (pick(4) === 0) source.on('readable', () => this.drain(source));
    return source;
  }

  drain(source) {
    const all = this.pick(4);
    let chunk;
    while ((chunk = source.read(all ? undefined : this.pick(5) + 1)) !== null) this.log('read', show(chunk));
  }

  writable(name) {
    const { pick, objectMode } = this;
    const when = pick(4);
    const later = (callback) => {
      if (when === 0) callback();
      else if (when === 1) process.nextTick(callback);
      else if (when === 3 && pick(12) === 0) callback(new Error('failed'));
      else setImmediate(callback);
    };
    const writer = new Writable({
      objectMode,
      highWaterMark: [1, 4, 16][pick(3)],
      write: (chunk, encoding, callback) => {
        this.log(name, 'write', show(chunk), encoding);
        later(callback);
      },
      ...(pick(2) && {
        writev: (requests, callback) => {
          this.log(name, 'writev', requests.map((r) => show(r.chunk)).join());
          later(callback);
        },
      }),
      final: (callback) => {
        this.log(name, 'final');
        if (pick(2)) callback();
        else setImmediate(callback);
      },
    });
    for (const event of ['drain', 'finish', 'close', 'error', 'pipe', 'unpipe']) {
      writer.on(event, (arg) => this.log(name, event, event === 'error' ? arg.message : ''));
    }
    this.writers.push(writer);
    return writer;
  }

  write(name) {
    const writer = this.writable(name);
    for (let i = this.pick(5); i > 0; i--) {
      this.log(name, writer.write(this.chunk(i), this.pick(2) ? () => this.log(name, 'written', i) : undefined));
    }
    if (this.pick(2)) {
      writer.cork();
      this.log(name, writer.write(this.chunk(0)));
      process.nextTick(() => writer.uncork());
    }
    if (this.pick(2)) writer.end(() => this.log(name, 'ended'));
  }

  act(name) {
    const { pick, source, objectMode } = this;
    switch (pick(11)) {
      case 0: source.on('data', (chunk) => this.log('data', show(chunk))); break;
      case 1: source.pipe(this.writable(name)); break;
      case 2: source.pause(); break;
      case 3: source.resume(); break;
      case 4: this.log('read', show(source.read())); break;
      case 5: this.log('read(0)', show(source.read(0))); break;
      case 6: if (!objectMode && pick(2)) source.setEncoding('utf8'); break;
      case 7: if (this.writers.length) source.unpipe(this.writers[pick(this.writers.length)]); break;
      case 8: this.write(name); break;
      case 9:
        pipeline(source, new PassThrough({ objectMode }), this.writable(name), (err) => this.log('pipeline', err?.code ?? err?.message ?? ''));
        break;
      case 10: if (pick(3) === 0) source.destroy(pick(2) ? new Error('gone') : undefined); break;
    }
  }

  async run() {
    const { pick, source } = this;
    for (let i = 0, acts = pick(7) + 1; i < acts; i++) {
      this.act(`w${i}`);
      if (pick(3) === 0) await new Promise(pick(2) ? setImmediate : process.nextTick);
      this.log('now', source.readableFlowing, source.readableLength, source.readableEnded, source.isPaused());
    }
    for (let i = 0; i < 30; i++) await new Promise(setImmediate);
    this.log('at last', source.readableFlowing, source.readableLength, source.readableEnded, source.destroyed);
    return this.lines;
  }
}

function hash(text) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(16);
}

async function main(only) {
  require('events').defaultMaxListeners = 0;
  if (only !== undefined) {
    console.log((await new Scenario(Number(only)).run()).join('\n'));
    return;
  }
  for (let seed = 1; seed <= SCENARIOS; seed++) {
    const lines = await new Scenario(seed).run();
    console.log(seed, lines.length, hash(lines.join('\n')));
  }
}

main(process.argv[2]);
