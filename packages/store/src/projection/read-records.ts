import { type AgentOpsRecord, recordComplaint, recordVersion } from '@agentops/core';

/** One line of what was handed to `append`. */
export type ReadLine =
  /** `text`: the line as it came. */
  | { line: number; kind: 'record'; record: AgentOpsRecord; text: string }
  /** Of a newer format: kept as it is. */
  | { line: number; kind: 'newer'; version: number; writer: string; seq: number; text: string }
  | { line: number; kind: 'rejected'; reason: string };

/**
 * Reads NDJSON as every store does: what is a record, what is one of a newer format, and what is none. `fold` takes whatever this
 * lets through. Empty lines are passed over; lines count from 0.
 */
export function* readRecords(ndjson: string): Generator<ReadLine> {
  let line = 0;
  for (let start = 0; start < ndjson.length; line++) {
    let end = ndjson.indexOf('\n', start);
    if (end === -1) end = ndjson.length;
    const text = ndjson.slice(start, end).trim();
    start = end + 1;
    if (text !== '') yield readLine(text, line);
  }
}

function readLine(text: string, line: number): ReadLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { line, kind: 'rejected', reason: 'no JSON' };
  }
  const reason = recordComplaint(value);
  if (reason !== undefined) return { line, kind: 'rejected', reason };
  const record = value as AgentOpsRecord;
  const { v: version, writer, seq } = record;
  if (version > recordVersion) return { line, kind: 'newer', version, writer, seq, text };
  return { line, kind: 'record', record, text };
}
