'use strict';
// One function a module, which uses no method of a prototype itself. One that
// takes `done` calls it at its end; others may return a promise.

const same = (got, want) => {
  if (got !== want) throw new Error(`got ${got}, want ${want}`);
};

module.exports = {
  __proto__: null,
  assert() {
    const assert = require('assert');
    assert(true);
    assert.strictEqual(1, 1);
    assert.deepStrictEqual({ a: [1, { b: 2 }], m: new Map([[1, { x: 1 }]]), s: new Set([1, { y: 2 }]) },
                           { a: [1, { b: 2 }], m: new Map([[1, { x: 1 }]]), s: new Set([1, { y: 2 }]) });
    assert.throws(() => { throw new TypeError('no'); }, TypeError);
    assert.throws(() => { throw new TypeError('no'); }, { message: 'no' });
    try {
      assert.deepEqual([1, 2, 3, { a: 1 }], [1, 2, 4, { a: 2 }]);
    } catch (err) {
      same(err.code, 'ERR_ASSERTION');
    }
    assert.match('abc', /b/);
    return assert.rejects(async () => { throw new Error('x'); });
  },
  async_hooks(done) {
    const { AsyncLocalStorage, AsyncResource, createHook } = require('async_hooks');
    const storage = new AsyncLocalStorage();
    const hook = createHook({ init() {}, before() {}, after() {}, destroy() {} }).enable();
    storage.run({ id: 1 }, () => {
      setTimeout(() => {
        hook.disable();
        same(storage.getStore().id, 1);
        new AsyncResource('x').runInAsyncScope(() => done());
      }, 1);
    });
  },
  buffer() {
    const { Buffer, Blob, File, atob, btoa, transcode } = require('buffer');
    const b = Buffer.from('héllo wörld', 'utf8');
    same(b.toString('base64'), 'aMOpbGxvIHfDtnJsZA==');
    same(Buffer.concat([b, Buffer.from([1, 2])]).length, b.length + 2);
    same(b.indexOf('w'), 7);
    same(b.includes('zz'), false);
    same(Buffer.compare(b, Buffer.alloc(3, 'ab')), 1);
    b.writeUInt32BE(7, 0);
    same(b.readUInt32BE(0), 7);
    b.fill(0).equals(Buffer.alloc(b.length));
    b.subarray(1, 3).toJSON();
    b.swap16 && Buffer.from([1, 2]).swap16();
    same(atob(btoa('x')), 'x');
    transcode(Buffer.from('é'), 'utf8', 'latin1');
    new File(['a'], 'name').slice(0, 1);
    return new Blob(['a', new Uint8Array(2)]).text();
  },
  console() {
    const { Console } = require('console');
    const { Writable } = require('stream');
    const sink = new Writable({ write(chunk, encoding, callback) { callback(); } });
    const c = new Console({ stdout: sink, stderr: sink });
    c.log('%s %d %i %j %o %O', 'a', 1, 2, { x: 1 }, [1, { y: 2 }], new Map([[1, 2]]));
    c.error(new Error('x'));
    c.table([{ a: 1, b: 2 }, { a: 3, b: 4 }]);
    c.group('g');
    c.dir({ deep: { deeper: { deepest: [new Set([1]), Symbol('s'), 1n, () => {}] } } }, { depth: 5 });
    c.groupEnd();
    c.count();
    c.time('t');
    c.timeEnd('t');
    c.assert(false, 'no');
    c.trace('here');
  },
  crypto() {
    const crypto = require('crypto');
    crypto.createHash('sha256').update('a').digest('hex');
    crypto.createHmac('sha1', 'k').update('a').digest('base64');
    crypto.randomBytes(8).toString('hex');
    crypto.randomUUID();
    crypto.getRandomValues(new Uint8Array(4));
    const key = crypto.createSecretKey('6b6579', 'hex');
    key.equals(crypto.createSecretKey(new Uint8Array([107, 101, 121])));
    key.export({ format: 'jwk' });
    key.export().toString('latin1');
    key.toCryptoKey({ name: 'HMAC', hash: 'SHA-1', length: 20 }, true, ['sign']);
    crypto.createHmac('sha256', structuredClone(key)).update('a').digest('hex');
    crypto.generateKeySync('hmac', { length: 64 });
    return new Promise((resolve) => crypto.generateKey('aes', { length: 128 }, (err, made) => resolve(made.symmetricKeySize)));
  },
  async webcrypto() {
    const { KeyObject } = require('crypto');
    const { inspect, isDeepStrictEqual } = require('util');
    const { subtle } = globalThis.crypto;
    const hmac = { name: 'HMAC', hash: { name: 'SHA-256' } };
    await subtle.digest('SHA-1', new Uint8Array(2));
    const key = await subtle.generateKey(hmac, true, ['sign', 'verify']);
    const signature = await subtle.sign('HMAC', key, new Uint8Array(2));
    await subtle.verify('HMAC', key, signature, new Uint8Array(2));
    await subtle.importKey('raw', await subtle.exportKey('raw', key), hmac, false, ['verify']);
    await subtle.importKey('jwk', await subtle.exportKey('jwk', key), hmac, true, ['verify', 'sign']);
    inspect(key);
    isDeepStrictEqual(key, structuredClone(key));
    KeyObject.from(key).equals(KeyObject.from(key));
    SubtleCrypto.supports('sign', 'HMAC');
    await subtle.encrypt('AES-GCM', key, new Uint8Array(2)).catch(() => {});
  },
  diagnostics_channel() {
    const dc = require('diagnostics_channel');
    const listener = () => {};
    dc.subscribe('patched', listener);
    dc.channel('patched').publish({ a: 1 });
    dc.unsubscribe('patched', listener);
    const t = dc.tracingChannel('patched');
    t.subscribe({ start() {}, end() {}, asyncStart() {}, asyncEnd() {}, error() {} });
    t.traceSync(() => 1, {});
    return t.tracePromise(async () => 2, {});
  },
  events(done) {
    const { EventEmitter, once, on, getEventListeners } = require('events');
    const e = new EventEmitter({ captureRejections: true });
    e.on('a', () => {});
    e.prependListener('a', () => {});
    e.once('a', () => {});
    e.emit('a', 1, 2, 3, 4);
    e.listenerCount('a');
    e.eventNames();
    e.rawListeners('a');
    getEventListeners(e, 'a');
    e.removeAllListeners('a');
    const target = new EventTarget();
    target.addEventListener('x', () => {}, { once: true });
    target.dispatchEvent(new Event('x'));
    new CustomEvent('y', { detail: 1 });
    const controller = new AbortController();
    controller.signal.addEventListener('abort', () => {});
    AbortSignal.any([controller.signal, AbortSignal.timeout(1000)]);
    controller.abort();
    const iterator = on(e, 'b');
    e.emit('b', 1);
    iterator.next();
    iterator.return();
    once(e, 'c');
    e.emit('c');
    done();
  },
  fs(done) {
    const fs = require('fs');
    const dir = fs.mkdtempSync(`${process.env.PATCHED_TMP}/fs-`);
    fs.writeFileSync(`${dir}/a.txt`, 'text');
    same(fs.readFileSync(`${dir}/a.txt`, 'utf8'), 'text');
    fs.appendFileSync(`${dir}/a.txt`, 'more');
    fs.mkdirSync(`${dir}/x/y`, { recursive: true });
    fs.copyFileSync(`${dir}/a.txt`, `${dir}/x/b.txt`);
    fs.cpSync(dir, `${dir}-copy`, { recursive: true });
    fs.readdirSync(dir, { withFileTypes: true, recursive: true });
    fs.globSync(`${dir}/**/*.txt`);
    fs.statSync(dir).isDirectory();
    fs.existsSync(`${dir}/none`);
    try {
      fs.readFileSync(`${dir}/none`);
    } catch (err) {
      same(err.code, 'ENOENT');
    }
    fs.rmSync(`${dir}-copy`, { recursive: true });
    fs.createReadStream(`${dir}/a.txt`).pipe(fs.createWriteStream(`${dir}/c.txt`)).on('finish', () => {
      fs.readFile(`${dir}/c.txt`, 'utf8', (err, text) => {
        if (err) return done(err);
        same(text, 'textmore');
        fs.rm(dir, { recursive: true }, done);
      });
    });
  },
  async fsPromises() {
    const fs = require('fs/promises');
    const dir = await fs.mkdtemp(`${process.env.PATCHED_TMP}/fsp-`);
    await fs.writeFile(`${dir}/a`, 'one\ntwo\n');
    same(await fs.readFile(`${dir}/a`, 'utf8'), 'one\ntwo\n');
    const handle = await fs.open(`${dir}/a`);
    for await (const line of handle.readLines()) line.length;
    const d = await fs.opendir(dir);
    for await (const entry of d) entry.name;
    await fs.stat(dir);
    await fs.readdir(dir);
    await fs.rm(dir, { recursive: true });
  },
  tls(done) {
    const tls = require('tls'), { Duplex } = require('stream');
    const pem = require('fs').readFileSync(require('path').join(__dirname, 'tls.pem'), 'utf8');
    const context = tls.createSecureContext({ key: pem, cert: [pem], ca: pem, minVersion: 'TLSv1.2', ciphers: 'ECDHE+AESGCM:!aRSA', ecdhCurve: 'X25519:P-256' });
    same(tls.checkServerIdentity('a.example.com', { subject: {}, subjectaltname: 'DNS:x, DNS:"*.example.com", IP Address:::1' }), undefined);
    same(tls.checkServerIdentity('::2', { subject: {}, subjectaltname: 'IP Address:::1' }).code, 'ERR_TLS_CERT_ALTNAME_INVALID');
    same(tls.getCiphers().length > 10, true);
    const server = tls.createServer({ key: pem, cert: pem, ca: pem, requestCert: true, ALPNProtocols: ['b', 'a'] }, (socket) => {
      same(socket.authorized, true);
      same(socket.getProtocol(), 'TLSv1.3');
      socket.pipe(socket);
    });
    server.addContext('pee?', { key: pem, cert: pem });
    server.addContext('*eer', context);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const options = { port: server.address().port, host: '127.0.0.1', servername: 'peer', secureContext: context, ALPNProtocols: ['a', new Uint8Array([99])] };
      const socket = tls.connect(options, () => {
        same(socket.alpnProtocol, 'a');
        same(socket.getPeerCertificate(true).subject.CN, 'peer');
        socket.getCipher();
        socket.getEphemeralKeyInfo();
        socket.exportKeyingMaterial(8, 'x', new Uint8Array(1));
        socket.end('hello');
      });
      let got = '';
      socket.setEncoding('latin1').on('data', (chunk) => { got += chunk; }).on('close', () => {
        same(got, 'hello');
        const raw = require('net').connect(options, () => {
          const over = Duplex.from({ readable: raw, writable: raw });
          const inner = tls.connect({ ...options, socket: over }, () => inner.end('x'));
          inner.resume().on('close', () => server.close(done));
        });
      });
    });
  },
  net(done) {
    const net = require('net');
    const list = new net.BlockList();
    list.addSubnet('10.0.0.0', 8);
    list.addRange('::1', '::5', 'ipv6');
    same(list.check('10.1.2.3'), true);
    same(new net.SocketAddress({ address: '::2', family: 'ipv6' }).address, '::2');
    same(net.isIPv4('1.2.3.4'), true);
    const server = net.createServer({ allowHalfOpen: true, blockList: list }, (socket) => {
      socket.setNoDelay(true).setKeepAlive(true, 1000);
      let text = '';
      socket.setEncoding('latin1').on('data', (chunk) => { text += chunk; }).on('end', () => socket.end(`${text}.`));
    });
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const socket = net.connect(server.address().port, '127.0.0.1', () => {
        socket.cork();
        socket.write('a');
        socket.write(new Uint8Array([98]));
        socket.uncork();
        socket.end('c');
      });
      let got = '';
      socket.setTimeout(5000);
      socket.on('data', (chunk) => { got += chunk; });
      socket.on('close', () => {
        same(got, 'abc.');
        same(socket.bytesRead, 4);
        server.getConnections(() => server.close(done));
      });
    });
  },
  http2(done) {
    const http2 = require('http2');
    const packed = http2.getPackedSettings({ maxHeaderSize: 4, enablePush: false, customSettings: { 99: 1 } });
    same(http2.getUnpackedSettings(packed, { validate: true }).customSettings[99], 1);
    const server = http2.createServer((req, res) => {
      res.setHeader('A', ['1', '2']);
      res.appendHeader('a', '3');
      res.setTrailer('t', 'u');
      res.writeEarlyHints({ link: '</a>; rel=preload' });
      res.writeContinue();
      res.writeHead(200, ['b', 'c', 'b', 'd']);
      res.write('x');
      req.resume();
      req.on('end', () => res.end('y'));
      same(req.socket.remotePort > 0, true);
      same(req.trailers.q, undefined);
    });
    server.listen(0, '127.0.0.1', () => {
      const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
      const req = client.request({ ':path': '/', ':method': 'POST', 'foo': ['a', 'b'], [http2.sensitiveHeaders]: ['foo'] }, { waitForTrailers: true });
      req.on('wantTrailers', () => req.sendTrailers({ q: 'r' }));
      req.on('trailers', (trailers) => same(trailers.t, 'u'));
      req.on('close', () => {
        client.close();
        server.close(done);
      });
      req.resume();
      req.end('z');
    });
  },
  http2streams(done) {
    const http2 = require('http2');
    const server = http2.createServer({ settings: { customSettings: { 99: 1 } }, origins: ['https://a.example'] });
    server.on('session', (session) => session.altsvc('h2=":1"', 'https://b.example'));
    server.on('stream', (stream, headers) => {
      if (headers[':path'] === '/file') {
        stream.respondWithFile(__filename, {}, { length: 10, statCheck() {}, onError: done });
        return;
      }
      stream.additionalHeaders({ ':status': 103, 'x': 'y' });
      stream.pushStream({ ':path': '/p' }, (err, push) => {
        if (err) done(err);
        push.respond({});
        push.end('p');
        stream.respond([':status', 200, 'a', 'b', 'a', 'c'], { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ e: 'f' }));
        stream.write('a');
        stream.end('b');
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const client = http2.connect(`http://127.0.0.1:${server.address().port}`, { settings: { enablePush: true } });
      client.on('altsvc', (alt) => same(alt, 'h2=":1"'));
      client.on('stream', (push) => push.resume());
      client.on('connect', () => client.ping((err) => err && done(err)));
      client.settings({ maxFrameSize: 20000 }, (err) => err && done(err));
      const req = client.request(['a', 'b', 'a', 'c'], { endStream: true });
      let got = '';
      req.setEncoding('utf8');
      req.on('data', (chunk) => { got += chunk; });
      req.on('close', () => {
        same(got, 'ab');
        const file = client.request({ ':path': '/file' });
        file.resume().on('close', () => {
          const cancelled = client.request({ ':method': 'POST' });
          cancelled.close(8);
          cancelled.on('close', () => {
            same(client.state.nextStreamID > 1, true);
            client.goaway(0, 0, new Uint8Array([1]));
            client.close();
            server.close(done);
          });
        });
      });
    });
  },
  http(done) {
    const http = require('http');
    const server = http.createServer((req, res) => {
      let body = '';
      req.on('data', (chunk) => { body += chunk; });
      req.on('end', () => {
        res.setHeader('X-A', ['1', '2']);
        res.writeHead(200, { 'Content-Type': 'text/plain' });
        res.end(body);
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      const req = http.request({ port, host: '127.0.0.1', method: 'POST', headers: { a: 'b' } }, (res) => {
        res.on('data', () => {});
        res.on('end', () => {
          server.close(() => done());
          server.closeAllConnections();
        });
      });
      req.end('hello');
    });
  },
  async fetch() {
    const headers = new Headers({ a: '1', b: '2' });
    headers.append('a', '3');
    for (const pair of headers) pair.length;
    const form = new FormData();
    form.append('k', 'v');
    form.get('k');
    await new Response('text').text();
    await new Response(new Blob(['{"a":1}'])).json();
    new Request('http://x/y', { method: 'POST', body: 'b', headers }).clone();
    const res = await fetch('data:text/plain,hello');
    same(await res.text(), 'hello');
  },
  module() {
    const module = require('module');
    module.builtinModules.length;
    module.isBuiltin('fs');
    const require2 = module.createRequire(__filename);
    require2.resolve('./main.js');
    same(require2('./data.json').a, 1);
    same(require2('./dep.js').dep, 1);
    return import('./dep.mjs');
  },
  os() {
    const os = require('os');
    os.EOL.length;
    os.availableParallelism();
    os.platform();
    os.tmpdir();
    os.constants.signals.SIGINT;
  },
  path() {
    const path = require('path');
    same(path.resolve('/a', '../b', './c'), '/b/c');
    path.join('a', '..', 'b');
    path.relative('/a/b', '/a/c');
    path.parse('/a/b.c');
    path.format({ dir: '/a', base: 'b' });
    path.win32.normalize('C:\\a\\..\\b');
    path.matchesGlob('/a/b.js', '/**/*.js');
  },
  perf_hooks() {
    const { performance, PerformanceObserver, createHistogram, monitorEventLoopDelay } = require('perf_hooks');
    const observer = new PerformanceObserver(() => {});
    observer.observe({ entryTypes: ['mark', 'measure'] });
    performance.mark('a', { detail: { x: 1 } });
    performance.measure('b', 'a');
    performance.getEntriesByName('a');
    performance.timerify(() => 1)();
    performance.toJSON();
    performance.eventLoopUtilization();
    const h = createHistogram();
    h.record(5);
    h.percentile(50);
    monitorEventLoopDelay();
    observer.disconnect();
    performance.clearMarks();
  },
  process(done) {
    process.cwd();
    process.memoryUsage();
    process.hrtime();
    process.hrtime.bigint();
    process.env.PATCHED_TMP.length;
    process.env.PATCHED_OTHER = 'x';
    Object.keys(process.env);
    process.once('warning', () => done());
    process.emitWarning('patched', 'PatchedWarning');
    process.nextTick((a, b) => a + b, 1, 2);
    queueMicrotask(() => {});
  },
  punycode() {
    const punycode = require('punycode');
    same(punycode.toASCII('mañana.com'), 'xn--maana-pta.com');
    punycode.toUnicode('xn--maana-pta.com');
  },
  querystring() {
    const qs = require('querystring');
    same(qs.parse('a=1&a=2&b=%20').b, ' ');
    same(qs.stringify({ a: [1, 2], b: 'ü' }), 'a=1&a=2&b=%C3%BC');
  },
  async readline() {
    const readline = require('readline');
    const { Readable } = require('stream');
    const rl = readline.createInterface({ input: Readable.from(['a\nb\n', 'c']) });
    let lines = 0;
    for await (const line of rl) lines += line.length;
    same(lines, 3);
  },
  stream(done) {
    const { Readable, Transform, Writable, PassThrough, pipeline, finished, compose } = require('stream');
    const upper = new Transform({ transform(chunk, encoding, callback) { callback(null, chunk); } });
    const sink = new Writable({ write(chunk, encoding, callback) { callback(); }, writev(chunks, callback) { callback(); } });
    finished(sink, () => {});
    compose(new PassThrough(), new PassThrough());
    pipeline(Readable.from(['a', 'b', 'c']), upper, async function* (source) { for await (const chunk of source) yield chunk; }, sink, done);
  },
  async streamPromises() {
    const { Readable } = require('stream');
    const { pipeline } = require('stream/promises');
    const consumers = require('stream/consumers');
    await pipeline(Readable.from(['x']), async (source) => { for await (const chunk of source) chunk.length; });
    same(await consumers.text(Readable.from(['a', 'b'])), 'ab');
    await Readable.from([1, 2, 3]).map(async (x) => x * 2).filter((x) => x > 2).toArray();
  },
  async webStreams() {
    const rs = new ReadableStream({ start(c) { c.enqueue('a'); c.enqueue('b'); c.close(); } });
    const [a, b] = rs.tee();
    let text = '';
    for await (const chunk of a.pipeThrough(new TransformStream())) text += chunk;
    same(text, 'ab');
    await b.pipeTo(new WritableStream({ write() {} }));
    const encoder = new TextEncoderStream();
    const writer = encoder.writable.getWriter();
    writer.write('x');
    await encoder.readable.getReader().read();
  },
  string_decoder() {
    const { StringDecoder } = require('string_decoder');
    const d = new StringDecoder('utf8');
    same(d.write(Buffer.from([0xc3])) + d.end(Buffer.from([0xa9])), 'é');
  },
  structuredClone(done) {
    const copy = structuredClone({ m: new Map([[1, new Set([2])]]), d: new Date(0), e: new RangeError('x'), b: new Uint8Array(2), r: /x/g, n: [1, , 3] });
    same(copy.d.getTime !== undefined, true);
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = ({ data }) => {
      same(data.a, 1);
      port1.close();
      done();
    };
    port1.postMessage({ a: 1, list: [new Map()] });
  },
  test(done) {
    const { describe, it, mock, test } = require('node:test');
    const fn = mock.fn((a) => a + 1);
    same(fn(1), 2);
    same(fn.mock.callCount(), 1);
    mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    mock.timers.tick(5);
    mock.timers.reset();
    test('one', (t) => { t.plan(1); t.assert.ok(1); });
    describe('suite', () => { it('two', async (t) => { await t.test('inner', () => {}); }); });
    test('last', () => { setTimeout(done, 5); });
  },
  timers(done) {
    const interval = setInterval(() => {}, 1);
    const timeout = setTimeout((a) => {
      same(a, 1);
      clearInterval(interval);
      setImmediate((b) => { same(b, 2); done(); }, 2);
    }, 5, 1);
    timeout.refresh().unref().ref();
    clearImmediate(setImmediate(() => {}));
  },
  async timersPromises() {
    const { setTimeout: wait, setImmediate: immediate, setInterval: every, scheduler } = require('timers/promises');
    same(await wait(1, 'v'), 'v');
    await immediate();
    await scheduler.wait(1);
    for await (const value of every(1, 'x')) {
      same(value, 'x');
      break;
    }
  },
  tty() {
    const tty = require('tty');
    tty.isatty(0);
  },
  url() {
    const url = require('url');
    const u = new URL('http://user:pass@example.com:8080/a/../b?x=1&y=2#h');
    u.searchParams.append('z', 'ü');
    u.pathname = '/c d';
    same(u.href, 'http://user:pass@example.com:8080/c%20d?x=1&y=2&z=%C3%BC#h');
    for (const pair of u.searchParams) pair.length;
    u.searchParams.sort();
    new URLSearchParams({ a: '1' }).toString();
    new URLSearchParams([['a', '1']]).getAll('a');
    url.parse('http://a.b/c?d=e', true);
    url.format({ protocol: 'http', host: 'a', query: { b: 1 } });
    url.resolve('/a/b', '../c');
    url.fileURLToPath('file:///a%20b');
    url.pathToFileURL('/a b').href;
    url.domainToASCII('español.com');
    new URLPattern({ pathname: '/a/:b' }).exec('http://x/a/c');
    URL.canParse('x:');
  },
  util() {
    const util = require('util');
    util.inspect({
      a: [1, 2, { b: new Map([[{ c: 1 }, new Set([1])]]) }], d: new Date(0), e: new Error('x', { cause: 1 }), f() {}, g: class A {},
      h: Symbol('s'), i: 1n, j: new Uint8Array(3), k: /x/, l: Promise.resolve(1), m: new WeakMap(), n: null, o: undefined, p: 'it\'s', q: -0,
      r: new Proxy({}, {}), s: Object.create(null), t: new (class B { x = 1; })(), get u() { return 1; }, v: function* () {}, w: new ArrayBuffer(2),
    }, { depth: 6, colors: true, showHidden: true, compact: false, sorted: true });
    util.inspect('long '.length);
    util.format('%s %d %j', 'a', 1, {});
    util.isDeepStrictEqual([1], [1]);
    util.promisify((cb) => cb(null, 1))();
    util.callbackify(async () => 1)(() => {});
    util.deprecate(() => {}, 'patched', 'DEP9999');
    util.debuglog('patched')('x');
    util.parseArgs({ args: ['-a', '--b=1', 'c'], options: { a: { type: 'boolean', short: 'a' }, b: { type: 'string' } }, allowPositionals: true });
    util.styleText(['red', 'bold'], 'x');
    util.stripVTControlCharacters('\u001b[31mx\u001b[0m');
    new util.MIMEType('text/html; charset=utf-8').toString();
    new util.TextDecoder('utf-16le').decode(new Uint8Array([65, 0]));
    new util.TextEncoder().encode('é');
    util.parseEnv('A=1\nB="2"');
    util.getSystemErrorName(-2);
    util.inherits(function A() {}, function B() {});
    util.types.isDate(new Date());
    util.toUSVString('\ud800');
  },
  v8() {
    const v8 = require('v8');
    const copy = v8.deserialize(v8.serialize({ a: [1, 'x', 1n, new Date(0), new Map([[1, 2]]), new Set([3]), /r/g, new Uint8Array(3), null, undefined, -0, 1.5] }));
    same(copy.a.length, 12);
    v8.getHeapStatistics();
  },
  vm() {
    const vm = require('vm');
    same(new vm.Script('1 + 1').runInThisContext(), 2);
    same(vm.runInThisContext('2 + 2'), 4);
  },
  errors() {
    const fs = require('fs');
    for (const bad of [() => fs.readFileSync({}), () => Buffer.alloc('x'), () => new URL('x'), () => require('path').join(1), () => setTimeout('x'),
      () => new Event(), () => structuredClone(() => {})]) {
      try {
        bad();
      } catch (err) {
        err.stack.length;
        err.message.length;
      }
    }
    const e = new Error('x');
    e.stack.length;
  },
  last() {},
};
