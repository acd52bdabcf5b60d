import type OpenAI from 'openai-7';
import type { Recording } from '../contender.ts';
import { type Messages, type Scenario, type ScenarioId, scenarios } from '../scenarios.ts';
import type { RoundCosts } from './protocol.ts';
import { chunksOfStream, type ScriptedFetch } from './scripted-fetch.ts';

const model = 'gpt-5';
let rounds = 0;

/** Makes a round's calls one after the other, then has their records sent. */
export async function runRound(
  { scenario: id, times }: { scenario: ScenarioId; times: number },
  { client, scripted, recording }: RoundHost,
): Promise<RoundCosts> {
  const scenario: Scenario = scenarios[id];
  const all = scenario.prepare(times, `round ${rounds++}`);
  const call = scenario.streamed ? readStream : complete;
  scripted.streams = scenario.streamed ?? false;
  let untilReturn = 0;
  let untilResult = 0;
  let deferred = 0;
  // The garbage of the round before is not this one's. A full collection would make everything slow for a while, and more so than
  // a busy process ever is.
  globalThis.gc?.({ type: 'minor', execution: 'sync' });
  const cpu = process.cpuUsage();
  const loop = performance.eventLoopUtilization();
  const start = performance.now();
  for (const messages of all) {
    const begin = performance.now();
    const result = call(client, messages);
    untilReturn += performance.now() - begin;
    await result;
    const end = performance.now();
    await nextTurn();
    const wait = scripted.answeredAt - scripted.calledAt;
    untilResult += end - begin - wait;
    deferred += performance.now() - end + wait;
  }
  await recording.flush();
  const untilLeft = performance.now() - start;
  // The thread's own CPU time is counted in ticks of several milliseconds on some kernels.
  const { active } = performance.eventLoopUtilization(loop);
  const { user, system } = process.cpuUsage(cpu);
  const units = scenario.unit === 'chunk' ? times * chunksOfStream : times;
  return {
    untilReturn: (untilReturn * 1000) / units,
    untilResult: (untilResult * 1000) / units,
    deferred: (deferred * 1000) / units,
    untilLeft: (untilLeft * 1000) / units,
    mainThread: (active * 1000) / units,
    allThreads: (user + system) / units,
  };
}

/** What a round is made with. */
export interface RoundHost {
  client: OpenAI;
  scripted: ScriptedFetch;
  recording: Recording;
}

/** A call that is answered whole. */
export async function complete(client: OpenAI, messages: Messages): Promise<void> {
  await client.chat.completions.create({ model, messages });
}

/** A call that is answered with a stream, which is read to its end. */
export async function readStream(client: OpenAI, messages: Messages): Promise<void> {
  const stream = await client.chat.completions.create({ model, messages, stream: true });
  for await (const _ of stream);
}

/** When the event loop has come round once. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
