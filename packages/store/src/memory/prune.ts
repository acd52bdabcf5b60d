import type { Pruned, Retention } from '../store.ts';
import { sessionIdOf } from './session-records.ts';
import type { VisibleRecords } from './visible-records.ts';

interface Candidate {
  id: string;
  isOpen: boolean;
  lastTime: number;
  events: number;
  bytes: number;
}

/** Takes whole sessions away. */
export function pruneSessions(visible: VisibleRecords, bounds: Retention, now: number): Pruned {
  const candidates = candidatesOf(visible);
  const gone = new Map<string, Candidate>();
  const take = (candidate: Candidate) => gone.set(candidate.id, candidate);
  const { sessionIds = [], maxAgeMs, maxBytes } = bounds;
  for (const candidate of candidates) {
    const tooOld = maxAgeMs !== undefined && candidate.lastTime < now - maxAgeMs;
    if (tooOld || sessionIds.includes(candidate.id)) take(candidate);
  }
  if (maxBytes !== undefined) {
    const all = visible.records.reduce((sum, { text }) => sum + text.length, 0);
    let bytes = [...gone.values()].reduce((sum, candidate) => sum - candidate.bytes, all);
    for (const candidate of candidates) {
      if (bytes <= maxBytes) break;
      if (gone.has(candidate.id)) continue;
      take(candidate);
      bytes -= candidate.bytes;
    }
  }
  const ids = new Map(
    visible.records.map((kept) => [kept.key, sessionIdOf(kept, visible)] as const),
  );
  visible.remove(({ key }) => gone.has(ids.get(key) ?? ''));
  const pruned = [...gone.values()];
  return {
    sessions: pruned.length,
    events: pruned.reduce((sum, { events }) => sum + events, 0),
    bytes: pruned.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** In the order in which they would go. */
function candidatesOf(visible: VisibleRecords): Candidate[] {
  const candidates = new Map<string, Candidate>();
  const candidateOf = (id: string, isOpen: boolean, lastTime: number) => {
    const known = candidates.get(id);
    if (known) return known;
    const candidate: Candidate = { id, isOpen, lastTime, events: 0, bytes: 0 };
    candidates.set(id, candidate);
    return candidate;
  };
  const { view, records } = visible;
  for (const { summary } of view.sessions) {
    candidateOf(summary.id, summary.state === 'open', summary.lastTime);
  }
  for (const { summary } of view.events) {
    const last = Math.max(summary.startTime, summary.endTime ?? 0);
    // No session record came of it: nobody can say whether it is open.
    const candidate = candidateOf(summary.sessionId, false, last);
    candidate.lastTime = Math.max(candidate.lastTime, last);
    candidate.events++;
  }
  for (const kept of records) {
    const id = sessionIdOf(kept, visible);
    const candidate = id === undefined ? undefined : candidates.get(id);
    if (candidate) candidate.bytes += kept.text.length;
  }
  return [...candidates.values()].sort(
    (a, b) => Number(a.isOpen) - Number(b.isOpen) || a.lastTime - b.lastTime,
  );
}
