import type { AgentOpsRecord } from '@agentops/core';

/** Longer texts of a record that the collector did not take are cut to this. */
const keptChars = 1024;

/** The record with its long texts cut. Each says that it was, and how long it had been. */
export function shorten(record: AgentOpsRecord): AgentOpsRecord {
  return cut(record) as AgentOpsRecord;
}

/** What stands for a record that can't be sent at all, so that its absence is told and not guessed. */
export function lossOf({ v, writer, seq, time }: AgentOpsRecord, bytes: number): AgentOpsRecord {
  const reason = 'the collector refused a record as too large';
  return { v, writer, seq, time, kind: 'loss', reason, records: 1, bytes };
}

function cut(value: unknown): unknown {
  if (typeof value === 'string') {
    if (value.length <= keptChars * 2) return value;
    return `${value.slice(0, keptChars)}\n[cut by agentops: the collector did not take a text of ${value.length} characters]`;
  }
  if (Array.isArray(value)) return value.map(cut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cut(item)]));
}
