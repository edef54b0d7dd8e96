// ArrayBuffers that are detached or resized between a call and its completion,
// completions that call in again, and what is closed twice.
const fs = require('fs');
const fd = fs.openSync(__filename);
const size = fs.fstatSync(fd).size;
let left = 0;
const done = () => { if (--left === 0) console.log('survived'); };
function read(make, spoil, check) {
  left++;
  const view = make();
  fs.read(fd, view, 0, view.byteLength, 0, (err, n) => {
    try { check?.(err, n, view); } catch (e) { console.log('check', e.message); }
    // From inside a completion: the same again, synchronously.
    const inner = Buffer.alloc(10);
    if (fs.readSync(fd, inner, 0, 10, 0) !== 10 || String(inner) !== '// ArrayBuf') if (String(inner) !== '// ArrayBu') console.log('inner', String(inner));
    done();
  });
  spoil(view);
}
for (let i = 0; i < 50; i++) {
  read(() => new Uint8Array(4096), (v) => v.buffer.transfer());
  read(() => new Uint8Array(4096), (v) => structuredClone(v.buffer, { transfer: [v.buffer] }));
  read(() => new Uint8Array(new ArrayBuffer(4096, { maxByteLength: 8192 })), (v) => v.buffer.resize(1));
  read(() => new Uint8Array(new ArrayBuffer(4096, { maxByteLength: 8192 })), (v) => v.buffer.resize(8192));
  read(() => new Uint8Array(new ArrayBuffer(4096, { maxByteLength: 8192 }), 100), (v) => { v.buffer.resize(50); });
  // Memory that grows meanwhile moves nothing away.
  read(() => new Uint8Array(4096), () => { globalThis.big = 'x'.repeat(1e5 * (i + 1)) + i; }, (err, n, v) => { if (err || n !== Math.min(4096, size) || v[0] !== 47) console.log('grown', err, n, v[0]); });
}
left++;
const twice = fs.openSync(__filename);
fs.close(twice, (e1) => fs.close(twice, (e2) => { if (e1 || e2?.code !== 'EBADF') console.log('closed twice', e1, e2); done(); }));
for (const bad of [-1, 2 ** 31 - 1, 1e6, 999]) { try { fs.fstatSync(bad); console.log('number', bad); } catch (e) { if (!e.code) console.log(e); } }
