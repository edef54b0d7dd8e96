// The doors that the QuickJS command line has, and other schemes.
for (const name of ['std', 'os', 'bjson', 'gc', 'QJS_PROXY_VALUE', 'scriptArgs', 'print', '__loadScript', 'internalBinding', 'primordials', 'Deno', 'Bun']) {
  if (name in globalThis) console.log('global', name);
}
const specifiers = ['qjs:os', 'qjs:std', 'qjs:bjson', 'std', 'bjson', 'internal/bootstrap/realm', 'node:internal/bootstrap/realm', 'internal/options', 'node:internal/options', 'wjs:x', 'http://127.0.0.1/x.js',
  'file:///etc/passwd', '/etc/passwd', '/proc/self/environ', '../../../../../../etc/passwd', 'file:///proc/self/root/etc/passwd', 'file:///%65tc/passwd', 'data:text/javascript,import "file:///etc/passwd"', 'node:fs/../internal/x'];
for (const s of specifiers) {
  try { const m = await import(s); console.log('import', s, Object.keys(m)); } catch (e) { if (!e.code) console.log(s, e); }
  for (const make of [Function, (async () => {}).constructor, (function* () {}).constructor, (async function* () {}).constructor]) {
    try { const m = await make(`return import(${JSON.stringify(s)})`)(); if (m?.default ?? m?.open) console.log('Function', s); if (m?.next) { const v = await m.next(); console.log('generator', s, Object.keys(await v.value)); } } catch (e) { if (!e.code && !/import/.test(e.message)) console.log(s, e); }
  }
  try { const m = await (0, eval)(`import(${JSON.stringify(s)})`); console.log('eval', s, Object.keys(m)); } catch (e) { if (!e.code) console.log(s, e); }
}
const { createRequire } = await import('node:module');
const require = createRequire(import.meta.url);
for (const s of specifiers) { try { require(s); console.log('require', s); } catch (e) { if (!e.code) console.log('require', s, e); } }
const vm = require('vm');
for (const code of ['std', 'os', 'internalBinding', 'primordials', 'require', 'process.binding("fs").open']) {
  try { const v = vm.runInThisContext(code); if (v !== undefined) console.log('vm', code, typeof v); } catch {}
}
console.log('tried');
