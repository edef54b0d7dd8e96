const express = require('express'); const http = require('http');
const app = express();
app.use(express.json()); app.use((req, res, next) => { res.set('X-Test', 'yes'); next(); });
app.get('/hello/:name', (req, res) => res.json({ hello: req.params.name, q: req.query }));
app.post('/echo', (req, res) => res.status(201).send(req.body));
app.get('/text', (req, res) => res.type('text').send('plain')); app.get('/boom', () => { throw new Error('boom'); });
const router = express.Router(); router.get('/x', (req, res) => res.redirect('/text')); app.use('/r', router);
app.use((err, req, res, next) => res.status(500).json({ error: err.message }));
const server = app.listen(0, async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  for (const [path, init] of [['/hello/bob?a=1&b=2'], ['/echo', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"x":[1,2]}' }], ['/text'], ['/boom'], ['/r/x'], ['/none']]) {
    const res = await fetch(base + path, init);
    console.log(path, res.status, res.headers.get('content-type'), res.headers.get('x-test'), res.headers.get('etag'), await res.text());
  }
  server.close(() => console.log('closed'));
});
