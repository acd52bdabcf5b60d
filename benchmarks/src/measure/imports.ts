import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { OpenAIPackage } from '../child/protocol.ts';
import { ContenderPlace } from '../contender-process.ts';
import type { ContenderId } from '../contenders/index.ts';
import type { Progress } from '../progress.ts';
import { median } from '../statistics.ts';
import type { Group } from './census.ts';

/** In milliseconds, medians; that of the SDK included. */
export interface ImportTime {
  contender: ContenderId;
  openai: OpenAIPackage;
  /** The modules. */
  load: number;
  /** The modules, set up, with a client that is ready for a call. */
  ready: number;
}

const program = fileURLToPath(new URL('../child/import-time.js', import.meta.url));

/** In fresh processes, in turns. */
export async function measureImports(
  { openai, contenders }: Group,
  runs: number,
  progress: Progress,
): Promise<ImportTime[]> {
  const samples = contenders.map(() => ({ load: [] as number[], ready: [] as number[] }));
  for (let run = runs > 1 ? -1 : 0; run < runs; run++) {
    progress(`${openai}: import time: run ${Math.max(run, 0) + 1} of ${runs}`);
    for (const [index, contender] of contenders.entries()) {
      const { load, ready } = await importOnce(contender, openai);
      // The first run fills the file system's cache.
      if (run < 0) continue;
      samples[index]?.load.push(load);
      samples[index]?.ready.push(ready);
    }
  }
  return contenders.map((contender, index) => ({
    contender,
    openai,
    load: median(samples[index]?.load ?? []),
    ready: median(samples[index]?.ready ?? []),
  }));
}

async function importOnce(
  contender: ContenderId,
  openai: OpenAIPackage,
): Promise<{ load: number; ready: number }> {
  const place = await ContenderPlace.open();
  try {
    const args = [program, place.setUp(contender, openai)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: place.env });
    return JSON.parse(stdout) as { load: number; ready: number };
  } finally {
    await place.close();
  }
}
