// Properties of objects and classes: read, written, added, looked up by a name
// that is computed.
class Point {
  constructor(x, y) { this.x = x; this.y = y; }
  get sum() { return this.x + this.y; }
  move(d) { this.x += d; this.y -= d; return this; }
}
function workload() {
  const p = new Point(1, 2);
  let n = 0;
  for (let i = 0; i < 150000; i++) n += p.move(i & 3).sum;
  const table = {};
  for (let i = 0; i < 30000; i++) table['key' + (i % 500)] = i;
  for (const key in table) n += table[key];
  for (let i = 0; i < 50000; i++) { const { x, y } = { x: i, y: 1 }; n += x * y; }
  return n;
}
