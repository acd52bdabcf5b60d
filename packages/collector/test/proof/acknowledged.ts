import type { CollectorProcess } from './collector-process.ts';

/** How it came in. */
export type Way = 'ingest' | 'spool' | 'OTLP/HTTP' | 'OTLP/gRPC';

/** What has been acknowledged, by session: `<writer>#<seq>` of a record, or the name of a span. */
export class Acknowledged {
  readonly bySession = new Map<string, Set<string>>();
  /** Of each way, how many. */
  readonly counts: Record<Way, number> = { ingest: 0, spool: 0, 'OTLP/HTTP': 0, 'OTLP/gRPC': 0 };

  add(way: Way, sessionId: string, key: string): void {
    this.#keep(sessionId, key);
    this.counts[way]++;
  }

  merge(others: Acknowledged): void {
    for (const [sessionId, keys] of others.bySession) {
      for (const key of keys) this.#keep(sessionId, key);
    }
    for (const [way, count] of Object.entries(others.counts)) this.counts[way as Way] += count;
  }

  /** Whether something came by each way. */
  get isOfEachWay(): boolean {
    return Object.values(this.counts).every((count) => count > 0);
  }

  /** What of it a collector does not have. */
  async missingFrom(collector: CollectorProcess): Promise<string[]> {
    const missing: string[] = [];
    for (const [sessionId, keys] of this.bySession) {
      const there = keysOf(await collector.records(sessionId));
      for (const key of keys) if (!there.has(key)) missing.push(`${sessionId}: ${key}`);
    }
    return missing;
  }

  #keep(sessionId: string, key: string): void {
    const keys = this.bySession.get(sessionId) ?? new Set();
    this.bySession.set(sessionId, keys.add(key));
  }
}

function keysOf(ndjson: string): Set<string> {
  const keys = new Set<string>();
  for (const line of ndjson.split('\n')) {
    if (line === '') continue;
    const { writer, seq, event } = JSON.parse(line);
    keys.add(`${writer}#${seq}`);
    if (event?.name !== undefined) keys.add(event.name);
  }
  return keys;
}
