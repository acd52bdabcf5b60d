import { type AgentOpsRecord, cutTexts } from '@agentops/core';

/** The record with its long texts cut. */
export function shorten(record: AgentOpsRecord): AgentOpsRecord {
  return cutTexts(record) ?? record;
}

/** What stands for a record that can't be sent at all, so that its absence is told and not guessed. */
export function lossOf({ v, writer, seq, time }: AgentOpsRecord, bytes: number): AgentOpsRecord {
  const reason = 'the collector refused a record as too large';
  return { v, writer, seq, time, kind: 'loss', reason, records: 1, bytes };
}
