const log = console.log; log('a'); const { join } = await import('node:path'); log(join('x', 'y'));
const [u, v] = await Promise.all([import('node:url'), import('node:util')]); log(typeof u.URL, typeof v.inspect); setTimeout(() => log('timer'), 1);
