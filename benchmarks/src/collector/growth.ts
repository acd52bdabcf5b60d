import { loadavg } from 'node:os';
import { openSqliteStore } from '@agentops/collector';
import { recordVersion } from '@agentops/core';
import type { Progress } from '../progress.ts';
import { median } from '../statistics.ts';
import type { Plan } from './plan.ts';
import { inNewDirectory } from './throughput.ts';

/** What an event costs in a store of some size: microseconds, each the median of some rounds. */
export interface Growth {
  /** Events that are there. */
  size: number;
  /** Until it is durable, and in all sums. */
  appendUs: number;
  /** Until search finds it, beyond that. */
  searchUs: number;
  /** The processor's time for both: other work on the machine changes it less. */
  cpuUs: number;
  load: number;
}

type Store = Awaited<ReturnType<typeof openSqliteStore>>;
type Cost = Omit<Growth, 'size' | 'load'>;

const perAppend = 500;
const perSession = 50;

/** Appends events of a single record each to one store, and measures the cost of some of them at some sizes. */
export async function measureGrowth(plan: Plan, progress: Progress): Promise<Growth[]> {
  return await inNewDirectory(async (directory) => {
    const store = await openSqliteStore({ directory });
    await warmUp(store, plan.warmUpEvents, progress);
    const events = new SingleRecords('growth');
    const results: Growth[] = [];
    for (const size of plan.sizes) {
      const of = `growth: run ${size} of ${plan.sizes.at(-1)}`;
      await fill(store, events, Math.max(0, size - plan.window / 2), () => progress(of));
      const rounds: Cost[] = [];
      for (let round = 0; round < plan.rounds; round++) {
        rounds.push(await measure(store, events, plan.window / plan.rounds));
      }
      results.push({
        size,
        appendUs: median(rounds.map(({ appendUs }) => appendUs)),
        searchUs: median(rounds.map(({ searchUs }) => searchUs)),
        cpuUs: median(rounds.map(({ cpuUs }) => cpuUs)),
        load: loadavg()[0] as number,
      });
    }
    await store.close();
    return results;
  });
}

/**
 * Without it the smallest store is measured with code that was not compiled yet, and looks dearer than a large one. In the same
 * store, because each has threads of its own: all goes again, and the room in the file with it.
 */
async function warmUp(store: Store, count: number, progress: Progress): Promise<void> {
  await fill(store, new SingleRecords('warm-up'), count, () => progress('growth: warming up'));
  await store.prune({ maxBytes: 0 });
  const { events } = await store.reader.health();
  if (events > 0) throw new Error(`of the warm-up ${events} events are left`);
}

async function fill(
  store: Store,
  events: SingleRecords,
  until: number,
  progress: () => void,
): Promise<void> {
  while (events.made < until) {
    progress();
    await store.append(events.next(perAppend));
    if (events.made % 20_000 === 0) await store.project();
  }
  await store.project();
}

async function measure(store: Store, events: SingleRecords, count: number): Promise<Cost> {
  const texts = Array.from({ length: count / perAppend }, () => events.next(perAppend));
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (const text of texts) await store.append(text);
  const appended = performance.now();
  await store.project();
  const searchable = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  return {
    appendUs: ((appended - start) * 1000) / count,
    searchUs: ((searchable - appended) * 1000) / count,
    cpuUs: (user + system) / count,
  };
}

const source = { adapter: '@agentops/adapter-openai', host: 'openai', hostVersion: '7.57.0' };
const models = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4-5', 'gpt-4.1'];
const text = 'the agent reads a table of orders and writes a summary for the customer '.repeat(20);

/** Events as spans make them: one record each, ids in no order. */
class SingleRecords {
  made = 0;
  readonly #writer: string;
  #seq = 0;
  #session = 0;
  readonly #start = Date.UTC(2026, 0, 1);

  constructor(writer: string) {
    this.#writer = writer;
  }

  next(count: number): string {
    let lines = '';
    for (let n = 0; n < count; n++) {
      if (this.made % perSession === 0) lines += this.#openSession();
      lines += this.#event();
      this.made++;
    }
    return lines;
  }

  #openSession(): string {
    const id = `00000000-0000-8000-8000-${String(++this.#session).padStart(12, '0')}`;
    const session = { id, name: `run ${this.#session}`, startTime: this.#time, source };
    return this.#line({ kind: 'session', phase: 'start', session });
  }

  #event(): string {
    const n = this.made;
    const id = crypto.randomUUID();
    const sessionId = `00000000-0000-8000-8000-${String(this.#session).padStart(12, '0')}`;
    const startTime = this.#time;
    const common = { id, sessionId, startTime, endTime: startTime + 250 + (n % 700), source };
    const said = (length: number) => text.slice((n * 7) % 500, ((n * 7) % 500) + length);
    if (n % 3 === 0) {
      const call = { name: 'search_orders', kind: 'function', arguments: { query: said(160) } };
      const event = { ...common, ...call, type: 'tool', status: 'ok', result: said(400) };
      return this.#line({ kind: 'end', event });
    }
    const model = models[n % models.length];
    const message = (role: string, length: number) => ({
      role,
      parts: [{ type: 'text', content: said(length) }],
    });
    const event = {
      ...common,
      type: 'llm',
      name: `chat ${model}`,
      status: 'ok',
      operationName: 'chat',
      provider: 'openai',
      requestModel: model,
      responseModel: model,
      usage: { inputTokens: 200 + (n % 900), outputTokens: 40 + (n % 90) },
      usageSource: 'provider',
      outputMessages: [message('assistant', 200)],
    };
    return this.#line({ kind: 'end', event, prompt: { keep: 0, add: [message('user', 300)] } });
  }

  get #time(): number {
    return this.#start + this.made * 1000;
  }

  #line(body: object): string {
    const stamp = { v: recordVersion, writer: this.#writer, seq: this.#seq++, unnumbered: true };
    return `${JSON.stringify({ ...stamp, time: this.#time, ...body })}\n`;
  }
}
