import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenAIPackage } from '../child/protocol.ts';
import { ContenderProcess } from '../contender-process.ts';
import type { ContenderId } from '../contenders/index.ts';
import type { Progress } from '../progress.ts';
import { median } from '../statistics.ts';
import type { Group } from './census.ts';

/** How long a record stays in the process when nobody asks for it: what the end of the process can take away. */
export interface Arrival {
  contender: ContenderId;
  openai: OpenAIPackage;
  /** From the result to the record having left, in milliseconds; infinite where it had not left after 20 s. */
  ms: number;
}

const patienceMs = 20_000;

/** Of all contenders at once: what is measured is mostly waiting. */
export async function measureArrival(
  { openai, contenders }: Group,
  runs: number,
  progress: Progress,
): Promise<Arrival[]> {
  progress(`${openai}: how long a record stays in the process`);
  const recording = contenders.filter((id) => id !== 'bare');
  return Promise.all(
    recording.map((contender) =>
      ContenderProcess.use(contender, openai, async (child) => {
        // Connects and logs in, where that is to be done.
        await child.ask('round', { scenario: 'call', times: 20 });
        const samples: number[] = [];
        for (let run = 0; run < runs; run++) samples.push(await timeOne(child));
        return { contender, openai, ms: median(samples) };
      }),
    ),
  );
}

async function timeOne(child: ContenderProcess): Promise<number> {
  const { resultAt, leftAt, arrived } = await child.ask('single', {});
  let at = leftAt === undefined ? arrived.lastAt : BigInt(leftAt);
  for (const start = performance.now(); at === undefined; at = child.take().lastAt) {
    if (performance.now() - start > patienceMs) return Number.POSITIVE_INFINITY;
    await sleep(20);
  }
  return Number(at - BigInt(resultAt)) / 1e6;
}
