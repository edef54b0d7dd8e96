// JSON: 4,000 records to text and back, three times.
function workload() {
  let list = [];
  for (let i = 0; i < 4000; i++) list.push({ id: i, name: 'name ' + i, tags: ['a', 'b\n', String(i)], nested: { ok: i % 2 === 0, x: i / 3, none: null } });
  let size = 0;
  for (let round = 0; round < 3; round++) {
    const text = JSON.stringify(list);
    size += text.length;
    list = JSON.parse(text);
  }
  return size + list[3999].id;
}
