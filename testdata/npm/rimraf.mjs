import { rimraf, rimrafSync, native, manual, moveRemove, nativeSync, manualSync } from 'rimraf'; import fs from 'node:fs'; import path from 'node:path'; import { fileURLToPath } from 'node:url';
const dir = path.join(path.dirname(fileURLToPath(import.meta.url)), 'work', 'rimraf');
const make = () => { for (const f of ['a/b/c/d.txt', 'a/e.txt', 'a/b/f.log', 'g.txt', 'h/i.txt']) { fs.mkdirSync(path.dirname(path.join(dir, f)), { recursive: true }); fs.writeFileSync(path.join(dir, f), f); } fs.rmSync(path.join(dir, 'link'), { force: true }); fs.symlinkSync('h', path.join(dir, 'link')); };
const left = () => fs.readdirSync(dir, { recursive: true }).sort().join(' ');
make(); console.log(left()); console.log(await rimraf(path.join(dir, 'a')), left());
for (const [name, fn] of Object.entries({ native, manual, moveRemove, nativeSync, manualSync, rimrafSync })) { make(); console.log(name, await fn([path.join(dir, 'a'), path.join(dir, 'g.txt'), path.join(dir, 'none')], { tmp: path.dirname(dir) }), left()); }
make(); console.log(await manual(path.join(dir, 'a'), { filter: (p, stat) => { const keep = p.endsWith('.log'); return !keep; } }), left());
make(); console.log(await rimraf(path.join(dir, '**/*.txt'), { glob: true }), left()); make(); console.log(await rimraf(path.join(dir, 'link')), left(), fs.existsSync(path.join(dir, 'h', 'i.txt')));
const order = []; await manual(path.join(dir, 'a'), { filter: (p) => { order.push(path.relative(dir, p)); return true; } }); console.log(order.sort());
const c = new AbortController(); c.abort(); make(); await manual(path.join(dir, 'a'), { signal: c.signal }).catch((e) => console.log(e.name)); await rimraf('/').catch((e) => console.log(e.code, e.message)); await rimraf('a\0b').catch((e) => console.log(e.code)); await rimraf(1).catch((e) => console.log(e.name, e.code)); await rimraf(dir); console.log(fs.existsSync(dir));
