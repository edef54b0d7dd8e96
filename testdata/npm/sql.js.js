const initSqlJs = require('sql.js');
initSqlJs().then((SQL) => {
  const db = new SQL.Database();
  db.run('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c REAL, d BLOB)');
  db.run('BEGIN');
  const st = db.prepare('INSERT INTO t VALUES (?, ?, ?, ?)');
  for (let i = 0; i < 1000; i++) st.run([i, `row ${i} é😀`, i / 3, new Uint8Array([i & 255, 1, 2])]);
  st.free();
  db.run('COMMIT');
  console.log(JSON.stringify(db.exec('SELECT count(*), sum(a), max(b), avg(c), hex(max(d)) FROM t')));
  console.log(JSON.stringify(db.exec('SELECT * FROM t WHERE a % 250 = 7')));
  db.create_function('twice', (x) => x * 2);
  console.log(JSON.stringify(db.exec("SELECT twice(a), upper(b) FROM t WHERE b LIKE '%99 %' LIMIT 3")));
  try { db.run('SELECT * FROM nowhere'); } catch (e) { console.log(e.message); }
  const bytes = db.export();
  console.log(bytes.length, bytes.subarray(0, 16));
  const again = new SQL.Database(bytes);
  console.log(again.exec('SELECT count(*) FROM t')[0].values);
  console.log(again.exec('SELECT sqlite_version()')[0].values);
});
