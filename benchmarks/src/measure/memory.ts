import type { OpenAIPackage } from '../child/protocol.ts';
import { ContenderProcess } from '../contender-process.ts';
import type { ContenderId } from '../contenders/index.ts';
import type { Plan } from '../plan.ts';
import type { Progress } from '../progress.ts';
import { median } from '../statistics.ts';
import type { Group } from './census.ts';

/** Medians, in bytes. */
export interface Memory {
  contender: ContenderId;
  openai: OpenAIPackage;
  /** Of many calls. */
  calls: MemoryRun;
  /** Of one long stream. */
  stream: MemoryRun;
}

export interface MemoryRun {
  /** Still in the heap when all records have left, above what was in it before. */
  heap: number;
  /** Resident: the most that the process had. Absolute. */
  peakRss: number;
  /** Records that left the process; the median too. */
  records: number;
}

/** Each run in a fresh process, in turns. */
export async function measureMemory(
  { openai, contenders }: Group,
  { calls, chunks, memoryRuns }: Pick<Plan, 'calls' | 'chunks' | 'memoryRuns'>,
  progress: Progress,
): Promise<Memory[]> {
  const samples = contenders.map(() => ({ calls: [] as MemoryRun[], stream: [] as MemoryRun[] }));
  for (let run = 0; run < memoryRuns; run++) {
    progress(`${openai}: memory: run ${run + 1} of ${memoryRuns}`);
    for (const [index, contender] of contenders.entries()) {
      const measure = (amount: { calls: number; chunks: number }) =>
        ContenderProcess.use(contender, openai, async (child) => {
          await child.ask('round', { scenario: 'call', times: Math.ceil(calls / 50) });
          return child.ask('memory', amount);
        });
      samples[index]?.calls.push(await measure({ calls, chunks: 0 }));
      samples[index]?.stream.push(await measure({ calls: 0, chunks }));
    }
  }
  return contenders.map((contender, index) => ({
    contender,
    openai,
    calls: medians(samples[index]?.calls ?? []),
    stream: medians(samples[index]?.stream ?? []),
  }));
}

function medians(runs: readonly MemoryRun[]): MemoryRun {
  return {
    heap: median(runs.map(({ heap }) => heap)),
    peakRss: median(runs.map(({ peakRss }) => peakRss)),
    records: median(runs.map(({ records }) => records)),
  };
}
