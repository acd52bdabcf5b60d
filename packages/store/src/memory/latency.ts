import type { EventSummary, LatencyGroup, LatencyPercentiles, LatencyQuery } from '../reader.ts';
import { toolOf } from './filters.ts';

export function latencyGroups(
  events: readonly EventSummary[],
  groupBy: LatencyQuery['groupBy'],
): LatencyGroup[] {
  const groups = Map.groupBy(events.filter(hasLatency), (event) => keyOf(event, groupBy));
  groups.delete(null);
  return [...groups]
    .map(([key, members]) => groupOf(key as string, members))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

export function hasLatency({ durationMs, duplicateOf }: EventSummary): boolean {
  return durationMs !== null && duplicateOf === null;
}

/** Of one event or more that ended. */
export function percentilesOf(events: readonly EventSummary[]): LatencyPercentiles {
  const durations = sorted(events.map(({ durationMs }) => durationMs));
  return {
    count: durations.length,
    p50: percentile(durations, 0.5) as number,
    p90: percentile(durations, 0.9) as number,
    p95: percentile(durations, 0.95) as number,
    p99: percentile(durations, 0.99) as number,
    max: durations.at(-1) as number,
  };
}

function groupOf(key: string, members: readonly EventSummary[]): LatencyGroup {
  const firstChunks = sorted(members.map(({ timeToFirstChunkMs }) => timeToFirstChunkMs));
  return {
    key,
    ...percentilesOf(members),
    errorCount: members.filter(({ status }) => status === 'error').length,
    timeToFirstChunkP50: percentile(firstChunks, 0.5),
    timeToFirstChunkP95: percentile(firstChunks, 0.95),
  };
}

function keyOf(event: EventSummary, groupBy: LatencyQuery['groupBy']): string | null {
  return groupBy === 'tool' ? toolOf(event) : event[groupBy];
}

function sorted(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null).sort((a, b) => a - b);
}

function percentile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const place = (values.length - 1) * share;
  const low = values[Math.floor(place)] as number;
  const high = values[Math.ceil(place)] as number;
  return low + (high - low) * (place - Math.floor(place));
}
