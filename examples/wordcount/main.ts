// Counts the words of all texts in a folder and writes a report:
//
//   wjs run --allow-read=texts --allow-write=report.json main.ts texts report.json
//
// It may read that folder and write that file, and nothing else.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countWords } from './count.ts';
import type { Count, Report } from './types.ts';

const [folder, output] = process.argv.slice(2);
if (folder === undefined || output === undefined) {
  console.error('usage: main.ts FOLDER REPORT');
  process.exit(2);
}

const names = (await readdir(folder)).filter((name) => name.endsWith('.txt')).sort();
// All files at once: each is read when its stream has something.
const files: Count[] = await Promise.all(names.map((name) => countWords(join(folder, name))));

const sum = (key: 'lines' | 'words'): number => files.reduce((n, count) => n + count[key], 0);
const report: Report = { folder, files, total: { lines: sum('lines'), words: sum('words') } };

console.table(
  files.map(({ file, lines, words, distinct, top }) => ({
    file, lines, words, distinct, top: top.map(([word, n]) => `${word} ${n}`).join(', '),
  })),
);
console.log(`${report.total.words} words in ${files.length} files`);

await writeFile(output, JSON.stringify(report, null, 2) + '\n');
console.log(`the report is in ${output}`);

// What no flag allows is an error like any other.
try {
  await readFile('/etc/passwd', 'utf8');
  console.log('this program may read /etc/passwd');
} catch (err) {
  const { code, message } = err as NodeJS.ErrnoException;
  console.log(`denied, as it should be: ${code}\n  ${message}`);
}
