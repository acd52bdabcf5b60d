import type { CollectorProcess } from './collector-process.ts';

/** What has been acknowledged, by session: `<writer>#<seq>` of a record, or the name of a span. */
export class Acknowledged {
  readonly bySession = new Map<string, Set<string>>();
  count = 0;

  add(sessionId: string, key: string): void {
    const keys = this.bySession.get(sessionId) ?? new Set();
    this.bySession.set(sessionId, keys.add(key));
    this.count++;
  }

  merge(others: Acknowledged): void {
    for (const [sessionId, keys] of others.bySession) {
      for (const key of keys) this.add(sessionId, key);
    }
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
