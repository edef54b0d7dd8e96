export interface Count {
  file: string;
  lines: number;
  words: number;
  distinct: number;
  /** The most frequent words, the most frequent one first. */
  top: [word: string, times: number][];
}

export interface Report {
  folder: string;
  files: Count[];
  total: { lines: number; words: number };
}
