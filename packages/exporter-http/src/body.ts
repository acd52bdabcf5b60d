import type { AgentOpsRecord } from '@agentops/core';

/** Records that go in one request, and what they are there. */
export interface Body {
  records: readonly AgentOpsRecord[];
  lines: readonly string[];
  /** Before compression. */
  bytes: number;
}

export function encode(records: readonly AgentOpsRecord[]): Body {
  const lines = records.map((record) => `${JSON.stringify(record)}\n`);
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  return { records, lines, bytes };
}

/** Splits it in bodies of at most so many bytes; a record that is longer goes alone. */
export function* split({ records, lines }: Body, maxBytes: number): Generator<Body> {
  let start = 0;
  let bytes = 0;
  for (const [index, line] of lines.entries()) {
    const length = Buffer.byteLength(line);
    if (bytes > 0 && bytes + length > maxBytes) {
      yield { records: records.slice(start, index), lines: lines.slice(start, index), bytes };
      start = index;
      bytes = 0;
    }
    bytes += length;
  }
  if (bytes > 0) yield { records: records.slice(start), lines: lines.slice(start), bytes };
}
