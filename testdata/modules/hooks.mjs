// module.registerHooks(): resolve and load, for import and require alike.
import { registerHooks, createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const log = [];
const first = registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('virtual:')) return { url: specifier, shortCircuit: true, format: 'module' };
    log.push(`resolve ${specifier}`);
    return next(specifier, context);
  },
  load(url, context, next) {
    if (url.startsWith('virtual:')) return { source: `export default ${JSON.stringify(url.slice(8))}`, format: 'module', shortCircuit: true };
    return next(url, context);
  },
});
const second = registerHooks({
  load(url, context, next) {
    const result = next(url, context);
    if (url.endsWith('/self.js')) return { ...result, source: `${result.source}; module.exports += ' changed'` };
    return result;
  },
});
console.log((await import('virtual:a')).default, require('virtual:b').default);
console.log(require('./pkg/self.js'), (await import('./pkg/self.js')).default);
console.log(require.resolve('node:fs'), log);
first.deregister();
second.deregister();
try {
  await import('virtual:c');
} catch (e) {
  console.log(e.code, e.message);
}
