const fg = require('fast-glob'); const fs = require('node:fs'); const path = require('node:path');
const dir = path.join(__dirname, 'work', 'fast-glob');
for (const f of ['a.js', 'b.ts', 'src/x.js', 'src/deep/y.js', 'src/deep/z.test.js', 'src/deep/er/w.json', '.hidden/h.js', 'node_modules/m/i.js', 'sp ace/(p).md', 'src/[b].js', 'UP.JS']) { fs.mkdirSync(path.dirname(path.join(dir, f)), { recursive: true }); fs.writeFileSync(path.join(dir, f), f); }
try { fs.symlinkSync('src', path.join(dir, 'link')); } catch {}
(async () => {
  const show = async (p, o) => console.log(p, o ?? '', (await fg(p, { cwd: dir, ...o })).sort());
  await show('**/*.js'); await show(['**/*.{js,ts}', '!**/*.test.js'], { ignore: ['node_modules'] }); await show('**', { dot: true, onlyDirectories: true, followSymbolicLinks: false }); await show('src/**/!(y).js'); await show('*', { markDirectories: true, onlyFiles: false, deep: 1 }); await show('**/w.*', { absolute: false, baseNameMatch: true }); await show('*.js', { caseSensitiveMatch: false }); await show('**/*.js', { followSymbolicLinks: false, deep: 2 }); await show('src/\\[b\\].js'); await show('sp ace/*.md'); await show('**/[xy].?s', { unique: true }); await show('w.json', { baseNameMatch: true, followSymbolicLinks: false });
  console.log((await fg('*.js', { cwd: dir, objectMode: true, stats: true })).map((e) => [e.name, e.path, e.stats.size, e.dirent.isFile()]), fg.sync('src/*.js', { cwd: dir }).sort(), (await fg('b.ts', { cwd: dir, absolute: true })).map((p) => path.relative(dir, p)));
  const seen = []; for await (const e of fg.stream('src/deep/**', { cwd: dir })) seen.push(e); console.log(seen.sort(), fg.generateTasks(['a/*', 'b/**/*.js', '!c']), fg.isDynamicPattern('a/*'), fg.isDynamicPattern('a/b'), fg.escapePath('a(b)[c]*'), fg.convertPathToPattern('a(b)'));
  try { await fg(''); } catch (e) { console.log(e.name, e.message); } await fg('x', { cwd: path.join(dir, 'none') }).then(console.log); await fg('**', { cwd: path.join(dir, 'none'), suppressErrors: false }).then((r) => console.log(r), (e) => console.log(e.code));
})();
