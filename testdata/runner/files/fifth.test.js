process.stderr.write('about to fail\n');
throw new Error('while loading');
