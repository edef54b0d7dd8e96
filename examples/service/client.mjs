// Talks to server.mjs with fetch.
//
//   wjs --allow-net=127.0.0.1 client.mjs http://127.0.0.1:8080
const base = process.argv[2];

async function call(method, path, body) {
  const response = await fetch(base + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  console.log(method, path, response.status, await response.json());
}

await call('POST', '/notes', { text: 'buy bread' });
await call('POST', '/notes', { text: 'call Ada' });
await call('POST', '/notes', { text: 5 });
await call('GET', '/notes');
await call('GET', '/notes/2');
await call('GET', '/notes/7');

// A body that is made while it is sent: the next word goes out only when the one
// before has come back, so both bodies are open at once.
let next;
const words = ['one ', 'two ', 'three'];
const body = new ReadableStream({
  start(controller) {
    next = () => (words.length > 0 ? controller.enqueue(new TextEncoder().encode(words.shift())) : controller.close());
    next();
  },
});
const shout = await fetch(`${base}/shout`, { method: 'POST', body, duplex: 'half' });
const decoder = new TextDecoder();
for await (const chunk of shout.body) {
  console.log('came back:', decoder.decode(chunk, { stream: true }).trim());
  next();
}

// Only 127.0.0.1 was granted.
try {
  await fetch('http://192.0.2.1/');
} catch (err) {
  console.log('denied:', (err.cause ?? err).code);
}
await call('POST', '/stop', {});
