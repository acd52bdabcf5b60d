import type OpenAI from 'openai-7';
import type { Recording } from '../contender.ts';
import type { Messages } from '../scenarios.ts';
import type { MemoryGrowth } from './protocol.ts';
import { complete, nextTurn, readStream } from './round.ts';
import { fetchOfChunks } from './scripted-fetch.ts';

const messages: Messages = [{ role: 'user', content: 'hi' }];

/** Makes so many calls, or reads a stream of so many chunks, and says what that leaves behind. */
export async function measureMemory(
  { calls, chunks }: { calls: number; chunks: number },
  {
    client,
    connect,
    recording,
  }: { client: OpenAI; connect: (fetch: typeof globalThis.fetch) => OpenAI; recording: Recording },
): Promise<MemoryGrowth> {
  const streaming = chunks > 0 ? connect(fetchOfChunks(chunks)) : undefined;
  const before = await settled();
  for (let index = 0; index < calls; index++) {
    await complete(client, messages);
    await nextTurn();
  }
  if (streaming) await readStream(streaming, messages);
  await recording.flush();
  const peakRss = process.resourceUsage().maxRSS * 1024;
  const after = await settled();
  return { heap: after - before, peakRss };
}

async function settled(): Promise<number> {
  // Twice, with turns between: finalizers and closed sockets let go of more.
  for (let time = 0; time < 2; time++) {
    globalThis.gc?.();
    await nextTurn();
  }
  return process.memoryUsage().heapUsed;
}
