import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSqliteStore } from '@agentops/collector';
import { generateRecords } from '@agentops/testkit/generate-records';
import type { Progress } from '../progress.ts';
import { CollectorProcess } from './collector-process.ts';
import type { Plan } from './plan.ts';
import { type Question, questionsTo } from './questions.ts';
import { inNewDirectory } from './throughput.ts';

export interface QueryTime {
  name: string;
  /** What the aim is for. */
  aim: Question['aim'];
  /** Milliseconds until the whole answer was read. */
  p50: number;
  p95: number;
  max: number;
  /** Bytes of an answer, on average. */
  bytes: number;
}

export interface Queries {
  events: number;
  sessions: number;
  databaseBytes: number;
  /** Seconds until all of it was in the store, and was found. */
  fillSeconds: number;
  times: QueryTime[];
  peakRssBytes: number;
  load: number;
}

const perSession = 50;
/** Of its records, about. */
const charactersPerEvent = 1900;

/** Asks a collector over its API, one question after the other. */
export async function measureQueries(plan: Plan, progress: Progress): Promise<Queries> {
  return await inNewDirectory(async (directory) => {
    const fillSeconds = await fill(directory, plan.storeEvents, progress);
    await using collector = await CollectorProcess.start(directory);
    const { url } = collector.addresses;
    const times: QueryTime[] = [];
    for (const question of await questionsTo(url)) {
      progress(`queries: ${question.name}`);
      times.push(await ask(url, question, plan.asked));
    }
    const metrics = await collector.metrics();
    return {
      events: metrics('agentops_store_events'),
      sessions: metrics('agentops_store_sessions'),
      databaseBytes: metrics('agentops_store_bytes'),
      fillSeconds,
      times,
      peakRssBytes: collector.cost().peakRssBytes,
      load: loadavg()[0] as number,
    };
  });
}

async function fill(directory: string, events: number, progress: Progress): Promise<number> {
  const start = performance.now();
  const store = await openSqliteStore({ directory });
  const options = { sessions: events / perSession, eventsPerSession: perSession };
  let characters = 0;
  for (const chunk of generateRecords({ ...options, chunkLength: 1 << 20 })) {
    await store.append(chunk);
    characters += chunk.length;
    const done = Math.min(events, Math.round(characters / charactersPerEvent));
    progress(`queries: filling the store: run ${done} of ${events}`);
  }
  await store.project();
  await store.close();
  return (performance.now() - start) / 1000;
}

async function ask(url: string, question: Question, times: number): Promise<QueryTime> {
  const took: number[] = [];
  let bytes = 0;
  for (let n = 0; n < times; n++) {
    const start = performance.now();
    for (const path of question.paths(n)) {
      const answer = await fetch(`${url}/api/v1/${path}`);
      bytes += (await answer.arrayBuffer()).byteLength;
      if (!answer.ok) throw new Error(`${path} was answered by ${answer.status}`);
    }
    if (n >= times / 10) took.push(performance.now() - start);
    // A person asks now and then, and what the collector puts off gets its turn.
    if (n % 20 === 0) await sleep(5);
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.round(share * (took.length - 1))] as number;
  const { name, aim } = question;
  return { name, aim, p50: at(0.5), p95: at(0.95), max: at(1), bytes: bytes / times };
}
