// Map and Set with keys of three kinds.
function workload() {
  const map = new Map();
  for (let i = 0; i < 60000; i++) map.set(i, i * 2);
  for (let i = 0; i < 20000; i++) map.set('k' + i, i);
  const keys = [];
  for (let i = 0; i < 10000; i++) { const key = { i }; keys.push(key); map.set(key, i); }
  let n = 0;
  for (let i = 0; i < 120000; i++) n += map.get(i) ?? 1;
  for (const key of keys) n += map.get(key);
  const set = new Set();
  for (const [, value] of map) set.add(value % 1000);
  for (let i = 0; i < 30000; i++) map.delete(i);
  return n + set.size + map.size;
}
