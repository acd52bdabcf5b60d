/** Reads what a shim wrote, as JSON and no more. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Line {
  v: number;
  stream: string;
  seq: number;
  time: number;
  mono: number;
  session?: string;
  kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: any kind's
  data: any;
}

/** All lines of all streams in a data directory, each stream in its order. The last line of a killed host may be unfinished. */
export function readLines(directory: string): Line[] {
  const files = globSync('bridge/*.ndjson', { cwd: directory }).sort();
  return files.flatMap((file) =>
    readFileSync(join(directory, file), 'utf8')
      .split('\n')
      .slice(0, -1)
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line),
  );
}

export function ofKind(lines: readonly Line[], ...kinds: string[]): Line[] {
  return lines.filter(({ kind }) => kinds.includes(kind));
}
