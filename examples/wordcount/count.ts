import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { Count } from './types.ts';

const word = /[\p{L}\p{N}'’]+/gu;

/** Counts the words of one file, reading it as a stream, line by line. */
export async function countWords(path: string, most = 3): Promise<Count> {
  const times = new Map<string, number>();
  let lines = 0;
  let words = 0;
  const input = createReadStream(path, { encoding: 'utf8', highWaterMark: 256 });
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    lines++;
    for (const [match] of line.matchAll(word)) {
      const key = match.toLowerCase();
      times.set(key, (times.get(key) ?? 0) + 1);
      words++;
    }
  }
  const top = [...times]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, most);
  return { file: basename(path), lines, words, distinct: times.size, top };
}
