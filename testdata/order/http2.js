'use strict';
// What a client and a server of HTTP/2 hear of a request with a body and trailers,
// of one that is refused with a reset, of a push, and of the end of all. Each side
// hears it in this order; how they interleave is the system's affair.
const http2 = require('http2');
const heard = { server: [], client: [] };
const log = (side, ...args) => heard[side].push(args.join(' '));
const seen = (headers) => Object.entries(headers).filter(([name]) => name !== 'date' && name !== ':authority').map((e) => e.join('=')).join(' ');

const server = http2.createServer({ settings: { maxConcurrentStreams: 10 } });
server.on('session', (session) => {
  session.once('goaway', (code) => log('server', 'goaway', code));
  session.on('close', () => {
    log('server', 'session closed');
    server.close(() => log('server', 'closed'));
  });
});
server.on('stream', (stream, headers, flags) => {
  const path = headers[':path'];
  log('server', 'stream', stream.id, seen(headers), flags);
  stream.on('error', (err) => log('server', 'error', path, err.code));
  stream.on('aborted', () => log('server', 'aborted', path));
  stream.on('close', () => log('server', 'closed', path, stream.rstCode));
  if (path === '/refused') {
    stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
    return;
  }
  if (path === '/push') {
    stream.pushStream({ ':path': '/pushed' }, (err, pushed) => {
      log('server', 'pushes', err, pushed.id);
      pushed.respond({ 'x-pushed': 1 });
      pushed.end('pushed');
      stream.respond();
      stream.end('pushing');
    });
    return;
  }
  let body = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => { body += chunk; });
  stream.on('trailers', (trailers) => log('server', 'trailers', seen(trailers)));
  stream.on('end', () => {
    log('server', 'end', body);
    stream.respond({ ':status': 201, 'set-cookie': ['a=1', 'b=2'], 'x-list': ['c', 'd'] }, { waitForTrailers: true });
    stream.on('wantTrailers', () => {
      log('server', 'wantTrailers');
      stream.sendTrailers({ 'x-sum': body.length });
    });
    stream.end(body.toUpperCase());
  });
});

server.listen(0, '127.0.0.1', async () => {
  const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
  client.on('connect', () => log('client', 'connected', client.alpnProtocol, client.encrypted));
  client.on('remoteSettings', (settings) => log('client', 'settings', settings.maxConcurrentStreams));
  client.on('stream', (pushed, headers) => {
    log('client', 'promised', pushed.id, seen(headers));
    pushed.on('push', (headers) => log('client', 'push', seen(headers)));
    pushed.setEncoding('utf8');
    pushed.on('data', (chunk) => log('client', 'data', chunk));
    pushed.on('end', () => log('client', 'end of push'));
  });
  client.on('close', () => log('client', 'session closed'));

  const ask = (headers, body) => new Promise((done) => {
    const stream = client.request(headers, { endStream: body === undefined, waitForTrailers: body !== undefined });
    let end = '';
    stream.setEncoding('utf8');
    stream.on('ready', () => log('client', 'ready', stream.id));
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-end': 'yes' }));
    stream.on('response', (headers, flags) => log('client', 'response', stream.id, seen(headers), flags));
    stream.on('trailers', (headers, flags) => log('client', 'trailers', seen(headers), flags));
    stream.on('data', (chunk) => { end += chunk; });
    stream.on('end', () => log('client', 'end', end));
    stream.on('error', (err) => log('client', 'error', err.code, err.message));
    stream.on('close', () => {
      log('client', 'closed', stream.id, stream.rstCode);
      setTimeout(done, 20); // so that the server has closed it, too
    });
    if (body !== undefined) stream.end(body);
  });
  await ask({ ':method': 'POST', ':path': '/body', 'X-Name': 'value' }, 'a body');
  await ask({ ':path': '/refused' });
  await ask({ ':path': '/push' });
  const ping = await new Promise((done) => client.ping(Buffer.from('12345678'), (err, duration, payload) => done([err, typeof duration, `${payload}`])));
  log('client', 'ping', ...ping);
  client.close();
});

process.on('exit', () => {
  for (const side in heard) console.log(`${side}\n  ${heard[side].join('\n  ')}`);
});
