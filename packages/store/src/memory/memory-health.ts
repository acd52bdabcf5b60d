import type { FoldedWriter } from '@agentops/core';
import type { StoreHealth } from '../reader.ts';
import type { MemoryState } from './memory-reader.ts';

const most = 200;
const mostWriters = 1000;

export function healthOf({ visible, waiting, verdicts }: MemoryState): StoreHealth {
  const { view, records, ledger } = visible;
  const judged = verdicts();
  const stateOf = (writer: FoldedWriter): StoreHealth['writers'][number]['state'] => {
    if (writer.isClosed) return 'closed';
    return judged.get(writer.id)?.state === 'gone' ? 'gone' : 'alive';
  };
  return {
    engine: 'memory',
    schemaVersion: 1,
    sessions: view.sessions.length,
    events: view.events.length,
    records: records.length,
    bytes: records.reduce((sum, { text }) => sum + text.length, 0),
    lag: { records: waiting(), searchEvents: 0 },
    losses: ledger.losses,
    newer: ledger.newer,
    diagnostics: ledger.diagnostics
      .toSorted((a, b) => a.time - b.time)
      .slice(-most)
      .map(({ time, level, code, message, details }) => ({
        time,
        level,
        code,
        message,
        ...(details ? { details } : {}),
      })),
    writers: ledger.writers
      .filter(({ id }) => visible.numbered.has(id))
      .map((writer) => ({
        id: writer.id,
        state: stateOf(writer),
        lastTime: writer.lastTime,
        info: writer.info ?? null,
      }))
      .sort((a, b) => Number(a.state !== 'alive') - Number(b.state !== 'alive') || byLastTime(a, b))
      .slice(0, mostWriters)
      .sort(byLastTime),
  };
}

function byLastTime(a: { id: string; lastTime: number }, b: { id: string; lastTime: number }) {
  return b.lastTime - a.lastTime || (a.id < b.id ? -1 : 1);
}
