// A JSON service that keeps notes in memory.
//
//   wjs --allow-net=127.0.0.1 server.mjs [PORT]
import { createServer } from 'node:http';

const notes = new Map();
let last = 0;

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function answer(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

async function serve(request, response) {
  const { pathname } = new URL(request.url, 'http://service');
  const route = `${request.method} ${pathname.replace(/\/\d+$/, '/:id')}`;
  const id = Number(pathname.split('/').at(-1));
  switch (route) {
    case 'POST /notes': {
      const { text } = JSON.parse(await bodyOf(request));
      if (typeof text !== 'string') return answer(response, 422, { error: 'text must be a string' });
      notes.set(++last, text);
      return answer(response, 201, { id: last, text });
    }
    case 'GET /notes':
      return answer(response, 200, [...notes].map(([id, text]) => ({ id, text })));
    case 'GET /notes/:id':
      if (!notes.has(id)) return answer(response, 404, { error: `there is no note ${id}` });
      return answer(response, 200, { id, text: notes.get(id) });
    case 'POST /shout':
      // Streamed both ways: what has arrived is answered before the rest comes.
      response.writeHead(200, { 'content-type': 'text/plain' });
      for await (const chunk of request) response.write(chunk.toString('utf8').toUpperCase());
      return response.end();
    case 'POST /stop':
      answer(response, 200, { stopped: true });
      return server.close();
  }
  answer(response, 404, { error: `nothing answers to ${route}` });
}

const server = createServer((request, response) => {
  serve(request, response).catch((err) => answer(response, 400, { error: err.message }));
});
server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
