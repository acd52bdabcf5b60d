import type { StoreHealth } from '@agentops/store';
import { hasStore } from '../find-directory.ts';
import { canLoadCollector, loadCollector } from '../load-collector.ts';

export interface CollectorReport {
  /** Where the collector of this data directory listens, or has listened. */
  url: string;
  /** Whether it does still. */
  answers: boolean;
}

const timeoutMs = 2000;

/** Null where no collector has said that it runs on the directory. */
export async function collectorReport(directory: string): Promise<CollectorReport | null> {
  // One that runs here needs a Node.js that can load it.
  if (!hasStore(directory) || !canLoadCollector()) return null;
  const { runningCollector } = await loadCollector();
  const url = runningCollector(directory);
  if (url === undefined) return null;
  const answers = await fetch(new URL('healthz', url), { signal: AbortSignal.timeout(timeoutMs) })
    .then(({ ok }) => ok)
    .catch(() => false);
  return { url, answers };
}

/** Why the store that a collector keeps in the directory can't be read. Null where it can, or there is none. */
export async function storeProblem(directory: string): Promise<string | null> {
  if (!hasStore(directory) || !canLoadCollector()) return null;
  const { openStored } = await loadCollector();
  try {
    const store = await openStored({ directory });
    await store.close();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** What a collector tells of itself (`GET /api/v1/ingest/health`). */
export interface IngestHealth {
  store: StoreHealth;
  /** Since it was started. */
  receivers: Record<
    string,
    { records: number; spans: number; repeated: number; rejected: number; lastTime: number }
  >;
}
